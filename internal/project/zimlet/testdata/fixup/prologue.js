// What launchZCS.jsp and its resources define before the vendor's scripts:
// messages that are their own keys, settings, and somewhere for results to go.
window.results = {};
window.pageErrors = [];
window.onerror = function (text, file, line) { pageErrors.push(text + " at line " + line); };
window.alert = function (text) { pageErrors.push("alert: " + text); };
(function () {
	var names = ["I18nMsg", "TzMsg", "AjxMsg", "ZMsg", "ZmMsg", "AjxKeys", "ZmKeys", "ZdMsg"];
	for (var i = 0; i < names.length; i++) {
		window[names[i]] = new Proxy({}, { get: function (t, k) { return k in t || typeof k != "string" || /\d/.test(k) ? t[k] : k; } });
	}
	ZmMsg.supportedHelps = "";
	AjxKeys.keymaps = "";
})();
window.DBG = new Proxy({}, { get: function () { return function () {}; } });
window.AjxTemplateMsg = {};
window.AjxImgData = new Proxy({}, { get: function () { return { width: 10, height: 10 }; } });
window.$ = window.jQuery = new Proxy(function () { return $; }, { get: function (t, k) { return k in t ? t[k] : function () { return $; }; } });
window.AjxTimezoneData = { TRANSITION_YEAR: 2026, TIMEZONE_RULES: [] };
window.appContextPath = window.contextPath = window.appExtension = "";
window.appCurrentSkin = "harmony";
window.cacheKillerVersion = "1";
window.appRequestLocaleId = "en_US";
window.appDevMode = false;
window.appLang = "en";
window.Modernizr = { input: { list: true }, addTest: function (n, f) { this[n] = f(); } };
