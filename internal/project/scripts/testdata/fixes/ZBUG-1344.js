// broken: 8.8.15.p27
// fixed: 8.8.15.p28
// load: MailCore Mail
window.scenario = {
	standIn: function () {
		window.ZmSetting = { CSFE_MSG_FETCHER_URI: "F" };
		window.ZmMailMsg = function () {}; ZmMailMsg.prototype._createMessageNode = function () {};
		window.ZmComposeView = function () {};
		ZmComposeView.prototype._handleInlineAtts = labUnneeded ? function (msg) { var uri = appCtxt.get(ZmSetting.CSFE_MSG_FETCHER_URI); msg.addInlineAttachmentId("a@b", "77", "2.2", true); } :
			function (msg) {
				var img = this._htmlEditor._getIframeDoc().images[0];
				if (img.getAttribute("data-zimbra-part")) { msg.addInlineAttachmentId("a@b", img.getAttribute("data-zimbra-id"), img.getAttribute("data-zimbra-part"), true); }
			};
		ZmMailMsg.prototype._createMessageNode = labUnneeded ? function () { this.inlineAtts; this.mid; this.mid; } : function () { this.inlineAtts; };
	},
	symptom: function () {
		window.appCtxt = { get: function (id) { return id === ZmSetting.CSFE_MSG_FETCHER_URI ? "/service/home/~/?auth=co" : ""; } };
		var doc = document.implementation.createHTMLDocument("");
		var loc = labRelease ? AjxEnv.DEFAULT_LOCALE : "en_US";
		doc.body.innerHTML = "<img data-mce-src='cid:a@b' src='/service/home/~/?auth=co&loc=" + loc + "&id=77&part=2.2'>";
		Object.defineProperty(doc.images[0], "src", { value: "/service/home/~/?auth=co&loc=" + loc + "&id=77&part=2.2" });
		var view = Object.create(ZmComposeView.prototype);
		view._htmlEditor = { _getIframeDoc: function () { return doc; } };
		var added = "";
		view._handleInlineAtts({ findInlineAtt: function () {}, addInlineAttachmentId: function (cid, mid, part, isMsg) { added = [cid, mid, part, isMsg].join(" "); } });
		return added === "a@b 77 2.2 true" ? "" : "the image is left out" + (added && ": " + added);
	}
};
