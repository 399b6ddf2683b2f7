/**
 * The menu offers a sidebar that Firefox no longer has.
 *
 * symptom:  "Enable sidebar" in the user menu opens a dead page
 * browsers: Firefox 57 and later
 * vendor:   repaired in 8.8.15.p31, 9.0.0.p24
 * guard:    the menu is built with socialfoxSettings, and navigator has no mozSocial
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-2517",
	needed: function () {
		return !navigator.mozSocial;
	},
	patches: [{
		place: "ZmZimbraMail.prototype.getDropMenuOptions",
		has: /socialfoxSettings/,
		wrap: function (original) {
			return function () {
				var button = original.apply(this, arguments);
				var menu = button && button.getMenu && button.getMenu();
				var item = menu && menu.getMenuItem && menu.getMenuItem("socialfoxSettings");
				if (item) {
					item.dispose();
				}
				return button;
			};
		}
	}]
});
