// The widgets, for a window of its own.
function Dwt() {}
Dwt.make = function (parent, tag, className, text) {
	var el = parent.appendChild(document.createElement(tag));
	el.className = className;
	if (text) { el.appendChild(document.createTextNode(text)); }
	return el;
};
AjxPackage.define("NewWindow_1");
