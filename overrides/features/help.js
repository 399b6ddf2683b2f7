/**
 * Links of the provider in the user's menu.
 */
import { feature, settings } from "../core/feature.js";
import { safe } from "../core/page.js";

function open(url) {
	return function () {
		window.open(url, "_blank", "noopener");
	};
}

feature("help", {
	patches: [{
		place: "ZmZimbraMail.prototype.getDropMenuOptions",
		wrap: function (original) {
			var links = settings("help", { links: [] }).links;
			return function () {
				var button = original.apply(this, arguments);
				var menu = button && button.getMenu && button.getMenu();
				for (var i = 0; menu && i < links.length; i++) {
					if (links[i] && links[i].label && safe(links[i].url)) {
						menu.createMenuItem("synaHelp" + i, { text: links[i].label }).addSelectionListener(new AjxListener(null, open(links[i].url)));
					}
				}
				return button;
			};
		}
	}]
});
