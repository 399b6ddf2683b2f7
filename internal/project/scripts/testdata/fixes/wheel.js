// broken: 8.8.15 10.1.3
window.scenario = {
	unneeded: function () { delete HTMLElement.prototype.onwheel; delete Document.prototype.onwheel; },
	standIn: function () {
		window.DwtEvent = { ONMOUSEWHEEL: "onmousewheel" };
		window.Dwt = { getElement: function (e) { return e; }, setHandler: function (el, ev, f) { el[ev] = f; }, clearHandler: function (el, ev) { el[ev] = null; } };
		window.DwtMouseEventCapture = function (p) { this._mouseWheelHdlr = p.mouseWheelHdlr; };
		DwtMouseEventCapture.prototype.capture = function () { document.body.addEventListener("DOMMouseScroll", this._mouseWheelHdlr, true); window._mouseEventCaptureObj = this; };
		DwtMouseEventCapture.prototype.release = function () { document.body.removeEventListener("DOMMouseScroll", this._mouseWheelHdlr, true); window._mouseEventCaptureObj = null; };
	},
	symptom: function () {
		if (labUnneeded) { return ""; }
		var wrong = [], calls = 0, caught = 0;
		var el = document.body.appendChild(document.createElement("div"));
		var roll = function () { var ev = new WheelEvent("wheel", { bubbles: true, cancelable: true, deltaY: 100 }); el.dispatchEvent(ev); return ev; };
		Dwt.setHandler(el, DwtEvent.ONMOUSEWHEEL, function (ev) { calls++; if (typeof ev.wheelDelta != "number") { wrong.push("no wheelDelta"); } ev.preventDefault(); });
		if (!roll().defaultPrevented || calls !== 1) { wrong.push("the handler is called " + calls + " times"); }
		Dwt.clearHandler(el, DwtEvent.ONMOUSEWHEEL);
		roll();
		if (calls > 1) { wrong.push("it is called after it was cleared"); }
		var capture = new DwtMouseEventCapture({ id: "lab", mouseWheelHdlr: function (ev) { caught++; } });
		capture._mouseWheelHdlr = capture._mouseWheelHdlr || function () { caught++; };
		capture.capture();
		roll();
		if (caught !== 1) { wrong.push("a capture sees " + caught + " turns of the wheel"); }
		capture.release();
		roll();
		if (caught > 1) { wrong.push("the capture is not released"); }
		return wrong.join(", ");
	}
};
