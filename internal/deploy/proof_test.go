//go:build linux

package deploy

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"skinbuild/internal/project/pack"
	"skinbuild/internal/testenv"
)

// A script stays while a page that was left out refers to it.
func TestSkippedPagesKeepTheirScripts(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	login := read(t, s.dir)["public/login.jsp"]
	s.do(func(server *Server) (Request, error) {
		req, err := server.Uninstall(nil)
		req.Skip = []string{"public/login.jsp"}
		return req, err
	})
	want := webapp("one")
	want["public/login.jsp"] = login
	asset := assetURL.FindStringSubmatch(login)[1]
	want[asset] = "var late = 1;\n"
	same(t, "removed", read(t, s.dir), want)
}

// Two bundles go in any order, and the script that both use goes with the last.
func TestBundlesGoInAnyOrder(t *testing.T) {
	one := bundle(t, "acme", 1, parts(1, lateScript))
	files := parts(1, strings.Replace(lateScript, `"late"`, `"other"`, 1))
	delete(files, "skins/acme/manifest.xml")
	delete(files, "skins/acme/skin.css")
	two := bundle(t, "zeta", 1, files)
	for _, order := range [][]string{{"acme", "zeta"}, {"zeta", "acme"}} {
		s := newSite(t, webapp("one"))
		s.do(apply(one, two))
		s.do(accepting(uninstall(order[0])))
		for _, f := range s.status().Files {
			if f.State == Missing || f.State == Orphan {
				t.Errorf("after %s: %s is %q", order[0], f.Path, f.State)
			}
		}
		s.do(accepting(uninstall(order[1])))
		same(t, strings.Join(order, ", "), read(t, s.dir), webapp("one"))
	}
}

// What the user has approved as a diff is what patch makes of the files, and what apply
// writes.
func TestDiffIsWhatApplyWrites(t *testing.T) {
	if _, err := exec.LookPath("patch"); err != nil {
		testenv.Skip(t, "there is no patch program")
	}
	s := newSite(t, webapp("one"))
	files := parts(1, lateScript, backPort)
	delete(files, "skins/acme/manifest.xml")
	delete(files, "skins/acme/skin.css")
	patched := filepath.Join(t.TempDir(), "patched")
	write(t, patched, webapp("one"))
	p := s.do(apply(bundle(t, "acme", 1, files)))
	cmd := exec.Command("patch", "-s", "-p1", "-d", patched)
	cmd.Stdin = strings.NewReader(pack.Patch(p.Changes))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("patch: %v\n%s", err, out)
	}
	same(t, "patched", read(t, patched), read(t, s.dir))
}

// A file system that is too small, in bytes or in names: nothing changes, and the
// message says so. A removal works even so.
func TestSmallFileSystem(t *testing.T) {
	for name, limit := range map[string]string{"bytes": "size=64k", "names": "size=4m,nr_inodes=16"} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webapp("one"))
			small := filepath.Join(t.TempDir(), "small")
			if err := os.Mkdir(small, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount("tmpfs", small, "tmpfs", 0, limit); err != nil {
				testenv.Skip(t, "cannot mount a file system: %v", err)
			}
			defer func() {
				if err := syscall.Unmount(small, 0); err != nil {
					t.Error(err)
				}
			}()
			s.dir = filepath.Join(small, "webapp")
			write(t, s.dir, webapp("one"))
			files := parts(1, lateScript)
			for i := range 12 {
				files["skins/acme/"+strings.Repeat("x", i+1)+".css"] = strings.Repeat("a{}\n", 1500)
			}
			_, err := s.try(apply(bundle(t, "acme", 1, files)))
			if err == nil || !strings.Contains(err.Error(), "nothing was changed") {
				t.Fatalf("got %v", err)
			}
			same(t, "after the failure", read(t, s.dir), webapp("one"))
			if err := os.WriteFile(filepath.Join(s.dir, "free"), nil, 0o644); err != nil {
				t.Errorf("no name is left: %v", err)
			}
		})
	}
}

