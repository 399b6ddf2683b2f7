/*
 * XSLT is going away.
 *
 * symptom:  a zimlet that transforms what it fetched throws, or shows nothing
 * browsers: Chrome announced its removal for late 2026; others follow
 * vendor:   ZmZimletContext.getXslt, in every release up to 10.1.3
 * guard:    neither XSLTProcessor nor ActiveXObject
 */
SynaFixup.fix({
	id: "ZIMLET-xslt",

	needed: function () {
		return !("XSLTProcessor" in window) && !("ActiveXObject" in window);
	},

	apply: function () {
		if (!window.ZmZimletContext) {
			throw new Error("there is no ZmZimletContext");
		}
		SynaFixup.replace(ZmZimletContext.prototype, "getXslt", this.id, function () {
			return function (url) {
				SynaFixup.problem(this.name, "getXslt(" + url + ")", SynaFixup.text("noXslt"));
				return {
					transformToString: function () {
						return AjxStringUtil.htmlEncode(SynaFixup.text("noXslt"));
					},
					transformToDom: function () {
						throw new Error(SynaFixup.text("noXslt"));
					}
				};
			};
		});
	}
});
