/**
 * A visible focus for those who use the keyboard, and status messages that a
 * screen reader says. Skins style .syna-keyboard :focus as they like.
 */
import { feature } from "../core/feature.js";
import { listen, ready } from "../core/page.js";
import { addStyle } from "../core/style.js";

var CLASS = "syna-keyboard";

function mark(on) {
	var root = document.documentElement;
	var rest = (" " + root.className + " ").replace(" " + CLASS + " ", " ").replace(/^ | $/g, "");
	root.className = on ? rest + (rest ? " " : "") + CLASS : rest;
}

feature("focus", {
	apply: function () {
		addStyle("." + CLASS + " :focus{outline:2px solid #1a5fb4;outline-offset:1px}");
		ready(function () {
			var status = document.getElementById("skin_container_status") || document.getElementById("ZLoginErrorPanel");
			if (status && !status.getAttribute("aria-live")) {
				status.setAttribute("aria-live", "polite");
			}
		});
		listen(document, "mousedown", function () { mark(false); }, true);
		return listen(document, "keydown", function (ev) {
			if (ev.keyCode === 9) {
				mark(true);
			}
		}, true);
	}
});
