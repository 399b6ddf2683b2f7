/*
 * SynaFixup is the list of this zimlet's fixes: it applies each where it is
 * needed, keeps a failure of one from the others and from the page, and tells
 * what happened.
 *
 * A fix is { id, needed, apply, packages }:
 *   id        its name in the report and in the "off" properties
 *   needed    function: whether this browser and this release have the fault
 *   apply     function
 *   packages  of the vendor after which to try again, if needed or apply found
 *             that a class is not there yet (SynaFixup.later)
 *
 * All scripts of all zimlets are read before the first zimlet is initialised, so
 * a fix that is applied here is in place before any of them acts.
 */
window.SynaFixup = window.SynaFixup || (function () {
	var LIMIT = 50; // exceptions kept
	var NAME = "com_synacor_fixup";
	var LATER = {};
	var fixes = [];
	var problems = [];

	function message(error) {
		return String(error && (error.message || error.msg) || error);
	}

	/* context is the vendor's object for this zimlet, null before there is one. */
	function context() {
		var ctxt = window.appCtxt;
		var mgr = ctxt && ctxt.getZimletMgr && ctxt.getZimletMgr();
		return mgr && mgr.getZimletByName && mgr.getZimletByName(NAME) || null;
	}

	function config(name) {
		var c = context();
		return c && c.getConfig && c.getConfig(name) || "";
	}

	function userProperty(name) {
		var c = context();
		return c && c.getPropValue && c.getPropValue(name) || "";
	}

	/* named reports whether a list of names between commas or spaces has the name. */
	function named(list, name) {
		return (" " + String(list).replace(/[\s,;]+/g, " ") + " ").indexOf(" " + name + " ") >= 0;
	}

	/* elsewhere returns what FixZimbra.js did about a fix of the same name. */
	function elsewhere(id) {
		var skin = window.SynaSkin;
		var list = skin && skin.report ? skin.report() : [];
		for (var i = 0; i < list.length; i++) {
			if (list[i].id === id && (list[i].state === "applied" || list[i].state === "not needed")) {
				return list[i].state;
			}
		}
		return "";
	}

	function set(fix, state, detail) {
		fix.state = state;
		fix.detail = detail || "";
	}

	function attempt(fix) {
		if (fix.state !== "waiting") {
			return;
		}
		try {
			if (userProperty("active") === "false" || named(userProperty("off"), fix.spec.id)) {
				set(fix, "off", "by the user");
			} else if (named(config("off"), fix.spec.id)) {
				set(fix, "off", "by the operator");
			} else if (elsewhere(fix.spec.id)) {
				set(fix, "not needed", "FixZimbra.js: " + elsewhere(fix.spec.id));
			} else if (!fix.spec.needed()) {
				set(fix, "not needed");
			} else {
				fix.spec.apply();
				set(fix, "applied");
			}
		} catch (error) {
			if (error !== LATER) {
				set(fix, "failed", message(error));
			} else {
				fix.detail = "for " + fix.spec.packages;
			}
		}
	}

	/* hook tries a fix again when the vendor's loader has the package. */
	function hook(fix, pkg) {
		var dispatcher = window.AjxDispatcher;
		if (dispatcher && dispatcher.addPackageLoadFunction) {
			var again = function () {
				attempt(fix);
			};
			again.run = again; // what the loader calls on an AjxCallback
			dispatcher.addPackageLoadFunction(pkg, again);
		}
	}

	return {
		/* fix takes a fix up and applies it if that is possible yet. */
		fix: function (spec) {
			for (var i = 0; i < fixes.length; i++) {
				if (fixes[i].spec.id === spec.id) {
					return;
				}
			}
			var fix = { spec: spec, state: "waiting", detail: "" };
			fixes.push(fix);
			attempt(fix);
			var packages = spec.packages ? spec.packages.split(" ") : [];
			for (i = 0; i < packages.length && fix.state === "waiting"; i++) {
				hook(fix, packages[i]);
			}
		},

		/* later ends an attempt: a class is not there yet. */
		later: function () {
			throw LATER;
		},

		/* replace puts make(original) in the place of a method, once. */
		replace: function (owner, name, id, make) {
			var original = owner[name];
			if (typeof original != "function") {
				throw new Error(name + " is no function");
			}
			if (original.synaFix !== id) {
				owner[name] = make(original);
				owner[name].synaFix = id;
				owner[name].synaOriginal = original;
			}
		},

		/* problem notes an exception that a zimlet did not catch, and logs it. */
		problem: function (zimlet, where, error) {
			if (problems.length < LIMIT) {
				problems.push({ zimlet: zimlet, where: where, text: message(error) });
			}
			if (window.console && console.error) {
				console.error("zimlet " + zimlet + ", " + where + ": " + message(error));
			}
		},

		config: config,

		/* text returns a message in the user's language. */
		text: function (key) {
			var all = window[NAME];
			return all && all[key] || key;
		},

		/* report returns [{ id, state, detail }], as SynaSkin.report does. */
		report: function () {
			var list = [];
			for (var i = 0; i < fixes.length; i++) {
				list.push({ id: fixes[i].spec.id, state: fixes[i].state, detail: fixes[i].detail });
			}
			return list;
		},

		/* problems returns [{ zimlet, where, text }]. */
		problems: function () {
			return problems.slice(0);
		}
	};
})();
