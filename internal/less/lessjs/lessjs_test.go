package lessjs_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"skinbuild/internal/less"
	"skinbuild/internal/less/lessjs"
)

// compile returns the CSS of a stylesheet beside the plugin p.js, or its errors.
func compile(t *testing.T, text, plugin string) string {
	t.Helper()
	fsys := fstest.MapFS{"in.less": {Data: []byte(text)}, "p.js": {Data: []byte(plugin)}}
	limits := lessjs.Limits{Time: 200 * time.Millisecond, Memory: 64 << 20, Depth: 200}
	result, ds := less.Compile(fsys, "in.less", &less.Options{Script: lessjs.New(limits)})
	if err := ds.Err(); err != nil {
		return err.Error()
	}
	return string(result.CSS)
}

func TestInlineExpressions(t *testing.T) {
	for expr, want := range map[string]string{
		"`1 + 1`":                "2",
		"`'a' + 'b'`":            `"ab"`,
		"~`'a' + 'b'`":           "ab",
		"`[1, 'x', 3]`":          "1, x, 3",
		"`this.v.toJS()`":        `"5px"`,
		"`'@{v}'.length`":        "3",
		"`new Date().getTime()`": "0",
		"`(function () { var a = [1, 2]; a.push(a); return a.join('-') })()`":                      `"1-2-"`,
		"`'a-b-c'.replace(/-/g, '+') + 'a.b.c'.replaceAll('.', '$&$&') + 'aab'.replace('a', 'c')`": `"a+b+ca..b..ccab"`,
		"`typeof require + typeof process`":                                                        `"undefinedundefined"`,
		"`typeof fetch + typeof setTimeout + typeof console`":                                      `"undefinedundefinedundefined"`,
	} {
		got := compile(t, ".a { @v: 5px; b: "+expr+" }", "")
		if got != ".a {\n  b: "+want+";\n}\n" {
			t.Errorf("%s: %s", expr, got)
		}
	}
}

// TestSandboxLimits says that no script can hang, fill the memory or overflow the
// stack.
func TestSandboxLimits(t *testing.T) {
	for expr, want := range map[string]string{
		"(function () { for (;;) {} })()":                                               "(the limit on time) [less/limit]",
		"(function f() { return f() + 1 })()":                                           "nests more than 200 calls (the limit on depth) [less/limit]",
		"'x'.repeat(1e9)":                                                               "too large for the sandbox",
		"new Array(1e9).join('x')":                                                      "too large for the sandbox",
		"new Array(100).fill('x'.repeat(1e6)).join('')":                                 "too large for the sandbox",
		"'x'.repeat(1e4).replace(/x/g, 'y'.repeat(1e4))":                                "too large for the sandbox",
		"'x'.repeat(1e4).replace(/x/g, '$' + String.fromCharCode(96))":                  "too large for the sandbox",
		"'x'.repeat(1e4).replaceAll('x', 'y'.repeat(1e4))":                              "too large for the sandbox",
		"(function () { var a = []; for (;;) a.push('x'.repeat(10000) + a.length) })()": "the script",
		"new Uint8Array(1e10)":                                                          "Uint8Array is not defined",
		"undefinedName":                                                                 "ReferenceError: undefinedName is not defined",
		"require('fs')":                                                                 "require is not defined",
	} {
		if got := compile(t, ".a { b: `"+expr+"` }", ""); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", expr, got, want)
		}
	}
}

