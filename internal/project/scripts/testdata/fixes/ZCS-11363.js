// broken: 9.0.0.p9 9.0.0.p24
// fixed: 9.0.0.p25
// page: public/login.jsp
// agent: ie11
// bundle: SynaPage.js
window.scenario = {
	before: function () { Object.defineProperty(document, "documentMode", { value: 11 }); },
	standIn: function () {
		document.body.insertAdjacentHTML("beforeend", "<form name='loginForm'><input name='username' id='username' value='u'><input type='password' name='password' id='password'><span id='showSpan'></span><span id='hideSpan'></span><a id='show' onclick='showPassword()'>Show</a></form>");
		if (labUnneeded) { window.onLoad = function () { document.loginForm.password.focus(); }; window.showPassword = function () { document.getElementById("password").type = "text"; }; }
	},
	symptom: function () {
		try { onLoad(); } catch (e) { return "onload: " + e.message; }
		document.getElementById(labRelease ? "showSpan" : "show").click();
		var p = document.getElementById("password");
		return document.activeElement === (labRelease ? document.getElementById("username") : p) && p.type === "text" ? "" : "focus on " + document.activeElement.id + ", the field is a " + p.type;
	}
};
