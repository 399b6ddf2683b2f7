/*
 * The preferences offer notifications that the browser does not have.
 *
 * symptom:  "show a popup notification" can be ticked, and nothing ever pops up
 * browsers: those without Notification: Internet Explorer, web views, iOS before 16.4
 * vendor:   ZCS-12601, repaired on a branch only
 * guard:    neither Notification nor webkitNotifications
 */
SynaFixup.fix({
	id: "ZCS-12601",
	packages: "Preferences",

	needed: function () {
		return !("Notification" in window) && !("webkitNotifications" in window);
	},

	apply: function () {
		var IDS = { MAIL_NOTIFY_TOASTER: true, CAL_REMINDER_NOTIFY_TOASTER: true };
		if (!window.ZmPreferencesPage) {
			SynaFixup.later();
		}
		SynaFixup.replace(ZmPreferencesPage.prototype, "_setupCheckbox", this.id, function (original) {
			return function (id) {
				var checkbox = original.apply(this, arguments);
				if (IDS.hasOwnProperty(id) && checkbox && checkbox.setEnabled) {
					checkbox.setEnabled(false);
					checkbox.setToolTipContent(SynaFixup.text("noNotification"));
				}
				return checkbox;
			};
		});
	}
});
