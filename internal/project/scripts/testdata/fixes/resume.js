// broken: 8.8.15 10.1.3
window.scenario = {
	unneeded: function () { delete Document.prototype.visibilityState; },
	standIn: function () {
		window.ZmZimbraMail = function () {};
		ZmZimbraMail.prototype.setPollInterval = function () {};
		ZmZimbraMail.prototype.sendNoOp = function () {};
	},
	symptom: function () {
		if (labUnneeded) { return ""; }
		var asked = 0, now = Date.now(), state = "visible", RealDate = Date;
		window._zimbraMail = Object.create(ZmZimbraMail.prototype);
		_zimbraMail._pollInterval = 300000;
		_zimbraMail.sendNoOp = function () { asked++; };
		window.Date = function () { return new RealDate(now); };
		Object.defineProperty(document, "visibilityState", { configurable: true, get: function () { return state; } });
		function go(to, later) { state = to; now += later; document.dispatchEvent(new Event("visibilitychange")); }
		go("hidden", 0); go("visible", 5000);
		var soon = asked;
		go("hidden", 0); go("visible", 600000);
		window.Date = RealDate;
		return soon ? "asks after five seconds" : asked === 1 ? "" : "asks the server " + asked + " times after ten minutes in the background";
	}
};
