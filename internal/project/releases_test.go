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
	"skinbuild/internal/testenv"
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
	p, err := s.Apply(m, inject.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cell is what happened to one template of one release: the default operations
// were applied, a second run changed nothing, revert gave every byte back, and
// Jasper translates it before and after, to the same page but for what is ours.
type cell struct{ applied, idempotent, reverted, translated bool }

func (c *cell) String() string {
	if c == nil {
		return "-"
	}
	text := ""
	for _, part := range []struct {
		is   bool
		sign string
	}{{c.applied, "A"}, {c.idempotent, "I"}, {c.reverted, "R"}, {c.translated, "J"}} {
		if part.is {
			text += part.sign
		}
	}
	return text
}

// TestReleases applies the default operations to every release and prints, for
// each and each of its templates, what came of it.
func TestReleases(t *testing.T) {
	testenv.Long(t)
	s := defaultSeries(t)
	trees := testenv.Trees(t)
	table := map[string]map[string]*cell{}
	var changes []tree.Change
	for release, dir := range trees {
		cells, made := applyTo(t, s, release, dir)
		table[release] = cells
		changes = append(changes, made...)
	}
	good := map[string]bool{}
	if jasper() != "" {
		good = translateAll(t, changes)
	} else {
		t.Run("translated", func(t *testing.T) { testenv.Skip(t, "Jasper is not installed; run tools/setup") })
	}
	for release, dir := range trees {
		vendor := load(t, dir)
		for path, c := range table[release] {
			c.translated = good[path+string(vendor[path].Data)]
			if want := (cell{true, true, true, jasper() != ""}); *c != want {
				t.Errorf("%s: %s: %s", release, path, c)
			}
		}
	}
	t.Logf("%d releases, %d distinct templates\n%s", len(trees), len(good), tableText(table))
}

// applyTo applies the operations to a release, a second time, and takes them out.
func applyTo(t *testing.T, s *inject.Series, release, dir string) (map[string]*cell, []tree.Change) {
	t.Helper()
	vendor := load(t, dir)
	live := maps.Clone(vendor)
	p := plan(t, s, live)
	if err := p.Diags.Err(); err != nil {
		t.Errorf("%s: %v", release, err)
		return nil, nil
	}
	cells := map[string]*cell{}
	for _, f := range p.Files {
		if slices.ContainsFunc(f.Ops, func(op inject.OpStatus) bool { return op.Action != "insert" }) {
			t.Errorf("%s: %s: %+v", release, f.Path, f.Ops)
		}
		cells[f.Path] = &cell{applied: f.State == inject.Pristine && len(f.Ops) > 0}
	}
	perform(t, live, p.Changes)
	again := plan(t, s, live)
	if again.Diags.Err() != nil || len(again.Changes) != 0 {
		t.Errorf("%s: the second run: %d changes, %v", release, len(again.Changes), again.Diags.Err())
	}
	for _, f := range again.Files {
		cells[f.Path].idempotent = f.State == inject.Applied
	}
	back, err := inject.Revert(live, inject.Options{})
	if err != nil || back.Diags.Err() != nil {
		t.Errorf("%s: revert: %v, %v", release, err, back.Diags.Err())
		return cells, p.Changes
	}
	perform(t, live, back.Changes)
	for path, c := range cells {
		c.reverted = bytes.Equal(live[path].Data, vendor[path].Data)
	}
	if !maps.EqualFunc(live, vendor, func(a, b *fstest.MapFile) bool { return bytes.Equal(a.Data, b.Data) }) {
		t.Errorf("%s: after revert the tree is not the vendor's", release)
	}
	return cells, p.Changes
}

// tableText has a row for each release and a column for each template.
func tableText(table map[string]map[string]*cell) string {
	columns := map[string]bool{}
	for _, cells := range table {
		for path := range cells {
			columns[path] = true
		}
	}
	paths := slices.Sorted(maps.Keys(columns))
	var b strings.Builder
	fmt.Fprintf(&b, "%-13s", "release")
	for _, path := range paths {
		fmt.Fprintf(&b, " %-9.9s", strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), ".jsp"), ".tag"))
	}
	for _, release := range slices.Sorted(maps.Keys(table)) {
		fmt.Fprintf(&b, "\n%-13s", release)
		for _, path := range paths {
			fmt.Fprintf(&b, " %-9s", table[release][path])
		}
	}
	return b.String()
}
