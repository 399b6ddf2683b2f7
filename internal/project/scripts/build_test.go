package scripts

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/testenv"

	"skinbuild/internal/source"
)

// modules returns the installed packages, or skips.
func modules(t testing.TB) fs.FS {
	t.Helper()
	testenv.BuildModule(t, "modernizr")
	return os.DirFS("../../../node_modules")
}

func build(t testing.TB) *Result {
	t.Helper()
	r, ds, err := Build(&Options{Overrides: os.DirFS("../../../overrides"), Modules: modules(t)})
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	return r
}

func TestBuild(t *testing.T) {
	r, again := build(t), build(t)
	for i, s := range r.Scripts {
		t.Logf("%-22s %6d bytes, %6d gzip, ES3 %v, %s", s.Name, len(s.Text), s.Gzip, s.ES3, s.Integrity)
		if !bytes.Equal(s.Text, again.Scripts[i].Text) || !bytes.Equal(s.Map, again.Scripts[i].Map) {
			t.Errorf("%s: another build gives other bytes", s.Name)
		}
		if bytes.Contains(s.Text, []byte("sourceMappingURL")) {
			t.Errorf("%s names its source map", s.Name)
		}
	}
	files, err := r.Tree()
	if err != nil || files.Len() != len(r.Scripts) {
		t.Errorf("tree of %d files, %v", files.Len(), err)
	}
	maps, err := r.Maps()
	var mapped []string
	for e := range maps.All() {
		mapped = append(mapped, e.Path.String())
	}
	if got, want := strings.Join(mapped, " "), "maps/FixZimbra.js.map maps/SynaHead.js.map maps/SynaPage.js.map maps/SynaSkinOverride.js.map maps/SynaStart.js.map"; err != nil || got != want {
		t.Errorf("source maps %s, want those of the own scripts, %s; %v", got, want, err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for e := range maps.All() {
		if bytes.Contains(e.Data, []byte(here)) || bytes.Contains(e.Data, []byte(os.TempDir())) {
			t.Errorf("%s names a path of this machine", e.Path)
		}
	}
}

// TestOwnScriptsPassYUI sends what may become part of skin.js through the real
// compressor.
func TestOwnScriptsPassYUI(t *testing.T) {
	r := build(t)
	var names, texts []string
	for _, s := range r.Scripts {
		if s.ES3 {
			names, texts = append(names, s.Name), append(texts, string(s.Text))
		}
	}
	if len(names) < 4 {
		t.Errorf("only %v pass the gate", names)
	}
	for i, v := range testenv.YUI(t, texts) {
		if !v.OK {
			t.Errorf("%s: YUI Compressor says %s", names[i], v.Text)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, file, text, want string
	}{
		{"unknown detect", "features/x.js", "if (SynaModernizr.flexbix) {}", "features/x.js:1:19: error: there is no feature detect flexbix [scripts/unknown-detect]"},
		{"unresolved import", "FixZimbra.js", `import "./core/nothing.js";`, "FixZimbra.js:1:8: error: open core/nothing.js: file does not exist"},
		{"wrong syntax", "FixZimbra.js", "var a = ;", "FixZimbra.js:1:9: error: unexpected \";\""},
		{"reserved property", "FixZimbra.js", "window.a.default = 1;", "error: reserved word default as property"},
		{"unknown key", configFile, `{"baner": {}}`, `SynaSkinOverride.json:1:2: error: unknown key "baner"`},
		{"unknown requirement", configFile, `{"banner": {"on": true, "requires": ["csgrid"]}}`, "SynaSkinOverride.json:1:39: error: there is no feature detect csgrid"},
		{"wrong type", configFile, "{\"banner\":\n {\"on\": 1}}", "error: banner.on is a number, and must be true or false"},
		{"no JSON", configFile, "{\n\"banner\" }", "SynaSkinOverride.json:2:10: error: no JSON"},
		{"script address", configFile, `{"help": {"on": true, "links": [{"label": "x", "url": "javascript:alert(1)"}]}}`, `address "javascript:alert(1)" is none of`},
		{"other host", configFile, `{"banner": {"on": true, "link": "//evil.example"}}`, `address "//evil.example" is none of`},
	} {
		overrides := overlay(t, tt.file, tt.text)
		_, ds, err := Build(&Options{Overrides: overrides, Modules: modules(t)})
		if err != nil || ds.Err() == nil || !strings.Contains(ds.Err().Error(), tt.want) {
			t.Errorf("%s: %v, %v; want %s", tt.name, err, ds.Err(), tt.want)
		}
	}
	changed := overlay(t, pinsFile, `[{"name": "jquery", "version": "3.7.1", "digest": "0123"}]`)
	if _, ds, err := Build(&Options{Overrides: changed, Modules: modules(t), JQuery: "4.0.0"}); err != nil || ds.Err() == nil || !strings.Contains(ds.Err().Error(), "vendor.json:1:1: error: jQuery 4.0.0 is not pinned in vendor.json [scripts/jquery-version]") {
		t.Errorf("a version without a pin: %v, %v", err, ds.Err())
	}
	if _, ds, err := Build(&Options{Overrides: changed, Modules: modules(t), JQuery: "3.7.1"}); err != nil || ds.Err() == nil || !strings.Contains(ds.Err().Error(), "vendor.json:1:52: error: the package jquery that is installed is not the pinned one") {
		t.Errorf("another digest: %v, %v", err, ds.Err())
	}
}

// overlay is the overrides folder with one file replaced or added.
func overlay(t *testing.T, name, text string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	root := os.DirFS("../../../overrides")
	err := fs.WalkDir(root, ".", func(n string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, n)
		m[n] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	m[name] = &fstest.MapFile{Data: []byte(text)}
	return m
}

func TestNearestDetect(t *testing.T) {
	files, err := detectFiles(modules(t))
	if err != nil || len(files) < 250 {
		t.Fatalf("%d detects, %v", len(files), err)
	}
	f := source.NewFile("a.less", ".m-no-flexbix {}")
	uses, _ := findUses(fstest.MapFS{"a.less": {Data: []byte(f.Text())}, "b.less": {Data: []byte(".m-flexbox .m-no-csscalc, .mm-foo {}")}}, nil)
	names, paths, ds := chooseDetects(uses, files)
	if strings.Join(names, " ") != "csscalc flexbox" || strings.Join(paths, " ") != "test/css/calc test/css/flexbox" {
		t.Errorf("chose %v of %v", names, paths)
	}
	if len(ds) != 1 || ds[0].Hint != "did you mean flexbox?" {
		t.Errorf("%v", ds.Err())
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		build(b)
	}
}

func FuzzReadConfig(f *testing.F) {
	for _, s := range []string{`{}`, `{"banner": {"on": true, "requires": ["x"]}}`, `{"help": {"links": [{"label": "a", "url": "//x"}]}}`, `[]`, `{"fixes": null} x`, `{"login": {"news": {"url": 1}}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ds := readConfig(source.NewFile(configFile, text))
		if c == nil && ds.Err() == nil {
			t.Error("no configuration and no complaint")
		}
		for _, d := range ds {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.Start > len(text) {
				t.Errorf("%v: span %v of %d bytes", d, d.Span, len(text))
			}
		}
	})
}
