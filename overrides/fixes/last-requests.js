/**
 * What the client does last, while its page or window is left, does not happen.
 *
 * symptom:  preferences that the client saves by itself (widths, sort order) are lost on leaving; a closed window of a message stays known to the client
 * browsers: Chrome 80 and later, Firefox, Safari
 * vendor:   open in 10.1.3
 * guard:    the browser has fetch with keepalive
 */
import SynaSkin from "../core/registry.js";

/** instead runs fn while another function stands at owner[name]. */
function instead(owner, name, replacement, fn) {
	var original = owner[name];
	owner[name] = replacement(original);
	try {
		return fn();
	} finally {
		owner[name] = original;
	}
}

/** kept sends a request that outlives the page, and answers as AjxRpc does. */
function kept(body, url, headers, callback) {
	fetch(url, { method: "POST", keepalive: true, credentials: "same-origin", headers: headers || {}, body: body }).then(function (response) {
		return response.text().then(function (text) {
			return { text: text, xml: null, success: response.ok, status: response.status };
		});
	}).then(null, function () {
		return { text: null, xml: null, success: false, status: 500 };
	}).then(function (result) {
		callback.run(result);
	});
}

SynaSkin.fix({
	id: "last-requests",
	packages: "Startup2 NewWindow_2",
	after: "AjxRpc.invoke AjxDispatcher.require",
	needed: function () {
		return typeof window.fetch == "function" && !!window.Request && "keepalive" in Request.prototype;
	},
	patches: [{
		place: "ZmZimbraMail._confirmExitMethod",
		has: /saveImplicitPrefs/,
		wrap: function (original) {
			return function () {
				var self = this, args = arguments;
				return instead(AjxRpc, "invoke", function (invoke) {
					return function (body, url, headers, callback, method) {
						var post = typeof body == "string" && callback && (!method || /^post$/i.test(method));
						return post ? kept(body, url, headers, callback) : invoke.apply(this, arguments);
					};
				}, function () {
					return original.apply(self, args);
				});
			};
		}
	}, {
		place: "ZmNewWindow.unload",
		has: /AjxDispatcher\.run\(/,
		wrap: function (original) {
			return function () {
				var self = this, args = arguments;
				return instead(AjxDispatcher, "require", function (require) {
					return function (pkg) { // what is not loaded by now made nothing that would have to be undone
						return AjxDispatcher.loaded(pkg) ? require.apply(this, arguments) : undefined;
					};
				}, function () {
					return original.apply(self, args);
				});
			};
		}
	}]
});
