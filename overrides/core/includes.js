/**
 * Methods of ECMAScript 2015 and 2016 that the vendor's newer releases call and
 * Internet Explorer 11 lacks.
 */
import { define, defineMethod } from "./define.js";

/** isMissing reports whether there is anything to add. */
export function isMissing() {
	return ![]["includes"] || !""["includes"] || lacksValue();
}

function lacksValue() {
	return !!window.DOMTokenList && !("value" in DOMTokenList.prototype);
}

/** addMissing adds what is not there. */
export function addMissing() {
	if (![]["includes"]) {
		defineMethod(Array.prototype, "includes", function (wanted, from) {
			for (var i = Math.max(from < 0 ? this.length + from : from || 0, 0); i < this.length; i++) {
				if (this[i] === wanted || wanted !== wanted && this[i] !== this[i]) {
					return true;
				}
			}
			return false;
		});
	}
	if (!""["includes"]) {
		defineMethod(String.prototype, "includes", function (wanted, from) {
			return String(this).indexOf(wanted, from || 0) >= 0;
		});
	}
	if (lacksValue()) {
		define(DOMTokenList.prototype, "value", { get: function () { return String(this); }, configurable: true });
	}
}
