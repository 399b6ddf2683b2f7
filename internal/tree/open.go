package tree

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"time"
)

// Info returns the facts of a file that exists in memory: the last part of its name,
// its mode and its size in bytes. The time of modification is the zero time.
func Info(name string, mode fs.FileMode, size int) fs.FileInfo {
	return info{path.Base(name), mode, int64(size)}
}

// File returns an open file with that content. It can seek.
func File(facts fs.FileInfo, data []byte) fs.File {
	return &openFile{bytes.NewReader(data), facts}
}

// Dir returns an open folder with those entries, in that order. Reading it as a file is
// an error.
func Dir(facts fs.FileInfo, list []fs.DirEntry) fs.ReadDirFile {
	return &openDir{facts, list}
}

// Info returns the facts of the entry.
func (e Entry) Info() fs.FileInfo { return Info(e.Path.s, e.Mode, len(e.Data)) }

// Open returns the entry as an open file. It can seek.
func (e Entry) Open() fs.File { return File(e.Info(), e.Data) }

type info struct {
	name string
	mode fs.FileMode
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

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
