/**
 * The button "Verify" of the second factor is off the screen of a phone.
 *
 * symptom:  the code can be typed and not sent
 * browsers: all, on narrow screens
 * vendor:   repaired in 8.8.15.p8, 9.0.0
 * guard:    field and button stand in one row of the form, and the screen is narrow
 * source:   public/login.jsp has /submitTD.*twoFactorAuthVerifyCode/
 */
import SynaSkin from "../core/registry.js";

/** row returns the row in which the button stands beside the field. */
function row() {
	var form = document.loginForm, field = form && form.totpcode;
	var tr = field && field.parentNode && field.parentNode.parentNode;
	if (!tr || tr.nodeName !== "TR") {
		return null;
	}
	for (var i = 0; i < tr.cells.length; i++) {
		if (/\bsubmitTD\b/.test(tr.cells[i].className)) {
			return { tr: tr, cell: tr.cells[i] };
		}
	}
	return null;
}

SynaSkin.fix({
	id: "ZBUG-833",
	needed: function () {
		return (window.innerWidth || document.documentElement.clientWidth) <= 640 && !!row();
	},
	apply: function () {
		var at = row();
		var next = document.createElement("tr");
		next.appendChild(document.createElement("td"));
		at.tr.parentNode.insertBefore(next, at.tr.nextSibling);
		next.appendChild(at.cell);
		at.cell.className = ""; // its rules, and those of the button, hold the two apart
		at.cell.style.padding = "0";
		var button = at.cell.getElementsByTagName("input")[0];
		if (button) {
			button.style.cssFloat = "left";
		}
	}
});
