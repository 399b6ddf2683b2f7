/**
 * The login page has no script in Internet Explorer.
 *
 * symptom:  the login page reports an error; "Show password" and "Forgot password" do nothing
 * browsers: Internet Explorer 11
 * only:     ie <= 11
 * vendor:   fault of 9.0.0.p9 to p24; repaired in 9.0.0.p25
 * guard:    the page has the login form and not the functions that its markup calls
 * source:   public/login.jsp has /\{ error \}/
 */
import SynaSkin from "../core/registry.js";

function el(id) {
	return document.getElementById(id);
}

function display(id, value) {
	if (el(id)) {
		el(id).style.display = value;
	}
}

/** toggle shows or hides what is in a password field, and swaps the words beside it. */
function toggle(field, show, hide) {
	return function () {
		var input = el(field), hidden = input && input.type === "password";
		if (input) {
			input.type = hidden ? "text" : "password";
			display(show, hidden ? "none" : "block");
			display(hide, hidden ? "block" : "none");
		}
	};
}

/** What the markup of the page calls. */
var functions = {
	getElement: el,
	clientChange: function () { display("ZLoginUnsupported", "none"); },
	showTooltip: function () { display("ZLoginWhatsThis", "block"); },
	hideTooltip: function () { display("ZLoginWhatsThis", "none"); },
	showPassword: toggle("password", "showSpan", "hideSpan"),
	showNewPassword: toggle("newPassword", "newPasswordShowSpan", "newPasswordHideSpan"),
	showConfirmPassword: toggle("confirm", "confirmShowSpan", "confirmHideSpan"),
	disableEnable: function (input) {
		if (el("verifyButton")) {
			el("verifyButton").disabled = input.value === "";
		}
	},
	forgotPassword: function () {
		var account = el("username") ? el("username").value : "";
		var query = location.search.replace(/^\?/, "");
		if (account) {
			query += (query ? "&" : "") + "account=" + encodeURIComponent(account);
		}
		location.href = "/public/PasswordRecovery.jsp?" + query;
	},
	compareConfirmPass: function () {
		return !el("newPassword") || !el("confirm") || el("newPassword").value === el("confirm").value;
	},
	onLoad: function () {
		var form = document.loginForm;
		var first = form && (form.totpcode || (form.username && form.username.value ? form.password : form.username));
		if (first && first.focus) {
			first.focus();
		}
	}
};

SynaSkin.fix({
	id: "ZCS-11363",
	needed: function () {
		return !!document.documentMode && !!document.loginForm && typeof window.onLoad != "function";
	},
	apply: function () {
		for (var name in functions) {
			if (typeof window[name] != "function") {
				window[name] = functions[name];
			}
		}
	}
});
