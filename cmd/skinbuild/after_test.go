package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/cli"
)

// A server is a webapp with the vendor's commands beside it, and a site that sends its
// files as they are.
type server struct {
	*testing.T
	dir  string
	http *httptest.Server
	fake http.HandlerFunc // answers instead; nil: the files do
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{T: t, dir: t.TempDir()}
	s.write("webapp/WEB-INF/web.xml", "<web-app/>\n", 0o644)
	s.write("webapp/public/login.jsp", "<html>\n<head>\n</head>\n<body>\n</body>\n</html>\n", 0o644)
	s.write("webapp/js/zm/b.js", "function b() {\n\tbad();\n}\n", 0o644)
	s.write("webapp/WEB-INF/classes/messages/ZmMsg.properties", "title = Old\n", 0o644)
	s.write("build/injections/skinbuild.toml", "[[inject]]\nkey = \"late\"\ntargets = [\"public/login.jsp\"]\nvia = \"template\"\nanchor = \"body-end\"\nscript = \"js/late.js\"\n\n[[inject]]\nkey = \"fix\"\npatch = \"patches/fix.patch\"\n", 0o644)
	s.write("build/scripts/js/late.js", "var late = 1;\n", 0o644)
	s.write("build/patches/fix.patch", "--- a/js/zm/b.js\n+++ b/js/zm/b.js\n@@ -1,3 +1,3 @@\n function b() {\n-\tbad();\n+\tgood();\n }\n=== WEB-INF/classes/messages/ZmMsg.properties\nset title = New\n", 0o644)
	s.write("build/skins/acme/manifest.xml", "<?xml version=\"1.0\"?>\n<skin><css><file>skin.css</file></css></skin>\n", 0o644)
	s.write("build/skins/acme/skin.css", "a { color: red }\n", 0o644)
	s.write("bin/zmprov", "#!/bin/sh\necho \"$@\" >>"+s.dir+"/zmprov.log\n", 0o755)
	s.http = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.http.Close)
	s.pack("acme")
	return s
}

// pack packs the folder build as acme.skinbundle.
func (s *server) pack(name string) {
	s.Helper()
	code, out := s.run("bundle", "pack", "--name", name, "--bundle-version", "1", "--sequence", "1", "-o", filepath.Join(s.dir, "dist"), filepath.Join(s.dir, "build"))
	if code != 0 {
		s.Fatalf("code %d\n%s", code, out)
	}
	if err := os.Rename(filepath.Join(s.dir, "dist", name+"-1.skinbundle"), filepath.Join(s.dir, "acme.skinbundle")); err != nil {
		s.Fatal(err)
	}
}

func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	if s.fake != nil {
		s.fake(w, r)
		return
	}
	data, err := os.ReadFile(filepath.Join(s.dir, "webapp", filepath.FromSlash(r.URL.Path)))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Write(data)
}

func (s *server) write(name, text string, mode os.FileMode) {
	s.Helper()
	file := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		s.Fatal(err)
	}
}

func (s *server) read(name string) string {
	data, _ := os.ReadFile(filepath.Join(s.dir, name)) // "" if it is not there
	return string(data)
}

// run runs the tool and returns its exit code and all that it prints.
func (s *server) run(args ...string) (int, string) {
	s.Helper()
	var out bytes.Buffer
	cmd := root()
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	code := cli.Run(cmd, args)
	return code, out.String()
}

// apply runs apply with flags.
func (s *server) apply(flags ...string) (int, string) {
	s.Helper()
	return s.run(append([]string{"apply", "--webapp", filepath.Join(s.dir, "webapp"), "--state", filepath.Join(s.dir, "state"),
		"--insecure-unsigned", "--accept", "**", "--zimbra-bin", filepath.Join(s.dir, "bin"), filepath.Join(s.dir, "acme.skinbundle")}, flags...)...)
}

// wants fails unless the output holds all texts and the code is right.
func (s *server) wants(code int, out string, want int, texts ...string) {
	s.Helper()
	if code != want {
		s.Errorf("code %d, want %d", code, want)
	}
	for _, text := range texts {
		if !strings.Contains(out, text) {
			s.Errorf("no %q in\n%s", text, out)
		}
	}
}

