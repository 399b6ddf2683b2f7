package scripts

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Pages of the default project, and what their scripts may add, compressed.
// The server compresses what is inline together with the page.
var pageBudgets = []struct {
	page, inline, scripts string
	bytes                 int
}{
	{"client", "SynaHead.js SynaStart.js SynaModernizr.js SynaSkinConfig.js", "FixZimbra.js SynaSkinOverride.js", 12_000},
	{"login", "SynaHead.js SynaModernizr.js SynaSkinConfig.js", "SynaPage.js", 4_000},
}

// TestPageBudget adds up what the scripts of a page weigh for each release and for
// the releases of the default project, and compares docs/scripts.md with it.
func TestPageBudget(t *testing.T) {
	rows := map[string]string{}
	for _, releases := range []string{"8.8.15.p46", "9.0.0", "10.1.3", "8.8.15.p46 9.0.0 10.1.3"} {
		texts := defaultScripts(t, strings.Fields(releases))
		for _, b := range pageBudgets {
			var inline []byte
			for name := range strings.FieldsSeq(b.inline) {
				inline = append(inline, texts[name]...)
			}
			sum := tree.GzipSize(inline)
			for name := range strings.FieldsSeq(b.scripts) {
				sum += tree.GzipSize(texts[name])
			}
			if sum > b.bytes {
				t.Errorf("%s page of %s: %d bytes of scripts, compressed, of %d", b.page, releases, sum, b.bytes)
			}
			rows[b.page] += fmt.Sprintf(" %.1f kB |", float64(sum)/1000)
		}
	}
	doc, err := os.ReadFile("../../../docs/scripts.md")
	if err != nil {
		t.Fatal(err)
	}
	for page, row := range rows {
		if want := "| " + page + " |" + row; !strings.Contains(string(doc), want) {
			t.Errorf("docs/scripts.md lacks the row %s", want)
		}
	}
}

// defaultScripts returns the scripts that the default project has for the releases.
func defaultScripts(t *testing.T, releases []string) map[string][]byte {
	t.Helper()
	browsers, ds := compat.ParseList(source.NewFile("", "chrome >= 109, edge >= 109, firefox >= 115, safari >= 15.6, ios >= 15.6, samsung >= 21"))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	r, ds, err := Build(&Options{Overrides: os.DirFS("../../../overrides"), Modules: modules(t), Browsers: browsers, Releases: releases})
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	texts := map[string][]byte{}
	for _, s := range r.Scripts {
		texts[s.Name] = s.Text
	}
	for _, b := range pageBudgets {
		for name := range strings.FieldsSeq(b.inline + " " + b.scripts) {
			if len(texts[name]) == 0 {
				t.Fatalf("there is no %s", name)
			}
		}
	}
	return texts
}
