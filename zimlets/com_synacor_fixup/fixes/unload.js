/*
 * The unload event is going away.
 *
 * symptom:  what a zimlet does when the window closes (saves, logs out) is not done
 * browsers: Chrome as it moves the unload permission to deny; Safari and all
 *           mobile browsers most of the time
 * vendor:   its own handlers are the business of FixZimbra.js; this is for zimlets
 * guard:    the browser has pagehide
 *
 * A listener to unload is called at pagehide too, once, and not when the page
 * goes into the back/forward cache.
 */
SynaFixup.fix({
	id: "ZIMLET-unload",

	needed: function () {
		return "onpagehide" in window;
	},

	apply: function () {
		var wrapped = [];

		function find(listener) {
			for (var i = 0; i < wrapped.length; i++) {
				if (wrapped[i].listener === listener) {
					return i;
				}
			}
			return -1;
		}

		function wrap(listener) {
			var done = false;
			return function (event) {
				if (done || event && event.persisted) {
					return;
				}
				done = true;
				return typeof listener == "function" ? listener.call(this, event) : listener.handleEvent(event);
			};
		}

		SynaFixup.replace(window, "addEventListener", this.id, function (original) {
			return function (type, listener, options) {
				var target = this || window;
				if (type !== "unload" || target !== window || !listener) {
					return original.apply(target, arguments);
				}
				if (find(listener) < 0) {
					var once = wrap(listener);
					wrapped.push({ listener: listener, once: once });
					original.call(window, "pagehide", once, options);
					original.call(window, "unload", once, options);
				}
			};
		});
		SynaFixup.replace(window, "removeEventListener", this.id, function (original) {
			return function (type, listener, options) {
				var target = this || window;
				var i = type === "unload" && target === window ? find(listener) : -1;
				if (i < 0) {
					return original.apply(target, arguments);
				}
				var once = wrapped.splice(i, 1)[0].once;
				original.call(window, "pagehide", once, options);
				original.call(window, "unload", once, options);
			};
		});
	}
});
