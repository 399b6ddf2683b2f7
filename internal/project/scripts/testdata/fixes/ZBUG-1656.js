// broken: 8.8.15.p13
// fixed: 8.8.15.p14
// load: MailCore
window.scenario = {
	standIn: function () {
		window.ZmMailMsgView = function () {};
		var show = function (view, html) {
			var iframe = document.body.appendChild(document.createElement("iframe"));
			view._usingIframe = true;
			view._ifw = { getDocument: function () { return iframe.contentWindow.document; } };
			iframe.contentWindow.document.write(html);
			return iframe.contentWindow.document.body;
		};
		ZmMailMsgView.prototype._displayContent = labUnneeded ?
			function (params) { this._usingIframe = true; var body = show(this, params.html); var w = body.offsetWidth; body.style.width = w - 20 + "px"; body.style.position = "absolute"; } :
			function (params) { this._usingIframe = true; show(this, params.html); };
	},
	symptom: function () {
		var view = Object.create(ZmMailMsgView.prototype);
		if (labRelease) {
			window.appCtxt = { get: function () { return ""; }, getById: function () { return null; }, setStatusMsg: function (m) { throw new Error(m); }, getKeyboardMgr: function () { return {}; } };
			new DwtShell({});
			ZmMailMsgView._CSS = "p { margin: 0 }";
			view = new DwtComposite({ parent: DwtShell.getShell(window) });
			for (var name in ZmMailMsgView.prototype) { if (!(name in DwtComposite.prototype)) { view[name] = ZmMailMsgView.prototype[name]; } }
			view._useIframe = function () { return true; };
			view._bodyTabGroup = new DwtTabGroup("x");
			view._getIframeTitle = function () { return "t"; };
			view._stripHtmlComments = function (html) { return html; };
			view._htmlElId = view.getHTMLElId();
			view._setTags = view._resetIframeHeight = view._postProcess = view._onloadIframe = function () {};
			ZmMailMsgView._resetIframeHeight = function () {};
			view._msg = { attrs: {}, isHighPriority: false };
		}
		try { view._displayContent({ html: "<p>text</p>", container: labRelease ? view.getHtmlElement() : null, isTextMsg: false, isTruncated: false }); } catch (e) { if (!view._ifw) { throw e; } }
		var style = view._ifw.getDocument().body.style;
		return style.position === "absolute" && parseInt(style.width, 10) > 0 ? "" : "the body is placed " + (style.position || "static") + ", width " + (style.width || "auto");
	}
};
