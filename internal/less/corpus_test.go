package less_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/testenv"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// A feature is an archive of testdata/corpus, unpacked. Each file NAME.less outside
// of folders is a case, with the options of less.js in NAME.json if there is one;
// files in folders are imported.
type feature struct {
	Dir   string       `json:"dir"`
	Cases []corpusCase `json:"cases"`
	name  string
}

type corpusCase struct {
	Name    string          `json:"name"`
	Options json.RawMessage `json:"options"`
}

// lessOutput is what testdata/corpus.mjs prints for a case.
type lessOutput struct {
	CSS, Map, Error string
	Warnings        []string
}

func readFeature(t *testing.T, archive string) feature {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	f := feature{Dir: t.TempDir(), name: strings.TrimSuffix(filepath.Base(archive), ".txtar")}
	options := map[string]json.RawMessage{}
	for _, file := range a.Files {
		full := filepath.Join(f.Dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		base, kind, _ := strings.Cut(file.Name, ".")
		switch {
		case strings.Contains(file.Name, "/"):
		case kind == "json":
			options[base] = file.Data
		case kind == "less":
			f.Cases = append(f.Cases, corpusCase{Name: file.Name})
		}
	}
	for i, c := range f.Cases {
		base := strings.TrimSuffix(c.Name, ".less")
		if f.Cases[i].Options = options[base]; options[base] == nil {
			f.Cases[i].Options = json.RawMessage("{}")
		}
		delete(options, base)
	}
	for base := range options {
		t.Errorf("%s: %s.json belongs to no case", archive, base)
	}
	return f
}

// TestCorpus compiles the inputs of testdata/corpus and compares with less.js, run
// at once: CSS, source map and error byte for byte, and the warnings.
func TestCorpus(t *testing.T) {
	archives, err := filepath.Glob("testdata/corpus/*.txtar")
	if err != nil || len(archives) < 10 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	var features []feature
	for _, name := range archives {
		features = append(features, readFeature(t, name))
	}
	var want []lessOutput
	testenv.Node(t, "corpus.mjs", features, &want)
	cases := 0
	for _, f := range features {
		for _, c := range f.Cases {
			expected := want[cases]
			cases++
			t.Run(f.name+"/"+strings.TrimSuffix(c.Name, ".less"), func(t *testing.T) { runCorpusCase(t, f, c, expected) })
		}
	}
	t.Logf("%d cases of %d features", cases, len(features))
}

// differs are the cases that do not come out as with less.js, and why. The test fails
// too when one of them no longer differs.
var differs = map[string]string{
	"maps/upward": "less.js prints ./ for ../ of an address, its lessc does not",
}

func runCorpusCase(t *testing.T, f feature, c corpusCase, want lessOutput) {
	t.Helper()
	if isError := strings.HasPrefix(f.name, "error"); isError != (want.Error != "") {
		t.Fatalf("less.js says error %q; cases with an error belong into the archive errors.txtar", want.Error)
	}
	got := compileRef(t, os.DirFS(f.Dir), c.Name, decodeRef(t, string(c.Options), "."))
	difference := compareCase(t, got, want)
	why := differs[f.name+"/"+strings.TrimSuffix(c.Name, ".less")]
	switch {
	case why == "" && difference != "":
		t.Errorf("- less.js, + ours:\n%s", difference)
	case why != "" && difference == "":
		t.Errorf("as with less.js: take it out of differs")
	case why != "":
		t.Logf("known to differ: %s", why)
	}
}

// compareCase returns what is different, "" if nothing is. Diagnostics may say more
// than those of less.js, which has no place for some.
func compareCase(t *testing.T, got compiled, want lessOutput) string {
	t.Helper()
	var b strings.Builder
	if !strings.HasPrefix(strings.TrimSpace(got.err), strings.TrimSpace(want.Error)) || want.Error == "" && got.err != "" {
		b.WriteString(cmp.Diff(strings.Split(want.Error, "\n"), strings.Split(got.err, "\n")))
	}
	if want.Error == "" && got.css != want.CSS {
		b.WriteString(cmp.Diff(strings.Split(want.CSS, "\n"), strings.Split(got.css, "\n")))
	}
	saysMore := cmp.Comparer(func(a, b string) bool {
		a, b = strings.TrimPrefix(a, "WARNING: "), strings.TrimPrefix(b, "WARNING: ")
		return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
	})
	if len(want.Warnings)+len(got.warnings) > 0 {
		b.WriteString(cmp.Diff(want.Warnings, got.warnings, saysMore))
	}
	var wantMap, gotMap any
	if want.Map != "" && json.Unmarshal([]byte(want.Map), &wantMap) != nil {
		t.Fatalf("less.js makes the map %q", want.Map)
	}
	if len(got.sourceMap) > 0 && json.Unmarshal(got.sourceMap, &gotMap) != nil {
		t.Errorf("the map is no JSON: %q", got.sourceMap)
	}
	b.WriteString(cmp.Diff(wantMap, gotMap))
	return b.String()
}
