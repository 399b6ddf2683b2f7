// load: MailCore
// broken: 8.8.10.p5 8.7.11.p8
// fixed: 8.8.12
window.scenario = {
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
		await new Promise(function (done) { setTimeout(done, 100); });
		var iframe = frame.getIframe();
		var text = iframe.contentWindow.document.body.textContent;
		var src = iframe.getAttribute("src");
		return text.indexOf("the text") < 0 ? "the frame shows nothing" : /^javascript:/.test(src) ? "the frame loads " + src : "";
	}
};
