//go:build unix

package input

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Reading a folder of an attacker's shows nothing from outside and never hangs.
func TestWebappFollowsNothing(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "webapp")
	err := errors.Join(
		os.MkdirAll(filepath.Join(dir, "js"), 0o755),
		os.WriteFile(filepath.Join(base, "secret"), []byte("secret"), 0o644),
		os.WriteFile(filepath.Join(dir, "js/a.js"), []byte("a();"), 0o644),
		os.Symlink("../../secret", filepath.Join(dir, "js/link.js")),
		os.Symlink("a.js", filepath.Join(dir, "js/inner.js")),
		os.Symlink("..", filepath.Join(dir, "up")),
		syscall.Mkfifo(filepath.Join(dir, "js/pipe.js"), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := Webapp(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := fs.ReadFile(fsys, "js/a.js"); err != nil || string(data) != "a();" {
		t.Errorf("a file: %q, %v", data, err)
	}
	for _, name := range []string{"js/link.js", "js/inner.js", "js/pipe.js", "up/secret", "../secret"} {
		if data, err := fs.ReadFile(fsys, name); err == nil {
			t.Errorf("%s: %q", name, data)
		}
	}
	var names []string
	if err := fs.WalkDir(fsys, ".", func(name string, _ fs.DirEntry, err error) error { names = append(names, name); return err }); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, " "); got != ". js js/a.js js/inner.js js/link.js js/pipe.js up" {
		t.Errorf("walk: %s", got)
	}
}
