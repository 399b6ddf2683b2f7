/**
 * Colours of appointments hang on prefixed gradients.
 *
 * symptom:  appointments and list rows lose their colour where the engine drops -moz- and -webkit- gradients
 * browsers: Firefox, Chrome, Safari, Edge
 * vendor:   open in 10.1.3
 * guard:    the browser has the standard gradient
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "gradient",
	needed: function () {
		return !!(window.CSS && CSS.supports && CSS.supports("background", "linear-gradient(to bottom, red, blue)"));
	},
	patches: [{
		place: "Dwt.createLinearGradientInfo",
		has: /-(webkit|moz)-linear-gradient/,
		wrap: function () {
			return function (startColor, endColor, direction) {
				return { field: "background", css: "linear-gradient(" + (direction === "v" ? "to bottom" : "to right") + "," + startColor + ", " + endColor + ")" };
			};
		}
	}]
});
