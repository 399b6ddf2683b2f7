// broken: 8.7.6 8.8.15.p6
// fixed: 8.8.15.p8
// page: public/login.jsp
// query: loginOp=relogin&loginErrorCode=account.TWO_FACTOR_AUTH_FAILED
// width: 320
// bundle: SynaPage.js
window.scenario = {
	before: function () { if (labUnneeded) { Object.defineProperty(window, "innerWidth", { value: 1280 }); } },
	standIn: function () {
		document.body.insertAdjacentHTML("beforeend", "<form name='loginForm' style='width:320px'><table><tr><td>Code</td><td><input name='totpcode' style='width:220px'></td><td class='submitTD'><input type='submit' value='Verify' style='width:90px'></td></tr></table></form>");
	},
	symptom: function () {
		var right = document.querySelector("input[type=submit]").getBoundingClientRect().right;
		return labUnneeded && !labRelease || right <= 320 ? "" : "the button ends at " + Math.round(right) + " of 320 pixels";
	}
};
