// broken: 8.8.15 10.1.3
// unneededagent: ie11
window.scenario = {
	unneeded: function () { Object.defineProperty(document, "documentMode", { value: 11 }); },
	standIn: function () { window.AjxCore = { addOnunloadListener: function (f) { window.onunload = f; } }; },
	symptom: function () {
		var calls = 0;
		AjxCore.addOnunloadListener(function () { calls++; });
		if (labUnneeded) { return window.onunload ? "" : "the listener is lost"; }
		window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
		if (calls) { return "called for a page that goes into the cache"; }
		window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
		window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
		return calls === 1 ? "" : "called " + calls + " times by pagehide";
	}
};
