/**
 * A window of a message stops when the mail window is gone.
 *
 * symptom:  a new window stays empty after the mail window was reloaded or closed
 * browsers: all
 * vendor:   open in 10.1.3
 * guard:    the window was opened for a message and has no opener
 * source:   public/launchNewWindow.jsp has /window\.opener\.authTokenExpires/
 */
import SynaSkin from "../core/registry.js";

function show() {
	var box = document.createElement("p");
	box.setAttribute("role", "alert");
	box.style.cssText = "margin:3em auto;max-width:30em;font:16px/1.5 sans-serif";
	box.appendChild(document.createTextNode((window.SynaSkinConfig && SynaSkinConfig.lostOpener) ||
		"The mail window to which this window belongs is closed. Close this window and open the message again."));
	(document.body || document.documentElement).appendChild(box);
}

function alone() {
	try {
		return !window.opener || window.opener.authTokenExpires === undefined && window.opener.location.href === "about:blank";
	} catch (error) {
		return true; // an opener of another site
	}
}

SynaSkin.fix({
	id: "lost-opener",
	needed: function () {
		return /\/(launchNewWindow\.jsp|h?newwin)\b/i.test(location.pathname + location.hash) && alone();
	},
	apply: function () {
		// What the page's own script reads next; it would throw on nothing.
		window.opener = { authTokenExpires: 0, csrfToken: "", closed: true };
		if (document.addEventListener) {
			document.addEventListener("DOMContentLoaded", show);
		} else {
			window.attachEvent("onload", show);
		}
	}
});
