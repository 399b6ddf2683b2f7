package tree

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Mount returns fsys with the files of with as its directory dir, in place of all
// that fsys has there. Whoever lists the directory above dir, which need not exist,
// sees it.
func Mount(fsys fs.FS, dir string, with fs.FS) fs.FS { return mount{fsys, dir, with} }

type mount struct {
	fs.FS
	dir  string
	with fs.FS
}

// Open opens a file of either.
func (m mount) Open(name string) (fs.File, error) {
	if rest, ok := m.below(name); ok {
		return m.with.Open(rest)
	}
	return m.FS.Open(name)
}

// Stat describes a file of either; the parent folder exists because dir does.
func (m mount) Stat(name string) (fs.FileInfo, error) {
	if rest, ok := m.below(name); ok {
		return fs.Stat(m.with, rest)
	}
	info, err := fs.Stat(m.FS, name)
	if errors.Is(err, fs.ErrNotExist) && name == path.Dir(m.dir) {
		return fs.Stat(m.with, ".")
	}
	return info, err
}

// ReadDir lists a directory of either, sorted by name.
func (m mount) ReadDir(name string) ([]fs.DirEntry, error) {
	if rest, ok := m.below(name); ok {
		return fs.ReadDir(m.with, rest)
	}
	list, err := fs.ReadDir(m.FS, name)
	if name != path.Dir(m.dir) || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return list, err
	}
	root, err := fs.Stat(m.with, ".")
	if err != nil {
		return nil, err
	}
	own := path.Base(m.dir)
	list = slices.DeleteFunc(slices.Clone(list), func(e fs.DirEntry) bool { return e.Name() == own })
	list = append(list, mountEntry{fs.FileInfoToDirEntry(root), own})
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// below returns the path of a file within the mounted files.
func (m mount) below(name string) (string, bool) {
	if name == m.dir {
		return ".", true
	}
	return strings.CutPrefix(name, m.dir+"/")
}

// mountEntry is the mounted directory under its name.
type mountEntry struct {
	fs.DirEntry
	name string
}

// Name returns the name.
func (e mountEntry) Name() string { return e.name }
