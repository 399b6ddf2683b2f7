// The start of the reference client: what every page needs before its packages.
// Like the vendor's, it carries a Modernizr of 2012 under the usual name, whatever
// a page may have put there before.
window.Modernizr = (function (win, doc) {
	var root = doc.documentElement, tests = {};
	function set(name, value) {
		tests[name] = value;
		root.className += " " + (value ? "" : "no-") + name;
	}
	root.className = root.className.replace(/(^|\s)no-js(\s|$)/, "$1$2") + " js";
	set("localstorage", (function () {
		try { win.localStorage.setItem("m", "m"); win.localStorage.removeItem("m"); return true; } catch (e) { return false; }
	})());
	set("applicationcache", !!win.applicationCache);
	set("indexeddb", !!win.indexedDB);
	set("draganddrop", "draggable" in doc.createElement("div"));
	tests.input = { list: "list" in doc.createElement("input"), placeholder: "placeholder" in doc.createElement("input") };
	tests._version = "2.8.3";
	tests.addTest = function (name, test) { set(name, typeof test == "function" ? !!test() : !!test); return tests; };
	return tests;
})(window, document);

function AjxEnv() {}
AjxEnv.supported = window.Modernizr;
AjxEnv.supported.addTest("template", function () { return "content" in document.createElement("template"); });
(function (agent) {
	AjxEnv.isIE = / MSIE |Trident/.test(agent);
	AjxEnv.isSafari = / Safari\//.test(agent);
	AjxEnv.isChrome = / Chrome\//.test(agent);
	AjxEnv.isFirefox = / Firefox\//.test(agent);
	AjxEnv.isGeckoBased = AjxEnv.isFirefox;
	AjxEnv.isMac = /Macintosh/.test(agent);
	AjxEnv.isWebKitBased = /AppleWebKit\//.test(agent);
})(navigator.userAgent);

function AjxPackage() {}
AjxPackage.defined = {};
AjxPackage.setBasePath = function (path) { AjxPackage.base = path; };
AjxPackage.setExtension = function (text) { AjxPackage.extension = text; };
AjxPackage.setQueryString = function (text) { AjxPackage.query = text; };
AjxPackage.define = function (name) { AjxPackage.defined[name] = true; return name; };
AjxPackage.isDefined = function (name) { return !!AjxPackage.defined[name]; };

function AjxTemplate() {}
AjxTemplate.setBasePath = function (path) { AjxTemplate.base = path; };
AjxTemplate.setExtension = function (text) { AjxTemplate.extension = text; };
AjxTemplate.compile = function () {};

function AjxCore() {}
AjxCore.addOnloadListener = function (listener) {
	if (document.readyState == "complete") { setTimeout(listener, 0); return; }
	if (window.addEventListener) { window.addEventListener("load", listener, false); } else { window.attachEvent("onload", listener); }
};
AjxCore.addOnunloadListener = function (listener) {
	if (window.addEventListener) { window.addEventListener("unload", listener, false); }
};
AjxPackage.define("Boot");