func TestPluginFunctions(t *testing.T) {
	const plugin = `
functions.add('twice', n => less.dimension(n.value * 2, n.unit));
functions.add('words', function () { return new tree.Value([new tree.Keyword('a'), new tree.Quoted('"', 'b', false)]); });
functions.add('named', function (name) { return this.context.frames[0].variable(name.value).value; });
functions.add('mixed', function () {
    return this.context.pluginManager.less.functions.functionRegistry.get('mix')(new tree.Color('ff0000'), new tree.Color('0000ff'));
});
functions.add('nothing', () => undefined);
functions.add('fails', () => { throw { type: 'Argument', message: 'no good' } });
functions.add('reads', () => require('fs').readFileSync('/etc/passwd'));
`
	for call, want := range map[string]string{
		"twice(4px)":      ".a {\n  b: 8px;\n}\n",
		"words()":         ".a {\n  b: a, \"b\";\n}\n",
		`named("@v")`:     ".a {\n  b: 1px;\n}\n",
		"mixed()":         ".a {\n  b: #800080;\n}\n",
		"nothing(1, red)": ".a {\n  b: nothing(1, red);\n}\n",
		"fails()":         "no good",
		"reads()":         "fs.readFileSync() is not available in the sandbox",
	} {
		got := compile(t, `@plugin "p"; @v: 1px; .a { b: `+call+" }", plugin)
		if got != want && !strings.Contains(got, want) || strings.HasPrefix(want, ".a") && got != want {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
	}
}

// TestRequire says which files a plugin can require: those of the compilation, as Node
// finds them.
func TestRequire(t *testing.T) {
	files := fstest.MapFS{
		"style/plugin.js":                       {Data: []byte(`functions.add('f', () => String(CALL))`)},
		"style/lib/one.js":                      {Data: []byte(`exports.a = 1; exports.b = require('./two').b; exports.dir = __dirname`)},
		"style/lib/two.js":                      {Data: []byte("#!/usr/bin/env node\nconst one = require('./one'); module.exports = { b: 'two' + one.a }")},
		"style/lib/data.json":                   {Data: []byte("\ufeff" + `{"x": [1, 2]}`)},
		"style/lib/broken.js":                   {Data: []byte(`import x from 'y'`)},
		"style/dir/index.js":                    {Data: []byte(`module.exports = 'index'`)},
		"node_modules/main/package.json":        {Data: []byte(`{"main": "./src/m"}`)},
		"node_modules/main/src/m.js":            {Data: []byte(`module.exports = 'main ' + process.env.NODE_ENV`)},
		"node_modules/@s/p/package.json":        {Data: []byte(`{"exports": {".": {"import": "./m.mjs", "require": "./c.cjs"}, "./sub/*": "./src/*.js"}}`)},
		"node_modules/@s/p/c.cjs":               {Data: []byte(`module.exports = 'common ' + require('dep')`)},
		"node_modules/@s/p/src/x.js":            {Data: []byte(`module.exports = 'pattern'`)},
		"node_modules/@s/p/node_modules/dep.js": {Data: []byte(`module.exports = 'own'`)},
		"include/other/index.js":                {Data: []byte(`module.exports = 'include path'`)},
	}
	for call, want := range map[string]string{
		"require('./lib/one').a + require('./lib/one.js').b":         "1two1",
		"require('./lib/one').dir":                                   "style/lib",
		"require('./lib/one') === require('../style/lib/one.js')":    "true",
		"require('./lib/data').x[1] + require('./lib/data.json').x":  "21,2",
		"require('./dir') + require('./dir/')":                       "indexindex",
		"require('main')":                                            "main undefined",
		"require('@s/p')":                                            "common own",
		"require('@s/p/sub/x')":                                      "pattern",
		"require('@s/p/c.cjs')":                                      "Cannot find module '@s/p/c.cjs'",
		"require('other')":                                           "include path",
		"require('./none')":                                          "Cannot find module './none': style/none is not there, nor with .js or .json",
		"require('none')":                                            "Cannot find module 'none' in style/node_modules, node_modules, include/node_modules, include, .",
		"require('../../etc/passwd')":                                "Cannot find module",
		"require('/etc/passwd')":                                     "Cannot find module",
		"require('./lib/broken')":                                    "style/lib/broken.js: ",
		"typeof require('fs').readFileSync":                          "function",
		"require('node:fs').readFileSync('x')":                       "fs.readFileSync() is not available in the sandbox",
		"require('child_process').execSync('ls')":                    "child_process.execSync() is not available in the sandbox",
		"require('path').join('a/./b', '..', '../../c/')":            "../c/",
		"require('path').resolve('a', '/b/c/', '../d')":              "/b/d",
		"require('path').relative('/a/b/c', '/a/d')":                 "../../d",
		"require('path').basename('/a/b.less', '.less')":             "b",
		"require('path').extname('a.b/c.tar.gz')":                    ".gz",
		"JSON.stringify(require('path').parse('/a/b.c'))":            `{"root":"/","dir":"/a","base":"b.c","ext":".c","name":"b"}`,
		"require('path').format({ dir: 'a', name: 'b', ext: '.c' })": "a/b.c",
	} {
		text := strings.Replace(string(files["style/plugin.js"].Data), "CALL", call, 1)
		all := fstest.MapFS{"style/in.less": {Data: []byte("@plugin \"plugin\"; .a { b: f() }")}}
		for name, f := range files {
			all[name] = f
		}
		all["style/plugin.js"] = &fstest.MapFile{Data: []byte(text)}
		result, ds := less.Compile(all, "style/in.less", &less.Options{Script: lessjs.New(lessjs.Limits{}), Paths: []string{"include"}})
		got := ""
		if err := ds.Err(); err != nil {
			got = err.Error()
		} else {
			got = string(result.CSS)
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", call, got, want)
		}
	}
}
