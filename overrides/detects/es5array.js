// The methods of arrays in ECMAScript 5.
var names = ["every", "filter", "forEach", "indexOf", "lastIndexOf", "map", "some", "reduce", "reduceRight"];

module.exports = function () {
	for (var i = 0; i < names.length; i++) {
		if (!Array.prototype[names[i]]) {
			return false;
		}
	}
	return !!Array.isArray;
};
