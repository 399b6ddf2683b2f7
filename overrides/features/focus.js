/**
 * A visible focus for those who use the keyboard. Skins style .syna-keyboard :focus as
 * they like.
 */
import { feature } from "../core/feature.js";
import { listen } from "../core/page.js";
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
		listen(document, "mousedown", function () { mark(false); }, true);
		return listen(document, "keydown", function (ev) {
			if (ev.keyCode === 9) {
				mark(true);
			}
		}, true);
	}
});
