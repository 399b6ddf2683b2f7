/**
 * Links to #top and #bottom do not work.
 *
 * symptom:  the editor's link dialog offers anchors that the message does not have
 * browsers: all
 * vendor:   repaired in 8.8.15.p34, 9.0.0.p27
 * guard:    the editor's settings have no anchor_top
 */
import SynaSkin from "../core/registry.js";

import { editorSettings } from "../core/editor.js";

SynaSkin.fix({
	id: "ZBUG-2786",
	packages: "Startup2 NewWindow_2",
	patches: [{
		place: "ZmHtmlEditor.prototype.initEditorManager",
		lacks: /anchor_top/,
		wrap: editorSettings({ anchor_top: false, anchor_bottom: false })
	}]
});
