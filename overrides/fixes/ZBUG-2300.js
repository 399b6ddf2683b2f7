/**
 * Messages are shown in quirks mode.
 *
 * symptom:  tables and fonts of a message look unlike in other clients
 * browsers: all
 * vendor:   repaired in 8.8.15.p31, 9.0.0.p24, 10.0.0
 * guard:    the cleaned message has no doctype
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-2300",
	patches: [{
		place: "AjxStringUtil.checkForCleanHtml",
		lacks: /DOCTYPE/i,
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				if (result && typeof result.html == "string" && !/^\s*<!doctype/i.test(result.html)) {
					result.html = "<!DOCTYPE html>" + result.html;
				}
				return result;
			};
		}
	}]
});
