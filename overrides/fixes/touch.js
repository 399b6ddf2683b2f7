/**
 * A long press does not open the menu of an item.
 *
 * symptom:  no context menu on a tablet that claims to be a desktop
 * browsers: Safari on iPadOS 13 and later
 * vendor:   open in 10.1.3
 * guard:    a Macintosh with several touch points
 */
import SynaSkin from "../core/registry.js";

var PRESS = 600, MOVE = 10; // milliseconds, pixels

function fire(target, type, touch) {
	target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 2, buttons: 2,
		clientX: touch.clientX, clientY: touch.clientY, screenX: touch.screenX, screenY: touch.screenY }));
}

SynaSkin.fix({
	id: "touch",
	needed: function () {
		return navigator.maxTouchPoints > 1 && /Mac/.test(navigator.platform || navigator.userAgent) && !!window.addEventListener;
	},
	apply: function () {
		var timer = 0, start = null;
		function cancel() {
			clearTimeout(timer);
			start = null;
		}
		document.addEventListener("touchstart", function (ev) {
			cancel();
			if (ev.touches.length !== 1) {
				return;
			}
			start = ev.touches[0];
			timer = setTimeout(function () {
				var touch = start;
				start = null;
				fire(touch.target, "mousedown", touch);
				fire(touch.target, "mouseup", touch);
				fire(touch.target, "contextmenu", touch);
			}, PRESS);
		}, { passive: true, capture: true });
		document.addEventListener("touchmove", function (ev) {
			var touch = ev.touches[0];
			if (start && (Math.abs(touch.clientX - start.clientX) > MOVE || Math.abs(touch.clientY - start.clientY) > MOVE)) {
				cancel();
			}
		}, { passive: true, capture: true });
		document.addEventListener("touchend", cancel, { passive: true, capture: true });
		document.addEventListener("touchcancel", cancel, { passive: true, capture: true });
	}
});
