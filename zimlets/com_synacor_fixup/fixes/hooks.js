/*
 * One zimlet that throws stops all others, and what called them.
 *
 * symptom:  a toolbar without buttons, a message that does not open, after an
 *           exception in a zimlet that has nothing to do with it
 * browsers: all; old zimlets throw where a browser dropped what they use
 * vendor:   in every release up to 10.1.3
 * guard:    ZmZimletMgr.notifyZimlets has no try
 */
SynaFixup.fix({
	id: "ZIMLET-hooks",

	needed: function () {
		var notify = window.ZmZimletMgr && ZmZimletMgr.prototype.notifyZimlets;
		return !!notify && !/\btry\b/.test(Function.prototype.toString.call(notify));
	},

	apply: function () {
		function answers(z, name) {
			return z && z.isZmObjectHandler && z.getEnabled() && typeof z[name] == "function";
		}

		/* ask calls a zimlet; an exception is noted and counts as no answer. */
		function ask(context, name, args) {
			var z = context.handlerObject;
			try {
				if (answers(z, name)) {
					return { value: z[name].apply(z, args) };
				}
			} catch (error) {
				SynaFixup.problem(context.name, name, error);
			}
			return null;
		}

		var proto = ZmZimletMgr.prototype;
		SynaFixup.replace(proto, "notifyZimlets", this.id, function () {
			return function (event, args) {
				var list = AjxUtil.toArray(args);
				var handled = false;
				for (var i = 0; i < this._ZIMLETS.length; i++) {
					var answer = ask(this._ZIMLETS[i], event, list);
					handled = handled || answer && answer.value || false;
				}
				return handled;
			};
		});
		if (proto.notifyZimlet) {
			SynaFixup.replace(proto, "notifyZimlet", this.id, function () {
				return function (name, event, args) {
					var context = this.getZimletByName(name);
					var answer = context && ask(context, event, args || []);
					return answer ? answer.value : undefined;
				};
			});
		}
		SynaFixup.replace(proto, "processARequest", this.id, function (original) {
			return function (request) {
				try {
					return original.apply(this, arguments);
				} catch (error) {
					SynaFixup.problem("?", request, error);
					return null;
				}
			};
		});
	}
});