// A page of generation N never has scripts of N+1: an older page keeps its script while
// a newer bundle is in effect.
func TestOlderPagesKeepTheirScripts(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	asset := assetURL.FindStringSubmatch(read(t, s.dir)["public/login.jsp"])[1]
	s.do(apply(bundle(t, "acme", 2, parts(2, lateScript))))
	if got := read(t, s.dir)[asset]; got != "var late = 1;\n" {
		t.Errorf("the script of the older page is %q", got)
	}
}

// A vendor's patch together with a newer bundle, then back.
func TestPatchAndNewerBundleAndBack(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	overwrite(t, s.dir, map[string]string{"public/login.jsp": page("two")})
	s.do(apply(bundle(t, "acme", 2, parts(2, lateScript))))
	s.do(accepting(func(server *Server) (Request, error) { return server.Rollback(1) }))
	s.has("public/login.jsp", "<title>two</title>") // no older file of the vendor's comes back
	s.has("public/login.jsp", "late.917ad6ff333d.js")
	if _, err := s.try(accepting(func(server *Server) (Request, error) { return server.Rollback(9) })); err == nil {
		t.Error("a generation that never was")
	}
	history, err := func() ([]*Generation, error) {
		server, err := Open(s.options())
		if err != nil {
			return nil, err
		}
		defer server.Close()
		return server.History()
	}()
	var commands []string
	for _, g := range history {
		commands = append(commands, g.Command)
	}
	if err != nil || !slices.Equal(commands, []string{"apply", "apply", "rollback"}) {
		t.Errorf("history %q, %v", commands, err)
	}
}

