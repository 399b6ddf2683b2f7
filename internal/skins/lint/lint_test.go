package lint

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"skinbuild/internal/server/skin"
)

var update = flag.Bool("update", false, "rewrite the wanted findings in testdata")

// TestRules runs each archive in testdata: a webapp, and the expected findings.
// The comment of the archive describes it.
func TestRules(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	covered := map[string]bool{}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { checkArchive(t, name, covered) })
	}
	checkSize(t, covered)
	for _, r := range Rules() {
		if !covered[r.Code.String()] {
			t.Errorf("no archive covers %s", r.Code)
		}
	}
}

// checkSize tests a script that is too large for an archive.
func checkSize(t *testing.T, covered map[string]bool) {
	app, err := skin.Open(fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte("<skin><script><file>skin.js</file></script></skin>")},
		"skins/acme/skin.js":      {Data: []byte("var acme;\n" + strings.Repeat("// and so on\n", 1<<20))},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ds := Run(app, nil)
	if len(ds) != 1 || ds[0].Code.String() != "es3/size" {
		t.Errorf("a script of 13 MB: %v", ds)
	}
	covered["es3/size"] = true
}

func checkArchive(t *testing.T, name string, covered map[string]bool) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	if want < 0 {
		t.Fatal("the archive has no file want")
	}
	webapp := *archive
	webapp.Files = slices.Delete(slices.Clone(archive.Files), want, want+1)
	var disabled []string
	for i, f := range webapp.Files {
		if f.Name == "disable" {
			disabled = strings.Fields(string(f.Data))
		}
		// An archive cannot contain bytes that are not text.
		webapp.Files[i].Data = []byte(strings.ReplaceAll(string(f.Data), "<E9>", "\xe9"))
	}
	fsys, err := txtar.FS(&webapp)
	if err != nil {
		t.Fatal(err)
	}
	app, err := skin.Open(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, d := range Run(app, &Options{Disable: disabled}) {
		covered[d.Code.String()] = true
		got.WriteString(d.Error() + "\n")
		if d.Hint != "" {
			fmt.Fprintf(&got, "\thint: %s\n", d.Hint)
		}
	}
	if *update {
		archive.Files[want].Data = []byte(got.String())
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got.String() != string(archive.Files[want].Data) {
		t.Errorf("findings\n%swant\n%s", got.String(), archive.Files[want].Data)
	}
}

func TestOnlySomeSkinsAndCodes(t *testing.T) {
	fsys, _ := txtar.FS(txtar.Parse([]byte(`
-- skins/a/manifest.xml --
<skin><css><file>a.css</file></css><script><file>x.js</file></script></skin>
-- skins/a/x.js --
var x;
-- skins/a/a.css --
@Nope@ @darken(nope,1)@
-- skins/b/manifest.xml --
<skin><css><file>b.css</file></css><script><file>x.js</file></script></skin>
`)))
	app, err := skin.Open(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		opt  Options
		want int
	}{{Options{}, 4}, {Options{Skins: []string{"a"}}, 2}, {Options{Skins: []string{"b"}}, 2}, {Options{Disable: []string{"skin/unknown-token", "skin/missing-file"}}, 1}} {
		if ds := Run(app, &tt.opt); len(ds) != tt.want {
			t.Errorf("%+v: %d findings, want %d: %v", tt.opt, len(ds), tt.want, ds)
		}
	}
}

// TestRuleCodes looks for rules that are there twice.
func TestRuleCodes(t *testing.T) {
	for i, r := range Rules() {
		if i > 0 && r.Code == Rules()[i-1].Code {
			t.Errorf("%s is there twice", r.Code)
		}
	}
}
