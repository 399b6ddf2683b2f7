// Storage that takes a value: a browser may have the object and refuse to write.
module.exports = function () {
	var key = "SynaModernizr";
	try {
		window.localStorage.setItem(key, key);
		window.localStorage.removeItem(key);
		return true;
	} catch (e) {
		return false;
	}
};
