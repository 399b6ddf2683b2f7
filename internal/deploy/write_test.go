package deploy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/tree"
)

// setup makes a tree with the files a/one (1), a/two (2) and three (3).
func setup(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "a/one", "1")
	put(t, dir, "a/two", "2")
	put(t, dir, "three", "3")
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	full := filepath.Join(dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o640)); err != nil {
		t.Fatal(err)
	}
}

// content returns every file of the tree, and every directory as name/.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			m[name+"/"] = ""
			return err
		}
		if e.Type() == fs.ModeSymlink {
			m[name], err = os.Readlink(filepath.Join(dir, name))
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		m[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func change(name, old, new string) tree.Change {
	c := tree.Change{Path: tree.MustPath(name)}
	if old != "" {
		c.Old = &tree.Entry{Path: c.Path, Mode: 0o640, Data: []byte(old)}
	}
	if new != "" {
		c.New = &tree.Entry{Path: c.Path, Mode: 0o640, Data: []byte(new)}
	}
	return c
}

func TestWriteAndUndo(t *testing.T) {
	dir := setup(t)
	before := content(t, dir)
	changes := []tree.Change{change("js/ours/new", "", "n"), change("a/one", "1", "one"), change("a/two", "2", "")}
	if err := Write(dir, changes); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"./": "", "a/": "", "a/one": "one", "js/": "", "js/ours/": "", "js/ours/new": "n", "three": "3"}
	if diff := cmp.Diff(want, content(t, dir)); diff != "" {
		t.Error(diff)
	}
	if info, _ := os.Stat(filepath.Join(dir, "a/one")); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
	var back []tree.Change
	for _, c := range changes {
		back = append([]tree.Change{c.Undo()}, back...)
	}
	if err := Write(dir, back); err != nil {
		t.Fatal(err)
	}
	delete(want, "js/ours/new")
	before["js/"] = "" // js/ours is gone with its last file; js could have been the vendor's
	if diff := cmp.Diff(before, content(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// A page is compiled again only if its time differs, in whole seconds.
func TestTimeDiffers(t *testing.T) {
	dir := setup(t)
	name := filepath.Join(dir, "three")
	at := time.Now().Truncate(time.Second)
	if err := os.Chtimes(name, at, at); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, []tree.Change{change("three", "3", "drei")}); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(name); info.ModTime().Unix() == at.Unix() {
		t.Errorf("the time of modification is still %v", info.ModTime())
	}
}

func TestRefusals(t *testing.T) {
	two := change("three", "3", "drei")
	for _, tt := range []struct {
		name    string
		prepare func(dir string) error
		change  tree.Change
		is      error
		text    string
	}{
		{"edited", func(string) error { return nil }, change("a/one", "other", "x"), ErrChanged, "a/one"},
		{"gone", func(dir string) error { return os.Remove(filepath.Join(dir, "a/one")) }, change("a/one", "1", "x"), ErrChanged, "it is gone"},
		{"came", func(string) error { return nil }, change("a/one", "", "x"), ErrChanged, "it was not there"},
		{"link", func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "a/one")), os.Symlink("two", filepath.Join(dir, "a/one")))
		}, change("a/one", "2", "x"), nil, "a/one: not a regular file"},
		{"directory that is a link", func(dir string) error { return os.Symlink("a", filepath.Join(dir, "b")) }, change("b/one", "1", "x"), nil, "b: not a directory"},
		{"hard link", func(dir string) error {
			return os.Link(filepath.Join(dir, "a/one"), filepath.Join(dir, "a/other"))
		}, change("a/one", "1", "x"), nil, "2 names"},
		{"directory", func(dir string) error { return os.MkdirAll(filepath.Join(dir, "d"), 0o755) }, change("d", "x", "y"), nil, "d: not a regular file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := setup(t)
			if err := tt.prepare(dir); err != nil {
				t.Fatal(err)
			}
			before := content(t, dir)
			err := Write(dir, []tree.Change{two, tt.change})
			if err == nil || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("error %v, want %q", err, tt.text)
			}
			if diff := cmp.Diff(before, content(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A rename that fails undoes those before it, at whichever of them.
func TestFailureUndoes(t *testing.T) {
	changes := []tree.Change{change("js/ours/new", "", "n"), change("a/one", "1", "one"), change("a/two", "2", ""), change("three", "3", "drei")}
	for fail := range 3 {
		dir := setup(t)
		before := content(t, dir)
		w, err := open(dir)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		w.rename = func(from, to string) error {
			if n++; n == fail+1 {
				return syscall.ENOSPC
			}
			return w.root.Rename(from, to)
		}
		if err := w.write(changes); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v", err)
		}
		w.close()
		if diff := cmp.Diff(before, content(t, dir)); diff != "" {
			t.Errorf("rename %d: %s", fail+1, diff)
		}
	}
}

// A file that changes while the others are being replaced stops the run.
func TestChangedMeanwhile(t *testing.T) {
	dir := setup(t)
	w, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	w.rename = func(from, to string) error {
		put(t, dir, "three", "edited")
		return w.root.Rename(from, to)
	}
	if err := w.write([]tree.Change{change("a/one", "1", "one"), change("three", "3", "drei")}); !errors.Is(err, ErrChanged) {
		t.Errorf("error %v", err)
	}
	want := map[string]string{"./": "", "a/": "", "a/one": "1", "a/two": "2", "three": "edited"}
	if diff := cmp.Diff(want, content(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestLeftoversAreSwept(t *testing.T) {
	dir := setup(t)
	put(t, dir, "a/.one.skinbuild-0123456789abcdef", "half")
	put(t, dir, "a/.one.skinbuild-note", "theirs")
	if err := Write(dir, []tree.Change{change("a/one", "1", "one")}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"./": "", "a/": "", "a/one": "one", "a/two": "2", "a/.one.skinbuild-note": "theirs", "three": "3"}
	if diff := cmp.Diff(want, content(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestBusy(t *testing.T) {
	dir := setup(t)
	w, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if err := Write(dir, nil); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v", err)
	}
}

// Root could be led anywhere by the owner of the tree; who is not root cannot
// make such a tree, so only root sees the refusal.
func TestRootOnForeignTree(t *testing.T) {
	dir := setup(t)
	want := error(nil)
	if os.Geteuid() == 0 {
		if err := os.Chown(dir, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		want = ErrForeign
	}
	if err := Write(dir, []tree.Change{change("three", "3", "drei")}); !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}
