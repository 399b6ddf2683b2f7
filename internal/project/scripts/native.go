package scripts

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// nativeDir is the folder of the native detects: NAME.js exports a function that
// returns whether the browser has the feature.
const nativeDir = "detects"

// nativeFiles maps the name of each native detect to its module.
func nativeFiles(sources fs.FS) (map[string]string, error) {
	names, err := fs.Glob(sources, nativeDir+"/*.js")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, name := range names {
		files[strings.TrimSuffix(path.Base(name), ".js")] = name
	}
	return files, nil
}

// nativeEntry is the module that runs native detects and leaves what Modernizr
// would: an object with a boolean for each, and classes on <html>.
func nativeEntry(modules []string) string {
	var b strings.Builder
	b.WriteString("var tests = {};\n")
	for _, m := range modules {
		fmt.Fprintf(&b, "tests[%q] = require(%q);\n", strings.TrimSuffix(path.Base(m), ".js"), "./"+m)
	}
	fmt.Fprintf(&b, `var results = {}, classes = [];
for (var name in tests) {
	if (Object.prototype.hasOwnProperty.call(tests, name)) {
		results[name] = !!tests[name]();
		classes.push(%q + (results[name] ? "" : "no-") + name);
	}
}
var root = document.documentElement;
root.className = (root.className ? root.className + " " : "") + classes.join(" ");
window.SynaModernizr = results;
`, classPrefix)
	return b.String()
}
