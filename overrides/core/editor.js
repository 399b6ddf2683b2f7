/**
 * editorSettings makes a wrap for the method that starts TinyMCE: what it passes
 * to tinyMCE.init gets these settings.
 */
export function editorSettings(settings) {
	return function (original) {
		return function () {
			var editor = window.tinyMCE;
			if (!editor || !editor.init) {
				return original.apply(this, arguments);
			}
			var init = editor.init;
			editor.init = function (options) {
				for (var name in settings) {
					options[name] = settings[name];
				}
				return init.apply(editor, arguments);
			};
			try {
				return original.apply(this, arguments);
			} finally {
				editor.init = init;
			}
		};
	};
}
