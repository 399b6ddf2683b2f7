/**
 * The menu offers offline mode, for which no browser has the means any more.
 *
 * symptom:  "Offline settings" does nothing, and a hidden page throws
 * browsers: Chrome 95, Firefox 84, Safari 15.4 and later
 * vendor:   open in 10.1.3
 * guard:    window has no applicationCache
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "no-appcache",
	needed: function () {
		return !window.applicationCache;
	},
	patches: [{
		place: "ZmZimbraMail.prototype.getDropMenuOptions",
		has: /offlineSettings/,
		wrap: function (original) {
			return function () {
				var button = original.apply(this, arguments);
				var menu = button && button.getMenu && button.getMenu();
				var item = menu && menu.getMenuItem && menu.getMenuItem("offlineSettings");
				if (item) {
					item.dispose();
				}
				return button;
			};
		}
	}, {
		place: "ZmAppCtxt.prototype.reloadAppCache",
		has: /Offline\.jsp/,
		wrap: function () {
			return function () {};
		}
	}]
});
