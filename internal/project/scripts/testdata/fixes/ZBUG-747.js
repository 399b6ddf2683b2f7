// broken: 8.8.10.p5 10.1.3
window.scenario = {
	before: function () {
		if (labUnneeded) { return; }
		var real = window.getComputedStyle; // as EdgeHTML answers
		window.getComputedStyle = function (el) {
			return document.documentElement.contains(el) ? real.apply(window, arguments) : { length: 1, getPropertyValue: function () { return ""; } };
		};
	},
	standIn: function () {
		window.DwtCssStyle = { getProperty: function (el, name) { return getComputedStyle(el).getPropertyValue(name) || (labUnneeded ? el.style[name] : ""); } };
		window.Dwt = {
			getElement: function (el) { return el; },
			__checkPxVal: function (v) { return typeof v == "number" ? v + "px" : v; },
			setLocation: function (el, x, y) {
				if (DwtCssStyle.getProperty(el, "position") != "absolute") { throw new Error("static"); }
				el.style.left = this.__checkPxVal(x); el.style.top = this.__checkPxVal(y);
			}
		};
	},
	symptom: function () {
		var el = document.createElement("div");
		el.style.position = "absolute";
		try { Dwt.setLocation(el, 7, 9); } catch (e) { return "cannot be placed: " + (e.msg || e); }
		return el.style.left == "7px" && el.style.top == "9px" ? "" : "placed at " + el.style.left + " " + el.style.top;
	}
};
