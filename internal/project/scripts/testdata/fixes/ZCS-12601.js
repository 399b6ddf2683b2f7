// broken: 8.8.15 10.1.3
// load: Startup2 PreferencesCore Preferences
window.scenario = {
	before: function () { if (!labUnneeded) { delete window.Notification; window.Notification = undefined; } },
	standIn: function () {
		window.ZmPreferencesPage = function () {};
		ZmPreferencesPage.prototype._setupCheckbox = function () { var on = true; return { setEnabled: function (v) { on = v; }, isEnabled: function () { return on; } }; };
	},
	symptom: function () {
		if (labRelease) { new DwtShell({}); window.appCtxt = { get: function () { return ""; }, notifyZimlets: function () {} }; }
		var page = labRelease ? new DwtComposite({ parent: DwtShell.getShell(window) }) : Object.create(ZmPreferencesPage.prototype);
		page._setupCheckbox = ZmPreferencesPage.prototype._setupCheckbox;
		page.setFormObject = page._handleDontKeepCopyChange = function () {};
		var toaster = page._setupCheckbox("MAIL_NOTIFY_TOASTER", { displayName: "Show" }, false);
		var other = page._setupCheckbox("OTHER", { displayName: "Other" }, false);
		var on = function (c) { return labRelease ? c.getEnabled() : c.isEnabled(); };
		if (!on(other)) { return "other boxes are off as well"; }
		return on(toaster) && !labUnneeded ? "the box can be checked" : "";
	}
};
