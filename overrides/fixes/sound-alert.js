/**
 * New mail makes no sound.
 *
 * symptom:  the sound that the preferences promise is not heard
 * browsers: all with an autoplay policy (Chrome 66, Firefox 66, Safari 11 and later)
 * vendor:   open in 10.1.3
 * guard:    the alert relies on the autoplay attribute
 */
import SynaSkin from "../core/registry.js";

var audio = null; // unlocked by the first gesture, then used for every alert

function player(url) {
	if (!audio) {
		audio = new Audio();
		audio.preload = "none";
	}
	if (url) {
		audio.src = url;
	}
	return audio;
}

function quietly(promise) {
	if (promise && promise.then) {
		promise.then(null, function () {}); // no gesture yet
	}
}

SynaSkin.fix({
	id: "sound-alert",
	packages: "Alert",
	needed: function () {
		return !!window.Audio && !!window.Promise && !!window.addEventListener;
	},
	patches: [{
		place: "ZmSoundAlert.prototype.start",
		has: /autoplay/,
		wrap: function (original) {
			document.addEventListener("pointerdown", function unlock() {
				document.removeEventListener("pointerdown", unlock, true);
				player().load();
			}, true);
			return function (soundFile) {
				if (!this.html5AudioEnabled) {
					return original.apply(this, arguments);
				}
				var now = new Date().getTime();
				if (!this.enabled || this._lastTime && now - this._lastTime < 5000) {
					return undefined;
				}
				this._lastTime = now;
				quietly(player(appContextPath + (soundFile || "/public/sounds/im/alert.wav")).play());
			};
		}
	}]
});
