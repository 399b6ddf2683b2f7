// The global object JSON with its two functions.
module.exports = function () {
	return "JSON" in window && "parse" in window.JSON && "stringify" in window.JSON;
};
