/**
 * Notifications of new mail do not come, or do not go.
 *
 * symptom:  the browser never asks for the permission; a notification stays; the page stops on Android
 * browsers: Chrome 35, Firefox 72, Safari 12.1 and later
 * vendor:   open in 10.1.3
 * guard:    the client asks webkitNotifications, which are gone
 */
import SynaSkin from "../core/registry.js";

function ask() {
	if (window.Notification && Notification.permission === "default" && Notification.requestPermission) {
		var asked = Notification.requestPermission(function () {}); // old browsers know only the callback
		if (asked && asked.then) {
			asked.then(null, function () {});
		}
	}
}

SynaSkin.fix({
	id: "notifications",
	packages: "MailCore Alert",
	needed: function () {
		return !!window.Notification && !window.webkitNotifications;
	},
	patches: [{
		place: "ZmMailListView.prototype._itemClicked",
		has: /webkitNotifications/,
		wrap: function (original) {
			return function () {
				if (appCtxt.get(ZmSetting.MAIL_NOTIFY_TOASTER)) {
					ask();
				}
				return original.apply(this, arguments);
			};
		}
	}, {
		place: "ZmDesktopAlert.prototype._showNotification",
		has: /new Notification/,
		wrap: function (original) {
			return function () {
				try {
					return original.apply(this, arguments);
				} catch (error) {
					return undefined; // Chrome on Android has the class but not its constructor
				}
			};
		}
	}, {
		place: "ZmDesktopAlert.closeNotification",
		has: /\.cancel\(/,
		wrap: function (original) {
			return function () {
				var list = ZmDesktopAlert.notificationArray;
				for (var i = 0; list && i < list.length; i++) {
					if (list[i].close) {
						list[i].close();
					}
				}
				return original.apply(this, arguments);
			};
		}
	}]
});
