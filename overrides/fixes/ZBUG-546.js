/**
 * The editor cuts addresses of links.
 *
 * symptom:  a link loses its host when the source of a message is edited
 * browsers: all
 * vendor:   fault of 8.8.6 to 8.8.12.p5; repaired in 8.8.15
 * guard:    the editor's settings turn convert_urls on
 */
import SynaSkin from "../core/registry.js";

import { editorSettings } from "../core/editor.js";

SynaSkin.fix({
	id: "ZBUG-546",
	packages: "Startup2 NewWindow_2",
	patches: [{
		place: "ZmHtmlEditor.prototype.initEditorManager",
		has: /convert_urls:(true|!0)|convert_urls\s*:\s*true/,
		wrap: editorSettings({ convert_urls: false })
	}]
});
