/**
 * The registry of fixes and features: applies each where it is needed, keeps a
 * failure of one from all others and from the page, and tells what happened.
 *
 * A fix is { id, needed?, after?, packages?, optIn?, patches? | apply }:
 *   id        its name in reports and in SynaSkinConfig.fixes
 *   needed    function: whether this browser needs it; absent = every browser
 *   after     names ("Dwt AjxEnv") that must exist before needed and apply run
 *   packages  vendor packages after which to try again
 *   optIn     true: applied only where SynaSkinConfig.fixes.on has its id
 *   probe     { place, has?, lacks? }: the release has the fault if the text of
 *             the function at place matches has and not lacks
 *   patches   [{ place, has?, lacks?, params?, wrap }]: the function at place is
 *             replaced by wrap(original) if its text matches has and not lacks,
 *             and it takes params parameters
 *   apply     function: a fix that is no replacement; returns false where it
 *             finds nothing to do
 */
import { lookup, original, sourceOf, message } from "./inspect.js";
import { guard } from "./guard.js";

/**
 * switchedOff says where everything is switched off without a deployment, "" if it
 * is not: ?syna=off in the address, for this tab until ?syna=on; or the word off
 * under the key syna of the browser's storage.
 */
function switchedOff() {
	var key = "syna", word = /[?&]syna=(on|off)\b/.exec(location.search);
	try {
		if (word) {
			sessionStorage.setItem(key, word[1]);
		}
		return sessionStorage.getItem(key) === "off" ? "by ?syna=off" : localStorage.getItem(key) === "off" ? "by the storage key syna" : "";
	} catch (error) {
		return word && word[1] === "off" ? "by ?syna=off" : ""; // without storage
	}
}

function create() {
	var entries = [];
	var hooked = {};
	var off = switchedOff();
	if (off && window.console) {
		console.info("SynaSkin: all fixes and features are switched off " + off);
	}

	function chosen(list, id) {
		var config = window.SynaSkinConfig;
		var ids = config && config.fixes && config.fixes[list];
		if (!ids || typeof ids.length != "number" || typeof ids == "string") {
			return false;
		}
		for (var i = 0; i < ids.length; i++) {
			if (ids[i] === id) {
				return true;
			}
		}
		return false;
	}

	function set(entry, state, detail) {
		entry.state = state;
		entry.detail = detail || "";
	}

	function fail(entry, error) {
		set(entry, "failed", message(error));
	}

	/** missing returns the first of the names that does not exist yet. */
	function missing(names) {
		var list = names ? names.split(" ") : [];
		for (var i = 0; i < list.length; i++) {
			if (!lookup(list[i])) {
				return list[i];
			}
		}
		return "";
	}

	/** carries reports whether the fix already sits on the function. */
	function carries(fn, id) {
		for (; fn; fn = fn.synaOriginal) {
			if (fn.synaFix === id) {
				return true;
			}
		}
		return false;
	}

	/** faulty reports whether the text of a vendor function shows the fault. */
	function faulty(at, probe) {
		var text = sourceOf(at.value);
		return !(probe.has && !probe.has.test(text) || probe.lacks && probe.lacks.test(text));
	}

	/** patch replaces one function: "applied", "not needed", "waiting", or an exception. */
	function patch(entry, p) {
		var at = lookup(p.place);
		if (!at) {
			entry.missing = p.place;
			return "waiting";
		}
		if (typeof at.value != "function") {
			throw new Error(p.place + " is no function");
		}
		if (carries(at.value, entry.spec.id)) {
			return "applied";
		}
		if (!faulty(at, p)) {
			return "not needed";
		}
		if (p.params !== undefined && original(at.value).length !== p.params) {
			throw new Error(p.place + " takes " + original(at.value).length + " parameters, not " + p.params);
		}
		at.owner[at.name] = guard(at.value, p.wrap, entry.spec.id, function (error) {
			fail(entry, error);
		});
		return "applied";
	}

	function patchAll(entry) {
		var count = {};
		for (var i = 0; i < entry.spec.patches.length; i++) {
			var result = patch(entry, entry.spec.patches[i]);
			count[result] = (count[result] || 0) + 1;
		}
		if (count.applied) {
			set(entry, "applied", count.waiting ? "still waiting for " + entry.missing : "");
		} else if (count.waiting) {
			set(entry, "waiting", "for " + entry.missing);
		} else {
			set(entry, "not needed", "this release is repaired");
		}
	}

	function attempt(entry) {
		var spec = entry.spec;
		if (entry.state == "failed" || entry.state == "off" || entry.done) {
			return;
		}
		if (off || chosen("off", spec.id) || spec.optIn && !chosen("on", spec.id)) {
			set(entry, "off", off ? "switched off " + off : spec.optIn ? "only on request" : "switched off");
			return;
		}
		try {
			var absent = missing(spec.after) || spec.probe && missing(spec.probe.place);
			if (absent) {
				set(entry, "waiting", "for " + absent);
			} else if (spec.probe && !faulty(lookup(spec.probe.place), spec.probe)) {
				set(entry, "not needed", "this release is repaired");
			} else if (spec.needed && !spec.needed()) {
				set(entry, "not needed", "this browser or release does not have the fault");
			} else if (spec.patches) {
				patchAll(entry);
			} else {
				entry.done = true;
				set(entry, "applied");
				if (spec.apply(function (error) { fail(entry, error); }) === false) {
					set(entry, "not needed", "there is nothing to repair");
				}
			}
		} catch (error) {
			fail(entry, error);
		}
	}

	/** hook tries everything again once the vendor's loader has the package. */
	function hook(pkg) {
		var dispatcher = window.AjxDispatcher;
		if (hooked[pkg] || !dispatcher || !dispatcher.addPackageLoadFunction) {
			return;
		}
		hooked[pkg] = true;
		var again = function () {
			for (var i = 0; i < entries.length; i++) {
				if ((" " + entries[i].spec.packages + " ").indexOf(" " + pkg + " ") >= 0) {
					attempt(entries[i]);
				}
			}
		};
		again.run = again; // what the loader calls on an AjxCallback
		dispatcher.addPackageLoadFunction(pkg, again);
	}

	return {
		/** fix registers a fix and applies it if that is possible yet. */
		fix: function (spec) {
			for (var i = 0; i < entries.length; i++) {
				if (entries[i].spec.id === spec.id) {
					return;
				}
			}
			var entry = { spec: spec, state: "waiting", detail: "" };
			entries.push(entry);
			attempt(entry);
			try {
				var packages = spec.packages ? spec.packages.split(" ") : [];
				for (i = 0; i < packages.length; i++) {
					hook(packages[i]);
				}
			} catch (error) {
				fail(entry, error);
			}
		},

		/** retry applies what has waited for something that exists by now. */
		retry: function () {
			for (var i = 0; i < entries.length; i++) {
				attempt(entries[i]);
			}
		},

		/** report returns [{ id, state, detail }], with a toString for people. */
		report: function () {
			var list = [];
			for (var i = 0; i < entries.length; i++) {
				list.push({ id: entries[i].spec.id, state: entries[i].state, detail: entries[i].detail });
			}
			list.toString = function () {
				var lines = [];
				for (var i = 0; i < list.length; i++) {
					lines.push(list[i].state + " " + list[i].id + (list[i].detail ? " (" + list[i].detail + ")" : ""));
				}
				return lines.sort().join("\n");
			};
			return list;
		}
	};
}

/** SynaSkin is one object a page, whichever of the bundles came first. */
var SynaSkin = window.SynaSkin && window.SynaSkin.fix ? window.SynaSkin : (window.SynaSkin = create());

export default SynaSkin;
