package project

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"skinbuild"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/source"
)

// modules are the npm packages of the checkout.
func modules(t testing.TB) fs.FS {
	t.Helper()
	if _, err := os.Stat("../../node_modules/modernizr"); err != nil {
		t.Fatalf("the npm packages are not installed: run make setup (%v)", err)
	}
	return os.DirFS("../../node_modules")
}

// sample is a small project.
func sample() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"skinbuild.toml": "name = \"acme\"\nversion = \"1.2.0\"\nsequence = 7\nreleases = [\"9.0.0\"]\nbrowsers = [\"chrome >= 150\", \"ie 11\"]\n",
		"skins/acme/manifest.xml": "<skin><common><substitutions><file>../_base/base3/skin.properties</file><file>skin.properties</file></substitutions>" +
			"<css><file>../_base/base3/skin.css</file><file>skin.css</file></css></common>" +
			"<advanced><html><file>../_base/base3/skin.html</file></html><script><file>../_base/base3/ZmSkin.js</file><file>skin.js</file></script></advanced></skin>",
		"skins/acme/skin.less":                      "@import \"part\";\n.ZToolbar { background: token(AltC); .corner() }\n",
		"skins/acme/part.less":                      ".corner() { border-radius: 3px }\n",
		"skins/acme/skin.js":                        "var acme = 1;\n",
		"skins/acme/skin.properties":                "AltC = #123456\n",
		"overrides/SynaSkinOverride.json":           "{\"banner\": {\"on\": false}}\n",
		"zimlets/com_acme_hello/com_acme_hello.xml": "<zimlet name=\"com_acme_hello\" version=\"1.0\" description=\"Says hello\" label=\"Hello\"></zimlet>\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o600}
	}
	return files
}

