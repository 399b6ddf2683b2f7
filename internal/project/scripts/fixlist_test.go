package scripts

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/testenv"
	"skinbuild/internal/versions"
)

func TestFixHeads(t *testing.T) {
	fixes, err := Fixes(os.DirFS("../../../overrides"))
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
		if head := scenarioHead(t, "testdata/fixes/"+f.ID+".js"); head["broken"] == "" {
			t.Errorf("the scenario of %s names no release with the fault", f.ID)
		}
	}
}

func TestFixesRefuses(t *testing.T) {
	const head = "/**\n * T.\n *\n * symptom: s\n * browsers: b\n * vendor: v\n * guard: g\n */\n"
	for _, tt := range []struct{ text, want string }{
		{"SynaSkin.fix({id: \"a\"});", "does not open with a /** comment */"},
		{strings.Replace(head, " * guard: g\n", "", 1), `no "guard:" line`},
		{head, "no SynaSkin.fix"},
		{strings.Replace(head, "guard: g", "guard: g\n * source: a.jsp", 1) + "SynaSkin.fix({id: \"a\"});", `source: want FILE has /…/ lacks /…/, not "a.jsp"`},
		{strings.Replace(head, "guard: g", "guard: g\n * source: a.jsp has /(/", 1) + "SynaSkin.fix({id: \"a\"});", "missing closing )"},
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
	testenv.Trees(t)
	fixes, err := Fixes(os.DirFS("../../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	byTag := map[string][]Need{}
	look := func(t *testing.T, tag string) []Need {
		t.Helper()
		if byTag[tag] == nil {
			tree := testenv.Tree(t, tag)
			roots := []fs.FS{os.DirFS(filepath.Join(tree, "webapps/zimbra")), os.DirFS(filepath.Join(tree, "ajax"))}
			if byTag[tag], err = Needs(fixes, roots...); err != nil {
				t.Fatal(err)
			}
		}
		return byTag[tag]
	}
	for i, f := range fixes {
		head := scenarioHead(t, "testdata/fixes/"+f.ID+".js")
		for _, tag := range strings.Fields(head["broken"]) {
			t.Run(f.ID+"/"+tag, func(t *testing.T) {
				if n := look(t, tag)[i]; (len(f.Places) > 0 || f.source != nil) && n != Needed && n != NeedBrowser {
					t.Errorf("%q, and the browser shows the fault", n)
				}
			})
		}
		if tag := head["fixed"]; tag != "" && tag != "none" && (f.gate != nil || f.source != nil || len(f.patches) > 0) {
			t.Run(f.ID+"/"+tag, func(t *testing.T) {
				if n := look(t, tag)[i]; n != NotNeeded {
					t.Errorf("%q, and the browser shows no fault", n)
				}
			})
		}
	}
}

func TestFixTable(t *testing.T) {
	fixes, err := Fixes(os.DirFS("../../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../../docs/fixes.md")
	if err != nil || string(have) != FixTable(fixes) {
		t.Errorf("docs/fixes.md is not what the fixes say (%v): run skinbuild fixes --format markdown > docs/fixes.md", err)
	}
}

// TestGuardsSurviveTheCompressor asks every guard again, of the functions as the
// server sends them: compressed, their variables renamed.
func TestGuardsSurviveTheCompressor(t *testing.T) {
	testenv.Trees(t)
	fixes, err := Fixes(os.DirFS("../../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"8.7.6", "8.8.9.p3", "8.8.15", "8.8.15.p13", "8.8.15.p30", "9.0.0.p40", "10.1.3"} {
		t.Run(tag, func(t *testing.T) { guardsSurvive(t, fixes, testenv.Tree(t, tag)) })
	}
}

// guardsSurvive asks the guards of the source of one release and of the compressed code.
func guardsSurvive(t *testing.T, fixes []Fix, tree string) {
	t.Helper()
	asked := 0
	texts := map[string]string{}
	for _, f := range fixes {
		for _, p := range f.probes() {
			texts[p.place] = ""
		}
	}
	for _, dir := range []string{"webapps/zimbra", "ajax"} {
		s := survey{texts: texts}
		if err := s.read(os.DirFS(filepath.Join(tree, dir))); err != nil {
			t.Fatal(err)
		}
	}
	places, scripts := []string{}, []string{}
	for place, text := range texts {
		if text != "" {
			places, scripts = append(places, place), append(scripts, place+" = "+debugLines.ReplaceAllString(text, "")+";")
		}
	}
	small := map[string]string{}
	for i, v := range testenv.YUI(t, scripts) {
		if small[places[i]] = functionText(v.Text, places[i]); !v.OK || small[places[i]] == "" {
			t.Errorf("%s: %.100s", places[i], v.Text)
		}
	}
	for _, f := range fixes {
		for _, p := range f.probes() {
			if texts[p.place] == "" {
				continue
			}
			if asked++; p.matches(texts[p.place]) != p.matches(small[p.place]) {
				t.Errorf("the guard of %s says %v of the source of %s and %v of the compressed code", f.ID, p.matches(texts[p.place]), p.place, p.matches(small[p.place]))
			}
		}
	}
	if asked < 25 {
		t.Errorf("only %d guards were asked", asked)
	}
	t.Logf("%d guards asked", asked)
}

func FuzzFunctionText(f *testing.F) {
	f.Add("A.b = function() { return /}/; };")
	f.Add("A.b=function(a){'}'")
	f.Add("xA.b = function(){}; A.b = /x/; A.b\n=\nfunction A(){`${`}`}`}")
	f.Fuzz(func(t *testing.T, script string) {
		if got := functionText(script, "A.b"); got != "" && (!strings.HasPrefix(got, "function") || !strings.Contains(script, got)) {
			t.Errorf("%q is no function of %q", got, script)
		}
	})
}

// TestNeedsTable compares needs.tsv with the sources of all releases; UPDATE_NEEDS=1
// writes it from them.
func TestNeedsTable(t *testing.T) {
	trees := testenv.Trees(t)
	fixes, err := Fixes(os.DirFS("../../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	update := os.Getenv("UPDATE_NEEDS") != ""
	head, _, _ := strings.Cut(needsTable, "\n")
	releases := strings.Split(head, "\t")[1:]
	if update {
		releases = slices.SortedFunc(maps.Keys(trees), versions.Compare)
	}
	needs := map[string][]Need{}
	for _, release := range releases {
		if update || trees[release] != "" {
			if needs[release], err = needsOf(fixes, trees[release]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(needs) == 0 {
		t.Fatal("no release of the table is there")
	}
	if update {
		if err := os.WriteFile("needs.tsv", []byte(formatNeeds(fixes, releases, needs)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for release, found := range needs {
		for i, f := range fixes {
			want := found[i] == NotNeeded || found[i] == NotThere
			if got := unneeded(f.ID, []string{release}); got != want {
				t.Errorf("%s in %s is %q, and needs.tsv leaves it out: %v", f.ID, release, found[i], got)
			}
		}
	}
}

func needsOf(fixes []Fix, webapp string) ([]Need, error) {
	return Needs(fixes, os.DirFS(webapp), os.DirFS(filepath.Join(webapp, "../../ajax")))
}

// TestUnneeded asks for releases that the table has and for one that it lacks.
func TestUnneeded(t *testing.T) {
	for _, tt := range []struct {
		id       string
		releases []string
		want     bool
	}{
		{"ZBUG-866", []string{"10.1.3"}, true},
		{"ZBUG-866", []string{"8.7.6"}, false},
		{"ZBUG-866", []string{"10.1.3", "8.7.6"}, false},
		{"ZBUG-866", []string{"11.0.0"}, false},
		{"ZBUG-866", nil, false},
		{"one's own", []string{"10.1.3"}, false},
		{"ZCS-1548", []string{"10.1.3"}, false},
	} {
		if got := unneeded(tt.id, tt.releases); got != tt.want {
			t.Errorf("%s in %v: %v", tt.id, tt.releases, got)
		}
	}
}
