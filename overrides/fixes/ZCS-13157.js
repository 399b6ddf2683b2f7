/**
 * A screen reader does not say the days of the small calendar.
 *
 * symptom:  NVDA reads nothing while the arrow keys move through the days
 * browsers: all, with a screen reader
 * vendor:   repaired in 10.1.0
 * guard:    the method that lays out the days sets no label
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZCS-13157",
	packages: "Startup2 NewWindow_2 Calendar",
	patches: [{
		place: "DwtCalendar.prototype._layout",
		lacks: /aria-label/,
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				var cells = this.getHtmlElement().getElementsByTagName("td");
				for (var i = 0; i < cells.length; i++) {
					if (cells[i]._dayType !== undefined) {
						cells[i].setAttribute("role", "cell");
						cells[i].setAttribute("aria-label", cells[i].innerText || cells[i].textContent || "");
					}
				}
				return result;
			};
		}
	}]
});
