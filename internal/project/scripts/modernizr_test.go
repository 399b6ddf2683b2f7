package scripts

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

// manyDetects are enough of them to use every helper module: styles, events,
// media queries, elements, and results that come later.
var manyDetects = strings.Fields(`adownload applicationcache audio boxsizing canvas classlist cssanimations csscalc csscolumns cssgradients
	cssgrid csstransforms3d csstransitions cssvhunit details es5array es6number eventlistener flexbox flexwrap fullscreen hashchange history
	indexeddb input inputtypes json localstorage mediaqueries notification objectfit opacity pointerevents promises queryselector
	requestanimationframe svg template touchevents video webp websockets webworkers`)

// ownModernizr is the build of the package's own command for these detects.
func ownModernizr(t *testing.T, modules []string) []byte {
	t.Helper()
	command, err := filepath.Abs("../../../node_modules/.bin/modernizr")
	if err != nil {
		t.Fatal(err)
	}
	testenv.Command(t, "node")
	config := map[string]any{"classPrefix": classPrefix, "enableJSClass": false, "minify": false, "options": []string{"setClasses"}, "feature-detects": modules}
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.json"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, "-c", "config.json", "-d", "out.js")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("modernizr: %v\n%s", err, out)
	}
	own, err := os.ReadFile(filepath.Join(dir, "out.js"))
	if err != nil {
		t.Fatal(err)
	}
	return own
}

// TestModernizrIsWhatThePackageBuilds compares results and classes, in Chromium,
// of our build and of the package's own command, and their sizes after the same
// minifier.
func TestModernizrIsWhatThePackageBuilds(t *testing.T) {
	l := openLab(t)
	files, err := detectFiles(modules(t))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, name := range manyDetects {
		if files[name] == "" {
			t.Fatalf("Modernizr has no detect %s", name)
		}
		paths = append(paths, files[name])
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	ours, ds := buildModernizr(modules(t), paths)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	own := ownModernizr(t, paths)
	l.bundles["ours.js"], l.bundles["own.js"] = string(ours), string(own)
	read := `var m = window.SynaModernizr || window.Modernizr, out = {};
		await until(function () { return "` + strings.Join(manyDetects, " ") + `".split(" ").every(function (name) { return m[name] !== undefined; }); }, 60000);
		Object.keys(m).sort().forEach(function (k) { out[k] = typeof m[k] == "object" ? JSON.stringify(Object.assign({}, m[k])) : String(m[k]); if (m[k] instanceof Boolean) { out[k] = m[k] + out[k]; } });
		return JSON.stringify(out) + document.documentElement.className.split(" ").sort().join(" ");`
	_, a := l.report(t, "", "", "ours.js", read)
	_, b := l.report(t, "", "", "own.js", read)
	if a != b {
		t.Errorf("results differ:\nours %s\nown  %s", a, b)
	}
	if !strings.Contains(a, "m-flexbox ") || !strings.Contains(a, "m-no-applicationcache") || strings.Contains(a, "m-js ") {
		t.Errorf("classes: %s", a[strings.LastIndexByte(a, '}'):])
	}
	_, globals := l.report(t, "", "window.Modernizr = 'the vendor\\'s';", "ours.js", "return window.Modernizr + typeof SynaModernizr.flexbox + SynaModernizr._version;")
	if globals != "the vendor'sboolean3.13.1" {
		t.Errorf("the vendor's Modernizr is gone: %s", globals)
	}
	small := api.Transform(string(own), api.TransformOptions{MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Target: api.ES5, LegalComments: api.LegalCommentsNone})
	if len(small.Errors) > 0 || len(ours) > len(small.Code)*110/100 {
		t.Errorf("ours has %d bytes, the package's own, minified alike, %d; %v", len(ours), len(small.Code), small.Errors)
	}
	t.Logf("%d detects: ours %d bytes (%d gzip), the package's own, minified alike, %d bytes (%d gzip)", len(paths), len(ours), tree.GzipSize(ours), len(small.Code), tree.GzipSize(small.Code))
}

// TestEveryDetectBundles builds all that the package has.
func TestEveryDetectBundles(t *testing.T) {
	files, err := detectFiles(modules(t))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, p := range files {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	if _, ds := buildModernizr(modules(t), slices.Compact(paths)); len(ds) > 0 {
		t.Errorf("%d detects: %v", len(paths), ds[0])
	}
}

func TestAMDToModule(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"define(['a', 'b'], function(A, B) { var x = A(/[)}]/); return x; });", `import A from "a";import B from "b"; var x = A(/[)}]/); export default x; ;`},
		{"/* c */\ndefine(['a'], function(A) { A.addTest('t', function() { return 1; }); });", `import A from "a";/* c */` + "\n A.addTest('t', function() { return 1; }); ;\nexport default undefined;"},
		{"define(['a', 'test/b'], function(A) { if (A) { return 1; } return 2; });", `import amd0 from "a";import amd1 from "test/b";export default (function(A) { if (A) { return 1; } return 2; })(amd0, amd1);`},
		{"define(function() { return []; });", " export default []; ;"},
	} {
		got, err := amdToModule(source.NewFile("x.js", tt.in))
		if err != nil || got != tt.want {
			t.Errorf("%s\n got %q, %v\nwant %q", tt.in, got, err, tt.want)
		}
	}
	if _, err := amdToModule(source.NewFile("x.js", "var define = 1;")); err == nil {
		t.Error("a script without define passes")
	}
}
