/**
 * The body of a message is wider than its frame.
 *
 * symptom:  a message has a scroll bar across, and its height is wrong
 * browsers: Chrome and what is built on it
 * vendor:   repaired in 8.8.15.p14, 9.0.0.p7
 * guard:    the method that shows the content does not set the place of the body
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-1656",
	packages: "MailCore NewWindow_2 Tasks",
	patches: [{
		place: "ZmMailMsgView.prototype._displayContent",
		has: /_usingIframe/,
		lacks: /offsetWidth/,
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				var doc = this._usingIframe && this._ifw && this._ifw.getDocument();
				if (doc && doc.body) {
					doc.body.style.width = (doc.body.offsetWidth - 20) + "px";
					doc.body.style.position = "absolute";
				}
				return result;
			};
		}
	}]
});
