// bundle: SynaSkinOverride.js
window.scenario = {
	before: function () { Object.defineProperty(window, "innerWidth", { value: labUnneeded ? 1280 : 320 }); },
	standIn: function () {
		document.body.insertAdjacentHTML("beforeend", "<form name='loginForm' style='width:320px'><table><tr><td>Code</td><td><input name='totpcode' style='width:220px'></td><td class='submitTD'><input type='submit' value='Verify' style='width:90px'></td></tr></table></form>");
	},
	symptom: function () {
		var right = document.querySelector("input[type=submit]").getBoundingClientRect().right;
		return labUnneeded || right <= 320 ? "" : "the button ends at " + Math.round(right) + " of 320 pixels";
	}
};
