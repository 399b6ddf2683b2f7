/**
 * A control that is not in the document yet cannot be placed.
 *
 * symptom:  login, calendar, briefcase and folder dialogs stop with "Static widgets may not be positioned"
 * browsers: Edge 44 and older (EdgeHTML)
 * only:     edge <= 18
 * vendor:   the shell was repaired in 8.7.11.p9, 8.8.10.p7, 8.8.11.p3, 8.8.12; other callers are open in 10.1.3
 * guard:    the computed style of an absolutely placed element outside the document does not say so
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-747",
	after: "Dwt DwtCssStyle",
	needed: function () {
		var el = document.createElement("div");
		el.style.position = "absolute";
		try {
			return DwtCssStyle.getProperty(el, "position") !== "absolute";
		} catch (error) {
			return true;
		}
	},
	patches: [{
		place: "Dwt.setLocation",
		wrap: function (original) {
			return function (htmlElement, x, y) {
				var el = Dwt.getElement(htmlElement);
				if (!el || document.documentElement.contains(el) || !/^(absolute|relative|fixed)$/.test(el.style.position)) {
					return original.apply(this, arguments);
				}
				var left = Dwt.__checkPxVal(x), top = Dwt.__checkPxVal(y);
				if (left) {
					el.style.left = left;
				}
				if (top) {
					el.style.top = top;
				}
			};
		}
	}]
});
