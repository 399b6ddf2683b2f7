/**
 * Keys that print nothing are ignored in forms.
 *
 * symptom:  Tab, arrows and Delete do not mark a form of the administration and of zimlets as changed
 * browsers: Firefox 65 and later; text areas also in Chrome and Safari
 * vendor:   repaired on a branch only; open in 10.1.3
 * guard:    the markup of the field listens for keypress, which these browsers send for printing keys only
 */
import SynaSkin from "../core/registry.js";

function keydown(original) {
	return function () {
		return String(original.apply(this, arguments)).replace(/\bonkeypress=/, "onkeydown=");
	};
}

SynaSkin.fix({
	id: "ZCS-1548",
	packages: "XForms",
	patches: [
		{ place: "XFormItem.prototype.getKeyPressHandlerHTML", has: /onkeypress/, wrap: keydown },
		{ place: "Textarea_XFormItem.prototype.getKeyPressHandlerHTML", has: /onkeypress/, wrap: keydown }
	]
});
