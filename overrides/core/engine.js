/**
 * Puts classes for Internet Explorer and EdgeHTML on <html>, told by what the
 * engine has, not by what its User-Agent says: "ie ie11", "lt-ie10 lt-ie11" for
 * all versions that it is older than, "edgehtml" for Edge 12 to 18. They are on
 * <html> since the client empties the classes of <body>.
 */
var VERSIONS = [6, 7, 8, 9, 10, 11];

function version() {
	if (document.documentMode) {
		return document.documentMode; // 8 and later, and what "compatibility view" makes of them
	}
	if (window.ActiveXObject && !window.addEventListener && document.all) {
		return window.XMLHttpRequest ? 7 : 6;
	}
	return 0;
}

function classes() {
	var ie = version(), list = [];
	if (!ie) {
		return window.StyleMedia && /\bEdge\//.test(navigator.userAgent) ? ["edgehtml"] : [];
	}
	list.push("ie", "ie" + ie);
	for (var i = 0; i < VERSIONS.length; i++) {
		if (ie < VERSIONS[i]) {
			list.push("lt-ie" + VERSIONS[i]);
		}
	}
	return list;
}

var list = classes();
if (list.length) {
	var root = document.documentElement;
	root.className = (root.className ? root.className + " " : "") + list.join(" ");
}
