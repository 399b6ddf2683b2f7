package scripts

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFixHeads(t *testing.T) {
	fixes, err := Fixes(os.DirFS("../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	if len(fixes) < 38 {
		t.Errorf("only %d fixes", len(fixes))
	}
	for _, f := range fixes {
		if len(f.Places) == 0 && f.gate == nil && !f.Browser {
			t.Errorf("%s has no guard", f.ID)
		}
		if _, err := os.Stat("testdata/fixes/" + f.ID + ".js"); err != nil {
			t.Errorf("%s has no scenario: %v", f.ID, err)
		}
	}
}

func TestFixesRefuses(t *testing.T) {
	const head = "/**\n * T.\n *\n * symptom: s\n * browsers: b\n * vendor: v\n * guard: g\n */\n"
	for _, tt := range []struct{ text, want string }{
		{"SynaSkin.fix({id: \"a\"});", "does not open with a /** comment */"},
		{strings.Replace(head, " * guard: g\n", "", 1), `no "guard:" line`},
		{head, "no SynaSkin.fix"},
		{head + "SynaSkin.fix({id: \"b\"});", "its id is b"},
		{head + "SynaSkin.fix({id: \"a\", patches: [{place: \"x\", has: \"y\"}]});", "no regular expression"},
		{head + "SynaSkin.fix({id: \"a\", patches: [{place: \"x\", has: /(?=y)/}]});", "invalid or unsupported Perl syntax"},
		{head + "SynaSkin.fix({", "expected } instead of EOF"},
	} {
		_, err := Fixes(fstest.MapFS{"fixes/a.js": {Data: []byte(tt.text)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.60q: %v, want %s", tt.text, err, tt.want)
		}
	}
}

func TestFunctionText(t *testing.T) {
	const script = "B.A.b = function() { no }\nA.b =\nfunction(x) { var r = /}/, s = '}'; // }\n if (x) { return r / s; } };\nA.b();"
	want := "function(x) { var r = /}/, s = '}'; // }\n if (x) { return r / s; } }"
	if got := functionText(script, "A.b"); got != want {
		t.Errorf("got %q", got)
	}
	if got := functionText(script, "A.c"); got != "" {
		t.Errorf("got %q", got)
	}
}

// TestNeedsAgreeWithBrowser compares what the sources say with the releases that
// the scenarios name, which the browser has tried.
func TestNeedsAgreeWithBrowser(t *testing.T) {
	trees := os.Getenv("ZIMBRA_TREES")
	if trees == "" {
		skipWithoutTrees(t)
	}
	fixes, err := Fixes(os.DirFS("../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	byTag := map[string][]Need{}
	look := func(tag string) []Need {
		if byTag[tag] == nil {
			roots := []fs.FS{os.DirFS(filepath.Join(trees, tag, "webapps/zimbra")), os.DirFS(filepath.Join(trees, tag, "ajax"))}
			if byTag[tag], err = Needs(fixes, roots...); err != nil {
				t.Fatal(err)
			}
		}
		return byTag[tag]
	}
	for i, f := range fixes {
		head := scenarioHead(t, "testdata/fixes/"+f.ID+".js")
		for _, tag := range strings.Fields(head["broken"]) {
			if n := look(tag)[i]; len(f.Places) > 0 && n != Needed && n != NeedBrowser {
				t.Errorf("%s in %s: %q, and the browser shows the fault", f.ID, tag, n)
			}
		}
		if tag := head["fixed"]; tag != "" && tag != "none" && (f.gate != nil || len(f.patches) > 0) {
			if n := look(tag)[i]; n != NotNeeded {
				t.Errorf("%s in %s: %q, and the browser shows no fault", f.ID, tag, n)
			}
		}
	}
}

func TestFixTable(t *testing.T) {
	fixes, err := Fixes(os.DirFS("../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../docs/fixes.md")
	if err != nil || string(have) != FixTable(fixes) {
		t.Errorf("docs/fixes.md is not what the fixes say (%v): run skinbuild fixes --markdown > docs/fixes.md", err)
	}
}
