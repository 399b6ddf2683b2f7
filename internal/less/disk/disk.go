// Package disk is the part of a disk that a compilation may read.
package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"skinbuild/internal/input"
)

// An FS is the part of the disk that a compilation may read: the files below
// its roots, symbolic links followed only to places below them. Its names are
// relative to Base, the deepest directory above all roots, with forward slashes.
type FS struct {
	ctx   context.Context
	Base  string   // absolute
	roots []string // absolute, no symbolic links
	dirs  sync.Map // absolute directories → what they are without symbolic links
}

// errOutside is the error for a file that exists but lies below no root.
var errOutside = errors.New("outside the directories that may be read (--root adds one)")

// New returns the file system of the given directories; each must exist.
func New(ctx context.Context, dirs []string) (*FS, error) {
	f := &FS{ctx: ctx}
	for _, dir := range dirs {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		real, err := filepath.EvalSymlinks(abs)
		if err != nil {
			return nil, err
		}
		f.roots = append(f.roots, real)
		f.Base = commonDir(f.Base, abs)
	}
	return f, nil
}

// commonDir returns the deepest directory above both, or b if a is "".
func commonDir(a, b string) string {
	for a != "" && !underDir(b, a) {
		a = filepath.Dir(a)
	}
	if a == "" {
		return b
	}
	return a
}

func underDir(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Name returns the name of a file of the disk in f; ok is false if it has none.
func (f *FS) Name(file string) (name string, ok bool) {
	abs, err := filepath.Abs(file)
	if err != nil || !underDir(abs, f.Base) {
		return "", false
	}
	rel, err := filepath.Rel(f.Base, abs)
	return filepath.ToSlash(rel), err == nil
}

// Shown returns the name that a user knows the file by: relative to the current
// directory where it lies below it, else absolute.
func (f *FS) Shown(name string) string {
	abs := filepath.Join(f.Base, filepath.FromSlash(name))
	if wd, err := os.Getwd(); err == nil && underDir(abs, wd) {
		if rel, err := filepath.Rel(wd, abs); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(abs)
}

// Open opens a file below a root.
func (f *FS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	real, err := f.real(filepath.Join(f.Base, filepath.FromSlash(name)))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: unwrapPath(err)}
	}
	for _, root := range f.roots {
		if underDir(real, root) {
			return input.File(f.ctx, real, name)
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: errOutside}
}

// real is a file without symbolic links. What its directory is is asked for once.
func (f *FS) real(abs string) (string, error) {
	dir, ok := f.dirs.Load(filepath.Dir(abs))
	if !ok {
		resolved, err := filepath.EvalSymlinks(filepath.Dir(abs))
		if err != nil {
			return "", err
		}
		dir, _ = f.dirs.LoadOrStore(filepath.Dir(abs), resolved)
	}
	file := filepath.Join(dir.(string), filepath.Base(abs))
	info, err := os.Lstat(file)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return filepath.EvalSymlinks(file)
	}
	return file, err
}

// unwrapPath takes the absolute path out of an error: names of f stand for it.
func unwrapPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
