/**
 * define sets a property that for-in does not show. Where the browser cannot, it
 * throws, since a property that for-in shows would break the vendor's loops over
 * arrays; the fix is then reported as failed.
 */
export function define(owner, name, descriptor) {
	Object.defineProperty(owner, name, descriptor);
}

/** defineMethod adds a method that the browser lacks. */
export function defineMethod(owner, name, value) {
	define(owner, name, { value: value, writable: true, configurable: true });
}
