// broken: 8.8.15 10.1.3
// agent: safari
// unneededagent: chrome
window.scenario = {
	before: function () {
		Object.defineProperty(navigator, "maxTouchPoints", { value: labUnneeded ? 0 : 5 });
		Object.defineProperty(navigator, "platform", { value: labUnneeded ? "Win32" : "MacIntel" });
	},
	standIn: function () {},
	symptom: async function () {
		if (labUnneeded) { return ""; }
		var el = document.body.appendChild(document.createElement("div")), menus = 0, buttons = [];
		el.addEventListener("contextmenu", function (ev) { menus++; ev.preventDefault(); });
		el.addEventListener("mousedown", function (ev) { buttons.push(ev.button); });
		var touch = function (type, x) { var t = { target: el, clientX: x, clientY: 5, screenX: x, screenY: 5 }; var ev = new Event(type, { bubbles: true }); ev.touches = type === "touchend" ? [] : [t]; el.dispatchEvent(ev); };
		touch("touchstart", 5); await new Promise(function (d) { setTimeout(d, 700); }); touch("touchend", 5);
		if (menus !== 1 || buttons.join() !== "2") { return "a long press opens " + menus + " menus, buttons " + buttons.join(); }
		touch("touchstart", 5); touch("touchmove", 50); await new Promise(function (d) { setTimeout(d, 700); });
		return menus === 1 ? "" : "a swipe opens a menu";
	}
};
