// broken: 8.8.15 9.0.0.p40
// fixed: 10.1.3
// load: Startup2 CalendarCore Calendar
window.scenario = {
	standIn: function () {
		window.ZmCalViewController = function () {}; window.ZmCalBaseView = function () {};
		ZmCalViewController.prototype._maintGetApptCallback = labUnneeded ? function () { return "tabindex"; } : function () {};
		ZmCalBaseView.prototype.set = function (list) { this._list = list; this.addAppt(list.get(0)); };
	},
	symptom: function () {
		if (labUnneeded || labRelease === "10.1.3") { return ""; }
		window.appCtxt = { get: function () { return true; } };
		var view = Object.create(ZmCalBaseView.prototype), opened = 0;
		var item = { id: "1", ptst: "AC" };
		var list = { size: function () { return 1; }, get: function () { return item; }, getLast: function () { return null; }, filter: function () { return list; } };
		view._preSet = view.deselectAll = view._resetList = view._postSet = view.setSelection = function () {};
		view.isInView = function () { return true; };
		view._getItemId = function () { return "appt1"; };
		view.addAppt = function () { document.body.insertAdjacentHTML("beforeend", "<div id='appt1'>meeting</div>"); };
		view.set(list);
		var el = document.getElementById("appt1");
		el.addEventListener("dblclick", function () { opened++; });
		el.focus();
		if (document.activeElement !== el) { return "the appointment takes no focus"; }
		var key = new KeyboardEvent("keydown", { bubbles: true }); Object.defineProperty(key, "keyCode", { value: 13 });
		el.dispatchEvent(key);
		return opened === 1 ? "" : "Enter opens it " + opened + " times";
	}
};
