//go:build unix

package deploy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"skinbuild"
	"skinbuild/internal/testenv"
)

// defaultBundle has the operations of the default project, with scripts of one line, and
// a skin.
func defaultBundle(t testing.TB, releases ...string) Source {
	t.Helper()
	text, err := fs.ReadFile(skinbuild.Default(), "skinbuild.toml")
	if err != nil {
		t.Fatal(err)
	}
	files := parts(1)
	files["injections/skinbuild.toml"] = string(text)
	for _, name := range []string{"SynaHead", "SynaModernizr", "SynaSkinConfig", "FixZimbra", "SynaSkinOverride", "SynaPage"} {
		files["scripts/js/"+name+".js"] = "window." + name + " = true;\n"
	}
	return bundle(t, "acme", 1, files, releases...)
}

// lay makes the site's webapp hold the release, as the vendor's upgrade does.
func (s *site) lay(trees map[string]string, release string) map[string]string {
	s.Helper()
	dir, ok := trees[release]
	if !ok {
		testenv.Skip(s, "ZIMBRA_TREES has no %s", release)
	}
	files := read(s, dir)
	// A patch replaces the vendor's files and removes those that the release has not.
	for name := range read(s, s.dir) {
		if _, known := files[name]; !known && vendorFile(name) {
			if err := os.Remove(filepath.Join(s.dir, name)); err != nil {
				s.Fatal(err)
			}
		}
	}
	overwrite(s, s.dir, files)
	return files
}

// vendorFile reports whether a package of the vendor's owns the file.
func vendorFile(name string) bool {
	return !matches([]string{"js/skinbuild/**", "skins/acme/**"}, name)
}

// careful asks for bundles and accepts nothing.
func careful(list ...Source) func(*Server) (Request, error) {
	return func(*Server) (Request, error) { return Request{Command: "apply", Apply: list}, nil }
}

// TestUpgrades goes through patches of the vendor's: after each, status names what was
// replaced and reapply puts it back; at the end the webapp is the vendor's, byte for byte.
func TestUpgrades(t *testing.T) {
	trees := testenv.Trees(t)
	for _, line := range [][]string{{"8.8.15.p30", "8.8.15.p40", "8.8.15.p46"}, {"9.0.0", "10.1.3"}} {
		t.Run(line[0], func(t *testing.T) {
			s := newSite(t, nil)
			var pristine map[string]string
			for i, release := range line {
				pristine = s.lay(trees, release)
				if i == 0 {
					s.do(careful(defaultBundle(t)))
				} else {
					st := s.status()
					if st.Counts[string(Replaced)] == 0 || st.Counts[string(Foreign)] > 0 {
						t.Errorf("%s: %v", release, st.Counts)
					}
					s.do((*Server).Reapply)
				}
				s.asApplied(release)
			}
			before := read(t, s.dir)
			s.do(func(server *Server) (Request, error) { return server.Rollback(1) })
			same(t, "rolled back", numberless(read(t, s.dir)), numberless(before))
			s.do(uninstall())
			same(t, "removed", read(t, s.dir), pristine)
		})
	}
}

// asApplied fails unless the status finds nothing to do and no foreign file.
func (s *site) asApplied(release string) {
	s.Helper()
	st := s.status()
	if !slices.Contains(st.Releases, release) {
		s.Errorf("%s is taken for %q", release, st.Releases)
	}
	for _, f := range st.Files {
		if f.State != Current {
			s.Errorf("%s: %s is %q", release, f.Path, f.State)
		}
	}
}

// TestReleases applies the default operations to every release, twice, and removes them.
func TestReleases(t *testing.T) {
	trees := testenv.Trees(t)
	one := defaultBundle(t)
	for release, dir := range trees {
		t.Run(release, func(t *testing.T) {
			pristine := read(t, dir)
			s := newSite(t, pristine)
			s.do(careful(one))
			s.asApplied(release)
			if p := s.do(careful(one)); !p.Empty() {
				t.Error("a second run changes something")
			}
			s.do(uninstall())
			same(t, "removed", read(t, s.dir), pristine)
		})
	}
	t.Logf("%d releases", len(trees))
}

// A bundle for one release is refused on another line, and goes on with a word on
// another patch of the same.
func TestReleasesOfABundle(t *testing.T) {
	trees := testenv.Trees(t)
	s := newSite(t, nil)
	s.lay(trees, "8.8.15.p40")
	if _, err := s.try(careful(defaultBundle(t, "10.1.3"))); !errors.Is(err, ErrConflict) {
		t.Errorf("for 10.1.3: %v", err)
	}
	if p := s.do(careful(defaultBundle(t, "8.8.15.p46"))); len(p.Notes) != 1 {
		t.Errorf("for 8.8.15.p46: %q", p.Notes)
	}
}

// bigSite is a webapp of 5,000 files: those of a release, and copies of its scripts.
func bigSite(b *testing.B) *site {
	trees := testenv.Trees(b)
	s := newSite(b, nil)
	files := s.lay(trees, "8.8.15.p46")
	names := make([]string, 0, len(files))
	for name := range files {
		if filepath.Ext(name) == ".js" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	more := map[string]string{}
	for i := 0; len(files)+len(more) < 5000; i++ {
		more[fmt.Sprintf("js/more/%d/%d.js", i/100, i)] = files[names[i%len(names)]]
	}
	overwrite(b, s.dir, more)
	return s
}

func BenchmarkStatus(b *testing.B) {
	s := bigSite(b)
	s.do(careful(defaultBundle(b)))
	for b.Loop() {
		s.status()
	}
}

func BenchmarkPlan(b *testing.B) {
	s := bigSite(b)
	one := defaultBundle(b)
	for b.Loop() {
		server, err := Open(s.options())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := server.Plan(&Request{Command: "apply", Apply: []Source{one}}); err != nil {
			b.Fatal(err)
		}
		server.Close()
	}
}

func BenchmarkApply(b *testing.B) {
	s := bigSite(b)
	one := defaultBundle(b)
	for b.Loop() {
		s.do(careful(one))
		b.StopTimer()
		s.do(uninstall())
		b.StartTimer()
	}
}
