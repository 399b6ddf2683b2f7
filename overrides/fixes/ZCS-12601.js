/**
 * The preferences offer pop-up notifications that the browser does not have.
 *
 * symptom:  "Show a popup notification" can be chosen and does nothing
 * browsers: Safari on iOS before 16.4, Internet Explorer 11
 * only:     ios < 16.4, ie <= 11
 * vendor:   repaired on a branch only; open in 10.1.3
 * guard:    window has no Notification
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZCS-12601",
	packages: "PreferencesCore Preferences",
	needed: function () {
		return !window.Notification && !window.webkitNotifications;
	},
	patches: [{
		place: "ZmPreferencesPage.prototype._setupCheckbox",
		lacks: /NOTIFY_TOASTER/,
		wrap: function (original) {
			return function (id) {
				var checkbox = original.apply(this, arguments);
				if (checkbox && (id === "MAIL_NOTIFY_TOASTER" || id === "CAL_REMINDER_NOTIFY_TOASTER")) {
					checkbox.setEnabled(false);
				}
				return checkbox;
			};
		}
	}]
});
