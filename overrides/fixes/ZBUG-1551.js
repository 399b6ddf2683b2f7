/**
 * The style sheet of the quoted message styles the reply.
 *
 * symptom:  the text of a reply takes fonts and colours of the message it answers, and Backspace deletes the wrong thing
 * browsers: all
 * vendor:   repaired in 8.8.15.p15, 9.0.0.p7
 * guard:    the method that moves styles puts them first, whatever follows
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-1551",
	packages: "Startup2 NewWindow_2",
	patches: [{
		place: "ZmHtmlEditor.prototype._setContentStyles",
		has: /childNodes\[0\]|firstChild/,
		lacks: /data-marker/,
		wrap: function (original) {
			return function (ed) {
				var result = original.apply(this, arguments);
				var body = ed.getDoc().body;
				var quoted = null, i;
				for (i = 0; i < body.children.length && !quoted; i++) {
					quoted = body.children[i].getAttribute("data-marker") === "__QUOTED_TEXT__" ? body.children[i] : null;
				}
				while (quoted && body.firstChild && /^style$/i.test(body.firstChild.nodeName)) {
					body.insertBefore(body.firstChild, quoted);
					if (quoted.previousSibling === body.firstChild) {
						break;
					}
				}
				return result;
			};
		}
	}]
});
