// broken: 9.0.0 9.0.0.p13
// fixed: 9.0.0.p14
// page: public/login.jsp
// agent: ie11
// bundle: SynaPage.js
window.scenario = {
	before: function () { if (!labUnneeded) { Object.defineProperty(document, "documentMode", { value: 11 }); } },
	standIn: function () {
		document.body.insertAdjacentHTML("beforeend", "<select id='client' name='client'><option value='preferred' selected>P<option value='advanced'>A<option value='modern'>M</select>");
	},
	symptom: function () {
		var value = document.getElementById("client").value;
		return labUnneeded || !document.querySelector("#client [value=modern]") || value === "advanced" ? "" : "the form asks for the client " + value;
	}
};
