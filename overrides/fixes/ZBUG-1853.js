/**
 * The veils under dialogs have a class of their own on Linux.
 *
 * symptom:  the page behind a dialog is black or not covered
 * browsers: all browsers on Linux
 * vendor:   repaired in 8.8.15.p31, 9.0.0.p24, 10.0.0
 * guard:    the shell names classes that end in -linux
 */
import SynaSkin from "../core/registry.js";

function rename(overlay) {
	if (overlay) {
		overlay.className = overlay.className.replace(/-linux\b/, "");
	}
}

SynaSkin.fix({
	id: "ZBUG-1853",
	after: "AjxEnv",
	needed: function () {
		return !!AjxEnv.isLinux;
	},
	patches: [{
		place: "DwtShell.prototype._createBusyOverlay",
		has: /BusyOverlay-linux/,
		wrap: function (original) {
			return function () {
				var self = this;
				original.apply(self, arguments);
				rename(self._busyOverlay);
				setTimeout(function () { // the constructor makes the veil next
					rename(self._veilOverlay);
				}, 0);
			};
		}
	}]
});
