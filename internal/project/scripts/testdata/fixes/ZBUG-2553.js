// broken: 8.8.15.p28
// fixed: 8.8.15.p30
// load: Startup2 CalendarCore Calendar
// agent: ie11
window.scenario = {
	before: function () { Object.defineProperty(document, "documentMode", { value: 11 }); },
	standIn: function () {
		window.ZmCalDayTabView = function () {};
		ZmCalDayTabView.prototype._createHtml = labUnneeded ?
			function () { var el = this.getHtmlElement(); this._bodyDivId = "b"; this._allDayApptScrollDivId = "s"; el.innerHTML = "<div id=b></div><div id=s></div>"; document.getElementById("b").onmousewheel = document.getElementById("s").onmousewheel = function () {}; } :
			function () { var el = this.getHtmlElement(); this._bodyDivId = "b"; this._allDayApptScrollDivId = "s"; el.innerHTML = "<div id=b></div><div id=s></div>"; };
	},
	symptom: function () {
		var el = document.body.appendChild(document.createElement("div"));
		var view = Object.create(ZmCalDayTabView.prototype);
		view.getHtmlElement = function () { return el; };
		view._days = {}; view._columns = []; view._scrollToTime = view._updateDays = view._createHeadersHtml = function () {};
		view.associateItemWithElement = function () {};
		view.numDays = 1;
		if (labRelease) { window.appCtxt = { get: function () { return ""; } }; view._calendars = []; view._fanoutAllDay = function () {}; }
		view._createHtml();
		var body = document.getElementById(view._bodyDivId), all = document.getElementById(view._allDayApptScrollDivId);
		return body.onmousewheel && all.onmousewheel ? "" : "the wheel is left to the browser";
	}
};
