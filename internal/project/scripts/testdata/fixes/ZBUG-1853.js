// broken: 8.8.15.p30
// fixed: 8.8.15.p31
// agent: linux
window.scenario = {
	standIn: function () {
		window.AjxEnv = { isLinux: !labUnneeded };
		window.DwtShell = function () { this._veilOverlay = document.createElement("div"); this._veilOverlay.className = AjxEnv.isLinux ? "VeilOverlay-linux" : "VeilOverlay"; this._createBusyOverlay(document.body); };
		DwtShell.prototype._createBusyOverlay = function () { this._busyOverlay = document.createElement("div"); this._busyOverlay.className = AjxEnv.isLinux ? "BusyOverlay-linux" : "BusyOverlay"; };
	},
	symptom: async function () {
		var shell = new DwtShell({});
		shell = labRelease ? DwtShell.getShell(window) : shell;
		await new Promise(function (done) { setTimeout(done, 20); });
		var names = shell._veilOverlay.className + " " + (shell._busyOverlay ? shell._busyOverlay.className : "none");
		return names === "VeilOverlay BusyOverlay" ? "" : names;
	}
};
