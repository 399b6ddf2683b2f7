/**
 * A zimlet that transforms XML stops the client.
 *
 * symptom:  a zimlet with XSLT throws, and nothing of it is shown
 * browsers: browsers without XSLT (Chrome from 2026 on; others follow)
 * vendor:   open in 10.1.3
 * guard:    window has no XSLTProcessor
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "xslt",
	packages: "Zimlet Startup2",
	needed: function () {
		return !window.XSLTProcessor && !window.ActiveXObject;
	},
	patches: [{
		place: "ZmZimletBase.prototype.applyXslt",
		has: /getXslt/,
		wrap: function () {
			return function () {
				appCtxt.setStatusMsg("This browser cannot show this content (XSLT).");
				return AjxXmlDoc.create();
			};
		}
	}]
});
