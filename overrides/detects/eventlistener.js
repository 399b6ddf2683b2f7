// Event listeners of the standard.
module.exports = function () {
	return "addEventListener" in window;
};
