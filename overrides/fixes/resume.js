/**
 * New mail does not show when the user comes back to the tab.
 *
 * symptom:  after a pause in the background, or of the computer, mail and reminders come minutes late
 * browsers: Chrome, Edge, Safari and Firefox, which slow down or stop the timers of background tabs
 * vendor:   open in 10.1.3
 * guard:    the client polls by a timer, and the browser says when a page becomes visible
 */
import SynaSkin from "../core/registry.js";

var SHORTEST = 30000; // milliseconds in the background after which it is worth to ask
var since = 0;

/** away and back note when the page left the screen, and ask the server on return. */
function away() {
	since = since || new Date().getTime();
}

function back() {
	var mail = window._zimbraMail;
	if (since && new Date().getTime() - since >= SHORTEST && mail && mail._pollInterval && !mail._pollRequest && navigator.onLine !== false) {
		mail.sendNoOp();
	}
	since = 0;
}

SynaSkin.fix({
	id: "resume",
	after: "ZmZimbraMail.prototype.sendNoOp",
	probe: { place: "ZmZimbraMail.prototype.setPollInterval", lacks: /visibilitychange/ },
	needed: function () {
		return "visibilityState" in document && !!document.addEventListener;
	},
	apply: function () {
		document.addEventListener("visibilitychange", function () {
			(document.visibilityState === "hidden" ? away : back)();
		});
		document.addEventListener("freeze", away);
		document.addEventListener("resume", back);
		window.addEventListener("offline", away);
		window.addEventListener("online", back);
	}
});
