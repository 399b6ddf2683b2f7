/**
 * An empty style attribute stays on the body of each message of a conversation.
 *
 * symptom:  automated tests and style sheets that look at [style] take the element for styled
 * browsers: Firefox
 * vendor:   repaired in 8.8.4
 * guard:    the method that measures the body does not remove the attribute
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZCS-1883",
	packages: "MailCore",
	after: "AjxEnv",
	needed: function () {
		return !!AjxEnv.isGeckoBased;
	},
	patches: [{
		place: "ZmMailMsgCapsuleView.prototype._getHeightFromComputedStyle",
		lacks: /removeAttribute/,
		wrap: function (original) {
			return function (el) {
				var height = original.apply(this, arguments);
				if (el && el.style.cssText === "") {
					el.removeAttribute("style");
				}
				return height;
			};
		}
	}]
});
