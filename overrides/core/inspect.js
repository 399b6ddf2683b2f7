/**
 * Looking at the vendor's code without touching it.
 */

/** lookup finds "A.prototype.b" from window on: { owner, name, value }, or null if a part is missing. */
export function lookup(path) {
	var parts = path.split(".");
	var owner = window;
	for (var i = 0; i < parts.length - 1; i++) {
		owner = owner[parts[i]];
		if (owner === undefined || owner === null) {
			return null;
		}
	}
	var name = parts[parts.length - 1];
	var value = owner[name];
	return value === undefined || value === null ? null : { owner: owner, name: name, value: value };
}

/** original returns the vendor's function below all fixes on it. */
export function original(fn) {
	return fn.synaOriginal ? original(fn.synaOriginal) : fn;
}

/** sourceOf returns the text of that function. */
export function sourceOf(fn) {
	return Function.prototype.toString.call(original(fn));
}

/** message returns what an exception of any kind says. */
export function message(error) {
	return String(error && (error.message || error.msg) || error);
}
