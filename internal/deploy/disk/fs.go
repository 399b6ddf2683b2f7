package disk

import (
	"io/fs"
	"path"
	"time"

	"skinbuild/internal/tree"
)

// FS returns the disk for reading as an fs.FS. Files larger than limit bytes cannot
// be read; files with several names can, if linked is set.
func FS(d Disk, limit int64, linked bool) fs.FS { return reader{d, limit, linked} }

type reader struct {
	disk   Disk
	limit  int64
	linked bool
}

func (r reader) valid(op, name string) error {
	if !fs.ValidPath(name) {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return nil
}

func (r reader) Open(name string) (fs.File, error) {
	info, err := r.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		list, err := r.disk.ReadDir(name)
		return tree.Dir(info, list), err
	}
	data, err := r.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return tree.File(info, data), nil
}

// Stat does not follow a link: what is no regular file is shown as it is.
func (r reader) Stat(name string) (fs.FileInfo, error) {
	if err := r.valid("stat", name); err != nil {
		return nil, err
	}
	info, err := r.disk.Lstat(name)
	if err != nil {
		return nil, err
	}
	return fileInfo{path.Base(name), info}, nil
}

func (r reader) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := r.valid("readdir", name); err != nil {
		return nil, err
	}
	return r.disk.ReadDir(name)
}

func (r reader) ReadFile(name string) ([]byte, error) {
	if err := r.valid("read", name); err != nil {
		return nil, err
	}
	data, _, err := r.disk.Read(name, r.limit, r.linked)
	return data, err
}

// fileInfo is an Info as an fs.FileInfo.
type fileInfo struct {
	name string
	info Info
}

func (i fileInfo) Name() string       { return i.name }
func (i fileInfo) Size() int64        { return i.info.Size }
func (i fileInfo) Mode() fs.FileMode  { return i.info.Mode }
func (i fileInfo) ModTime() time.Time { return i.info.ModTime }
func (i fileInfo) IsDir() bool        { return i.info.Mode.IsDir() }
func (i fileInfo) Sys() any           { return i.info }
