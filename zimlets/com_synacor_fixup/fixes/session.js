/*
 * Reading a long message counts as doing nothing.
 *
 * symptom:  the session ends while somebody scrolls and selects in a message
 * browsers: all; events in the message's frame do not reach the client's timer
 * vendor:   ZmZimbraMail.setSessionTimer listens to the shell only, in every
 *           release up to 10.1.3
 * guard:    the client has ZmZimbraMail._userEventHdlr
 *
 * The handler calls SynaFixup.watchMessage from onMsgView.
 */
SynaFixup.fix({
	id: "ZIMLET-session",

	needed: function () {
		return !!(window.ZmZimbraMail && ZmZimbraMail._userEventHdlr);
	},

	apply: function () {
		var EVENTS = ["keydown", "mousedown", "wheel", "touchstart", "scroll"];
		var PAUSE = 5000; // between two resets, in milliseconds
		var last = 0;

		function alive(event) {
			var now = new Date().getTime();
			if (now - last >= PAUSE) {
				last = now;
				ZmZimbraMail._userEventHdlr(event);
			}
		}

		SynaFixup.watchMessage = function (view) {
			var doc = view && view.getDocument && view.getDocument();
			if (!doc || !doc.addEventListener || doc === document || doc.synaSession) {
				return;
			}
			doc.synaSession = true;
			for (var i = 0; i < EVENTS.length; i++) {
				doc.addEventListener(EVENTS[i], alive, true);
			}
		};
	}
});
