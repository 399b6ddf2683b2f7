// broken: 8.8.15 10.1.3
// load: Startup2
// agent: edge44
// unneededagent: chrome
window.scenario = {
	standIn: function () {
		window.AjxEnv = { isMSEdge: !labUnneeded }; window.Dwt = { HTML: "text/html" };
		window.ZmHtmlEditor = function () {};
		ZmHtmlEditor.prototype.focus = function (ed) { ed.focus(); ed.getWin().scrollTo(0, 0); };
	},
	symptom: function () {
		var calls = [];
		var editor = Object.create(ZmHtmlEditor.prototype);
		editor._mode = Dwt.HTML; editor._editorInitialized = true; editor.setFocusStatus = function () {};
		editor.focus({ focus: function () { calls.push("focus"); }, getWin: function () { return { scrollTo: function () { calls.push("scrollTo"); } }; } });
		return labUnneeded ? (calls.length ? "" : "the editor is not focused") : calls.join(" and ");
	}
};
