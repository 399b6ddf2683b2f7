// broken: 8.8.15.p30 8.7.6
// fixed: 8.8.15.p31
window.scenario = {
	standIn: function () {
		window.AjxStringUtil = { checkForCleanHtml: labUnneeded ? function (html) { return { html: "<!DOCTYPE html><html>" + html + "</html>" }; } : function (html) { return { html: "<html>" + html + "</html>" }; } };
	},
	symptom: function () {
		var result = AjxStringUtil.checkForCleanHtml("<p>text</p>", ["html", "head", "body", "p"], []);
		var iframe = document.body.appendChild(document.createElement("iframe"));
		iframe.contentWindow.document.write(result.html);
		iframe.contentWindow.document.close();
		return iframe.contentWindow.document.compatMode === "CSS1Compat" ? "" : "shown in " + iframe.contentWindow.document.compatMode;
	}
};
