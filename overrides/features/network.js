/**
 * Tells when the network is gone, and when it is back.
 */
import { feature } from "../core/feature.js";
import { listen } from "../core/page.js";

function say(text) {
	if (window.appCtxt && appCtxt.setStatusMsg) {
		appCtxt.setStatusMsg(text, window.ZmStatusView && ZmStatusView.LEVEL_WARNING);
	}
}

feature("network", {
	after: "AjxEnv",
	apply: function () {
		listen(window, "offline", function () { say("No network connection."); });
		return listen(window, "online", function () { say("The network connection is back."); });
	}
});
