// broken: 8.8.15 10.1.3
window.scenario = {
	unneeded: function () { delete window.fetch; window.fetch = undefined; },
	standIn: function () {
		window.AjxEnv = {}; window.ZmSetting = {};
		window.ZmCsfeCommand = { serverUri: "/service/soap/", getSessionId: function () { return "7"; } };
		window.ZmZimbraMail = { _endSession: function () { appCtxt.getAppController().sendRequest({ jsonObj: { EndSessionRequest: {} }, asyncMode: false }); } };
	},
	symptom: function () {
		var how = "nothing is sent";
		window.appCtxt = { get: function (id) { return id === "FORCE_CLEAR_COOKIES" ? true : ""; }, getAppController: function () { return { sendRequest: function (p) { how = p.asyncMode ? "by a request that is cancelled" : "by a synchronous request"; } }; } };
		if (labRelease) { ZmCsfeCommand._sessionId = "7"; ZmCsfeCommand.serverUri = "/service/soap/"; }
		if (window.fetch) { window.fetch = function (url, o) { how = o.keepalive && /EndSessionRequest$/.test(url) && JSON.parse(o.body).Header.context.csrfToken === "0_token" && JSON.parse(o.body).Header.context.session.id === "7" ? "" : "wrong request " + url + " " + o.body; return Promise.reject(new Error("gone")); }; }
		ZmZimbraMail._endSession();
		return labUnneeded ? (how ? "" : "not sent") : how;
	}
};
