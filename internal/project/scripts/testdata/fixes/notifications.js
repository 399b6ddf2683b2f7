// broken: 8.8.15 10.1.3
// load: Startup2 MailCore Alert
window.scenario = {
	before: function () {
		window.asked = 0; window.shut = 0;
		window.Notification = function () { throw new TypeError("Illegal constructor"); };
		Notification.permission = "default";
		Notification.requestPermission = function () { asked++; return Promise.resolve("granted"); };
	},
	unneeded: function () { window.webkitNotifications = { checkPermission: function () { return 0; } }; },
	standIn: function () {
		window.ZmSetting = { MAIL_NOTIFY_TOASTER: "T" };
		window.ZmMailListView = function () {}; window.ZmDesktopAlert = function () {};
		ZmMailListView.prototype._itemClicked = function () { if (window.webkitNotifications) { return 1; } };
		ZmDesktopAlert.prototype._showNotification = function () { new Notification("x"); };
		ZmDesktopAlert.closeNotification = function () { var p; while (p = ZmDesktopAlert.notificationArray.pop()) { try { p.cancel(); } catch (e) {} } };
	},
	symptom: function () {
		if (labUnneeded) { return ""; }
		var wrong = [];
		window.appCtxt = { get: function (id) { return id === ZmSetting.MAIL_NOTIFY_TOASTER; } };
		window.skin = { hints: {} };
		if (labRelease) { ZmListView.prototype._itemClicked = function () {}; }
		var list = Object.create(ZmMailListView.prototype);
		list._controller = { isReadingPaneOn: function () { return false; } };
		try { list._itemClicked(document.body, { button: 1 }); } catch (e) { if (labRelease && !/undefined|null/.test(e.message)) { throw e; } }
		if (!asked) { wrong.push("the permission is not asked for"); }
		try { ZmDesktopAlert.prototype._showNotification.call(Object.create(ZmDesktopAlert.prototype), "t", "m", false); } catch (e) { wrong.push("showing throws " + e.message); }
		ZmDesktopAlert.notificationArray = [{ close: function () { shut++; } }];
		ZmDesktopAlert.closeNotification();
		if (!shut) { wrong.push("it is not closed"); }
		return wrong.join(", ");
	}
};
