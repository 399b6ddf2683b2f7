// Stands in for the vendor's classes where no tree is given: the contract that
// the zimlet relies on, and the faults that it repairs.
var AjxUtil = { toArray: function (a) { return a ? (a instanceof Array ? a : [a]) : []; } };
var AjxStringUtil = { htmlEncode: function (s) { return String(s).replace(/&/g, "&amp;").replace(/</g, "&lt;"); }, trim: function (s) { return s === null || s === undefined ? s : String(s).trim(); } };
var AjxEnv = { browser: "stand-in", isChrome: true };
var AjxDispatcher = {
	waiting: {},
	addPackageLoadFunction: function (pkg, callback) { (this.waiting[pkg] = this.waiting[pkg] || []).push(callback); },
	loaded: function (pkg) { (this.waiting[pkg] || []).forEach(function (c) { c.run(); }); }
};
var ZmSetting = {};
function AjxListener(object, method) { return method.bind(object); }
function DwtComposite() { this.el = document.createElement("div"); }
DwtComposite.prototype.getHtmlElement = function () { return this.el; };
function DwtDialog_ButtonDescriptor(id, label) { this.id = id; this.label = label; }
var DwtDialog = { OK_BUTTON: 1, ALIGN_LEFT: 2 };
function ZmDialog(params) { this.params = params; this.listeners = {}; }
ZmDialog.prototype.setButtonListener = function (id, f) { this.listeners[id] = f; };
ZmDialog.prototype.popup = function () { document.body.appendChild(this.params.view.getHtmlElement()); };
function ZmZimletBase() {}
ZmZimletBase.prototype = {
	isZmObjectHandler: true,
	_init: function (context, shell) { this._zimletContext = context; this._dwtShell = shell; },
	init: function () {}, getEnabled: function () { return true; }, getShell: function () { return this._dwtShell; },
	getMessage: function (key) { return window[this._zimletContext.name][key]; },
	getBoolConfig: function (key, value) { var c = this._zimletContext.getConfig(key); return c ? c === "true" : value; },
	createPropertyEditor: function () { results.propertyEditor = true; },
	_createDialog: function (params) { return new ZmDialog(params); }
};
function ZmZimletContext(id, object) {
	var zimlet = object.zimlet[0];
	this.name = zimlet.name;
	this.version = zimlet.version;
	this.handlerObject = zimlet.handlerObject && zimlet.handlerObject[0]._content;
	this.values = {};
	this.config = object.zimletConfig ? object.zimletConfig[0].global[0].property : [];
}
ZmZimletContext.prototype = {
	getConfig: function (name) { for (var i = 0; i < this.config.length; i++) { if (this.config[i].name === name) { return this.config[i]._content; } } return null; },
	getPropValue: function (name) { return this.values[name]; },
	setPropValue: function (name, value) { this.values[name] = value; },
	getXslt: function () { return new XSLTProcessor(); },
	_finished_loadIncludes: function () { this.handlerObject = new window[this.handlerObject](); this.handlerObject._init(this, {}); this.handlerObject.init(); }
};
function ZmZimletMgr() { this._ZIMLETS = []; }
ZmZimletMgr.prototype = {
	getZimlets: function () { return this._ZIMLETS; },
	getZimletByName: function (name) { return this._ZIMLETS.filter(function (z) { return z.name === name; })[0] || null; },
	notifyZimlets: function (event, args) {
		args = AjxUtil.toArray(args);
		var handled = false;
		for (var i = 0; i < this._ZIMLETS.length; ++i) {
			var z = this._ZIMLETS[i].handlerObject;
			if (z && z.isZmObjectHandler && z.getEnabled() && typeof z[event] == "function") { handled = z[event].apply(z, args) || handled; }
		}
		return handled;
	},
	processARequest: function (request) {
		for (var i = 0; i < this._ZIMLETS.length; ++i) { var z = this._ZIMLETS[i].handlerObject; if (z && z[request]) { return z[request](); } }
		return null;
	}
};
function ZmZimbraMail() {}
ZmZimbraMail._userEventHdlr = function () {};
