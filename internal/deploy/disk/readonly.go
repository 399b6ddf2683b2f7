package disk

import (
	"errors"
	"io/fs"
)

// ErrReadOnly is returned by everything that would write to a ReadOnly disk.
var ErrReadOnly = errors.New("read only")

// ReadOnly returns an fs.FS as a Disk that cannot be written to. Owner and group are 0.
func ReadOnly(fsys fs.FS) Disk { return readOnly{fsys} }

type readOnly struct{ fsys fs.FS }

func (r readOnly) Lstat(name string) (Info, error) {
	info, err := fs.Stat(r.fsys, name)
	if err != nil {
		return Info{}, err
	}
	return Info{Mode: info.Mode(), Size: info.Size(), Links: 1, ModTime: info.ModTime()}, nil
}

func (r readOnly) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.fsys, name) }

func (r readOnly) Read(name string, _ int64, _ bool) ([]byte, Info, error) {
	info, err := r.Lstat(name)
	if err != nil {
		return nil, info, err
	}
	data, err := fs.ReadFile(r.fsys, name)
	return data, info, err
}

func refuse(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: ErrReadOnly} }

func (readOnly) Create(name string) (File, error)       { return nil, refuse("create", name) }
func (readOnly) Append(name string) (File, error)       { return nil, refuse("append", name) }
func (readOnly) Mkdir(name string, _ fs.FileMode) error { return refuse("mkdir", name) }
func (readOnly) Rename(from, _ string) error            { return refuse("rename", from) }
func (readOnly) Exchange(a, _ string) error             { return refuse("exchange", a) }
func (readOnly) Link(from, _ string) error              { return refuse("link", from) }
func (readOnly) Remove(name string) error               { return refuse("remove", name) }
func (readOnly) SyncDir(name string) error              { return refuse("fsync", name) }
func (readOnly) CopyLabels(_, to string) error          { return refuse("label", to) }
func (readOnly) Close() error                           { return nil }
