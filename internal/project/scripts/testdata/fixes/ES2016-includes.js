// broken: 10.1.3
// agent: ie11
// bundle: SynaHead.js
window.scenario = {
	standIn: function () { window.DwtControl = { __mouseEvent: function () { return ["A"].includes("A") && "ab".includes("b"); } }; },
	before: function () {
		if (labUnneeded) { return; }
		delete Array.prototype.includes; delete String.prototype.includes; delete DOMTokenList.prototype.value;
	},
	symptom: function () {
		var el = document.createElement("div");
		el.className = "a b";
		try {
			for (var i in []) { return "for-in shows " + i; }
			if (![1, NaN].includes(NaN) || [1].includes(2) || !"abc".includes("bc") || "abc".includes("x")) { return "wrong answers"; }
			if (el.classList.value !== "a b") { return "classList.value is " + el.classList.value; }
			if (!labRelease) { return DwtControl.__mouseEvent() ? "" : "no"; }
			new DwtShell({});
			var control = new DwtComposite({ parent: DwtShell.getShell(window) });
			DwtControl.__mouseEvent({ type: "click", target: control.getHtmlElement(), preventDefault: function () {}, stopPropagation: function () {} }, DwtEvent.ONCLICK, control);
		} catch (e) { return "throws: " + (e.message || e.msg); }
		return "";
	}
};
