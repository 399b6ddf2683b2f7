package inject

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pelletier/go-toml/v2"

	"skinbuild/internal/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// defaultSeries is the series of the default project, with stand-ins for what a
// build would make.
func defaultSeries(t testing.TB) *Series {
	t.Helper()
	data, err := os.ReadFile("../../skinbuild.toml")
	if err != nil {
		t.Fatal(err)
	}
	var project struct{ Inject []Config }
	if err := toml.Unmarshal(data, &project); err != nil {
		t.Fatal(err)
	}
	built := fstest.MapFS{}
	for _, c := range project.Inject {
		built[c.Script] = &fstest.MapFile{Data: []byte("// " + c.Key + "\n(function () {})();\n")}
	}
	s, ds := New(project.Inject, built)
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
	for _, root := range roots {
		err := filepath.WalkDir(filepath.Join(dir, root.dir), func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				if e != nil && e.IsDir() && !root.deep && name != filepath.Join(dir, root.dir) {
					return fs.SkipDir
				}
				return nil
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

func plan(t testing.TB, s *Series, m fs.FS) *Plan {
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
	names := slices.SortedFunc(maps(trees), func(a, b string) int {
		v, _ := parseVersion(a)
		w, _ := parseVersion(b)
		return v.compare(w)
	})
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
			if f.State != Applied && f.State != NotApplicable {
				t.Errorf("%s: %s is %s after the run", release, f.Path, f.State)
			}
		}
		back, err := Revert(live)
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

func maps(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestAnchorOffsets compares the places of the anchors in 115 distinct vendor
// templates with offsets that were measured independently.
func TestAnchorOffsets(t *testing.T) {
	const table = "../../../shared/zimbra/anchors.tsv"
	data, err := os.ReadFile(table)
	if _, statErr := os.Stat("../../../shared"); statErr != nil {
		skipWithoutTrees(t)
	}
	if err != nil {
		t.Fatal(err)
	}
	byBlob := map[string]string{}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	columns := strings.Split(lines[0], "\t")
	wanted := map[string]bool{}
	for _, line := range lines[1:] {
		wanted[strings.Split(line, "\t")[0]] = true
	}
	for _, dir := range releaseTrees(t) {
		for path := range wanted {
			if text, err := os.ReadFile(filepath.Join(dir, path)); err == nil {
				byBlob[path+blobID(string(text))] = string(text)
			}
		}
	}
	checked := 0
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		text, ok := byBlob[fields[0]+fields[1]]
		if !ok {
			t.Errorf("%s: no release tree has blob %s", fields[0], fields[1])
			continue
		}
		d := jsp.Scan(source.NewFile(fields[0], text))
		for i, column := range columns {
			if i < 6 || column == "dup_flags" || i >= len(fields) {
				continue
			}
			got, known := landmark(d, column)
			want := fields[i]
			if !known {
				t.Fatalf("unknown column %s", column)
			}
			if fields[1] == "2e102003fc8e2c8c0889f9afc5cfb59cac5728a2" && column == "boot_include" {
				// The table looked for page="Boot.jsp" only; this blob has page="/public/Boot.jsp".
				want = "4385"
			}
			if got != want {
				t.Errorf("%s %s: %s is at %q, want %q", fields[0], fields[1][:7], column, got, want)
			}
			checked++
		}
	}
	t.Logf("%d offsets in %d blobs", checked, len(lines)-1)
}

// landmark returns the offset that the table's column means: for all but the
// first two the start of the line.
func landmark(d *jsp.Doc, column string) (string, bool) {
	if column == "pkg_loop_line" {
		at, ok := firstPackage(d)
		if !ok {
			return "", true
		}
		return strconv.Itoa(lineStart(d.File.Text(), at)), true
	}
	name := map[string]string{"after_head_open": "head-start", "first_css_link": "before-first-stylesheet", "before_head_close": "head-end",
		"before_launch_script": "before-launch-script", "boot_include": "before-boot", "before_body_close": "body-end"}[column]
	a, known := anchorNamed(name)
	if !known {
		return "", false
	}
	list := a.find(d)
	if len(list) != 1 {
		return fmt.Sprint(list)[1:][:len(fmt.Sprint(list))-2], true
	}
	offset := list[0].offset()
	if column != "after_head_open" && column != "first_css_link" {
		offset = lineStart(d.File.Text(), offset)
	}
	return strconv.Itoa(offset), true
}
