// The object that the client asks about the skin.
function ZmSkin(hints) {
	this.hints = hints || { app: { containers: "skin_outer" }, toast: { location: "N" } };
}
ZmSkin.prototype = {
	show: function (name) { this._set(name, ""); },
	hide: function (name) { this._set(name, "none"); },
	_set: function (name, display) {
		var el = document.getElementById("skin_container_" + name);
		if (el) { el.style.display = display; }
	}
};
window.skin = new ZmSkin();
