package scripts

import (
	"io/fs"

	"skinbuild/internal/source"
)

// jQuery comes in two forms. SynaJQuery.js is for pages that lack it: where there
// is one already, whatever its version, it does nothing. SynaQuery.js is a copy of
// our own version under a name of our own, and touches no other: what
// noConflict(true) would leave.
const (
	jqueryIfMissing = `if (!window.jQuery) {
	window.jQuery = window.$ = require("npm:jquery/dist/jquery.js");
}
`
	jqueryPrivate = `window.SynaQuery = require("npm:jquery/dist/jquery.js");
`
)

func buildJQuery(modules fs.FS, entry string) (text, sourceMap []byte, ds source.Diags) {
	b := &bundle{modules: modules, minify: true, virtual: map[string]string{"jquery": entry}}
	return b.run("jquery", "")
}
