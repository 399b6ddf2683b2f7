/**
 * The body of a message stays empty.
 *
 * symptom:  an opened message shows no text
 * browsers: Chrome 73 and later, and what is built on it
 * vendor:   repaired in 8.7.11.p9, 8.8.10.p7, 8.8.11.p3, 8.8.12
 * guard:    the markup of the frame has a src of "javascript:", which these browsers load after the message has been written
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "ZBUG-866",
	patches: [{
		place: "DwtIframe.prototype._createFrame",
		has: /javascript:/,
		wrap: function (original) {
			return function () {
				var self = this;
				var setContent = self.setContent;
				self.setContent = function (html) {
					return setContent.call(self, html.replace(/src='javascript:[^']*'/, "src='about:blank'"));
				};
				try {
					return original.apply(self, arguments);
				} finally {
					delete self.setContent;
				}
			};
		}
	}]
});
