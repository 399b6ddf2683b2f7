// broken: 8.8.15.p14
// fixed: 8.8.15.p15
// load: Startup2 MailCore Mail
window.scenario = {
	standIn: function () {
		window.ZmHtmlEditor = function () {};
		ZmHtmlEditor.prototype._setContentStyles = labUnneeded ? function (ed) { var b = ed.getDoc().body, s = b.querySelector("div style"), m = "data-marker"; b.insertBefore(s, b.querySelector("[" + m + "]")); } :
			function (ed) { var b = ed.getDoc().body, s = b.querySelector("div style"); b.insertBefore(s, b.childNodes[0]); };
	},
	symptom: function () {
		var doc = document.implementation.createHTMLDocument("");
		doc.body.innerHTML = "<br><div>reply</div><div data-marker='__QUOTED_TEXT__'><div><style>p{color:red}</style><p>quoted</p></div></div>";
		var editor = Object.create(ZmHtmlEditor.prototype);
		editor._setContentStyles({ getDoc: function () { return doc; }, dom: { select: function (s, b) { return b.querySelectorAll(s); } } });
		var names = Array.prototype.map.call(doc.body.children, function (el) { return el.nodeName; }).join(" ");
		return names === "BR DIV STYLE DIV" ? "" : "the body holds " + names;
	}
};
