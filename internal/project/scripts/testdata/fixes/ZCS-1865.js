// broken: 8.8.15 10.1.3
// load: Startup2
// agent: edge44
// unneededagent: chrome
window.scenario = {
	standIn: function () {
		window.AjxEnv = { isMSEdge: !labUnneeded, isModernIE: !labUnneeded };
		window.ZmAddressInputField = function () {};
		ZmAddressInputField.prototype._initialize = function () { this._createHtmlFromTemplate("", { inputTagName: AjxEnv.isModernIE ? "textarea" : "input" }); };
	},
	symptom: function () {
		var tag = "";
		var field = Object.create(ZmAddressInputField.prototype);
		field._createHtmlFromTemplate = function (t, data) { tag = data.inputTagName; throw new Error("enough"); };
		var was = AjxEnv.isModernIE;
		try { field._initialize({}); } catch (e) { if (e.message !== "enough") { throw e; } }
		if (AjxEnv.isModernIE !== was) { return "isModernIE is not restored"; }
		return /^input/.test(tag) ? "" : "the field is a " + tag;
	}
};
