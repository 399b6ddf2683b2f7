// Finding elements by selector.
module.exports = function () {
	return "querySelector" in document && "querySelectorAll" in document;
};
