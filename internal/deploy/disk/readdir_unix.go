//go:build unix

package disk

import (
	"io/fs"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// dirEntry is a name of a folder; its Info is taken when it is asked for.
type dirEntry struct {
	fs.DirEntry
	disk *root
	name string // below the root
}

func (e dirEntry) Info() (fs.FileInfo, error) {
	info, err := e.disk.Lstat(e.name)
	if err != nil {
		return nil, err
	}
	return fileInfo{e.Name(), info}, nil
}

func (r *root) ReadDir(name string) ([]fs.DirEntry, error) {
	fd, err := r.folder(name)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	var list []fs.DirEntry
	err = asOwner(fd, func() error {
		// A second open file, so that the names of a folder with a mode of its
		// owner only are read with the owner's rights.
		again, err := unix.Openat(fd, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			return err
		}
		f := os.NewFile(uintptr(again), name)
		defer f.Close()
		list, err = f.ReadDir(-1)
		return err
	})
	_ = unix.Close(fd) // it was only read
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	prefix := name + "/"
	if name == "." {
		prefix = ""
	}
	for i, e := range list {
		list[i] = dirEntry{e, r, prefix + e.Name()}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}
