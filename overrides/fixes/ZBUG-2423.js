/**
 * A pasted file loses its name.
 *
 * symptom:  a file pasted into a message arrives with a number for its name
 * browsers: all current browsers: File.fileName was removed
 * vendor:   repaired in 8.8.15.p30, 9.0.0.p23
 * guard:    the paste handler reads fileName, and files have none
 */
import SynaSkin from "../core/registry.js";

import { define } from "../core/define.js";

SynaSkin.fix({
	id: "ZBUG-2423",
	packages: "Startup2 NewWindow_2",
	needed: function () {
		return !!window.File && !("fileName" in File.prototype);
	},
	probe: { place: "ZmHtmlEditor.prototype.onPaste", has: /\.fileName\b/ },
	apply: function () {
		define(File.prototype, "fileName", { get: function () { return this.name; }, configurable: true });
	}
});
