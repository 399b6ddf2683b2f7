/**
 * A banner for browsers that lack what the client needs, told by capability and
 * never by a User-Agent. It can be dismissed for the session.
 */
import { feature, settings } from "../core/feature.js";
import { ready, element, anchor } from "../core/page.js";

var KEY = "synaBanner";

/** needs are what the client itself uses; the build takes these detects in. */
function needs() {
	return {
		flexbox: SynaModernizr.flexbox, localstorage: SynaModernizr.localstorage, json: SynaModernizr.json,
		queryselector: SynaModernizr.queryselector, es5array: SynaModernizr.es5array, eventlistener: SynaModernizr.eventlistener
	};
}

/** lacking lists what of the wanted this browser does not have. */
export function lacking(wanted) {
	var own = needs(), list = [], name, i;
	for (i = 0; i < wanted.length; i++) {
		if (SynaModernizr[wanted[i]] === undefined) {
			throw new Error("SynaSkinConfig.banner.requires names " + wanted[i] + ", which this build does not test");
		}
		own[wanted[i]] = SynaModernizr[wanted[i]];
	}
	for (name in own) {
		if (!own[name]) {
			list.push(name);
		}
	}
	return list;
}

function dismissed() {
	try {
		return sessionStorage.getItem(KEY) === "1";
	} catch (error) {
		return false;
	}
}

function dismiss(el) {
	el.parentNode.removeChild(el);
	try {
		sessionStorage.setItem(KEY, "1");
	} catch (error) {
		// it comes again on the next page
	}
}

feature("banner", {
	after: "SynaModernizr",
	apply: function () {
		var s = settings("banner", { requires: [], link: "", linkText: "Learn more",
			text: "This browser is too old for all of this page to work. Please update it.",
			storageText: "This browser blocks the storage that this page needs. Please allow it for this site." });
		var lacks = lacking(s.requires);
		if (!lacks.length || dismissed()) {
			return false;
		}
		var text = lacks.length === 1 && lacks[0] === "localstorage" ? s.storageText : s.text;
		ready(function () {
			var close = element("button", { type: "button", "aria-label": "\u00d7", text: "\u00d7" });
			var el = element("div", { id: "synaBanner", className: "syna-banner", role: "alert" }, [
				element("span", { text: text + " " }), s.link ? anchor(s.linkText, s.link) : null, close
			]);
			el.style.cssText = "position:relative;z-index:10000;padding:.5em 3em .5em 1em;background:#fff3c4;color:#3d2f00;font:14px/1.4 sans-serif";
			close.style.cssText = "position:absolute;right:.5em;top:.3em;border:0;background:none;color:inherit;font-size:18px";
			close.onclick = function () { dismiss(el); };
			document.body.insertBefore(el, document.body.firstChild);
		});
		return true;
	}
});
