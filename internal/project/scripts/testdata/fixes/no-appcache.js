// broken: 8.8.15 10.1.3
window.scenario = {
	unneeded: function () { window.applicationCache = { status: 0 }; },
	standIn: function () {
		window.ZmZimbraMail = function () {}; window.ZmAppCtxt = function () {};
		ZmZimbraMail.prototype.getDropMenuOptions = function () { return { getMenu: function () { return { getMenuItem: function (id) { return id === "offlineSettings" ? null : null; } }; } }; };
		ZmAppCtxt.prototype.reloadAppCache = function () { var f = document.createElement("iframe"); f.id = "offlineIframe"; f.src = "/public/Offline.jsp?x"; document.body.appendChild(f); };
	},
	symptom: function () {
		if (labUnneeded) { return ""; }
		var ctxt = Object.create(ZmAppCtxt.prototype);
		ctxt.isWebClientOfflineSupported = true;
		ctxt.reloadAppCache(true);
		if (document.getElementById("offlineIframe")) { return "Offline.jsp is loaded"; }
		if (labRelease !== "8.8.15") { return ""; } // later ones have no such entry
		new DwtShell({});
		ZmSetting.WEBCLIENT_OFFLINE_ENABLED = "WEBCLIENT_OFFLINE_ENABLED";
		var mail = Object.create(ZmZimbraMail.prototype);
		mail.setupHelpMenu = function () {};
		window.appCtxt = { get: function (id) { return id === ZmSetting.WEBCLIENT_OFFLINE_ENABLED ? true : ""; }, notifyZimlets: function () {}, isExternalAccount: function () { return false; }, getCurrentController: function () { return null; }, getAppController: function () { return null; }, getShell: function () { return DwtShell.getShell(window); } };
		var item = mail.getDropMenuOptions(DwtShell.getShell(window), document.body, "").getMenu().getMenuItem("offlineSettings");
		return item && !item.isDisposed() ? "the entry is in the menu" : "";
	}
};
