package inject

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/inject/patch"
)

// fix changes a page, a style sheet, texts, a tag library and a script.
const fix = `Subject: A fix
Fixed-In: 8.8.15.p46

--- a/public/a.jsp
+++ b/public/a.jsp
@@ -1,3 +1,3 @@
 one
-two
+zwei
 three
--- a/css/a.css
+++ b/css/a.css
@@ -1,2 +1,2 @@
 a { color: red }
-b { color: red }
+b { color: blue }
--- a/WEB-INF/tlds/a.tld
+++ b/WEB-INF/tlds/a.tld
@@ -1,3 +1,3 @@
 <taglib>
-<a/>
+<b/>
 </taglib>
--- a/js/zm/b.js
+++ b/js/zm/b.js
@@ -1,3 +1,3 @@
 function b() {
-	bad();
+	good();
 }
=== WEB-INF/classes/messages/ZmMsg.properties
was title = Old
set title = New
append added = 1
`

// joinedScripts is a package of the vendor's.
const joinedScripts = "if (AjxPackage.define(\"zm.a\")) {\na();\n}\nif (AjxPackage.define(\"zm.b\")) {\nfunction b() {\n\tbad();\n}\n}\n"

// minifiedScripts is what the vendor's build makes of it.
const minifiedScripts = "/* licence */\nif(AjxPackage.define(\"zm.a\")){a()}if(AjxPackage.define(\"zm.b\")){function b(){bad()}}\n"

