/**
 * The login page: a hint that Caps Lock is on, the client chosen last, what
 * password managers look for, and news of the provider.
 */
import { feature, settings } from "../core/feature.js";
import { anchor, element, listen, ready, recall, remember } from "../core/page.js";

var KEY = "synaClient";

function capsLock(password, text) {
	var hint = element("div", { id: "synaCapsLock", role: "status", "aria-live": "polite" });
	password.parentNode.insertBefore(hint, password.nextSibling);
	var show = function (ev) {
		var on = ev.getModifierState && ev.getModifierState("CapsLock");
		hint.innerHTML = "";
		if (on) {
			hint.appendChild(document.createTextNode(text));
		}
	};
	listen(password, "keydown", show);
	listen(password, "keyup", show);
	listen(password, "blur", function () { hint.innerHTML = ""; });
}

function clientChoice(select) {
	var last = recall(KEY);
	for (var i = 0; last && i < select.options.length; i++) {
		if (select.options[i].value === last) {
			select.value = last;
		}
	}
	listen(select, "change", function () { remember(KEY, select.value); });
}

/** AUTOFILL is what password managers look for, by the ids of the fields in all releases. */
var AUTOFILL = {
	username: "username", password: "current-password", totpcode: "one-time-code",
	loginNewPassword: "new-password", newPassword: "new-password", confirmNew: "new-password", confirm: "new-password"
};

/** autofill replaces the vendor's autocomplete="off". */
function autofill() {
	for (var id in AUTOFILL) {
		var field = document.getElementById(id);
		if (field) {
			field.setAttribute("autocomplete", AUTOFILL[id]);
		}
	}
}

feature("login", {
	apply: function (fail) {
		var s = settings("login", { capsLock: "Caps Lock is on.", remember: false, news: {} });
		ready(function () {
			try {
				start(s);
			} catch (error) {
				fail(error);
			}
		});
	}
});

function start(s) {
	var username = document.getElementById("username"), password = document.getElementById("password");
	if (!username || !password) {
		return; // another page
	}
	autofill();
	capsLock(password, s.capsLock);
	var client = document.getElementById("client");
	if (s.remember && client && client.options) {
		clientChoice(client);
	}
	if (s.news.label) {
		var notice = document.getElementById("ZLoginNotice") || username.form || document.body;
		notice.appendChild(element("p", { id: "synaNews" }, [anchor(s.news.label, s.news.url)]));
	}
}
