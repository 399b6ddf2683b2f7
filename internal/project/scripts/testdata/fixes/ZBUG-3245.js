// broken: 8.8.15.p43
// fixed: 8.8.15.p44
// load: BriefcaseCore Briefcase
window.scenario = {
	standIn: function () {
		window.ZmPreviewView = function () {};
		ZmPreviewView.prototype.set = labUnneeded ? function (item) { this._iframePreview.setIframeContent("<a href=x>" + item.name + "</a>"); } : function (item) { this._iframePreview.setSrc("/x"); };
	},
	symptom: function () {
		var iframe = document.body.appendChild(document.createElement("iframe")), loaded = "", shown = "";
		var Frame = function () {};
		Frame.prototype = { setSrc: function (url) { loaded = url; }, getIframe: function () { return iframe; }, setIframeContent: function (html) { shown = html; } };
		var view = Object.create(ZmPreviewView.prototype);
		view._iframePreview = new Frame();
		view.enablePreview = view._setHeader = view._setupLoading = view._setFolder = function () {};
		view._setupErrorCallback = function (url) { return url; };
		view.set({ name: "a.pdf", contentType: "application/pdf", getRestUrl: function () { return "/home/a.pdf"; } });
		return loaded ? "the frame loads " + loaded : /href/.test(shown) || (labRelease && shown) ? "" : "nothing is shown";
	}
};
