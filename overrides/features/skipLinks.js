/**
 * A link to the content as the first stop of the Tab key. The client decides itself
 * where Tab goes, so the link joins its list of stops.
 */
import { feature, settings } from "../core/feature.js";
import { element } from "../core/page.js";
import { addStyle } from "../core/style.js";

/** content focuses the list or view that the client shows. */
function content() {
	var view = appCtxt.getCurrentView();
	var list = view && view.getMailListView ? view.getMailListView() : view;
	if (list) {
		appCtxt.getKeyboardMgr().grabFocus(list);
	}
}

function makeLink(label) {
	var link = element("a", { className: "syna-skip", href: "#", text: label });
	link.style.zIndex = 10001; // inline, where the client reads it; without one it fails
	link.onclick = function () {
		content();
		return false;
	};
	link.onkeydown = function (ev) {
		if (ev.keyCode === 13) { // the client would take Enter for a shortcut
			ev.stopPropagation();
		}
	};
	return link;
}

// left: the client takes an element at -10000 pixels for one that is out of use.
feature("skipLinks", {
	patches: [{
		place: "ZmZimbraMail.prototype._setupTabGroups",
		wrap: function (original) {
			var s = settings("skipLinks", { label: "Skip to content" });
			addStyle(".syna-skip{position:absolute;left:-9999px;top:0;padding:.5em 1em;background:#fff;color:#00326e}.syna-skip:focus{left:0}");
			return function () {
				var result = original.apply(this, arguments);
				var link = makeLink(s.label);
				document.body.insertBefore(link, document.body.firstChild);
				appCtxt.getRootTabGroup().addMember(link, 0);
				return result;
			};
		}
	}]
});
