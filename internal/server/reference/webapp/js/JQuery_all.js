// The release's own jQuery is a package that the page loads before the client; of
// it the reference client has only the name and the version.
window.jQuery = window.$ = (function () {
	function jQuery(ready) { if (typeof ready == "function") { setTimeout(ready, 0); } return jQuery; }
	jQuery.fn = { jquery: "2.1.1" };
	jQuery.noConflict = function () { return jQuery; };
	return jQuery;
})();
AjxPackage.define("JQuery");
