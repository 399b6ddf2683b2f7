/**
 * The text of a reply goes blank.
 *
 * symptom:  the editor is empty after Reply until it is clicked
 * browsers: Edge 12 to 18 (EdgeHTML)
 * only:     edge <= 18
 * vendor:   repaired on a branch only; open in 10.1.3
 * guard:    the client knows Edge, and the method that focuses the editor scrolls it at once
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({
	id: "NICPS-577",
	packages: "Startup2 NewWindow_2",
	after: "AjxEnv",
	needed: function () {
		return !!AjxEnv.isMSEdge;
	},
	patches: [{
		place: "ZmHtmlEditor.prototype.focus",
		has: /scrollTo/,
		lacks: /isMSEdge/,
		wrap: function (original) {
			return function () {
				if (window.Dwt && this._mode === Dwt.HTML) {
					return undefined;
				}
				return original.apply(this, arguments);
			};
		}
	}]
});
