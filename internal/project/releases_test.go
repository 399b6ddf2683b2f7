package project

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/inject"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// defaultSeries is the series of the default project, with stand-ins for what a
// build would make.
func defaultSeries(t testing.TB) *inject.Series {
	t.Helper()
	data, err := os.ReadFile("../../skinbuild.toml")
	if err != nil {
		t.Fatal(err)
	}
	config, ds := Parse(source.NewFile("skinbuild.toml", string(data)))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	built := fstest.MapFS{}
	for _, c := range config.Inject {
		built[c.Script] = &fstest.MapFile{Data: []byte("// " + c.Key + "\n(function () {})();\n")}
	}
	s, ds := inject.New(config.Inject, built)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return s
}

// releases returns the folders of ZIMBRA_TREES that hold a webapp, by name.
func releaseTrees(t testing.TB) map[string]string {
	t.Helper()
	root := os.Getenv("ZIMBRA_TREES")
	if root == "" {
		skipWithoutTrees(t)
	}
	list, err := filepath.Glob(filepath.Join(root, "*/webapps/zimbra"))
	if err != nil || len(list) == 0 {
		t.Fatalf("no webapps/zimbra in the folders of %s (%v)", root, err)
	}
	trees := map[string]string{}
	for _, dir := range list {
		trees[filepath.Base(filepath.Dir(filepath.Dir(dir)))] = dir
	}
	return trees
}

func skipWithoutTrees(t testing.TB) {
	t.Helper()
	t.Skipf("ZIMBRA_TREES is not set: the operations were not applied to real releases")
}

// load reads the folders of templates of a webapp into a file system in memory.
func load(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	for _, root := range []string{"public", "h", "m", "WEB-INF/tags", "skins/_base"} {
		err := filepath.WalkDir(filepath.Join(dir, root), func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return nil // not every release has every folder
			}
			rel, _ := filepath.Rel(dir, name)
			data, err := os.ReadFile(name)
			m[filepath.ToSlash(rel)] = &fstest.MapFile{Data: data, Mode: 0o644}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// perform makes the changes in memory.
func perform(t testing.TB, m fstest.MapFS, changes []tree.Change) {
	t.Helper()
	for _, c := range changes {
		name := c.Path.String()
		switch now, ok := m[name]; {
		case ok != (c.Old != nil) || ok && !bytes.Equal(now.Data, c.Old.Data):
			t.Fatalf("%s is not what the change says it was", name)
		case c.New == nil:
			delete(m, name)
		default:
			m[name] = &fstest.MapFile{Data: c.New.Data, Mode: c.New.Mode}
		}
	}
}

func plan(t testing.TB, s *inject.Series, m fs.FS) *inject.Plan {
	t.Helper()
	p, err := s.Apply(m, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestReleases applies the default operations to every release: no conflict, a
// second run changes nothing, revert gives every byte back.
func TestReleases(t *testing.T) {
	s := defaultSeries(t)
	trees := releaseTrees(t)
	names := slices.Sorted(maps.Keys(trees))
	var rows []string
	for _, release := range names {
		vendor := load(t, trees[release])
		live := fstest.MapFS{}
		for name, f := range vendor {
			live[name] = f
		}
		p := plan(t, s, live)
		if err := p.Diags.Err(); err != nil {
			t.Errorf("%s: %v", release, err)
			continue
		}
		inserted, skipped := 0, 0
		for _, f := range p.Files {
			for _, op := range f.Ops {
				switch op.Action {
				case "insert":
					inserted++
				case "skip":
					skipped++
				default:
					t.Errorf("%s: %s: %s %s", release, f.Path, op.Action, op.Key)
				}
			}
		}
		rows = append(rows, fmt.Sprintf("%-14s %3d templates, %3d insertions, %d skipped, release told: %s", release, len(p.Files), inserted, skipped, p.Release))
		if !strings.Contains(p.Release+" ", release+" ") && !strings.Contains(p.Release, "…") {
			t.Errorf("%s was taken for %s", release, p.Release)
		}
		perform(t, live, p.Changes)
		again := plan(t, s, live)
		if again.Diags.Err() != nil || len(again.Changes) != 0 {
			t.Errorf("%s: the second run: %d changes, %v", release, len(again.Changes), again.Diags.Err())
		}
		for _, f := range again.Files {
			if f.State != inject.Applied && f.State != inject.NotApplicable {
				t.Errorf("%s: %s is %s after the run", release, f.Path, f.State)
			}
		}
		back, err := inject.Revert(live)
		if err != nil || back.Diags.Err() != nil {
			t.Errorf("%s: revert: %v, %v", release, err, back.Diags.Err())
			continue
		}
		perform(t, live, back.Changes)
		for name, f := range vendor {
			if live[name] == nil || !bytes.Equal(live[name].Data, f.Data) {
				t.Errorf("%s: %s is not as it was", release, name)
			}
		}
		if len(live) != len(vendor) {
			t.Errorf("%s: %d files after revert, %d before", release, len(live), len(vendor))
		}
	}
	t.Logf("%d releases\n%s", len(rows), strings.Join(rows, "\n"))
}