func build(t testing.TB, files fs.FS, change func(*BuildOptions)) (*Build, source.Diags) {
	t.Helper()
	p, ds, err := Load(files, FileName)
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	opt := &BuildOptions{Standard: skinbuild.Default(), Modules: modules(t), Webapp: reference.Webapp(), WebappKey: reference.Name, Tool: "skinbuild test"}
	if change != nil {
		change(opt)
	}
	b, ds, err := p.Build(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return b, ds
}

func text(t *testing.T, b *Build, name string) string {
	t.Helper()
	data, err := fs.ReadFile(b.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestBuild(t *testing.T) {
	b, ds := build(t, sample(), func(o *BuildOptions) { o.Templates = true })
	if len(ds) > 0 {
		t.Fatal(ds.Err(), ds)
	}
	if css := text(t, b, "webapp/skins/acme/skin.css"); !strings.Contains(css, "background: @AltC@") || !strings.Contains(css, "border-radius: 3px") {
		t.Errorf("skin.css:\n%s", css)
	}
	if _, err := fs.Stat(b.Files, "webapp/skins/acme/part.less"); err == nil {
		t.Error("a part of a sheet is installed")
	}
	if config := text(t, b, "webapp/js/SynaSkinConfig.js"); !strings.Contains(config, `"banner":{"on":false}`) {
		t.Errorf("the project's own settings are not used: %s", config)
	}
	if page := text(t, b, "webapp/public/launchZCS.jsp"); strings.Count(page, "skinbuild:begin") != 6 {
		t.Errorf("launchZCS.jsp lacks one of the six operations:\n%s", page)
	}
	if b.Scripts.Fixes < 30 { // the browser list of the sample leaves some out
		t.Errorf("%d fixes: those of the tool are not there", b.Scripts.Fixes)
	}
	if b.Info.FileName() != "acme-1.2.0.skinbundle" || len(b.Bundle) == 0 || strings.Join(b.Info.Browsers, ",") != "chrome 150,ie 11" {
		t.Errorf("bundle %+v of %d bytes", b.Info, len(b.Bundle))
	}
}

// The same sources give the same bytes, whatever the order in which parts end, the
// modes of the files, and whether parts come from the cache.
func TestBuildIsReproducible(t *testing.T) {
	want, ds := build(t, sample(), nil)
	if ds.Err() != nil {
		t.Fatal(ds)
	}
	files := sample()
	for _, f := range files {
		f.Mode = 0o755
	}
	cache := OpenCache(t.TempDir(), "tool")
	for i, jobs := range []int{1, 8, 3} {
		b, _ := build(t, files, func(o *BuildOptions) { o.Jobs, o.Cache = jobs, cache })
		if !bytes.Equal(b.Bundle, want.Bundle) || b.Files.Digest() != want.Files.Digest() {
			t.Errorf("build %d differs", i)
		}
		if cached := b.Parts[0].Cached; cached != (i > 0) {
			t.Errorf("build %d: from the cache: %v", i, cached)
		}
	}
}

// Each edit makes just the parts anew that depend on the file, and all that the
// cache holds is right.
func TestCacheSeesEdits(t *testing.T) {
	cache := OpenCache(t.TempDir(), "tool")
	with := func(o *BuildOptions) { o.Cache = cache }
	files := sample()
	build(t, files, with)
	for _, edit := range []struct{ file, text, part string }{
		{"skins/acme/part.less", ".corner() { border-radius: 4px }\n", "skin acme"},
		{"skins/acme/skin.properties", "AltC = #654321\n", "skin acme"},
		{"overrides/SynaSkinOverride.json", "{}\n", "scripts"},
		{"zimlets/com_acme_hello/hello.js", "var x = 1;\n", "zimlet com_acme_hello"},
		{"skinbuild.toml", "browsers = [\"chrome >= 140\"]\n", "skin acme"},
	} {
		before := files[edit.file]
		files[edit.file] = &fstest.MapFile{Data: []byte(edit.text)}
		got, ds := build(t, files, with)
		if ds.Err() != nil {
			t.Fatalf("%s: %v", edit.file, ds)
		}
		for _, part := range got.Parts {
			if part.Name == edit.part && part.Cached {
				t.Errorf("%s: %s came from the cache", edit.file, part.Name)
			}
		}
		fresh, _ := build(t, files, nil)
		if fresh.Files.Digest() != got.Files.Digest() || !bytes.Equal(fresh.Bundle, got.Bundle) {
			t.Errorf("%s: what was built is not what a fresh build makes", edit.file)
		}
		if before == nil {
			delete(files, edit.file)
		} else {
			files[edit.file] = before
		}
	}
}

func TestDamagedCache(t *testing.T) {
	dir := t.TempDir()
	with := func(o *BuildOptions) { o.Cache = OpenCache(dir, "tool") }
	want, _ := build(t, sample(), with)
	list, err := os.ReadDir(dir)
	if err != nil || len(list) == 0 {
		t.Fatal(err, list)
	}
	for i, e := range list {
		name := filepath.Join(dir, e.Name())
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch i % 3 {
		case 0:
			data = data[:len(data)/2]
		case 1:
			data[len(data)-1] ^= 1
		case 2:
			data = nil
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, ds := build(t, sample(), with)
	if ds.Err() != nil || !bytes.Equal(got.Bundle, want.Bundle) {
		t.Errorf("a damaged cache changes the build: %v", ds)
	}
	for _, part := range got.Parts {
		if part.Cached {
			t.Errorf("%s came from a damaged file", part.Name)
		}
	}
}

func TestTwoBuildsAtOnce(t *testing.T) {
	cache := OpenCache(t.TempDir(), "tool")
	want, _ := build(t, sample(), nil)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if b, ds := build(t, sample(), func(o *BuildOptions) { o.Cache = cache }); ds.Err() != nil || !bytes.Equal(b.Bundle, want.Bundle) {
				t.Errorf("a build beside others differs: %v", ds)
			}
		})
	}
	group.Wait()
}

func TestBuildProblems(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		want             string
	}{
		{"a sheet that does not compile", "skins/acme/part.less", ".corner() { color: @nothing }\n", "skins/acme/part.less:1:20: error: variable @nothing is undefined"},
		{"a browser list", "skinbuild.toml", "browsers = [\"chrome >= 150\"]\n[skins]\ninclude = [\"acne\"]\n", "skinbuild.toml:3:12: error: there is no folder skins/acne [project/missing]"},
		{"a budget", "skinbuild.toml", "[budget]\n\"js/FixZimbra.js\" = \"1 kB\"\nbundle = \"2 kB\"\n", "skinbuild.toml:2:21: error: js/FixZimbra.js has "},
		{"a size of nothing", "skinbuild.toml", "[budget]\n\"js/None.js\" = \"1 kB\"\n", "skinbuild.toml:2:1: warning: no file that was built is called js/None.js [project/budget]"},
		{"a script of the skin", "skins/acme/skin.js", "var a = { class: 1 };\n", "skins/acme/skin.js:1:11: error: "},
		{"a manifest", "skins/acme/manifest.xml", "<skin><css><file>none.css</file></css></skin>", "none.css"},
		{"an operation", "skinbuild.toml", "[[inject]]\nkey = \"x\"\nscript = \"js/None.js\"\nanchor = \"head-end\"\ntargets = [\"public/login.jsp\"]\n", "js/None.js"},
		{"a zimlet", "zimlets/com_acme_hello/com_acme_hello.xml", "<zimlet name=\"other\"/>", "zimlets/com_acme_hello/com_acme_hello.xml:1:"},
	} {
		files := sample()
		files[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
		b, ds := build(t, files, func(o *BuildOptions) { o.KeepGoing = true })
		var got strings.Builder
		for _, d := range ds {
			got.WriteString(d.Error() + "\n")
		}
		if !strings.Contains(got.String(), tt.want) {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got.String(), tt.want)
		}
		if ds.Err() != nil && len(b.Bundle) > 0 {
			t.Errorf("%s: there is a bundle all the same", tt.name)
		}
	}
}

// Without KeepGoing what comes after a part that failed is not begun.
func TestBuildStops(t *testing.T) {
	files := sample()
	files["overrides/SynaSkinOverride.json"] = &fstest.MapFile{Data: []byte("{")}
	for _, keep := range []bool{false, true} {
		b, ds := build(t, files, func(o *BuildOptions) { o.KeepGoing, o.Jobs = keep, 1 })
		if ds.Err() == nil {
			t.Fatal("no error")
		}
		made := false
		for _, part := range b.Parts {
			made = made || part.Name == "zimlet com_acme_hello" && !part.Skipped
		}
		if made != keep {
			t.Errorf("keep going %v: the zimlet was made: %v", keep, made)
		}
	}
}

func TestNoModules(t *testing.T) {
	_, ds := build(t, sample(), func(o *BuildOptions) { o.Modules = nil })
	if ds.Err() == nil || !strings.Contains(ds[0].Hint, "npm ci") {
		t.Errorf("got %v", ds)
	}
}

func BenchmarkBuildDefault(b *testing.B) {
	for _, bench := range []struct {
		name  string
		cache *Cache
	}{{"cold", nil}, {"unchanged", OpenCache(b.TempDir(), "tool")}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				if _, ds := build(b, skinbuild.Default(), func(o *BuildOptions) { o.Cache = bench.cache }); ds.Err() != nil {
					b.Fatal(ds)
				}
			}
		})
	}
}

