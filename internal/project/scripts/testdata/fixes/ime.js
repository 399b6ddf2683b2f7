// broken: 8.8.15 10.1.3
// load: Startup2
window.scenario = {
	unneeded: function () { delete KeyboardEvent.prototype.isComposing; },
	standIn: function () {
		window.acted = 0;
		window.DwtKeyboardMgr = { __keyDownHdlr: function () { window.acted++; return false; } };
		window.ZmAutocompleteListView = { onKeyDown: function () { window.acted++; return false; } };
	},
	symptom: function () {
		if (labUnneeded) { return ""; }
		if (labRelease) {
			window.acted = 0;
			DwtUiEvent.getEvent = function () { window.acted++; throw new Error("asked"); }; // the first thing that both do
			AjxException.reportScriptError = function () {};
		}
		function press(init) {
			var n = 0, before = window.acted;
			[DwtKeyboardMgr.__keyDownHdlr, ZmAutocompleteListView.onKeyDown].forEach(function (handler) {
				try { handler(new KeyboardEvent("keydown", init)); } catch (error) { n = -1; }
			});
			return window.acted - before;
		}
		var composed = press({ key: "Enter", keyCode: 13, isComposing: true }), safari = press({ key: "Enter", keyCode: 229 });
		var plain = press({ key: "Enter", keyCode: 13 }), android = press({ key: "Unidentified", keyCode: 229 });
		if (plain !== 2 || android !== 2) { return "a key without composition is not handled: " + plain + ", " + android; }
		return composed || safari ? composed + " and " + safari + " handlers act on the Enter of a composition" : "";
	}
};
