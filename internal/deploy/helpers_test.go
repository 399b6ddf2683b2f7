//go:build unix

package deploy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

// page is a template that operations have places in; a vendor's release is a text in it.
func page(release string) string {
	return "<%@ page pageEncoding=\"UTF-8\" %>\n<head>\n<title>" + release + "</title>\n<link rel=\"stylesheet\" href=\"a.css\">\n</head>\n<body>\n</body>\n"
}

// webapp returns the files of a small webapp.
func webapp(release string) map[string]string {
	return map[string]string{
		"WEB-INF/web.xml":    "<web-app/>\n",
		"public/login.jsp":   page(release),
		"public/launch.jsp":  page(release + " launch"),
		"js/vendor.js":       "vendor();\n",
		"skins/_base/a.html": "<p>\n",
	}
}

// write makes a folder hold exactly those files.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	overwrite(t, dir, files)
}

// overwrite adds files to a folder, as a package manager does.
func overwrite(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// read returns all files of a folder; a link is shown with its target.
func read(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if e.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(name)
			files[filepath.ToSlash(rel)] = "-> " + target
			return err
		}
		data, err := os.ReadFile(name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// same compares two sets of files.
func same(t testing.TB, what string, got, want map[string]string) {
	t.Helper()
	for name, text := range want {
		if now, ok := got[name]; !ok {
			t.Errorf("%s: %s is gone", what, name)
		} else if now != text {
			t.Errorf("%s: %s is\n%s\nwant\n%s", what, name, now, text)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is left", what, name)
		}
	}
}

// operations of the bundles of these tests.
const (
	lateScript = `[[inject]]
key = "late"
targets = ["public/*.jsp"]
via = "template"
anchor = "body-end"
script = "js/ours/late.js"
`
	backPort = `[[inject]]
key = "fix"
patch = "patches/fix.diff"
`
	fixDiff = "--- a/public/login.jsp\n+++ b/public/login.jsp\n@@ -2,3 +2,3 @@\n <head>\n-<title>one</title>\n+<title>fixed</title>\n <link rel=\"stylesheet\" href=\"a.css\">\n"
)

// parts are the files of a bundle: operations, a script and a skin, each with a
// version in it.
func parts(version int, tables ...string) map[string]string {
	return map[string]string{
		"injections/skinbuild.toml": "scripts.standard = false\n\n" + strings.Join(tables, "\n"),
		"scripts/js/ours/late.js":   fmt.Sprintf("var late = %d;\n", version),
		"patches/fix.diff":          fixDiff,
		"skins/acme/manifest.xml":   "<?xml version=\"1.0\"?>\n<skin><css><file>skin.css</file></css></skin>\n",
		"skins/acme/skin.css":       fmt.Sprintf("a { z-index: %d }\n", version),
	}
}

// bundle packs files.
func bundle(t testing.TB, name string, sequence uint64, files map[string]string, releases ...string) Source {
	t.Helper()
	var entries []tree.Entry
	for file, text := range files {
		entries = append(entries, tree.Entry{Path: tree.MustPath(file), Mode: 0o644, Data: []byte(text)})
	}
	content, err := tree.New(entries...)
	if err != nil {
		t.Fatal(err)
	}
	data, ds := pack.Write(pack.Info{Name: name, Version: fmt.Sprint(sequence), Sequence: sequence, Tool: "test", Releases: releases}, content, nil)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	b, err := pack.Open(data, pack.Options{Unsigned: true})
	if err != nil {
		t.Fatal(err)
	}
	return Source{Bundle: b, Data: data, Signer: "team"}
}

// A site is a webapp and the state of it, in folders of their own.
type site struct {
	testing.TB
	dir, state string
	wrap       func(disk.Disk, string) disk.Disk
	day        int // of the clock
}

func newSite(t testing.TB, files map[string]string) *site {
	t.Helper()
	base := t.TempDir()
	s := &site{TB: t, dir: filepath.Join(base, "webapp"), state: filepath.Join(base, "state"), wrap: plain, day: 1}
	write(t, s.dir, files)
	return s
}

func (s *site) options() Options {
	return Options{Webapp: s.dir, State: s.state, Tool: "test", Now: fmt.Sprintf("2030-01-%02dT00:00:00Z", s.day)}
}

// try opens the server and carries a request out. The request accepts all files: those
// of these webapps are in no release.
func (s *site) try(request func(*Server) (Request, error)) (*Plan, error) {
	server, err := open(s.options(), s.wrap, true)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	req, err := request(server)
	if err != nil {
		return nil, err
	}
	plan, err := server.Plan(&req)
	if err != nil {
		return nil, err
	}
	return plan, server.Commit(plan)
}

// do is try that must work.
func (s *site) do(request func(*Server) (Request, error)) *Plan {
	s.Helper()
	plan, err := s.try(request)
	if err != nil {
		s.Fatal(err)
	}
	return plan
}

// apply asks for bundles.
func apply(list ...Source) func(*Server) (Request, error) {
	return func(*Server) (Request, error) {
		return Request{Command: "apply", Apply: list, Accept: []string{"**"}}, nil
	}
}

// accepting adds --accept '**' to a request.
func accepting(request func(*Server) (Request, error)) func(*Server) (Request, error) {
	return func(s *Server) (Request, error) {
		req, err := request(s)
		req.Accept = append(req.Accept, "**")
		return req, err
	}
}

// uninstall asks for the removal of bundles.
func uninstall(names ...string) func(*Server) (Request, error) {
	return func(s *Server) (Request, error) { return s.Uninstall(names) }
}

// status looks at the webapp.
func (s *site) status() *Status {
	s.Helper()
	server, err := Open(s.options())
	if err != nil {
		s.Fatal(err)
	}
	defer server.Close()
	st, err := server.Status()
	if err != nil {
		s.Fatal(err)
	}
	return st
}

// stateOf returns what the status says about a file, "" if it does not list it.
func (s *site) stateOf(name string) State {
	s.Helper()
	for _, f := range s.status().Files {
		if f.Path == name {
			return f.State
		}
	}
	return ""
}

// has fails unless the file contains the text.
func (s *site) has(name, text string) {
	s.Helper()
	if got := read(s, s.dir)[name]; !strings.Contains(got, text) {
		s.Errorf("%s does not contain %q:\n%s", name, text, got)
	}
}
