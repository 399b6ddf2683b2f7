/**
 * SynaStart.js goes into the head of the client's pages, after SynaHead.js and before
 * any script of the vendor: fixes without which the client does not start.
 */
import "./fixes/lost-opener.js";
import "./fixes/no-storage.js";
