// broken: 8.8.15 10.1.3
// load: Startup2
// agent: safari
// unneededagent: chrome
window.scenario = {
	before: function () { Object.defineProperty(navigator, "clipboard", { value: { writeText: function (t) { window.copied = t; return Promise.resolve(); } } }); },
	standIn: function () {
		window.AjxClipboard = function () {};
		AjxClipboard.isSupported = function () { return labUnneeded; };
		AjxClipboard.prototype.setText = function () {};
	},
	symptom: async function () {
		if (!AjxClipboard.isSupported()) { return "the client says that there is no clipboard"; }
		if (labUnneeded) { return ""; }
		var done = 0, clip = Object.create(AjxClipboard.prototype);
		clip._completionListener = function () { done++; };
		clip.setText("a@example.com");
		await Promise.resolve(); await Promise.resolve();
		return window.copied === "a@example.com" && done === 1 ? "" : "copied " + window.copied;
	}
};
