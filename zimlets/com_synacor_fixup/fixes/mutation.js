/*
 * Mutation events are gone.
 *
 * symptom:  a zimlet that decorates messages or the toolbar as they change does
 *           nothing
 * browsers: Chrome and Edge 127 and later; others follow
 * vendor:   no use of its own; third-party zimlets
 * guard:    no MutationEvent, but MutationObserver
 *
 * Listeners to the old events get an observer. It calls them after the change,
 * not within it, and not for changes that they make themselves.
 */
SynaFixup.fix({
	id: "ZIMLET-mutation",

	needed: function () {
		return !("MutationEvent" in window) && "MutationObserver" in window;
	},

	apply: function () {
		var OPTIONS = {
			DOMNodeInserted: { childList: true, subtree: true },
			DOMNodeRemoved: { childList: true, subtree: true },
			DOMSubtreeModified: { childList: true, attributes: true, characterData: true, subtree: true },
			DOMAttrModified: { attributes: true, attributeOldValue: true, subtree: true },
			DOMCharacterDataModified: { characterData: true, characterDataOldValue: true, subtree: true }
		};
		var watched = [];

		function create(type, current, target, more) {
			var event = {
				type: type, target: target, currentTarget: current, bubbles: true, cancelable: false, relatedNode: null,
				attrName: "", prevValue: "", newValue: "",
				preventDefault: function () {}, stopPropagation: function () {}, stopImmediatePropagation: function () {}
			};
			for (var name in more) {
				event[name] = more[name];
			}
			return event;
		}

		function nodes(type, current, record, list) {
			var events = [];
			for (var i = 0; i < list.length; i++) {
				events.push(create(type, current, list[i], { relatedNode: record.target }));
			}
			return events;
		}

		/* eventsOf translates one record; a record of another kind has none. */
		function eventsOf(type, current, record) {
			switch (type) {
			case "DOMNodeInserted":
				return nodes(type, current, record, record.addedNodes);
			case "DOMNodeRemoved":
				return nodes(type, current, record, record.removedNodes);
			case "DOMAttrModified":
				return [create(type, current, record.target, {
					attrName: record.attributeName, prevValue: record.oldValue || "", newValue: record.target.getAttribute(record.attributeName) || ""
				})];
			case "DOMCharacterDataModified":
				return [create(type, current, record.target, { prevValue: record.oldValue || "", newValue: record.target.data })];
			}
			return [create(type, current, record.target)];
		}

		function call(listener, current, event) {
			try {
				if (typeof listener == "function") {
					listener.call(current, event);
				} else {
					listener.handleEvent(event);
				}
			} catch (error) {
				SynaFixup.problem("?", event.type, error);
			}
		}

		function watch(node, type, listener) {
			var observer = new MutationObserver(function (records) {
				var seen = false;
				for (var i = 0; i < records.length; i++) {
					var events = eventsOf(type, node, records[i]);
					for (var j = 0; j < events.length && !(seen && type === "DOMSubtreeModified"); j++) {
						seen = true;
						call(listener, node, events[j]);
					}
				}
				observer.takeRecords(); // what the listener changed itself would go on for ever
			});
			observer.observe(node, OPTIONS[type]);
			watched.push({ node: node, type: type, listener: listener, observer: observer });
		}

		function find(node, type, listener) {
			for (var i = 0; i < watched.length; i++) {
				if (watched[i].node === node && watched[i].type === type && watched[i].listener === listener) {
					return i;
				}
			}
			return -1;
		}

		SynaFixup.replace(Node.prototype, "addEventListener", this.id, function (original) {
			return function (type, listener) {
				if (!OPTIONS.hasOwnProperty(type) || !listener) {
					return original.apply(this, arguments);
				}
				if (find(this, type, listener) < 0) {
					watch(this, type, listener);
				}
			};
		});
		SynaFixup.replace(Node.prototype, "removeEventListener", this.id, function (original) {
			return function (type, listener) {
				var i = OPTIONS.hasOwnProperty(type) ? find(this, type, listener) : -1;
				if (i < 0) {
					return original.apply(this, arguments);
				}
				watched.splice(i, 1)[0].observer.disconnect();
			};
		});
	}
});
