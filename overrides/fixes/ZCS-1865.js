/**
 * The address field is a text area where it ought to be one line.
 *
 * symptom:  the bubbles of the To field are laid out wrong in a new message
 * browsers: Edge 12 to 18 (EdgeHTML)
 * only:     edge <= 18
 * vendor:   repaired on a branch only; open in 10.1.3
 * guard:    the client takes Edge for a modern Internet Explorer, and the method that makes the field asks for that
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZCS-1865",
	packages: "Startup2 NewWindow_2",
	after: "AjxEnv",
	needed: function () {
		return !!AjxEnv.isMSEdge && !!AjxEnv.isModernIE;
	},
	patches: [{
		place: "ZmAddressInputField.prototype._initialize",
		has: /isModernIE/,
		wrap: function (original) {
			return function () {
				AjxEnv.isModernIE = false;
				try {
					return original.apply(this, arguments);
				} finally {
					AjxEnv.isModernIE = true;
				}
			};
		}
	}]
});
