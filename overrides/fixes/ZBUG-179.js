/**
 * The text of a message disappears after a reply.
 *
 * symptom:  a message with inline images is empty after a reply to it
 * browsers: all
 * vendor:   repaired in 8.7.11.p7, 8.8.9.p6, 8.8.10.p1
 * guard:    the method that restores an image does not look whether it has a message and an attribute
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-179",
	packages: "MailCore NewWindow_2 Tasks",
	patches: [{
		place: "ZmMailMsgView.__unfangInternalImage",
		lacks: /typeof/,
		wrap: function (original) {
			return function (msg, elem, aname, external) {
				if (aname === undefined) {
					return false;
				}
				if (!msg) {
					var own = external ? null : elem.getAttribute("pn" + aname);
					var value = external ? elem.getAttribute("df" + aname) : own || elem.getAttribute(aname);
					if (value && (own || value.substr(0, 4) === "cid:")) {
						return false;
					}
				}
				return original.apply(this, arguments);
			};
		}
	}]
});
