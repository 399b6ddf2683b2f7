/**
 * A PDF file in the briefcase cannot be looked at.
 *
 * symptom:  the preview of a PDF file stays empty or downloads the file
 * browsers: all current browsers
 * vendor:   repaired in 8.8.15.p44, 9.0.0.p37, 10.0.5
 * guard:    the preview loads every file into its frame, whatever its type
 */
import SynaSkin from "../core/registry.js";

function encode(text) {
	return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

SynaSkin.fix({
	id: "ZBUG-3245",
	packages: "Briefcase",
	patches: [{
		place: "ZmPreviewView.prototype.set",
		has: /setSrc/,
		wrap: function (original) {
			return function (item) {
				var frame = this._iframePreview;
				if (!item || item.contentType !== "application/pdf" || item.isFolder || !frame) {
					if (frame && frame.getIframe()) {
						frame.getIframe().removeAttribute("sandbox");
					}
					return original.apply(this, arguments);
				}
				frame.setSrc = function (url) {
					frame.getIframe().setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
					frame.setIframeContent("<p style='text-align:center;padding-top:30px;font-family:sans-serif'><a target='_blank' rel='noopener' href=\"" +
						encode(url) + "\">" + encode(item.name || url) + "</a></p>");
				};
				try {
					return original.apply(this, arguments);
				} finally {
					delete frame.setSrc;
				}
			};
		}
	}]
});
