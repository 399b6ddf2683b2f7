// The client itself: a mailbox with a few messages, without a server.
function ZmZimbraMail() {}
ZmZimbraMail.messages = [
	["Ada Lovelace", "Notes on the engine", "The plates are ready; see the table of operations."],
	["Grace Hopper", "A moth in the relay", "Taped it into the log book."],
	["Tim Berners-Lee", "Vague but exciting", "A proposal about hypertext."]
];
ZmZimbraMail.run = function (params) {
	var client = new ZmZimbraMail();
	window._zimbraMail = client;
	document.body.className = "user_font_size_normal";
	client.header();
	client.toolbar();
	client.folders();
	client.list();
	var splash = Dwt.byId("skin_container_splash_screen");
	if (splash) { splash.style.display = "none"; }
	var outer = Dwt.byId("skin_outer"); // skins hide it until the client has started
	if (outer) { outer.style.display = "block"; }
	document.documentElement.setAttribute("data-client", params.app || "mail");
};
ZmZimbraMail.unload = function () {};
ZmZimbraMail.prototype.part = function (name) { return Dwt.byId("skin_container_" + name) || document.body; };
ZmZimbraMail.prototype.header = function () {
	Dwt.make(this.part("logo"), "div", "BannerBar").appendChild(document.createElement("span")).className = "ImgAppBanner";
	Dwt.make(this.part("username"), "span", "BannerTextUser", "ada@example.com");
	var chooser = Dwt.make(this.part("app_chooser"), "div", "ZmAppChooser"), names = ["Mail", "Contacts", "Calendar", "Preferences"];
	chooser.setAttribute("role", "tablist");
	for (var i = 0; i < names.length; i++) {
		var tab = Dwt.make(chooser, "div", "ZAppTab ZWidget" + (i == 0 ? " ZSelected" : ""));
		tab.setAttribute("role", "tab");
		Dwt.make(tab, "span", "ZWidgetTitle", names[i]);
	}
};
ZmZimbraMail.prototype.toolbar = function () {
	new DwtButton(this.part("app_new_button"), ZmMsg.newMessage);
	var bar = Dwt.make(this.part("app_top_toolbar"), "div", "ZToolbar"), texts = [ZmMsg.reply, ZmMsg.forward, ZmMsg.del];
	for (var i = 0; i < texts.length; i++) { new DwtButton(bar, texts[i]); }
};
ZmZimbraMail.prototype.folders = function () {
	var tree = Dwt.make(this.part("tree"), "div", "DwtTree"), names = [ZmMsg.inbox, ZmMsg.sent, ZmMsg.drafts, ZmMsg.trash];
	tree.setAttribute("role", "tree");
	tree.setAttribute("aria-label", ZmMsg.folders);
	for (var i = 0; i < names.length; i++) { new DwtTreeItem(tree, names[i], i == 0); }
};
ZmZimbraMail.prototype.list = function () {
	var list = Dwt.make(this.part("app_main"), "div", "DwtListView ZmMailListView");
	for (var i = 0; i < ZmZimbraMail.messages.length; i++) {
		var m = ZmZimbraMail.messages[i], row = Dwt.make(list, "div", "Row " + (i % 2 ? "RowOdd" : "RowEven") + (i == 0 ? " Unread Row-selected" : ""));
		Dwt.make(row, "span", "ZmConvListFrom", m[0]);
		Dwt.make(row, "span", "ZmConversationSubject", m[1]);
		Dwt.make(row, "span", "ZmConvListFragment", m[2]);
	}
};
AjxPackage.define("Startup1_2");
