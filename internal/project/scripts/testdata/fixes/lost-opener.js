// broken: 8.7.6 8.8.15 10.1.3
// page: public/launchNewWindow.jsp
// bundle: SynaStart.js
// path: launchNewWindow.jsp
window.scenario = {
	unneeded: function () { if (labUnneeded) { window.opener = { authTokenExpires: 1, csrfToken: "x", location: { href: "/" } }; } },
	standIn: function () {},
	symptom: function () {
		if (labRelease) { // the page's own script has run
			for (var i = 0; i < pageErrors.length; i++) { if (/authTokenExpires/.test(pageErrors[i])) { return "throws " + pageErrors[i]; } }
			return labUnneeded || document.querySelector("[role=alert]") ? "" : "nothing is said";
		}
		try { window.authTokenExpires = window.opener.authTokenExpires; window.csrfToken = window.opener.csrfToken; } catch (e) { return "throws " + e.message; }
		if (labUnneeded) { return ""; }
		return document.querySelector("[role=alert]") ? "" : "nothing is said";
	}
};
