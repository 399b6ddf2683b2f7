// The client in a window of its own: it shows what its opener gave it.
function ZmNewWindow() {}
ZmNewWindow.run = function () {
	document.body.className = "user_font_size_normal";
	var view = Dwt.make(document.body, "div", "MsgHeader");
	Dwt.make(view, "div", "SubjectCol", window.newWindowSubject || ZmMsg.newMessage);
	Dwt.make(document.body, "div", "MsgBody", window.newWindowText || "");
};
AjxPackage.define("NewWindow_2");
