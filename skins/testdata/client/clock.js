// It is always the same Wednesday, so that pictures do not differ by the day.
(function () {
	"use strict";
	var Real = Date, start = Real.UTC(2026, 10, 25, 10, 40), shift = start - Real.now();
	window.Date = class extends Real {
		constructor() {
			if (arguments.length) { super(...arguments); } else { super(Real.now() + shift); }
		}
		static now() { return Real.now() + shift; }
	};
	window.testNow = start;
	localStorage.clear();
})();
