// broken: 8.8.15.p13 9.0.0.p8
// fixed: 8.8.15.p16
// load: MailCore
window.scenario = {
	standIn: function () {
		window.DwtControl = { CLIP: 1, SCROLL: 3 };
		window.ZmMailMsgView = function () {};
		ZmMailMsgView.prototype.reset = labUnneeded ? function () { this.setScrollWithIframe(this._scrollWithIframe); } :
			function () { this.setScrollWithIframe(this._scrollWithIframe ? DwtControl.CLIP : DwtControl.SCROLL); };
		ZmMailMsgView.prototype.setScrollWithIframe = function (val) { this._scrollWithIframe = val; };
	},
	symptom: function () {
		var view = Object.create(ZmMailMsgView.prototype);
		view._usingIframe = true;
		view._scrollWithIframe = false;
		view.getHtmlElement = view.getIframe = function () { return null; };
		view.setScrollStyle = function () {};
		view.reset();
		return view._scrollWithIframe === false ? "" : "scrolling is set to " + view._scrollWithIframe;
	}
};
