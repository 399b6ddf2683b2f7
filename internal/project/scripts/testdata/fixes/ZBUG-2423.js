// broken: 8.8.15.p28 8.7.6
// fixed: 8.8.15.p30
// load: Startup2
window.scenario = {
	standIn: function () {
		window.AjxRpc = { invoke: function (file, url, headers) { window.sent = headers; } };
		window.ZmHtmlEditor = function () {};
		var name = labUnneeded ? "name" : "fileName";
		ZmHtmlEditor.prototype.onPaste = labUnneeded ? function (ev) { var f = ev.clipboardData.items[0].getAsFile(); AjxRpc.invoke(f, "", { "Content-Disposition": f.name }); } :
			function (ev) { var f = ev.clipboardData.items[0].getAsFile(); AjxRpc.invoke(f, "", { "Content-Disposition": f.fileName || "123" }); };
	},
	symptom: function () {
		if (labRelease) {
			window.appCtxt = { get: function () { return "/upload"; } };
			AjxRpc.invoke = function (file, url, headers) { window.sent = headers; };
		}
		var editor = Object.create(ZmHtmlEditor.prototype);
		editor._pasteCallback = {};
		var file = new File(["x"], "holiday.png", { type: "image/png" });
		editor.onPaste({ clipboardData: { items: [{ getAsFile: function () { return file; } }] }, stopPropagation: function () {}, preventDefault: function () {}, timeStamp: 123 });
		return sent["Content-Disposition"].indexOf("holiday.png") >= 0 ? "" : "sent as " + sent["Content-Disposition"];
	}
};
