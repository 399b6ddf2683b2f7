package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

// realServer is a server with folders of a release.
func realServer(t *testing.T, release string, folders ...string) *server {
	t.Helper()
	s := &server{T: t, dir: t.TempDir()}
	s.lay(release, folders...)
	s.write("project/skinbuild.toml", "scripts.standard = false\n", 0o644)
	return s
}

// lay puts folders of a release over those of the webapp, as the vendor's patch does.
func (s *server) lay(release string, folders ...string) {
	s.Helper()
	for _, folder := range folders {
		to := filepath.Join(s.dir, "webapp", filepath.FromSlash(folder))
		if err := os.RemoveAll(to); err != nil {
			s.Fatal(err)
		}
		if err := os.CopyFS(to, os.DirFS(filepath.Join(testenv.Release(s.T, release), filepath.FromSlash(folder)))); err != nil {
			s.Fatal(err)
		}
	}
}

// imports imports a commit of the vendor's into the project, and packs it.
func (s *server) imports(commit, name string, flags ...string) string {
	s.Helper()
	diff, err := exec.Command(testenv.Command(s.T, "git"), "--git-dir", testenv.ClientGit(s.T), "show", commit).Output()
	if err != nil {
		s.Fatal(err)
	}
	s.write("commit.diff", string(diff), 0o644)
	code, out := s.run(append([]string{"patch", "import", "--project", s.dir + "/project/skinbuild.toml", "--name", name, s.dir + "/commit.diff"}, flags...)...)
	s.wants(code, out, 0)
	s.write("build/injections/skinbuild.toml", "[[inject]]\nkey = \""+name+"\"\npatch = \"patches/"+name+".patch\"\n", 0o644)
	s.write("build/patches/"+name+".patch", s.read("project/patches/"+name+".patch"), 0o644)
	s.pack("fixes")
	return out
}

// TestAdvisory takes one fix of the vendor's from its commit to the release that has it:
// imported, applied to a release without it, adopted by the vendor, dropped.
func TestAdvisory(t *testing.T) {
	testenv.Long(t)
	s := realServer(t, "8.8.15.p40", "public", "WEB-INF", "h")
	const page = "webapp/public/Resources.jsp"
	before := s.read(page)
	s.imports("38d10039f1", "zbug-3794", "--fixed-in", "8.8.15.p46")
	at := []string{"--webapp", s.dir + "/webapp", "--state", s.dir + "/state"}
	// Nothing is accepted: the page is the vendor's of a known release.
	code, out := s.run(append([]string{"apply", "--insecure-unsigned", s.dir + "/acme.skinbundle"}, at...)...)
	s.wants(code, out, 0, "replace  public/Resources.jsp  +zbug-3794", "zbug-3794  fits", "generation 1 is in effect")
	t.Logf("apply on 8.8.15.p40:\n%s", out)
	if s.read(page) == before {
		t.Error("the page is unchanged")
	}
	s.lay("8.8.15.p46", "public", "WEB-INF", "h")
	fixed := s.read(page)
	code, out = s.run(append([]string{"reapply"}, at...)...)
	s.wants(code, out, 0, "note: the vendor's files have the fix zbug-3794 by now: the back-port is dropped")
	t.Logf("reapply on 8.8.15.p46:\n%s", out)
	if s.read(page) != fixed {
		t.Error("the vendor's page was changed")
	}
	code, out = s.run(append([]string{"reapply"}, at...)...)
	s.wants(code, out, 0, "nothing to change")
	code, out = s.run(append([]string{"status", "--exit-code"}, at...)...)
	s.wants(code, out, 0)
}

// jammed packages scripts of a release as the vendor's build does.
func (s *server) jammed(names ...string) string {
	s.Helper()
	var b strings.Builder
	for _, name := range names {
		b.WriteString("if (AjxPackage.define(\"" + name + "\")) {\n")
		for line := range strings.Lines(s.read("webapp/js/" + strings.ReplaceAll(name, ".", "/") + ".js")) {
			if line = strings.TrimRight(line, "\r\n"); !strings.HasPrefix(strings.TrimSpace(line), "AjxPackage.") {
				b.WriteString(line + "\n")
			}
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// TestPatchedPackage: a package that holds a patched script, compressed as browsers get
// it, loads in Chromium and has the fix. The server has no source of the script.
func TestPatchedPackage(t *testing.T) {
	s := realServer(t, "8.8.15.p40", "public", "WEB-INF", "h", "js/zimbraMail/mail/view")
	b := browsertest.Open(t, browser.Chromium)
	const script = "zimbraMail.mail.view.ZmInviteMsgView"
	text := s.jammed(script) + "if (AjxPackage.define(\"zimbraMail.Other\")) {\nother = 1;\n}\n"
	s.write("webapp/js/Mail_all.js", text, 0o644)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, "minified"); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	s.write("webapp/js/Mail_all.js.zgz", packed.String(), 0o644)
	if err := os.RemoveAll(s.dir + "/webapp/js/zimbraMail"); err != nil {
		t.Fatal(err)
	}
	s.imports("613cd2d322", "zbug-3730")
	code, out := s.run("apply", "--insecure-unsigned", "--accept", "js/*", "--webapp", s.dir+"/webapp", "--state", s.dir+"/state", s.dir+"/acme.skinbundle")
	s.wants(code, out, 0, "zbug-3730  fits", "replace  js/Mail_all.js  +zbug-3730", "replace  js/Mail_all.js.zgz  +zbug-3730")
	boot, err := os.ReadFile(filepath.Join(testenv.Tree(t, "8.8.15.p40"), "ajax/js/ajax/boot/AjxPackage.js"))
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			// What the scripts of the package look up while they load.
			io.WriteString(w, "<script>var AjxEnv = {}, ZmCalBaseItem = {}, ZmMsg = {}, AjxMessageFormat = {format: function() { return ''; }}</script><script src=boot.js></script><script src=Mail_all.js.zgz></script>")
		case "/boot.js":
			w.Write(boot)
		case "/Mail_all.js.zgz":
			w.Header().Set("Content-Type", "text/javascript")
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, s.read("webapp/js/Mail_all.js.zgz"))
		}
	}))
	defer site.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	page, err := b.Visit(ctx, site.URL+"/", &browser.Options{Script: `[typeof ZmInviteMsgView == "function" && window.other === 1, String(ZmInviteMsgView.prototype.addSubs).indexOf("htmlEncode(this._msg.cif)") > 0].join()`})
	if err != nil {
		t.Fatal(err)
	}
	if string(page.Value) != `"true,true"` {
		t.Errorf("defined, fixed: %s; %+v", page.Value, page.Console)
	}
	for _, m := range page.Console {
		if m.Level == "error" && !strings.Contains(m.Text, "404") && !strings.Contains(m.URL, "favicon") {
			t.Errorf("%+v", m)
		}
	}
	t.Logf("Mail_all.js.zgz has %d bytes, its text %d", len(s.read("webapp/js/Mail_all.js.zgz")), len(s.read("webapp/js/Mail_all.js")))
}
