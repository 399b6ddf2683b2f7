// broken: 8.8.15 10.1.3
window.scenario = {
	unneeded: function () { window.addEventListener = undefined; },
	standIn: function () {
		window.ZmSetting = { IDLE_SESSION_TIMEOUT: "I" };
		window.ZmZimbraMail = function () {};
		ZmZimbraMail._userEventHdlr = function () { window.resets = (window.resets || 0) + 1; };
		ZmZimbraMail.prototype.setSessionTimer = function (start) { window.onkeydown = start ? ZmZimbraMail._userEventHdlr : null; };
		window.DwtIframe = function () {}; DwtIframe.prototype._createFrame = function () {}; DwtIframe.prototype.getDocument = function () { return null; };
	},
	symptom: async function () {
		if (labUnneeded) { return ""; }
		window.appCtxt = { get: function (id) { return id === ZmSetting.IDLE_SESSION_TIMEOUT ? 600 : ""; } };
		var mail = Object.create(ZmZimbraMail.prototype);
		if (labRelease) {
			mail._sessionTimer = new AjxTimedAction(null, function () {});
			mail._shell = { setHandler: function () {}, clearHandler: function () {} };
			window._zimbraMail = mail;
			var schedule = AjxTimedAction.scheduleAction;
			window.resets = -1;
			AjxTimedAction.scheduleAction = function () { window.resets++; return schedule.apply(this, arguments); };
		}
		window.resets = window.resets || 0;
		mail.setSessionTimer(true);
		var before = window.resets;
		document.body.dispatchEvent(new Event("wheel", { bubbles: true })); // a script's
		var faked = window.resets - before;
		await turnWheel();
		await turnWheel();
		var turned = window.resets - before;
		mail.setSessionTimer(false);
		return faked ? "an event of a script resets the timer" : turned === 1 ? "" : "two turns of the wheel reset the timer " + turned + " times";
	}
};
