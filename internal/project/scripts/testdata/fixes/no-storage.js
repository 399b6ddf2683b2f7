// broken: 10.1.3
// bundle: SynaStart.js
window.scenario = {
	before: function () {
		if (labUnneeded) { return; }
		["localStorage", "sessionStorage"].forEach(function (name) {
			Object.defineProperty(window, name, { configurable: true, get: function () { throw new Error("denied"); } });
		});
	},
	standIn: function () {
		try {
			window.kept = window.localStorage && localStorage.getItem("none") === null;
		} catch (error) {
			window.kept = false;
		}
	},
	symptom: function () {
		if (!labRelease && !window.kept) { return "storage throws at start"; }
		try {
			localStorage.setItem("syna-test", 5);
			var got = localStorage.getItem("syna-test");
			localStorage.removeItem("syna-test");
			sessionStorage.getItem("x");
			return got === "5" && localStorage.getItem("syna-test") === null ? "" : "keeps " + got;
		} catch (error) {
			return "throws " + error.message;
		}
	}
};
