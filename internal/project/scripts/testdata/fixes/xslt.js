// broken: 8.8.15 10.1.3
// load: Startup2 Zimlet
window.scenario = {
	before: function () { if (!labUnneeded) { delete window.XSLTProcessor; window.XSLTProcessor = undefined; } },
	standIn: function () {
		window.AjxXmlDoc = function () {}; AjxXmlDoc.create = function () { return new AjxXmlDoc(); };
		window.ZmZimletBase = function () {};
		ZmZimletBase.prototype.applyXslt = function (url) { return this.xmlObj().getXslt(url); };
	},
	symptom: function () {
		var said = 0;
		window.appCtxt = { setStatusMsg: function () { said++; } };
		var zimlet = Object.create(ZmZimletBase.prototype);
		zimlet.xmlObj = function () { return { getXslt: function () { new XSLTProcessor(); return { transformToDom: function () { return document.implementation.createDocument("", "a", null); } }; } }; };
		try { zimlet.applyXslt("x.xsl", new AjxXmlDoc()); } catch (e) { return "throws " + e.message; }
		return "";
	}
};
