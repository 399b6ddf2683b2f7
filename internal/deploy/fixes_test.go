//go:build unix

package deploy

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/inject/patch"
)

// scriptFix is a back-port that changes texts and a script with its packages.
const scriptFix = `Subject: Escape the text
CVE: CVE-2030-12345

--- a/js/zm/b.js
+++ b/js/zm/b.js
@@ -1,3 +1,3 @@
 function b() {
-	bad();
+	good();
 }
=== WEB-INF/classes/messages/ZmMsg.properties
append added = 1
`

const scriptTable = `[[inject]]
key = "zbug-1"
patch = "patches/zbug-1.patch"
`

// compressed returns data as gzip compresses it, with the vendor's settings.
func compressed(t testing.TB, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Name = "all.js"
	_, err := io.WriteString(w, text)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func uncompressed(t testing.TB, data string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// scripts is a webapp with a script, its package, and the compressed package that
// browsers get.
func scripts(t testing.TB) map[string]string {
	files := webapp("one")
	files["js/zm/b.js"] = "function b() {\n\tbad();\n}\n"
	files["js/X_all.js"] = "if (AjxPackage.define(\"zm.b\")) {\nfunction b() {\n\tbad();\n}\n}\n"
	files["js/X_all.js.zgz"] = compressed(t, "if(AjxPackage.define(\"zm.b\")){function b(){bad()}}")
	files["WEB-INF/classes/messages/ZmMsg.properties"] = "title = Old\n"
	return files
}

func fixParts() map[string]string {
	files := parts(1, scriptTable)
	files["patches/zbug-1.patch"] = scriptFix
	return files
}

// stateOfFix returns the state of the only back-port of the current generation.
func (s *site) stateOfFix() patch.State {
	s.Helper()
	list := s.status().Generation.Bundles[0].Patches
	if len(list) != 1 {
		s.Fatalf("%+v", list)
	}
	return list[0].State
}

// TestScriptFix: a script, its package and the compressed package are changed together,
// are known to the status, and come back byte for byte.
func TestScriptFix(t *testing.T) {
	before := scripts(t)
	s := newSite(t, before)
	p := s.do(apply(bundle(t, "fixes", 1, fixParts())))
	if len(p.Patches) != 1 || p.Patches[0].State != patch.Fits || len(p.Patches[0].Files) != 3 {
		t.Errorf("%+v", p.Patches)
	}
	now := read(t, s.dir)
	s.has("js/zm/b.js", "good();")
	s.has("js/X_all.js", "good();")
	if text := uncompressed(t, now["js/X_all.js.zgz"]); text != now["js/X_all.js"] {
		t.Errorf("browsers get %q", text)
	}
	for _, name := range []string{"js/zm/b.js", "js/X_all.js", "js/X_all.js.zgz", "WEB-INF/classes/messages/ZmMsg.properties"} {
		if got := s.stateOf(name); got != Current {
			t.Errorf("%s is %q", name, got)
		}
	}
	if p := s.do(accepting((*Server).Reapply)); !p.Empty() {
		t.Errorf("a second run changes %v", p.Changes)
	}
	s.do(uninstall())
	same(t, "removed", read(t, s.dir), before)
}

// TestScriptFixWithoutState: the state is lost; the vendor's text comes back.
func TestScriptFixWithoutState(t *testing.T) {
	before := scripts(t)
	s := newSite(t, before)
	files := fixParts()
	files["injections/skinbuild.toml"] += lateScript
	s.do(apply(bundle(t, "fixes", 1, files)))
	write(t, s.state, nil)
	s.do(accepting(uninstall("fixes")))
	after := read(t, s.dir)
	if text := uncompressed(t, after["js/X_all.js.zgz"]); text != before["js/X_all.js"] {
		t.Errorf("browsers get %q", text)
	}
	delete(after, "js/X_all.js.zgz")
	delete(before, "js/X_all.js.zgz")
	for name := range after {
		if strings.HasPrefix(name, "skins/acme/") {
			delete(after, name)
		}
	}
	same(t, "removed", after, before)
}

// TestVendorAdoptsFix: the vendor's patch has the fix; it is dropped with a word, the
// files are the vendor's, and the next run has nothing to do.
func TestVendorAdoptsFix(t *testing.T) {
	s := newSite(t, scripts(t))
	s.do(apply(bundle(t, "fixes", 1, fixParts())))
	adopted := map[string]string{
		"js/zm/b.js":      "// 2\nfunction b() {\n\tgood();\n}\n",
		"js/X_all.js":     "if (AjxPackage.define(\"zm.b\")) {\n// 2\nfunction b() {\n\tgood();\n}\n}\n",
		"js/X_all.js.zgz": compressed(t, "if(AjxPackage.define(\"zm.b\")){function b(){good()}}"),
		"WEB-INF/classes/messages/ZmMsg.properties": "title = Old\nadded = 1\n",
	}
	overwrite(t, s.dir, adopted)
	p := s.do(accepting((*Server).Reapply))
	if want := "the vendor's files have the fix zbug-1 by now: the back-port is dropped"; !slices.Contains(p.Notes, want) {
		t.Errorf("notes: %q", p.Notes)
	}
	now := read(t, s.dir)
	for name, text := range adopted {
		if now[name] != text {
			t.Errorf("%s is %q", name, now[name])
		}
	}
	if s.stateOfFix() != patch.Already || len(s.status().Generation.Files) != 0 {
		t.Errorf("%s, %+v", s.stateOfFix(), s.status().Generation.Files)
	}
	if p := s.do(accepting((*Server).Reapply)); !p.Empty() || len(p.Notes) > 0 {
		t.Errorf("the next run: %v, %q", p.Changes, p.Notes)
	}
}

// TestVendorReplacesFix: the vendor's patch lacks the fix; it is put back.
func TestVendorReplacesFix(t *testing.T) {
	s := newSite(t, scripts(t))
	s.do(apply(bundle(t, "fixes", 1, fixParts())))
	overwrite(t, s.dir, scripts(t))
	if got := s.stateOf("js/X_all.js.zgz"); got != Replaced {
		t.Errorf("the compressed package is %q", got)
	}
	s.do(accepting((*Server).Reapply))
	if text := uncompressed(t, read(t, s.dir)["js/X_all.js.zgz"]); !strings.Contains(text, "good();") {
		t.Errorf("browsers get %q", text)
	}
}

// TestFixConflictsAlone: a back-port that does not fit keeps neither another one nor the
// pages from being applied, and says why.
func TestFixConflictsAlone(t *testing.T) {
	files := scripts(t)
	files["js/X_all.js"] = strings.Replace(files["js/X_all.js"], "bad", "worse", 1)
	s := newSite(t, files)
	content := fixParts()
	content["injections/skinbuild.toml"] += backPort + lateScript
	p := s.do(apply(bundle(t, "fixes", 1, content)))
	if p.Patches[0].State != patch.Conflict || p.Patches[1].State != patch.Fits {
		t.Errorf("%+v", p.Patches)
	}
	s.has("public/login.jsp", "<title>fixed</title>")
	s.has("public/launch.jsp", "late.")
	now := read(t, s.dir)
	for name, text := range files {
		if !strings.HasPrefix(name, "public/") && now[name] != text {
			t.Errorf("%s was changed", name)
		}
	}
	if held := s.status().Generation.Bundles[0].Held; len(held) != 1 || held[0].Group != "back-port zbug-1" || !strings.Contains(held[0].Reasons[0], "patch/package") {
		t.Errorf("%+v", held)
	}
}

// TestCommandsAndExpectations: what the vendor's caches need, and what browsers must get.
func TestCommandsAndExpectations(t *testing.T) {
	s := newSite(t, scripts(t))
	files := fixParts()
	files["injections/skinbuild.toml"] += lateScript
	p := s.do(apply(bundle(t, "fixes", 1, files)))
	var commands []string
	for _, c := range p.Commands {
		commands = append(commands, c.String())
	}
	if want := []string{"zmprov modifyConfig +zimbraInstalledSkin acme", "zmprov flushCache skin", "zmprov flushCache uistrings"}; !slices.Equal(commands, want) {
		t.Errorf("commands %q", commands)
	}
	if len(p.Expected.Pages) != 2 || p.Expected.Pages[1].Path != "public/login.jsp" || len(p.Expected.Pages[1].Assets) != 1 {
		t.Errorf("pages %+v", p.Expected.Pages)
	}
	var assets []string
	now := read(t, s.dir)
	for _, a := range p.Expected.Assets {
		assets = append(assets, a.Path)
		text := now[a.Path]
		if strings.HasSuffix(a.Path, ".zgz") {
			text = uncompressed(t, text)
		}
		if a.SHA256 != hashOf([]byte(text)) {
			t.Errorf("%s has another digest", a.Path)
		}
	}
	if len(assets) != 4 || assets[0] != "js/X_all.js" || assets[1] != "js/X_all.js.zgz" || !strings.HasPrefix(assets[2], "js/skinbuild/late.") {
		t.Errorf("assets %q", assets)
	}
	if p := s.do(accepting((*Server).Reapply)); len(p.Expected.Pages) != 2 || len(p.Commands) > 0 {
		t.Errorf("nothing changes: %+v, %v", p.Expected, p.Commands)
	}
}

// TestAssetsOnly: the scripts come first, nothing refers to them yet, and the bundle is
// not there; then the pages come.
func TestAssetsOnly(t *testing.T) {
	before := scripts(t)
	s := newSite(t, before)
	files := fixParts()
	files["injections/skinbuild.toml"] += lateScript
	one := bundle(t, "fixes", 1, files)
	assetsOnly := func(server *Server) (Request, error) {
		req, err := apply(one)(server)
		req.AssetsOnly = true
		return req, err
	}
	p := s.do(assetsOnly)
	if p.Empty() || len(p.Expected.Assets) != 1 || len(p.Expected.Pages) > 0 || len(p.Commands) > 0 {
		t.Errorf("%+v, %v", p.Expected, p.Commands)
	}
	now := read(t, s.dir)
	for name := range now {
		if strings.HasPrefix(name, "js/skinbuild/late.") {
			delete(now, name)
		}
	}
	if len(now) == len(read(t, s.dir)) {
		t.Error("no script was written")
	}
	same(t, "the rest", now, before)
	if list := s.status().Generation.Bundles; len(list) != 0 {
		t.Errorf("%+v", list)
	}
	if p := s.do(assetsOnly); !p.Empty() {
		t.Errorf("a second run changes %v", p.Changes)
	}
	p = s.do(apply(one))
	for _, c := range p.Changes {
		if strings.HasPrefix(c.Path.String(), "js/skinbuild/") {
			t.Errorf("%s is written again", c.Path)
		}
	}
	s.has("public/login.jsp", "late.")
	s.do(uninstall())
	same(t, "removed", read(t, s.dir), before)
}
