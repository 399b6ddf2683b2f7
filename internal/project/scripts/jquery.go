package scripts

import (
	"io/fs"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
)

// jQuery comes in two forms. SynaJQuery.js is for pages that lack it: if a page has
// one, whatever its version, it does nothing. It leaves $ to the page, as
// noConflict() does. SynaQuery.js is a private copy under the name SynaQuery and
// touches no other: what noConflict(true) would leave.
const (
	jqueryIfMissing = `if (!window.jQuery) {
	window.jQuery = require("npm:FOLDER/dist/jquery.js");
}
`
	jqueryPrivate = `window.SynaQuery = require("npm:FOLDER/dist/jquery.js");
`
)

const (
	jqueryName = "jquery"
	jqueryOld  = "3.7.1" // the last version for the browsers of jqueryDropped
	jqueryNew  = "4.0.0"
)

// jqueryDropped are the browsers that version 4 no longer supports and version 3
// does, by the announcement of version 4.
const jqueryDropped = "ie <= 10, edge <= 18, safari <= 10.1, ios <= 10.3, firefox <= 64, and_ff <= 64, webview_android <= 4.4.3"

// JQueryFor returns the version of jQuery for these browsers: the newest that
// supports them all. No browsers means current ones.
func JQueryFor(browsers compat.List) string {
	dropped, _ := compat.ParseList(source.NewFile("", jqueryDropped)) // a constant, which a test parses
	if slices.ContainsFunc(browsers, func(a compat.Agent) bool { return slices.Contains(dropped, a) }) {
		return jqueryOld
	}
	return jqueryNew
}

func buildJQuery(modules fs.FS, entry, folder string) (text []byte, ds source.Diags) {
	entry = strings.ReplaceAll(entry, "FOLDER", folder)
	b := &bundle{modules: modules, minify: true, virtual: map[string]string{"jquery": entry}}
	text, _, ds = b.run("jquery", "")
	return text, ds
}
