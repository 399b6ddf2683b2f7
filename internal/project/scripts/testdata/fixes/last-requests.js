// broken: 8.7.6 8.8.15 10.1.3
// load: Startup2
window.scenario = {
	unneeded: function () { delete window.fetch; window.fetch = undefined; },
	standIn: function () {
		window.AjxRpc = { invoke: function (body, url, headers, callback) { var x = new XMLHttpRequest(); x.open("POST", url, true); x.send(body); } };
		window.AjxDispatcher = {
			loaded: function () { return false; },
			run: function () { return AjxDispatcher.require("Mail", false); },
			require: function (pkg) { var x = new XMLHttpRequest(); x.open("GET", "/js/Mail_all.js", false); x.send(); }
		};
		window.AjxCallback = function (o, f) { this.run = f; };
		window.ZmZimbraMail = { _confirmExitMethod: function () { appCtxt.accountList.saveImplicitPrefs(); } };
		window.ZmNewWindow = { unload: function () {
			var c = AjxDispatcher.run("GetComposeController", "1");
			if (c) { c.dispose(); }
			window.parentController.removeChildWindow(window);
		} };
	},
	symptom: async function () {
		var wrong = [], answers = [], removed = 0;
		XMLHttpRequest.prototype.open = function (method, url, async) { this.how = method + " " + url + (async ? "" : " (synchronous)"); };
		XMLHttpRequest.prototype.setRequestHeader = function () {};
		XMLHttpRequest.prototype.send = function () { wrong.push("a request that is cancelled: " + this.how); if (/synchronous/.test(this.how)) { throw new DOMException("NetworkError"); } };
		if (window.fetch) {
			window.fetch = function (url, o) {
				if (!o.keepalive || o.method !== "POST") { wrong.push("not kept: " + url); }
				return Promise.resolve({ ok: true, status: 200, text: function () { return Promise.resolve("answer to " + o.body + " with " + (o.headers.a || "")); } });
			};
		}
		window.appCtxt = {
			get: function () { return false; }, getAppController: function () { return null; },
			accountList: { saveImplicitPrefs: function () { AjxRpc.invoke("prefs", "/service/soap/ModifyPrefsRequest", { a: "b" }, new AjxCallback(null, function (r) { answers.push(r.text); })); } }
		};
		ZmZimbraMail._confirmExitMethod();
		window.opener = {}; window.newWindowCommand = "compose"; window.parentController = { removeChildWindow: function () { removed++; } };
		if (labRelease) { AjxDispatcher.registerMethod("GetComposeController", "Mail", new AjxCallback(null, function () { wrong.push("run"); })); }
		try { ZmNewWindow.unload(); } catch (e) { if (!/NetworkError/.test(e.message || e.msg) && removed) { throw e; } }
		if (!removed) { wrong.push("the window stays known"); }
		if (labUnneeded) { return ""; }
		await until(function () { return answers.length || wrong.length; });
		if (!wrong.length && answers.join() !== "answer to prefs with b") { wrong.push("the answer is " + answers.join()); }
		return wrong.join(", ");
	}
};
