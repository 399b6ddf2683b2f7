/**
 * Capabilities of the browser, sent once a session to an address of the
 * operator: truth values, the client's release and which fixes were applied.
 * Nothing that tells who the user is.
 */
import SynaSkin from "../core/registry.js";
import { feature, settings } from "../core/feature.js";
import { safe } from "../core/page.js";

function capabilities() {
	var list = {};
	for (var name in SynaModernizr) {
		if (Object.prototype.hasOwnProperty.call(SynaModernizr, name) && typeof SynaModernizr[name] == "boolean") {
			list[name] = SynaModernizr[name];
		}
	}
	return list;
}

function fixes() {
	var list = {}, report = SynaSkin.report();
	for (var i = 0; i < report.length; i++) {
		list[report[i].id] = report[i].state;
	}
	return list;
}

feature("telemetry", {
	after: "SynaModernizr",
	needed: function () {
		return !!navigator.sendBeacon && !!window.JSON && navigator.doNotTrack !== "1" && navigator.globalPrivacyControl !== true;
	},
	patches: [{
		place: "ZmZimbraMail.prototype._postRenderStartup",
		wrap: function (original) {
			var s = settings("telemetry", { url: "" });
			if (!safe(s.url)) {
				throw new Error("SynaSkinConfig.telemetry.url is none of https: and /path");
			}
			var sent = false;
			return function () {
				var result = original.apply(this, arguments);
				if (!sent) {
					sent = true;
					navigator.sendBeacon(s.url, JSON.stringify({
						client: window.appCtxt && appCtxt.get(ZmSetting.CLIENT_VERSION) || "", capabilities: capabilities(), fixes: fixes()
					}));
				}
				return result;
			};
		}
	}]
});
