/**
 * The scroll mode of a message is a word where a truth value is wanted.
 *
 * symptom:  a message in the reading pane cannot be scrolled, or scrolls twice
 * browsers: all
 * vendor:   fault of 8.8.15.p13 to p15 and 9.0.0 to 9.0.0.p8; repaired in 8.8.15.p16, 9.0.0.p9
 * guard:    the method that resets the view passes DwtControl.CLIP
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-1885",
	packages: "MailCore NewWindow_2 Tasks",
	probe: { place: "ZmMailMsgView.prototype.reset", has: /DwtControl\.CLIP/ },
	patches: [{
		place: "ZmMailMsgView.prototype.setScrollWithIframe",
		wrap: function (original) {
			return function (val) {
				return original.call(this, typeof val == "boolean" ? val : val === DwtControl.CLIP);
			};
		}
	}]
});
