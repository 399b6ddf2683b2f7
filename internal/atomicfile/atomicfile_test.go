package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"skinbuild/internal/testenv"
)

// names lists everything below a folder, to find what is left behind.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if rel, _ := filepath.Rel(dir, name); rel != "." {
			list = append(list, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	for _, text := range []string{"one", "two", ""} {
		if err := WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != text {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if runtime.GOOS != "windows" {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		_ = os.Chmod(name, 0o600)
		if err := WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the mode of a file that is there: %v, %v", info.Mode(), err)
		}
	}
	if err := WriteFile(dir, nil, 0o644); err == nil {
		t.Error("a folder is written to")
	}
	if err := WriteFile(filepath.Join(dir, "no", "a"), nil, 0o644); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
	if err := WriteFile(os.DevNull, []byte("x"), 0o644); err != nil {
		t.Error(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"a"}) {
		t.Errorf("there is %v", got)
	}
}

func TestWriteFileThroughLink(t *testing.T) {
	dir := t.TempDir()
	link, target := filepath.Join(dir, "link"), filepath.Join(dir, "target")
	if err := os.WriteFile(target, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("target", link); err != nil {
		testenv.Skip(t, "this system makes no symbolic links: %v", err)
	}
	if err := WriteFile(link, []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(target)
	if info, err2 := os.Lstat(link); err != nil || err2 != nil || string(got) != "new" || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("%q, %v, %v, %v", got, info, err, err2)
	}
}

func TestReplaceDir(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "d")
	with := func(files ...string) func(*os.Root) error {
		return func(root *os.Root) error {
			for _, f := range files {
				if err := errors.Join(root.MkdirAll(filepath.Dir(f), 0o755), root.WriteFile(f, nil, 0o644)); err != nil {
					return err
				}
			}
			return nil
		}
	}
	failed := errors.New("failed")
	for _, tt := range []struct {
		fill func(*os.Root) error
		err  error
		want []string
	}{
		{func(*os.Root) error { return failed }, failed, nil},
		{with("a/b"), nil, []string{"d", "d/a", "d/a/b"}},
		{with("c"), nil, []string{"d", "d/c"}},
		{func(root *os.Root) error { return errors.Join(with("x")(root), failed) }, failed, []string{"d", "d/c"}},
		{with(), nil, []string{"d"}},
	} {
		if err := ReplaceDir(dir, tt.fill); !errors.Is(err, tt.err) {
			t.Errorf("got %v, want %v", err, tt.err)
		}
		if got := names(t, parent); !slices.Equal(got, tt.want) {
			t.Errorf("there is %v, want %v", got, tt.want)
		}
	}
	if err := ReplaceDir(filepath.Join(parent, "no", "d"), with()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
}
