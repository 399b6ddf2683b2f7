// What the client asks of the Modernizr in its boot package, for sources without it.
// Each test is made in the browser.
(function () {
	"use strict";
	function storage(name) {
		try { window[name].setItem("m", "m"); window[name].removeItem("m"); return true; } catch (e) { return false; }
	}
	window.Modernizr = {
		addTest: function (name, test) { this[name] = typeof test === "function" ? Boolean(test()) : test; return this; },
		localstorage: storage("localStorage"), sessionstorage: storage("sessionStorage"), filereader: "FileReader" in window,
		draganddrop: "draggable" in document.createElement("div"), history: Boolean(window.history && history.pushState),
		canvas: Boolean(document.createElement("canvas").getContext), input: {}, opacity: "opacity" in document.documentElement.style,
		rgba: true
	};
})();
