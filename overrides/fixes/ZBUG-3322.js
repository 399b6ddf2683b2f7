/**
 * A link around an image cannot be clicked.
 *
 * symptom:  nothing happens on a click on a linked image in a message or dialog
 * browsers: Chrome, Firefox, Safari
 * vendor:   repaired in 8.8.15.p44, 9.0.0.p37, 10.0.5
 * guard:    the handler of mouse events looks at the element that was hit, not at the one around it
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-3322",
	patches: [{
		place: "DwtControl.__mouseEvent",
		has: /_dontCallPreventDefault/,
		lacks: /parentElement/,
		wrap: function (original) {
			return function (ev, eventType, obj, mouseEv) {
				var target = ev && (ev.target || ev.srcElement);
				var parent = target && target.parentNode;
				var event = parent && /^(A|LABEL)$/.test(parent.nodeName) && (mouseEv || DwtShell.mouseEvent);
				if (!event) {
					return original.apply(this, arguments);
				}
				var setToDhtmlEvent = event.setToDhtmlEvent;
				event.setToDhtmlEvent = function () {
					event._dontCallPreventDefault = true;
					return setToDhtmlEvent.apply(event, arguments);
				};
				try {
					return original.apply(this, arguments);
				} finally {
					delete event.setToDhtmlEvent;
				}
			};
		}
	}]
});
