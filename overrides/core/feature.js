/**
 * feature registers an augmentation: off until SynaSkinConfig has its key with
 * "on": true, reported and kept apart from the page as fixes are. Of its settings
 * those are taken that the defaults name; one of another type than its default
 * is a fault of the configuration, and the feature fails alone.
 */
import SynaSkin from "./registry.js";

function configured(key) {
	var config = window.SynaSkinConfig;
	var own = config && typeof config == "object" && config[key];
	if (own && (typeof own != "object" || own instanceof Array)) {
		throw new Error("SynaSkinConfig." + key + " is no object");
	}
	return own || {};
}

function kind(value) {
	return value instanceof Array ? "list" : typeof value;
}

/** settings returns the defaults with what is configured over them. */
export function settings(key, defaults) {
	var own = configured(key), result = {};
	for (var name in defaults) {
		result[name] = defaults[name];
		if (own[name] !== undefined && own[name] !== null && own[name] !== "") {
			if (kind(own[name]) !== kind(defaults[name])) {
				throw new Error("SynaSkinConfig." + key + "." + name + " is a " + kind(own[name]) + ", and must be a " + kind(defaults[name]));
			}
			result[name] = own[name];
		}
	}
	return result;
}

function isOff(key) {
	try {
		return configured(key).on !== true;
	} catch (error) {
		return false; // to fail, so that the report tells
	}
}

/** feature: spec is that of SynaSkin.fix without id; apply and wrap read their settings by settings(). */
export function feature(key, spec) {
	spec.id = "override-" + key;
	spec.optIn = isOff(key);
	SynaSkin.fix(spec);
}
