/**
 * A link to the content as the first stop of the Tab key.
 */
import { feature, settings } from "../core/feature.js";
import { element, ready } from "../core/page.js";
import { addStyle } from "../core/style.js";

var TARGETS = ["skin_container_app_main", "skin_td_main", "username", "z_shell"];

function target() {
	for (var i = 0; i < TARGETS.length; i++) {
		var el = document.getElementById(TARGETS[i]);
		if (el) {
			return el;
		}
	}
	return null;
}

feature("skipLinks", {
	apply: function () {
		var s = settings("skipLinks", { label: "Skip to content" });
		addStyle(".syna-skip{position:absolute;left:-10000px;top:0;z-index:10001;padding:.5em 1em;background:#fff;color:#00326e}.syna-skip:focus{left:0}");
		ready(function () {
			var link = element("a", { className: "syna-skip", href: "#", text: s.label });
			link.onclick = function () {
				var el = target();
				if (el) {
					if (!/^(INPUT|BUTTON|A|SELECT|TEXTAREA)$/.test(el.nodeName)) {
						el.setAttribute("tabindex", "-1");
					}
					el.focus();
				}
				return false;
			};
			document.body.insertBefore(link, document.body.firstChild);
		});
	}
});
