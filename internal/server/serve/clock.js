(function (start) {
	// The time runs on from a fixed start, so that timers work and pictures do not change.
	var Real = Date, shift = start - Real.now();
	function Fixed(a, b, c, d, e, f, g) {
		if (!(this instanceof Fixed)) { return new Real(Real.now() + shift).toString(); }
		switch (arguments.length) {
		case 0: return new Real(Real.now() + shift);
		case 1: return new Real(a);
		default: return new Real(a, b, c === undefined ? 1 : c, d || 0, e || 0, f || 0, g || 0);
		}
	}
	Fixed.prototype = Real.prototype;
	Fixed.prototype.constructor = Fixed;
	Fixed.now = function () { return Real.now() + shift; };
	Fixed.parse = Real.parse;
	Fixed.UTC = Real.UTC;
	window.Date = Fixed;
})(%d);
