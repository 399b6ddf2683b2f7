// broken: 8.8.15.p32
// fixed: 8.8.15.p34
// load: Startup2
window.scenario = {
	standIn: function () {
		window.ZmHtmlEditor = function () {};
		ZmHtmlEditor.prototype.initEditorManager = labUnneeded ? function () { tinyMCE.init({ convert_urls: false, anchor_top: false, anchor_bottom: false }); } : function () { tinyMCE.init({ convert_urls: true }); };
	},
	symptom: function () {
		var settings = null;
		window.tinymce = window.tinyMCE = { init: function (s) { settings = s; }, baseURI: {}, getlanguage: function () { return "en"; } };
		var editor = Object.create(ZmHtmlEditor.prototype);
		if (labRelease) {
			window.appCtxt = { get: function () { return ""; } };
			tinymce.util = { URI: function () { return {}; } };
			for (var name in ZmHtmlEditor.prototype) { if (/^(on|_handle|paste)/.test(name) && typeof editor[name] != "function") { editor[name] = function () {}; } }
			editor.getEditor = function () { return null; };
			editor._tinyMCEControls = editor.tinyMCEControls || {};
		}
		editor.initEditorManager("id", false);
		return settings && settings.anchor_top === false && settings.anchor_bottom === false ? "" : "settings: " + JSON.stringify(settings && { top: settings.anchor_top, bottom: settings.anchor_bottom, urls: settings.convert_urls });
	}
};
