/**
 * The client does not start in a browser that blocks storage.
 *
 * symptom:  an exception in the head of the page, and nothing but the splash screen
 * browsers: all, where cookies and site data are blocked; in a frame of another site
 * vendor:   open in 10.1.3
 * guard:    reading localStorage throws
 */
import SynaSkin from "../core/registry.js";
import { define } from "../core/define.js";

/** memory is a Storage that lasts as long as the page. */
function memory() {
	var values = {};
	function has(key) {
		return Object.prototype.hasOwnProperty.call(values, key);
	}
	return {
		getItem: function (key) { return has(key) ? values[key] : null; },
		setItem: function (key, value) { values[key] = String(value); },
		removeItem: function (key) { delete values[key]; },
		clear: function () { values = {}; }
	};
}

function blocked(name) {
	try {
		return !window[name];
	} catch (error) {
		return true;
	}
}

SynaSkin.fix({
	id: "no-storage",
	needed: function () {
		return blocked("localStorage");
	},
	apply: function () {
		define(window, "localStorage", { value: memory(), configurable: true });
		if (blocked("sessionStorage")) {
			define(window, "sessionStorage", { value: memory(), configurable: true });
		}
	}
});
