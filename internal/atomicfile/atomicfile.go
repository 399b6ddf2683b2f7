// Package atomicfile writes files and folders whole or not at all: beside their place
// first, then renamed into it. What it has written survives a loss of power. What a
// process that was killed has left is removed when the same place is written again.
//
// Modules for this exist. renameio does not sync the folder and is not atomic on
// Windows; natefinch/atomic syncs nothing.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// WriteFile writes a file. It keeps the mode of a file that is there; a new one has
// the given mode. A link is followed, and what is neither a file nor a folder, such
// as /dev/null or a pipe, is written to in place. The folder must exist. Errors name
// the file.
func WriteFile(name string, data []byte, mode fs.FileMode) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	switch info, err := os.Stat(name); {
	case err != nil:
	case info.IsDir():
		return &fs.PathError{Op: "write", Path: name, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return writeInPlace(name, data)
	default:
		mode = info.Mode().Perm()
	}
	return put(name, data, mode, os.Rename)
}

// CreateFile writes a file that must not exist: if it does, the error is fs.ErrExist.
func CreateFile(name string, data []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	}
	return put(name, data, mode, func(tmp, name string) error {
		if err := os.Link(tmp, name); err != nil { // unlike a rename it replaces nothing
			return err
		}
		return os.Remove(tmp)
	})
}

// put writes a temporary file and has place move it to its name.
func put(name string, data []byte, mode fs.FileMode, place func(tmp, name string) error) (err error) {
	collect(name)
	defer func() { err = naming(err, name) }()
	tmp, err := createTemp(name)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp.Name()) // the first error says more
		}
	}()
	if _, err = tmp.Write(data); err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), mode); err != nil {
		return err
	}
	if err := place(tmp.Name(), name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// createTemp creates a locked temporary file for a place. Before it is locked, another
// process may take it for one that a dead process has left, and remove it.
func createTemp(name string) (*os.File, error) {
	for {
		tmp, err := os.CreateTemp(filepath.Dir(name), prefix(name)+"*")
		if err != nil {
			return nil, err
		}
		if hold(tmp) {
			if _, err := os.Lstat(tmp.Name()); err == nil {
				return tmp, nil
			}
		}
		_ = tmp.Close() // it is being removed
	}
}

// createWork is createTemp for a folder.
func createWork(name string) (work string, release func(), err error) {
	for {
		work, err := os.MkdirTemp(filepath.Dir(name), prefix(name)+"*")
		if err != nil {
			return "", nil, err
		}
		release, busy := lock(work)
		if _, err := os.Lstat(work); err == nil && !busy {
			return work, release, nil
		}
		release()
	}
}

// naming makes an error about a temporary file one about the file that was to be written.
func naming(err error, name string) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		err = p.Err
	case errors.As(err, &l):
		err = l.Err
	}
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: "write", Path: name, Err: err}
}

// writeInPlace writes to a device or a pipe. A pipe that nobody reads is an error, not
// something to wait for.
func writeInPlace(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// prefix begins the names of temporary files and folders for a place.
func prefix(name string) string { return "." + filepath.Base(name) + ".skinbuild-" }

// collect removes what processes that were killed have left beside a place. A folder that
// one of them had moved aside, and not replaced, comes back.
func collect(name string) {
	left, err := filepath.Glob(escape(filepath.Join(filepath.Dir(name), prefix(name))) + "*")
	if err != nil {
		return // the pattern is escaped
	}
	for _, tmp := range left {
		release, free := take(tmp)
		if !free { // of a process that runs
			release()
			continue
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			_ = os.Rename(filepath.Join(tmp, "old"), name) // there is one only after two renames
		}
		_ = os.RemoveAll(tmp) // it is tried again by the next
		release()
	}
}

// escape makes a path match only itself in filepath.Glob.
func escape(path string) string {
	var out []rune
	for _, r := range path {
		if r == '*' || r == '?' || r == '[' || r == '\\' && runtime.GOOS != "windows" {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// ReplaceDir makes a folder hold what fill writes into the empty folder that it gets,
// and nothing else. A folder that is there stays until the new one is complete, and is
// exchanged with it; where the system cannot, there is none for a moment between two
// renames. If the new one cannot take its place the old one comes back. The parent folder
// must exist.
func ReplaceDir(dir string, fill func(*os.Root) error) (err error) {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	collect(dir)
	work, release, err := createWork(dir)
	if err != nil {
		return naming(err, dir)
	}
	defer release()
	fresh, old := filepath.Join(work, "new"), filepath.Join(work, "old")
	defer func() {
		if _, statErr := os.Lstat(old); statErr == nil && err != nil {
			err = fmt.Errorf("%w; the folder as it was is %s", err, old)
			return
		}
		err = errors.Join(err, os.RemoveAll(work))
	}()
	if err := fillDir(fresh, fill); err != nil {
		return err
	}
	if exchange(fresh, dir) {
		return syncDir(parent)
	}
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		if back := os.Rename(old, dir); back != nil && !errors.Is(back, fs.ErrNotExist) {
			return errors.Join(err, back)
		}
		return err
	}
	if err := syncDir(parent); err != nil {
		return err
	}
	return os.RemoveAll(old)
}

func fillDir(dir string, fill func(*os.Root) error) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	if err := errors.Join(fill(root), root.Close()); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return syncDir(name)
		case d.Type().IsRegular():
			return syncFile(name)
		}
		return nil
	})
}

func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDir makes renames in a folder last. Windows cannot and need not be asked to,
// and some file systems refuse it.
func syncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
