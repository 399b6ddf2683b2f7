// load: MailCore
// broken: 8.8.10.p5 8.7.11.p8
// fixed: 8.8.12
window.scenario = {
	// Since version 73 Chrome loads such an address later, over what was written
	// meanwhile; the Chrome of today is back at once.
	before: function () {
		new MutationObserver(function (list) {
			var frames = document.getElementsByTagName("iframe");
			Array.prototype.forEach.call(frames, function (el) {
				if (/^javascript:/.test(el.getAttribute("src")) && !el.late) { el.late = true; setTimeout(function () { el.src = "about:blank"; }, 0); }
			});
		}).observe(document.documentElement, { childList: true, subtree: true });
	},
	standIn: function () {
		var host = document.createElement("div");
		document.body.appendChild(host);
		window.DwtIframe = function () { this.el = host; };
		DwtIframe.prototype.setContent = function (html) { this.el.innerHTML = html; };
		DwtIframe.prototype.getIframe = function () { return this.el.firstChild; };
		DwtIframe.prototype._createFrame = new Function("html", labUnneeded ?
			"this.setContent(\"<iframe src='about:blank'></iframe>\"); var d = this.getIframe().contentWindow.document; d.open(); d.write(html); d.close();" :
			"this.setContent(\"<iframe src='javascript:\\\"\\\";'></iframe>\"); var d = this.getIframe().contentWindow.document; d.open(); d.write(html); d.close();");
	},
	symptom: async function () {
		var frame;
		if (labRelease) {
			new DwtShell({});
			frame = new DwtIframe({ parent: DwtShell.getShell(window), html: "<p>the text</p>", posStyle: DwtControl.STATIC_STYLE });
		} else {
			frame = new DwtIframe();
			frame._createFrame("<p>the text</p>");
		}
		var iframe = frame.getIframe();
		var body = function () { return iframe.contentWindow.document.body; };
		await until(function () { return body() && body().textContent.indexOf("the text") < 0; });
		return body().textContent.indexOf("the text") < 0 ? "the frame shows nothing" : "";
	}
};
