/**
 * A notice some minutes before the session ends: by inactivity, which activity
 * puts off, and by the age of the token, which it does not.
 */
import { feature, settings } from "../core/feature.js";

var DEFAULTS = { minutes: 5, text: "Your session ends in {0} minutes. Save what you are writing." };
var LONGEST = 20 * 24 * 3600 * 1000; // longer timers run at once in some browsers
var idleTimer = 0, tokenTimer = 0;

function say(s) {
	var level = window.ZmStatusView && ZmStatusView.LEVEL_WARNING;
	appCtxt.setStatusMsg(s.text.replace("{0}", String(s.minutes)), level);
}

function schedule(s, milliseconds) {
	var wait = milliseconds - s.minutes * 60000;
	return wait > 0 && wait < LONGEST ? setTimeout(function () { say(s); }, wait) : 0;
}

function restart(s) {
	clearTimeout(idleTimer);
	idleTimer = schedule(s, appCtxt.get(ZmSetting.IDLE_SESSION_TIMEOUT) * 1000);
}

feature("session", {
	patches: [{
		place: "ZmZimbraMail.prototype.setSessionTimer",
		wrap: function (original) {
			var s = settings("session", DEFAULTS);
			return function (start) {
				var result = original.apply(this, arguments);
				if (start) {
					restart(s);
				} else {
					clearTimeout(idleTimer);
				}
				if (!tokenTimer && window.authTokenExpires > 0) {
					tokenTimer = schedule(s, window.authTokenExpires - new Date().getTime());
				}
				return result;
			};
		}
	}, {
		place: "ZmZimbraMail._userEventHdlr",
		wrap: function (original) {
			var s = settings("session", DEFAULTS);
			return function () {
				restart(s);
				return original.apply(this, arguments);
			};
		}
	}]
});
