package disk

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"time"
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
		return &openDir{info, list}, err
	}
	data, err := r.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &openFile{bytes.NewReader(data), info}, nil
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

type openFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	info fs.FileInfo
	list []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: fs.ErrInvalid}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.list)
	} else if len(d.list) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.list))
	head := d.list[:n]
	d.list = d.list[n:]
	return head, nil
}
