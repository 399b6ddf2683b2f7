// broken: 8.8.9.p3
// fixed: 8.8.9.p6
// load: MailCore
// throws: yes
window.scenario = {
	standIn: function () {
		window.ZmMailMsgView = { __unfangInternalImage: labUnneeded ? function (msg, el, name) { return typeof msg != "undefined" && typeof name != "undefined" && !!el; } :
			function (msg, el, name) { return msg.getContentPartAttachUrl(el.getAttribute(name)) !== null; } };
	},
	symptom: function () {
		var img = document.createElement("img");
		img.setAttribute("src", "cid:a@b");
		var one = ZmMailMsgView.__unfangInternalImage(undefined, img, "src", false);
		var two = ZmMailMsgView.__unfangInternalImage(undefined, img, undefined, false);
		return one === false && two === false ? "" : "taken for an external image";
	}
};
