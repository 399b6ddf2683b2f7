// broken: 8.8.15.p43 8.7.6
// fixed: 8.8.15.p44
window.scenario = {
	standIn: function () {
		var Event = function () {};
		Event.prototype.setToDhtmlEvent = function (ev) { if (!this._dontCallPreventDefault) { ev.preventDefault(); } };
		window.DwtShell = { mouseEvent: new Event() };
		window.DwtControl = { __mouseEvent: labUnneeded ? function (ev) { DwtShell.mouseEvent._dontCallPreventDefault = /^A$/.test(ev.target.parentElement.tagName); DwtShell.mouseEvent.setToDhtmlEvent(ev); } :
			function (ev) { DwtShell.mouseEvent._dontCallPreventDefault = /^A$/.test(ev.target.tagName); DwtShell.mouseEvent.setToDhtmlEvent(ev); } };
	},
	symptom: function () {
		var control = null;
		if (labRelease) {
			new DwtShell({});
			control = new DwtComposite({ parent: DwtShell.getShell(window) });
			DwtShell.mouseEvent = DwtShell.mouseEvent || new DwtMouseEvent();
		}
		var host = control ? control.getHtmlElement() : document.body;
		host.insertAdjacentHTML("beforeend", "<a href='#x'><img alt='i' width='9' height='9'></a>");
		var img = host.querySelector("a img"), prevented = null;
		img.addEventListener("click", function (ev) {
			DwtControl.__mouseEvent(ev, labRelease ? DwtEvent.ONCLICK : "onclick", control);
			prevented = ev.defaultPrevented;
		});
		img.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
		return prevented === false ? "" : "the click is prevented: " + prevented;
	}
};
