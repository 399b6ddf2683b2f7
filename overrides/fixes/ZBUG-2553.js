/**
 * The day view of the calendar scrolls by fits and starts.
 *
 * symptom:  scrolling the day view with the wheel stutters
 * browsers: Internet Explorer 11
 * only:     ie <= 11
 * vendor:   repaired in 8.8.15.p30, 9.0.0.p23
 * guard:    document.documentMode is 11, and the view installs no wheel handler of its own
 */
import SynaSkin from "../core/registry.js";

function scroll(el) {
	if (el) {
		el.onmousewheel = function (ev) { // instead of the browser's smooth scrolling
			ev = ev || window.event;
			if (ev.preventDefault) {
				ev.preventDefault();
			}
			el.scrollTop -= ev.wheelDelta / 2;
		};
	}
}

SynaSkin.fix({
	id: "ZBUG-2553",
	packages: "Calendar",
	needed: function () {
		return document.documentMode === 11;
	},
	patches: [{
		place: "ZmCalDayTabView.prototype._createHtml",
		lacks: /onmousewheel/,
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				scroll(document.getElementById(this._bodyDivId));
				scroll(document.getElementById(this._allDayApptScrollDivId));
				return result;
			};
		}
	}]
});
