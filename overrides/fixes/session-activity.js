/**
 * The user is logged out while reading.
 *
 * symptom:  the session ends although the user scrolls, touches the screen or works inside a message
 * browsers: all
 * vendor:   open in 10.1.3
 * guard:    the session timer is reset by mouse buttons and keys only
 */
import SynaSkin from "../core/registry.js";

var EVENTS = ["wheel", "touchstart", "pointerdown", "keydown"];
var PAUSE = 5000; // milliseconds between two resets
var listening = false, last = 0;

function alive(ev) {
	var now = new Date().getTime();
	if (ev.isTrusted && now - last >= PAUSE) { // a script that scrolls or clicks is not the user
		last = now;
		ZmZimbraMail._userEventHdlr(ev);
	}
}

function each(target, method) {
	for (var i = 0; i < EVENTS.length; i++) {
		target[method](EVENTS[i], alive, true);
	}
}

SynaSkin.fix({
	id: "session-activity",
	needed: function () {
		return !!window.addEventListener;
	},
	patches: [{
		place: "ZmZimbraMail.prototype.setSessionTimer",
		has: /_userEventHdlr/,
		wrap: function (original) {
			return function (start) {
				var result = original.apply(this, arguments);
				if (listening !== !!start && appCtxt.get(ZmSetting.IDLE_SESSION_TIMEOUT) > 0) {
					listening = !!start;
					last = 0;
					each(document, start ? "addEventListener" : "removeEventListener");
				}
				return result;
			};
		}
	}, {
		place: "DwtIframe.prototype._createFrame",
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				var doc = this.getDocument && this.getDocument();
				if (doc && doc.addEventListener) {
					for (var i = 0; i < EVENTS.length; i++) {
						doc.addEventListener(EVENTS[i], inFrame, true);
					}
				}
				return result;
			};
		}
	}]
});

function inFrame(ev) {
	if (listening) {
		alive(ev);
	}
}
