/**
 * The request that ends the session is blocked or cancelled.
 *
 * symptom:  the server keeps sessions of users who have left
 * browsers: Chrome 80 and later, Firefox, Safari
 * vendor:   open in 10.1.3
 * guard:    the browser has fetch with keepalive, and the client knows its session
 */
import SynaSkin from "../core/registry.js";

/** send ends the session with that id: without one the server would end none. */
function send(id) {
	var context = { _jsns: "urn:zimbra", session: { _content: id, id: id } };
	var headers = { "Content-Type": "application/soap+xml; charset=utf-8" };
	if (window.csrfToken) {
		context.csrfToken = window.csrfToken;
		headers["X-Zimbra-Csrf-Token"] = window.csrfToken;
	}
	var body = { Header: { context: context }, Body: { EndSessionRequest: { _jsns: "urn:zimbraAccount" } } };
	var uri = appCtxt.get(ZmSetting.CSFE_SERVER_URI) || "/service/soap/";
	var sent = fetch(uri.replace(/\/?$/, "/") + "EndSessionRequest", {
		method: "POST", keepalive: true, credentials: "same-origin", headers: headers, body: JSON.stringify(body)
	});
	sent.then(null, function () {}); // the page is gone by then
}

SynaSkin.fix({
	id: "end-session",
	needed: function () {
		return typeof window.fetch == "function" && !!window.Request && "keepalive" in Request.prototype;
	},
	patches: [{
		place: "ZmZimbraMail._endSession",
		has: /EndSessionRequest/,
		wrap: function (original) {
			return function () {
				var id = !AjxEnv.isPrism && navigator.onLine && ZmCsfeCommand.getSessionId();
				if (id) {
					send(id);
				} else if (ZmCsfeCommand.serverUri) { // a page left before the client knows it would ask "null"
					return original.apply(this, arguments);
				}
			};
		}
	}]
});
