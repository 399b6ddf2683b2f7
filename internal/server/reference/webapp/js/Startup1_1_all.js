// The widgets of the reference client: elements with the names and classes that
// skins are written for.
function Dwt() {}
Dwt.byId = function (id) { return document.getElementById(id); };
Dwt.addClass = function (el, name) { if ((" " + el.className + " ").indexOf(" " + name + " ") < 0) { el.className += " " + name; } };
Dwt.delClass = function (el, name) { el.className = (" " + el.className + " ").replace(" " + name + " ", " ").replace(/^\s+|\s+$/g, ""); };
Dwt.make = function (parent, tag, className, text) {
	var el = document.createElement(tag);
	if (className) { el.className = className; }
	if (text) { el.appendChild(document.createTextNode(text)); }
	parent.appendChild(el);
	return el;
};

function DwtButton(parent, text, listener) {
	var el = this.element = Dwt.make(parent, "div", "ZToolbarButton ZWidget ZHasText");
	el.setAttribute("role", "button");
	el.setAttribute("tabindex", "0");
	Dwt.make(el, "span", "ZWidgetTitle", text);
	this.states(el);
	el.onclick = listener || function () {};
}
DwtButton.prototype.states = function (el) {
	el.onmouseover = function () { Dwt.addClass(el, "ZHover"); };
	el.onmouseout = function () { Dwt.delClass(el, "ZHover"); };
	el.onfocus = function () { Dwt.addClass(el, "ZFocused"); };
	el.onblur = function () { Dwt.delClass(el, "ZFocused"); };
	el.onkeydown = function (ev) {
		var key = (ev || window.event).keyCode;
		if (key == 13 || key == 32) { el.onclick(); return false; }
	};
};

function DwtTreeItem(parent, text, selected) {
	var row = this.element = Dwt.make(parent, "div", "DwtTreeItem" + (selected ? "-selected" : ""));
	row.setAttribute("role", "treeitem");
	row.setAttribute("aria-selected", selected ? "true" : "false");
	row.setAttribute("tabindex", selected ? "0" : "-1");
	Dwt.make(row, "span", "DwtTreeItem-Text", text);
}

// What the pages set before they launch the client.
function AjxDebug() {}
AjxDebug.NONE = 0;
AjxDebug.prototype.setDebugLevel = AjxDebug.prototype.showTiming = function () {};
function AjxHistoryMgr() {}
AjxPackage.define("Startup1_1");