// installed returns a webapp on which the fix fits.
func installed() fstest.MapFS {
	live := fstest.MapFS{}
	for name, text := range map[string]string{
		"WEB-INF/web.xml":    "<web-app/>\n",
		"public/a.jsp":       "one\ntwo\nthree\n",
		"css/a.css":          "a { color: red }\nb { color: red }\n",
		"css/a.css.gz":       string(pack(".gz", "a { color: red }\nb { color: red }\n")),
		"WEB-INF/tlds/a.tld": "<taglib>\n<a/>\n</taglib>\n",
		"js/zm/b.js":         "function b() {\n\tbad();\n}\n",
		"js/X_all.js":        joinedScripts,
		"js/X_all.js.zgz":    string(pack(".zgz", minifiedScripts)),
		"js/X_all.js.br":     string(pack(".br", minifiedScripts)),
		"js/X_all.js.min":    minifiedScripts,
		"js/Y_all.js.zgz":    string(pack(".zgz", joinedScripts)),
		"js/Z_all.js":        "if (AjxPackage.define(\"zm.z\")) {\nz();\n}\n",
		"WEB-INF/classes/messages/ZmMsg.properties": "# texts\ntitle = Old\n",
	} {
		live[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return live
}

// fixSeries has the fix as its only operation.
func fixSeries(t *testing.T, text string) *Series {
	t.Helper()
	s, ds := New([]Config{{Key: "fix", Patch: "patches/fix.patch"}}, fstest.MapFS{"patches/fix.patch": {Data: []byte(text)}})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return s
}

// text returns a file of the webapp, uncompressed.
func text(t *testing.T, live fstest.MapFS, name string) string {
	t.Helper()
	got, err := unpack(packedForm(name), live[name].Data)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestPatchTargets applies a fix to files of every kind, again, and takes it back.
func TestPatchTargets(t *testing.T) {
	live, before := installed(), installed()
	s := fixSeries(t, fix)
	opt := Options{Bundle: "fixes", Generation: 1}
	plan, err := s.Apply(live, opt)
	if err != nil || plan.Diags.Err() != nil {
		t.Fatal(err, plan.Diags)
	}
	if len(plan.Patches) != 1 || plan.Patches[0].State != patch.Fits || len(plan.Patches[0].Files) != 7 {
		t.Errorf("%+v", plan.Patches)
	}
	apply(t, live, plan.Changes)
	for name, want := range map[string]string{
		"public/a.jsp":       "one\nzwei\nthree\n",
		"css/a.css":          "a { color: red }\nb { color: blue }\n",
		"css/a.css.gz":       "a { color: red }\nb { color: blue }\n",
		"WEB-INF/tlds/a.tld": "<taglib>\n<b/>\n</taglib>\n",
		"js/zm/b.js":         "function b() {\n\tgood();\n}\n",
		"js/X_all.js":        strings.Replace(joinedScripts, "bad", "good", 1),
		"js/X_all.js.zgz":    strings.Replace(joinedScripts, "bad", "good", 1),
		"js/X_all.js.br":     strings.Replace(joinedScripts, "bad", "good", 1),
		"js/X_all.js.min":    strings.Replace(joinedScripts, "bad", "good", 1),
		"js/Y_all.js.zgz":    strings.Replace(joinedScripts, "bad", "good", 1),
		"WEB-INF/classes/messages/ZmMsg.properties": "# texts\ntitle = New\nadded = 1\n",
	} {
		got := text(t, live, name)
		if mark := syntaxFor(name).open + " skinbuild:patch fix bundle=fixes gen=1 "; !strings.HasPrefix(got, want+mark) {
			t.Errorf("%s is %q", name, got)
		}
		if vendor, ok := VendorText(name, string(live[name].Data)); !ok || packedForm(name) == "" && vendor != string(before[name].Data) {
			t.Errorf("the vendor's text of %s is %q", name, vendor)
		}
	}
	again, err := s.Apply(live, Options{Bundle: "fixes", Generation: 2})
	if err != nil || again.Diags.Err() != nil || len(again.Changes) > 0 {
		t.Errorf("again: %v, %v, %d changes", err, again.Diags, len(again.Changes))
	}
	known := slices.Collect(maps.Keys(live))
	originals := func(name string) []byte { return before[name].Data }
	back, err := Revert(live, Options{Bundle: "fixes", Known: known, Original: originals})
	if err != nil || back.Diags.Err() != nil {
		t.Fatal(err, back.Diags)
	}
	apply(t, live, back.Changes)
	for name, f := range before {
		if string(live[name].Data) != string(f.Data) {
			t.Errorf("%s is %q at the end", name, live[name].Data)
		}
	}
}

// TestPatchRevertedWithoutRecord: the vendor's text comes back, compressed again.
func TestPatchRevertedWithoutRecord(t *testing.T) {
	live, before := installed(), installed()
	plan, err := fixSeries(t, fix).Apply(live, Options{})
	if err != nil || plan.Diags.Err() != nil {
		t.Fatal(err, plan.Diags)
	}
	apply(t, live, plan.Changes)
	back, err := Revert(live, Options{Known: slices.Collect(maps.Keys(live))})
	if err != nil || back.Diags.Err() != nil {
		t.Fatal(err, back.Diags)
	}
	apply(t, live, back.Changes)
	for name, f := range before {
		want := string(f.Data)
		if form := packedForm(name); form != "" && strings.HasPrefix(name, "js/X") {
			want = joinedScripts
		} else if form != "" {
			want = text(t, before, name)
		}
		if got := text(t, live, name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

// TestPatchStates: what keeps a patch from one file keeps it from all.
func TestPatchStates(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(fstest.MapFS)
		opt    Options
		state  patch.State
		code   string
	}{
		{"a line differs", func(m fstest.MapFS) { m["css/a.css"].Data = []byte("a { }\nb { }\n") }, Options{}, patch.Conflict, "patch/misfit"},
		{"a key has another value", func(m fstest.MapFS) { m["WEB-INF/classes/messages/ZmMsg.properties"].Data = []byte("title = X\n") }, Options{}, patch.Conflict, "patch/misfit"},
		{"a package of another release", func(m fstest.MapFS) {
			m["js/X_all.js"].Data = []byte(strings.Replace(joinedScripts, "bad", "worse", 1))
		}, Options{}, patch.Conflict, "patch/package"},
		{"only a compressed package", func(m fstest.MapFS) { delete(m, "js/X_all.js"); delete(m, "js/zm/b.js") }, Options{}, patch.Conflict, "patch/minified"},
		{"no page", func(m fstest.MapFS) { delete(m, "public/a.jsp") }, Options{}, patch.NoFile, "inject/missing-target"},
		{"a fixed release", func(m fstest.MapFS) { delete(m, "public/a.jsp") }, Options{Release: "8.8.15.p46"}, patch.NotNeeded, ""},
		{"a damaged compressed package", func(m fstest.MapFS) { m["js/Y_all.js.zgz"].Data = []byte("x") }, Options{}, patch.Fits, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := installed()
			test.change(live)
			plan, err := fixSeries(t, fix).Apply(live, test.opt)
			if err != nil || plan.Patches[0].State != test.state {
				t.Fatalf("%v, %+v", err, plan.Patches)
			}
			code := ""
			if len(plan.Diags) > 0 {
				code = plan.Diags[0].Code.String()
			}
			if code != test.code || test.code != "" && len(plan.Changes) > 0 {
				t.Errorf("%v, %d changes", plan.Diags, len(plan.Changes))
			}
			test.opt.LeaveOut = true
			plan, err = fixSeries(t, fix).Apply(live, test.opt)
			if err != nil || plan.Diags.Err() != nil || !test.state.Changes() && (len(plan.Changes) > 0 || len(plan.Patches[0].Reasons) == 0) {
				t.Errorf("left out: %v, %v, %+v", err, plan.Diags, plan.Patches)
			}
		})
	}
}

// TestPatchOnPatch: a second patch sees what the first has made, and both are undone.
func TestPatchOnPatch(t *testing.T) {
	second := "--- a/js/zm/b.js\n+++ b/js/zm/b.js\n@@ -1,3 +1,4 @@\n function b() {\n \tgood();\n+\tmore();\n }\n"
	s, ds := New([]Config{{Key: "one", Patch: "one.patch"}, {Key: "two", Patch: "two.patch"}}, fstest.MapFS{"one.patch": {Data: []byte(fix)}, "two.patch": {Data: []byte(second)}})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	live, before := installed(), installed()
	plan, err := s.Apply(live, Options{})
	if err != nil || plan.Diags.Err() != nil {
		t.Fatal(err, plan.Diags)
	}
	apply(t, live, plan.Changes)
	if got := text(t, live, "js/Y_all.js.zgz"); !strings.Contains(got, "\tgood();\n\tmore();\n") {
		t.Errorf("%q", got)
	}
	// Without the second, the first stays.
	plan, err = fixSeries(t, fix).Apply(live, Options{Known: []string{"js/zm/b.js"}})
	if err != nil || plan.Diags.Err() != nil {
		t.Fatal(err, plan.Diags)
	}
	apply(t, live, plan.Changes)
	if got := text(t, live, "js/Y_all.js.zgz"); !strings.Contains(got, "\tgood();\n}") {
		t.Errorf("%q", got)
	}
	if vendor, _ := VendorText("js/zm/b.js", string(live["js/zm/b.js"].Data)); vendor != string(before["js/zm/b.js"].Data) {
		t.Errorf("%q", vendor)
	}
}

// TestPackIsStable: compressing a text gives the same bytes each time, with no time and
// no name in them.
func TestPackIsStable(t *testing.T) {
	for _, form := range packedForms {
		data := pack(form, joinedScripts)
		if string(data) != string(pack(form, joinedScripts)) {
			t.Errorf("%s differs", form)
		}
		if form != ".br" && form != ".min" && string(data[:10]) != "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" {
			t.Errorf("%s begins with %x", form, data[:10])
		}
	}
}
