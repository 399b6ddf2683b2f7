/** addStyle adds rules at the end of the head, after those of the skin. */
export function addStyle(css) {
	var el = document.createElement("style");
	el.type = "text/css";
	if (el.styleSheet) {
		el.styleSheet.cssText = css; // Internet Explorer 8
	} else {
		el.appendChild(document.createTextNode(css));
	}
	(document.head || document.getElementsByTagName("head")[0]).appendChild(el);
}
