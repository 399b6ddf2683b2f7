/*
 * The compatibility report, for support staff: what the browser is and can do,
 * what the client takes it for, which fixes are in place, what zimlets threw.
 * It names no user, no mail and no address but the page's host.
 */
SynaFixup.createReport = function () {
	var lines = [];

	function text(key) {
		return SynaFixup.text(key);
	}

	function part(key) {
		if (lines.length) {
			lines.push("");
		}
		lines.push(text(key).toUpperCase());
	}

	function line(name, value) {
		if (value !== undefined && value !== null && value !== "") {
			lines.push("  " + name + ": " + String(value).replace(/[\r\n]+/g, " "));
		}
	}

	/* attempt returns what f returns; a part of the client that is missing says so. */
	function attempt(f) {
		try {
			return f();
		} catch (error) {
			return "? (" + (error && error.message || error) + ")";
		}
	}

	function setting(name) {
		return attempt(function () {
			return appCtxt.get(ZmSetting[name] || name);
		});
	}

	/* flags are those of AjxEnv: what the client takes the browser for. */
	function flags() {
		var list = [];
		for (var name in AjxEnv) {
			if (/^is[A-Z]/.test(name) && AjxEnv[name] === true) {
				list.push(name);
			}
		}
		return list.sort().join(" ");
	}

	function browser() {
		part("partBrowser");
		line("User-Agent", navigator.userAgent);
		line("AjxEnv", attempt(function () {
			return AjxEnv.browser + "; " + flags();
		}));
		line("languages", navigator.languages && navigator.languages.join ? navigator.languages.join(" ") : navigator.language);
		line("screen", attempt(function () {
			return screen.width + "x" + screen.height + ", window " + document.documentElement.clientWidth + "x" + document.documentElement.clientHeight + ", ratio " + (window.devicePixelRatio || 1);
		}));
		line("document mode", document.documentMode || document.compatMode);
		line("touch points", navigator.maxTouchPoints);
	}

	function client() {
		part("partClient");
		line("version", setting("CLIENT_VERSION"));
		line("release", setting("CLIENT_RELEASE"));
		line("server", setting("SERVER_VERSION"));
		line("skin", window.appCurrentSkin);
		line("locale", setting("LOCALE_NAME"));
		line("window", attempt(function () {
			return appCtxt.isChildWindow ? "child" : "main";
		}));
		line("jQuery", attempt(function () {
			return window.jQuery && jQuery.fn && jQuery.fn.jquery;
		}));
		line("host", location.host);
	}

	function can(name, yes) {
		line(name, yes ? text("answerYes") : text("answerNo"));
	}

	function capabilities() {
		part("partCapabilities");
		can("unload", attempt(function () {
			var policy = document.permissionsPolicy || document.featurePolicy;
			var known = policy && policy.features && (" " + policy.features().join(" ") + " ").indexOf(" unload ") >= 0;
			return !known || policy.allowsFeature("unload");
		}));
		can("mutation events", "MutationEvent" in window);
		can("MutationObserver", "MutationObserver" in window);
		can("XSLT", "XSLTProcessor" in window || "ActiveXObject" in window);
		can("application cache", "applicationCache" in window);
		can("notifications", "Notification" in window);
		can("clipboard", navigator.clipboard);
		can("fetch", "fetch" in window);
		can("storage", attempt(function () {
			return !!window.localStorage;
		}));
		can("cookies", navigator.cookieEnabled);
		can("Flash", attempt(function () {
			return !!(navigator.plugins && navigator.plugins["Shockwave Flash"]);
		}));
	}

	function fixes() {
		var states = { "applied": "stateApplied", "not needed": "stateNotNeeded", "off": "stateOff", "failed": "stateFailed", "waiting": "stateWaiting" };
		part("partFixes");
		var list = SynaFixup.report();
		if (window.SynaSkin && SynaSkin.report) {
			list = attempt(function () {
				return SynaSkin.report().concat(list);
			});
		}
		for (var i = 0; i < list.length; i++) {
			line(list[i].id, (states[list[i].state] ? text(states[list[i].state]) : list[i].state) + (list[i].detail ? " (" + list[i].detail + ")" : ""));
		}
	}

	function zimlets() {
		part("partZimlets");
		var list = appCtxt.getZimletMgr().getZimlets();
		for (var i = 0; i < list.length; i++) {
			line(list[i].name, list[i].version);
		}
	}

	function problems() {
		part("partProblems");
		var list = SynaFixup.problems();
		for (var i = 0; i < list.length; i++) {
			line(list[i].zimlet + ", " + list[i].where, list[i].text);
		}
		if (!list.length) {
			lines.push("  " + text("nothing"));
		}
	}

	browser();
	client();
	capabilities();
	fixes();
	attempt(zimlets);
	problems();
	return lines.join("\n") + "\n";
};
