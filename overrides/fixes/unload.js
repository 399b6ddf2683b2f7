/**
 * Leaving the page is no longer told to the client.
 *
 * symptom:  the session is not ended, windows of messages stay open, unsent messages stay locked
 * browsers: Chrome with the unload policy, Safari, all mobile browsers
 * vendor:   open in 10.1.3
 * guard:    the browser has pagehide
 */
import SynaSkin from "../core/registry.js";

function run(action, ev) {
	if (typeof action == "function") {
		action(ev);
	} else if (action && action.handleEvent) {
		action.handleEvent(ev);
	}
}

/** ended reports whether the session was ended on the way out: a page that then comes back from the cache of pages is dead. */
function ended() {
	return !!(window.ZmZimbraMail && ZmZimbraMail._endSessionDone);
}

SynaSkin.fix({
	id: "unload",
	needed: function () {
		return "onpagehide" in window && !document.documentMode;
	},
	patches: [{
		place: "AjxCore.addOnunloadListener",
		wrap: function () {
			return function (action) {
				var done = false;
				window.addEventListener("pagehide", function (ev) {
					if (!done && !ev.persisted) {
						done = true;
						run(action, ev);
					}
				});
				window.addEventListener("pageshow", function (ev) {
					if (ev.persisted && (done || ended())) {
						location.reload();
					}
				});
			};
		}
	}]
});
