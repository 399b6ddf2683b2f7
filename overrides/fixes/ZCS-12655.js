/**
 * Appointments cannot be reached with the keyboard.
 *
 * symptom:  Tab passes over the appointments of the calendar
 * browsers: all
 * vendor:   repaired in 10.1.0
 * guard:    the method that shows the appointments sets no tabindex
 */
import SynaSkin from "../core/registry.js";

function reachable(el) {
	el.setAttribute("tabindex", "0");
	el.addEventListener("keydown", function (ev) {
		if (ev.keyCode === 13 && ev.target === el) { // Enter opens, as a double click does
			el.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, cancelable: true, view: window }));
		}
	});
}

SynaSkin.fix({
	id: "ZCS-12655",
	packages: "Calendar",
	needed: function () {
		return !!window.addEventListener && typeof window.MouseEvent == "function";
	},
	probe: { place: "ZmCalViewController.prototype._maintGetApptCallback", lacks: /tabindex/i },
	patches: [{
		place: "ZmCalBaseView.prototype.set",
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				for (var i = 0; this._list && i < this._list.size(); i++) {
					var el = document.getElementById(this._getItemId(this._list.get(i)));
					if (el && !el.hasAttribute("tabindex")) {
						reachable(el);
					}
				}
				return result;
			};
		}
	}]
});
