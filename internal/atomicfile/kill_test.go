//go:build unix

package atomicfile

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestKill kills a process that writes again and again: a file and a folder are whole
// after each kill, and the next process removes what the killed one has left.
func TestKill(t *testing.T) {
	if dir := os.Getenv("ATOMICFILE_TEST_DIR"); dir != "" {
		writeForEver(dir)
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	left := 0
	for range 100 {
		cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestKill$")
		cmd.Env = append(os.Environ(), "ATOMICFILE_TEST_DIR="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil { // it has begun
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(5000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		checkWhole(t, dir)
		left += len(entries(t, dir)) - 2
	}
	if left == 0 {
		t.Error("no kill left a temporary file: the test shows nothing")
	}
	if err := WriteFile(filepath.Join(dir, "file"), version(1), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceDir(filepath.Join(dir, "folder"), fillVersion(1)); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, dir); !slices.Equal(got, []string{"file", "folder"}) {
		t.Errorf("left: %q", got)
	}
}

// A temporary file of a process that runs is not removed.
func TestCollectSparesTheLiving(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	tmp, err := os.CreateTemp(dir, prefix(name)+"*")
	if err != nil {
		t.Fatal(err)
	}
	hold(tmp)
	if err := WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if len(entries(t, dir)) != 2 {
		t.Errorf("the file of a writer that runs is gone: %q", entries(t, dir))
	}
	if err := tmp.Close(); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if len(entries(t, dir)) != 1 {
		t.Errorf("left: %q", entries(t, dir))
	}
}

// A folder that was moved aside by a process that was killed comes back.
func TestCollectRestores(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".folder.skinbuild-1", "old", "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	collect(filepath.Join(dir, "folder"))
	if _, err := os.Stat(filepath.Join(dir, "folder", "a")); err != nil || len(entries(t, dir)) != 1 {
		t.Errorf("%v; there is %q", err, entries(t, dir))
	}
}

// Errors name the file that was to be written, not the temporary one.
func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{filepath.Join(dir, "no", "file"), "/dev/full"} {
		err := WriteFile(name, []byte("a"), 0o644)
		if err == nil || strings.Contains(err.Error(), "skinbuild-") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	name := filepath.Join(dir, "new")
	if err := CreateFile(name, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := CreateFile(name, []byte("b"), 0o600); !os.IsExist(err) {
		t.Errorf("a file that exists: %v", err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "a" || len(entries(t, dir)) != 1 {
		t.Errorf("%q, %v; there is %q", text, err, entries(t, dir))
	}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// version is a content of 200 kB that shows whether it is whole.
func version(n int) []byte { return bytes.Repeat([]byte{byte('a' + n%26)}, 200_000) }

func fillVersion(n int) func(*os.Root) error {
	return func(root *os.Root) error {
		for i := range 3 {
			if err := root.WriteFile(fmt.Sprint(i), version(n), 0o644); err != nil {
				return err
			}
		}
		return nil
	}
}

func writeForEver(dir string) {
	for n := 0; ; n++ {
		if err := WriteFile(filepath.Join(dir, "file"), version(n), 0o644); err != nil {
			panic(err)
		}
		if err := ReplaceDir(filepath.Join(dir, "folder"), fillVersion(n)); err != nil {
			panic(err)
		}
		if n == 0 {
			os.Stdout.WriteString("begun\n")
		}
	}
}

func checkWhole(t *testing.T, dir string) {
	t.Helper()
	whole := func(text []byte) bool {
		return len(text) == 200_000 && bytes.Count(text, text[:1]) == len(text)
	}
	text, err := os.ReadFile(filepath.Join(dir, "file"))
	if err != nil || !whole(text) {
		t.Errorf("the file: %d bytes, %v", len(text), err)
	}
	var first []byte
	for i := range 3 {
		text, err := fs.ReadFile(os.DirFS(filepath.Join(dir, "folder")), fmt.Sprint(i))
		if err != nil || !whole(text) {
			t.Errorf("file %d of the folder: %d bytes, %v", i, len(text), err)
			return
		}
		if i == 0 {
			first = text
		}
		if text[0] != first[0] {
			t.Errorf("the folder is of two versions")
		}
	}
}
