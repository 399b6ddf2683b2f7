// broken: 8.8.15
// bundle: SynaHead.js
// path: launchNewWindow.jsp
window.scenario = {
	unneeded: function () { if (labUnneeded) { window.opener = { authTokenExpires: 1, csrfToken: "x", location: { href: "/" } }; } },
	standIn: function () {},
	symptom: function () {
		try { window.authTokenExpires = window.opener.authTokenExpires; window.csrfToken = window.opener.csrfToken; } catch (e) { return "throws " + e.message; }
		if (labUnneeded) { return ""; }
		return document.querySelector("[role=alert]") ? "" : "nothing is said";
	}
};
