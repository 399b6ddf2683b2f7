/**
 * guard puts a fix over a vendor function so that a fault of the fix cannot
 * become a fault of the page: the first exception of the fix itself takes it out
 * of use, and the call ends as the vendor's function alone would have ended it.
 * An exception of the vendor's function passes through.
 */
export function guard(original, wrap, id, fail) {
	var frames = []; // of the calls under way, since a function may call itself
	var broken = false;

	function tracked() {
		var frame = frames[frames.length - 1] || {};
		try {
			frame.value = original.apply(this, arguments);
			frame.ran = true;
			return frame.value;
		} catch (error) {
			frame.threw = true;
			frame.error = error;
			throw error;
		}
	}

	var replacement = wrap(tracked);

	function fixed() {
		if (broken) {
			return original.apply(this, arguments);
		}
		var frame = {};
		frames.push(frame);
		try {
			return replacement.apply(this, arguments);
		} catch (error) {
			if (frame.threw && frame.error === error) {
				throw error;
			}
			broken = true;
			fail(error);
			return frame.ran ? frame.value : original.apply(this, arguments);
		} finally {
			frames.pop();
		}
	}

	for (var name in original) {
		fixed[name] = original[name];
	}
	fixed.prototype = original.prototype;
	fixed.synaOriginal = original;
	fixed.synaFix = id;
	return fixed;
}
