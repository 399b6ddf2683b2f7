// broken: 8.8.3
// fixed: 8.8.4
// load: MailCore
// agent: firefox
window.scenario = {
	standIn: function () {
		window.AjxEnv = { isGeckoBased: !labUnneeded };
		window.ZmMailMsgCapsuleView = function () {};
		ZmMailMsgCapsuleView.prototype._getHeightFromComputedStyle = function (el) { el.style.overflow = "hidden"; var h = el.offsetHeight; el.style.overflow = ""; return h; };
	},
	symptom: function () {
		var el = document.body.appendChild(document.createElement("div"));
		el.innerHTML = "text";
		var removed = false; // not hasAttribute: Chromium makes the attribute late, and Firefox is meant
		el.removeAttribute = function (name) { removed = name === "style"; };
		var height = ZmMailMsgCapsuleView.prototype._getHeightFromComputedStyle(el);
		if (!(height > 0)) { return "no height: " + height; }
		return !removed && !labUnneeded ? "the element keeps an empty style attribute" : "";
	}
};