// TestDelivered: what skins and zimlets deliver is in their folders, and checked.
func TestDelivered(t *testing.T) {
	files := sample()
	files["extra.js"] = &fstest.MapFile{Data: []byte("window.extra = 1;\n")}
	files["skinbuild.toml"] = &fstest.MapFile{Data: []byte(string(files["skinbuild.toml"].Data) +
		"[[inject]]\nkey = \"by-skin\"\nvia = \"skin\"\nscript = \"extra.js\"\nanchor = \"before-launch-script\"\ntargets = [\"public/launchZCS.jsp\"]\n" +
		"[[inject]]\nkey = \"by-zimlet\"\nvia = \"zimlet\"\nscript = \"extra.js\"\ntargets = [\"public/launchZCS.jsp\"]\n")}
	b, ds := build(t, files, nil)
	if ds.Err() != nil {
		t.Fatal(ds)
	}
	if manifest := text(t, b, "webapp/skins/acme/manifest.xml"); !strings.Contains(manifest, "extra.js</file>") {
		t.Errorf("the skin does not deliver the script:\n%s", manifest)
	}
	plain, _ := build(t, sample(), nil)
	if text(t, b, "zimlets/com_acme_hello.zip") == text(t, plain, "zimlets/com_acme_hello.zip") {
		t.Error("the zimlet does not deliver the script")
	}
}
