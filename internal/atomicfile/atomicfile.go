// Package atomicfile writes files and folders whole or not at all: beside their place
// first, then renamed into it. What it has written survives a loss of power.
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
// as /dev/null or a pipe, is written to in place. The folder must exist.
func WriteFile(name string, data []byte, mode fs.FileMode) (err error) {
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
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := os.Chmod(tmp.Name(), mode); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
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

// ReplaceDir makes a folder hold what fill writes into the empty folder that it gets,
// and nothing else. A folder that is there stays until the new one is complete; for a
// moment between two renames there is none. If the new one cannot take its place the
// old one comes back. The parent folder must exist.
func ReplaceDir(dir string, fill func(*os.Root) error) (err error) {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	work, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".*")
	if err != nil {
		return err
	}
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
