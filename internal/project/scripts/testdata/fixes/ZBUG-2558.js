// broken: 8.8.15 8.8.15.p32
// fixed: 8.8.15.p37
window.scenario = {
	before: function () {
		var Real = Date; // today is a day that no February has
		window.Date = class extends Real { constructor(...a) { if (a.length) { super(...a); } else { super(Real.UTC(2026, 0, 31, 12)); } } };
		window.Feb = function () { window.Date = class extends Real { constructor(...a) { if (a.length) { super(...a); } else { super(Real.UTC(2026, 1, 10, 12)); } } }; };
	},
	standIn: function () {
		window.AjxDateUtil = { dateGMT2Local: labUnneeded ? function (v) { return v; } :
			function (v) { var d = new Date(); d.setUTCDate(+v.substr(6, 2)); d.setUTCMonth(+v.substr(4, 2) - 1); d.setUTCFullYear(+v.substr(0, 4)); return d.toISOString().replace(/[-T:]/g, "").substr(0, 8) + v.substr(8); } };
	},
	symptom: function () {
		var wrong = [];
		var read = function (v) { var got = AjxDateUtil.dateGMT2Local(v).substr(0, 8); if (got !== v.substr(0, 8)) { wrong.push(v.substr(0, 8) + " read as " + got); } };
		read("20260228120000Z"); read("20260630120000Z");
		Feb();
		read("20260131120000Z"); read("20261231120000Z");
		return wrong.join(", ");
	}
};
