package deploy

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"time"

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
	return &overlayFile{bytes.NewReader(e.Data), overlayInfo{e}}, nil
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	e, ok := o.changed[name]
	if !ok {
		return fs.Stat(o.base, name)
	}
	if e == nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return overlayInfo{e}, nil
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

type overlayInfo struct{ e *tree.Entry }

func (i overlayInfo) Name() string       { return path.Base(i.e.Path.String()) }
func (i overlayInfo) Size() int64        { return int64(len(i.e.Data)) }
func (i overlayInfo) Mode() fs.FileMode  { return i.e.Mode }
func (i overlayInfo) ModTime() time.Time { return time.Time{} }
func (i overlayInfo) IsDir() bool        { return false }
func (i overlayInfo) Sys() any           { return nil }

type overlayFile struct {
	*bytes.Reader
	info overlayInfo
}

func (f *overlayFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *overlayFile) Close() error               { return nil }
