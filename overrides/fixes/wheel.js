/**
 * The wheel does not close menus, and scrolls the page under them.
 *
 * symptom:  a menu stays open and hangs in the air while the list under it scrolls
 * browsers: Chrome, Safari, Edge; Firefox once it drops DOMMouseScroll
 * vendor:   open in 10.1.3
 * guard:    the browser has the wheel event, and the client listens for its forerunners
 */
import SynaSkin from "../core/registry.js";

var wheel = "onwheel" in document;

/** legacy gives the event the fields that handlers of its forerunners read. */
function legacy(func) {
	return function (ev) {
		try {
			if (ev.wheelDelta === undefined) {
				ev.wheelDelta = -40 * ev.deltaY;
			}
		} catch (error) {
			// a browser whose event has the field and protects it
		}
		return func.call(this, ev);
	};
}

function listen(el, func) {
	unlisten(el);
	if (func) {
		el.synaWheel = legacy(func);
		el.addEventListener("wheel", el.synaWheel, { passive: false });
	}
}

function unlisten(el) {
	if (el.synaWheel) {
		el.removeEventListener("wheel", el.synaWheel, { passive: false });
		el.synaWheel = null;
	}
}

SynaSkin.fix({
	id: "wheel",
	after: "DwtEvent.ONMOUSEWHEEL",
	needed: function () {
		return wheel;
	},
	patches: [{
		place: "Dwt.setHandler",
		wrap: function (original) {
			return function (htmlElement, event, func) {
				var el = event === DwtEvent.ONMOUSEWHEEL && Dwt.getElement(htmlElement);
				return el && el.addEventListener ? listen(el, func) : original.apply(this, arguments);
			};
		}
	}, {
		place: "Dwt.clearHandler",
		wrap: function (original) {
			return function (htmlElement, event) {
				var el = event === DwtEvent.ONMOUSEWHEEL && Dwt.getElement(htmlElement);
				return el && el.removeEventListener ? unlisten(el) : original.apply(this, arguments);
			};
		}
	}, {
		place: "DwtMouseEventCapture.prototype.capture",
		has: /DOMMouseScroll/,
		wrap: function (original) {
			return function () {
				var result = original.apply(this, arguments);
				document.body.removeEventListener("DOMMouseScroll", this._mouseWheelHdlr, true);
				document.body.addEventListener("wheel", this._mouseWheelHdlr, { capture: true, passive: false });
				return result;
			};
		}
	}, {
		place: "DwtMouseEventCapture.prototype.release",
		has: /DOMMouseScroll/,
		wrap: function (original) {
			return function () {
				var captured = window._mouseEventCaptureObj;
				if (captured) {
					document.body.removeEventListener("wheel", captured._mouseWheelHdlr, true);
				}
				return original.apply(this, arguments);
			};
		}
	}]
});
