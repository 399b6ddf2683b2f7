/**
 * The Enter key that ends a composition also acts on the client.
 *
 * symptom:  who writes Japanese, Chinese or Korean confirms a word with Enter, and the client takes an address from its list, sends or closes a dialog
 * browsers: all
 * vendor:   open in 10.1.3
 * guard:    the client's key handlers do not ask for a composition
 */
import SynaSkin from "../core/registry.js";

/** composing reports whether the key belongs to an input method. Safari ends the composition before the key, which then has code 229. */
function composing(ev) {
	return !!ev && (ev.isComposing === true || ev.keyCode === 229 && (ev.key === "Enter" || ev.key === "Process"));
}

/** ignoring makes a wrap that leaves such a key to the browser. */
function ignoring(original) {
	return function (ev) {
		return composing(ev || window.event) ? true : original.apply(this, arguments);
	};
}

SynaSkin.fix({
	id: "ime",
	packages: "Startup2 NewWindow_2",
	needed: function () {
		return "isComposing" in (window.KeyboardEvent || {}).prototype;
	},
	patches: [
		{ place: "DwtKeyboardMgr.__keyDownHdlr", lacks: /isComposing/, wrap: ignoring },
		{ place: "ZmAutocompleteListView.onKeyDown", lacks: /isComposing/, wrap: ignoring }
	]
});
