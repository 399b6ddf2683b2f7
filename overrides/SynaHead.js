/**
 * SynaHead.js goes into the head of every page, before the first style sheet and
 * before any script of the vendor: classes that styles may depend on, and what
 * the vendor's scripts need even to start.
 */
import "./core/engine.js";
import "./core/registry.js";
import "./fixes/ES2016-includes.js";
