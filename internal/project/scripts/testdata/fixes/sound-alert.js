// broken: 8.8.15 10.1.3
// load: Startup2 Alert
window.scenario = {
	unneeded: function () { delete window.Audio; window.Audio = undefined; },
	standIn: function () {
		window.ZmSoundAlert = function () { this.enabled = this.html5AudioEnabled = true; this._element = document.body.appendChild(document.createElement("div")); };
		ZmSoundAlert.prototype.start = function (f) { this._element.innerHTML = '<audio src="' + f + '" autoplay="yes"></audio>'; };
	},
	symptom: function () {
		if (labUnneeded) { return ""; }
		var played = [];
		HTMLMediaElement.prototype.play = function () { played.push(this.src); return Promise.reject(new Error("NotAllowedError")); };
		var alert = new ZmSoundAlert();
		alert.html5AudioEnabled = alert.enabled = true;
		alert.start("/public/sounds/x.wav");
		alert.start("/public/sounds/x.wav");
		return played.length === 1 && /\/public\/sounds\/x\.wav$/.test(played[0]) ? "" : "played " + played.length + " times";
	}
};