// TestApplyFlushesAndVerifies: the log names each command and request, and the metrics
// say what is on the server.
func TestApplyFlushesAndVerifies(t *testing.T) {
	s := newServer(t)
	metrics := filepath.Join(s.dir, "skinbuild.prom")
	code, out := s.apply("--flush", "--verify-url", s.http.URL, "--metrics", metrics)
	s.wants(code, out, 0, "generation 1 is in effect", "ran     zmprov modifyConfig +zimbraInstalledSkin acme", "ran     zmprov flushCache uistrings",
		"ok      "+s.http.URL+"/public/login.jsp (8 requests)", "ok      "+s.http.URL+"/js/zm/b.js (2 requests)")
	if got := s.read("zmprov.log"); got != "modifyConfig +zimbraInstalledSkin acme\nflushCache skin\nflushCache uistrings\n" {
		t.Errorf("zmprov got %q", got)
	}
	for _, line := range []string{`state="applied"} 5`, `skinbuild_generation{webapp="`, `bundle="acme"} 1`, `bundle="acme",state="fits"} 1`, `skinbuild_last_run_failed{`} {
		if !strings.Contains(s.read("skinbuild.prom"), line) {
			t.Errorf("no %q in\n%s", line, s.read("skinbuild.prom"))
		}
	}
	code, out = s.apply("--flush", "--verify-url", s.http.URL, "--json")
	var result struct {
		Changed  bool
		Flushed  []any
		Verified []any
	}
	if err := json.Unmarshal([]byte(out), &result); err != nil || code != 0 || result.Changed || len(result.Flushed) > 0 || len(result.Verified) == 0 {
		t.Errorf("again: code %d, %v\n%s", code, err, out)
	}
}

// TestApplyRollsBack: what does not reach browsers does not stay, and the caches are
// flushed for what does.
func TestApplyRollsBack(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault func(s *server)
		flags []string
		code  int
		says  string
	}{
		{"a proxy's sign-in page", func(s *server) {
			s.fake = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://sso.example.com/", http.StatusFound)
			}
		}, nil, 1, "leads to another server, sso.example.com"},
		{"a command that fails", func(s *server) { s.write("bin/zmprov", "#!/bin/sh\necho no LDAP >&2\nexit 1\n", 0o755) }, nil, 6, "exit status 1: no LDAP"},
	} {
		for _, keep := range []bool{false, true} {
			s := newServer(t)
			before := s.read("webapp/public/login.jsp")
			test.fault(s)
			flags := []string{"--flush"}
			if s.fake != nil {
				flags = append(flags, "--verify-url", s.http.URL, "--verify-wait", "0s")
			}
			if keep {
				flags = append(flags, "--keep")
			}
			code, out := s.apply(flags...)
			s.wants(code, out, test.code, test.says)
			changed := s.read("webapp/public/login.jsp") != before
			if changed != keep || strings.Contains(out, "rolled back: generation 2 is in effect") == keep {
				t.Errorf("%s, keep %v: changed %v\n%s", test.name, keep, changed, out)
			}
			if !keep && s.fake != nil && !strings.HasSuffix(s.read("zmprov.log"), "modifyConfig -zimbraInstalledSkin acme\nflushCache skin\nflushCache uistrings\n") {
				t.Errorf("%s: zmprov got %q", test.name, s.read("zmprov.log"))
			}
		}
	}
}

// TestCommandsByHand: without the vendor's commands they are printed.
func TestCommandsByHand(t *testing.T) {
	s := newServer(t)
	if err := os.Remove(filepath.Join(s.dir, "bin/zmprov")); err != nil {
		t.Fatal(err)
	}
	code, out := s.apply("--flush")
	s.wants(code, out, 0, "now run, as the server's user:\n  zmprov modifyConfig +zimbraInstalledSkin acme\n  zmprov flushCache skin\n")
}

// TestMetricsFile: a file that cannot be written stops the command before it begins.
func TestMetricsFile(t *testing.T) {
	s := newServer(t)
	if err := os.Mkdir(filepath.Join(s.dir, "folder.prom"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		code int
		says string
	}{
		{"missing/skinbuild.prom", 6, "no such file or directory"},
		{"folder.prom", 6, "not a regular file"},
		{"skinbuild.txt", 2, "neither in .prom nor in .graphite"},
	} {
		code, out := s.apply("--metrics", filepath.Join(s.dir, test.file))
		s.wants(code, out, test.code, test.says)
	}
	if s.read("webapp/js/zm/b.js") != "function b() {\n\tbad();\n}\n" {
		t.Error("something was written")
	}
	graphite := filepath.Join(s.dir, "skinbuild.graphite")
	code, out := s.run("status", "--webapp", filepath.Join(s.dir, "webapp"), "--state", filepath.Join(s.dir, "state"), "--metrics", graphite)
	s.wants(code, out, 0)
	if !strings.HasPrefix(s.read("skinbuild.graphite"), "skinbuild.files.applied 0 ") {
		t.Errorf("%s", s.read("skinbuild.graphite"))
	}
}
