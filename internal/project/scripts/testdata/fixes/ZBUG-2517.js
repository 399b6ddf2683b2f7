// broken: 8.8.15.p30
// fixed: 8.8.15.p31
// agent: firefox
window.scenario = {
	unneeded: function () { if (!labRelease) { navigator.mozSocial = {}; } },
	standIn: function () {
		window.ZmZimbraMail = function () {};
		ZmZimbraMail.prototype.getDropMenuOptions = function () {
			var items = { socialfoxSettings: { dispose: function () { delete items.socialfoxSettings; } } };
			return { getMenu: function () { return { getMenuItem: function (id) { return items[id]; } }; } };
		};
	},
	symptom: function () {
		var mail = Object.create(ZmZimbraMail.prototype);
		if (labRelease) {
			new DwtShell({});
			window.appCtxt = { get: function () { return ""; }, isExternalAccount: function () { return false; }, getCurrentController: function () { return null; }, getKeyMapMgr: function () {}, getAppController: function () { return null; }, getShell: function () { return DwtShell.getShell(window); } };
			mail.setupHelpMenu = function () {};
		}
		var parent = labRelease ? DwtShell.getShell(window) : null;
		var item = mail.getDropMenuOptions(parent, document.body, "").getMenu().getMenuItem("socialfoxSettings");
		if (!labRelease && labUnneeded) { return ""; }
		return item && !(item.isDisposed && item.isDisposed()) ? "the entry is in the menu" : "";
	}
};
