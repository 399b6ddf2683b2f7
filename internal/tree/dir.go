package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ErrIrregular is returned for a link, a pipe, a device or a socket.
var ErrIrregular = errors.New("not a regular file")

// OpenDir returns the files below a folder for reading. Links in the path of the folder
// are followed; below it none that leaves it is, and no file that is a link, a pipe
// or a device is opened: the folder may belong to a user whom an attacker has become.
func OpenDir(dir string) (fs.FS, error) {
	root, err := os.OpenRoot(filepath.Clean(dir))
	if err != nil {
		return nil, err
	}
	return folder{root}, nil
}

// folder keeps its root open until the process ends.
type folder struct{ root *os.Root }

func (f folder) check(op, name string) error {
	if !fs.ValidPath(name) {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	info, err := f.root.Lstat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return &fs.PathError{Op: op, Path: name, Err: ErrIrregular}
	}
	return nil
}

// Open does not wait for the other end of a pipe that has come since the check.
func (f folder) Open(name string) (fs.File, error) {
	if err := f.check("open", name); err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: ErrIrregular}
	}
	if err != nil {
		_ = file.Close() // it was not read
		return nil, err
	}
	return file, nil
}

// Stat describes a link as a link.
func (f folder) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	return f.root.Lstat(name)
}
