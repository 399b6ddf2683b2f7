/**
 * SynaWindow.js goes into the head of the window that shows one message, after
 * SynaHead.js and before any script of the vendor.
 */
import "./fixes/lost-opener.js";
