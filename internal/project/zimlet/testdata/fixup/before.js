// Between the vendor's scripts and the zimlets': the state the client is in when
// it loads them. Three zimlets: one that throws, ours, one that comes after.
(function () {
	var settings = { CLIENT_VERSION: "test", LOCALE_NAME: "en" };
	var mgr = window.mgr = new ZmZimletMgr();
	mgr._ZIMLETS_BY_ID = mgr._ZIMLETS_BY_ID || {};
	window.appCtxt = {
		isChildWindow: false,
		getZimletMgr: function () { return mgr; },
		get: function (name) { return settings[name]; },
		notifyZimlets: function (event, args) { return mgr.notifyZimlets(event, args); },
		getOverviewController: function () { return {}; }, getKeyboardMgr: function () { return shell && shell.getKeyboardMgr(); },
		setStatusMsg: function () {}
	};
	var shell = window.shell = window.DwtShell ? new DwtShell({ className: "MainShell", userShell: null }) : {};
	function add(name, handler, config) {
		var object = { zimlet: [{ name: name, version: "1.0", label: name, description: name, handlerObject: [{ _content: handler }], userProperties: [{ property: [] }] }], zimletContext: [{ baseUrl: "/service/zimlet/" + name + "/", priority: "0" }] };
		if (config) { object.zimletConfig = [{ global: [{ property: config }] }]; }
		var context = new ZmZimletContext(0, object);
		mgr._ZIMLETS.push(context);
		mgr._ZIMLETS_BY_ID[name] = context;
		return context;
	}
	window.first = add("com_test_throws", "TestThrows");
	window.ours = add("com_synacor_fixup", "com_synacor_fixup_handler", [{ name: "off", _content: window.operatorOff || "" }, { name: "panel", _content: "true" }, { name: "support", _content: "help@example.org <b>" }]);
	window.last = add("com_test_after", "TestAfter");
	ours.setPropValue("off", window.userOff || "");
	window.TestThrows = function () {};
	TestThrows.prototype = new ZmZimletBase();
	TestThrows.prototype.initializeToolbar = function () { throw new Error("gone with the browser"); };
	TestThrows.prototype.getCell = function () { throw new Error("no cell"); };
	window.TestAfter = function () {};
	TestAfter.prototype = new ZmZimletBase();
	TestAfter.prototype.initializeToolbar = function (app) { results.after = (results.after || "") + app; return true; };
	if (window.noXslt) { delete window.XSLTProcessor; }
	if (window.noNotification) { delete window.Notification; }
	if (window.skinHas) { window.SynaSkin = { report: function () { return [{ id: window.skinHas, state: "applied", detail: "" }]; } }; }
})();
