// broken: 8.8.15
// fixed: 10.1.0
// load: Startup2
window.scenario = {
	standIn: function () {
		window.DwtCalendar = function () { this.el = document.body.appendChild(document.createElement("table")); this.el.innerHTML = "<tr><td>1</td></tr>"; this._layout(); };
		DwtCalendar.prototype.getHtmlElement = function () { return this.el; };
		DwtCalendar.prototype._layout = labUnneeded ? function () { var td = this.el.rows[0].cells[0]; td._dayType = 1; td.setAttribute("aria-label", "1"); td.setAttribute("role", "cell"); } : function () { this.el.rows[0].cells[0]._dayType = 1; };
	},
	symptom: function () {
		var calendar;
		if (labRelease) {
			new DwtShell({});
			window.appCtxt = { get: function () { return ""; } };
			calendar = new DwtCalendar({ parent: DwtShell.getShell(window), posStyle: DwtControl.ABSOLUTE_STYLE });
			calendar.setDate(new Date(2026, 10, 24), new Date(2026, 10, 24));
		} else {
			calendar = new DwtCalendar();
		}
		var days = Array.prototype.filter.call(calendar.getHtmlElement().getElementsByTagName("td"), function (td) { return td._dayType !== undefined; });
		var silent = days.filter(function (td) { return !td.getAttribute("aria-label") || td.getAttribute("role") !== "cell"; });
		return !days.length ? "no days" : silent.length ? silent.length + " of " + days.length + " days have no label" : "";
	}
};
