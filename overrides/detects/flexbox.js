// The properties of flexible boxes, under any name that a browser had them.
var style = document.documentElement.style;
var names = ["flexBasis", "WebkitFlexBasis", "MozFlexBasis", "msFlexBasis", "OFlexBasis"];

module.exports = function () {
	for (var i = 0; i < names.length; i++) {
		if (names[i] in style) {
			return true;
		}
	}
	return false;
};
