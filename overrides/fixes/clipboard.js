/**
 * "Copy" is missing in the menu of an address.
 *
 * symptom:  an address cannot be copied from its menu
 * browsers: Safari
 * vendor:   open in 10.1.3
 * guard:    the client says that it has no clipboard, and the browser has one
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "clipboard",
	packages: "Startup2 NewWindow_2",
	after: "AjxClipboard.isSupported",
	needed: function () {
		return !!navigator.clipboard && !!navigator.clipboard.writeText && !AjxClipboard.isSupported();
	},
	patches: [{
		place: "AjxClipboard.isSupported",
		wrap: function () {
			return function () {
				return true;
			};
		}
	}, {
		place: "AjxClipboard.prototype.setText",
		wrap: function () {
			return function (text) {
				navigator.clipboard.writeText(text).then(this._completionListener, this._onError);
			};
		}
	}]
});