// Damaged state is reported and not taken for "nothing was applied".
func TestDamagedState(t *testing.T) {
	for _, name := range []string{"current", "generations/000001.json"} {
		s := newSite(t, webapp("one"))
		s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
		server, err := Open(s.options())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(server.StatePath(), name)
		server.Close()
		if err := os.WriteFile(file, []byte("{damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(s.options()); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A torn journal announced nothing.
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	server, err := Open(s.options())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(server.StatePath(), "journal", "000002.wal")
	server.Close()
	if err := os.WriteFile(file, []byte("0badcafe {\"step\":"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.do(accepting((*Server).Reapply))
	s.tidy("a torn journal")
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the torn journal: %v", err)
	}
}

// A skin that is in the way costs the other groups nothing, if the bundle says so.
func TestHeldSkins(t *testing.T) {
	files := webapp("one")
	files["skins/acme/skin.css"] = "theirs"
	s := newSite(t, files)
	held := parts(1, lateScript)
	held["injections/skinbuild.toml"] = "on-conflict.skins = \"hold\"\n" + held["injections/skinbuild.toml"]
	s.do(func(*Server) (Request, error) {
		return Request{Command: "apply", Apply: []Source{bundle(t, "acme", 1, held)}, Accept: []string{"public/*"}}, nil
	})
	s.has("public/login.jsp", "skinbuild:begin late")
	s.has("skins/acme/skin.css", "theirs")
	if a := s.status().Generation.Bundles[0]; len(a.Held) != 1 || a.Held[0].Group != "skins" || len(a.Skins) != 0 {
		t.Errorf("%+v", a)
	}
	s.do(accepting(uninstall()))
	same(t, "removed", read(t, s.dir), files)
}

// The doctor finds a server that compiles no changed page, and folders that others may
// write to.
func TestDoctor(t *testing.T) {
	base := t.TempDir()
	s := &site{TB: t, dir: filepath.Join(base, "jetty/webapps/zimbra"), state: filepath.Join(base, "state"), wrap: plain, day: 1}
	write(t, s.dir, webapp("one"))
	results := func() map[string]string {
		server, err := Open(s.options())
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		out := map[string]string{}
		for _, c := range server.Doctor(filepath.Join(base, "trusted.d")) {
			out[c.Name] = c.Result
		}
		return out
	}
	if got := results(); got["page compiler"] != Passes || got["webapp owner"] != Passes || got["trusted keys"] != Warns {
		t.Errorf("a good server: %v", got)
	}
	overwrite(t, filepath.Join(base, "jetty"), map[string]string{"etc/zimbra.web.xml.in": "<init-param><param-name>development</param-name>\n<param-value>false</param-value></init-param>"})
	if err := errors.Join(os.Mkdir(filepath.Join(base, "trusted.d"), 0o755), os.Chmod(filepath.Join(base, "trusted.d"), 0o777), os.Chmod(s.dir, 0o777)); err != nil {
		t.Fatal(err)
	}
	if got := results(); got["page compiler"] != Fails || got["webapp owner"] != Fails || got["trusted keys"] != Fails {
		t.Errorf("a bad server: %v", got)
	}
}

// Zimlets wait where the server's user can read them, and the command to deploy them is
// printed; a removal takes them away.
func TestZimletsWait(t *testing.T) {
	s := newSite(t, webapp("one"))
	files := parts(1, lateScript)
	files["zimlets/com_acme_x.zip"] = "PK"
	p := s.do(apply(bundle(t, "acme", 1, files)))
	server, err := Open(s.options())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	archive := filepath.Join(server.StatePath(), "zimlets/com_acme_x.zip")
	if !slices.ContainsFunc(p.Commands, func(c Command) bool { return c.String() == "zmzimletctl deploy "+archive }) {
		t.Errorf("commands %q", p.Commands)
	}
	for dir, want := range map[string]os.FileMode{server.StatePath(): 0o711, filepath.Dir(archive): 0o755, archive: 0o644, filepath.Join(server.StatePath(), "objects"): 0o700} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %04o", dir, info.Mode(), err, want)
		}
	}
	p = s.do(accepting(uninstall()))
	if _, err := os.Stat(archive); !errors.Is(err, os.ErrNotExist) || !slices.ContainsFunc(p.Commands, func(c Command) bool { return c.String() == "zmzimletctl undeploy com_acme_x" }) {
		t.Errorf("after the removal: %v, %q", err, p.Commands)
	}
}

// Without the state, the bundle can be applied again, and its blocks can be removed.
func TestLostState(t *testing.T) {
	for _, again := range []bool{true, false} {
		s := newSite(t, webapp("one"))
		one := bundle(t, "acme", 1, parts(1, lateScript))
		s.do(apply(one))
		if err := os.RemoveAll(s.state); err != nil {
			t.Fatal(err)
		}
		if got := s.stateOf("public/login.jsp"); got != Older {
			t.Errorf("a page with blocks of a run that is not known is %q", got)
		}
		want := webapp("one")
		if again {
			s.do(apply(one))
			if got := s.stateOf("public/login.jsp"); got != Current {
				t.Errorf("applied again: %q", got)
			}
		} else { // only the state knows of the skin
			for _, name := range []string{"skins/acme/manifest.xml", "skins/acme/skin.css"} {
				want[name] = parts(1)[name]
			}
		}
		s.do(accepting(uninstall()))
		same(t, "removed", read(t, s.dir), want)
	}
}

// A conflict shows what somebody has edited.
func TestConflictsShowTheEdit(t *testing.T) {
	s := newSite(t, webapp("one"))
	one := bundle(t, "acme", 1, parts(1, lateScript))
	s.do(apply(one))
	login := read(t, s.dir)["public/login.jsp"]
	for what, edit := range map[string]string{
		"in a block":     strings.Replace(login, "js/skinbuild", "js/hacked", 1),
		"beside a block": strings.Replace(login, "</head>", "<script src=evil.js></script>\n</head>", 1),
	} {
		overwrite(t, s.dir, map[string]string{"public/login.jsp": edit})
		plan, err := s.try(careful(one))
		codeOf(t, plan, err)
		if hint := plan.Diags[0].Hint; !strings.Contains(hint, "since then:\n") || !strings.Contains(hint, "  +") || strings.Contains(hint, "<title>") {
			t.Errorf("%s: %s", what, hint)
		}
	}
}
