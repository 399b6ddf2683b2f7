/**
 * Internet Explorer is sent to a client that it cannot run.
 *
 * symptom:  an empty page after login
 * browsers: Internet Explorer 11
 * only:     ie <= 11
 * vendor:   fault of 9.0.0 to 9.0.0.p13; repaired in 9.0.0.p14
 * guard:    document.documentMode exists, and the login form offers the modern client
 * source:   public/login.jsp has /value="modern"/ lacks /ua\.isModernIE/
 */
import SynaSkin from "../core/registry.js";

function choice() {
	var select = document.getElementById("client");
	var values = {};
	for (var i = 0; select && select.options && i < select.options.length; i++) {
		values[select.options[i].value] = true;
	}
	return values.advanced && values.modern ? select : null;
}

SynaSkin.fix({
	id: "PREAPPS-5930",
	needed: function () {
		return !!document.documentMode && !!choice();
	},
	apply: function () {
		var select = choice();
		if (select.value === "modern" || select.value === "preferred") {
			select.value = "advanced";
		}
	}
});
