// broken: 8.8.15 10.1.3
// agent: chrome
window.scenario = {
	unneeded: function () { CSS.supports = function () { return false; }; },
	standIn: function () { window.Dwt = { createLinearGradientInfo: function (a, b, d) { return { field: "background", css: "-webkit-linear-gradient(top," + a + ", " + b + ")" }; } }; },
	symptom: function () {
		if (labUnneeded) { return ""; }
		var v = Dwt.createLinearGradientInfo("#ffffff", "#0000ff", "v"), h = Dwt.createLinearGradientInfo("#ffffff", "#0000ff", "h");
		var el = document.body.appendChild(document.createElement("div"));
		el.style[v.field] = v.css;
		var image = getComputedStyle(el).backgroundImage;
		return /^linear-gradient\((to bottom, )?rgb\(255, 255, 255\)/.test(image) && /to right/.test(h.css) ? "" : v.css;
	}
};
