package deploy

import (
	"errors"
	"io/fs"

	"skinbuild/internal/tree"
)

// overlay is the webapp as it will be: the files of base with those of changed. Only
// files that base has and new assets are ever changed, so folders list what base has.
type overlay struct {
	base    fs.FS
	changed map[string]*tree.Entry // nil: the file is removed
}

func (o overlay) Open(name string) (fs.File, error) {
	e, ok := o.changed[name]
	if !ok {
		return o.base.Open(name)
	}
	if e == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return e.Open(), nil
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	e, ok := o.changed[name]
	if !ok {
		return fs.Stat(o.base, name)
	}
	if e == nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return e.Info(), nil
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.base, name) }

// read returns a file as it will be, nil if there is none.
func (o overlay) read(name string) (*tree.Entry, error) {
	return readEntry(o, name)
}

func readEntry(fsys fs.FS, name string) (*tree.Entry, error) {
	info, err := fs.Stat(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := tree.ParsePath(name)
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(fsys, name)
	return &tree.Entry{Path: p, Mode: info.Mode().Perm(), Data: data}, err
}
