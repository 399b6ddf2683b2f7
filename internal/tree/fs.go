package tree

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Open makes the Tree an fs.FS. Every time of modification is the zero time.
func (t Tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if e, ok := t.Lookup(Path{name}); ok {
		return &openFile{info: fileInfo{e}, Reader: bytes.NewReader(e.Data)}, nil
	}
	list, ok := t.list(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openDir{info: dirInfo(path.Base(name)), list: list}, nil
}

// list returns what the directory holds; false if no file lies below it. The
// root of an empty tree exists.
func (t Tree) list(dir string) ([]fs.DirEntry, bool) {
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	first, _ := slices.BinarySearchFunc(t.entries, prefix, func(e Entry, s string) int { return strings.Compare(e.Path.s, s) })
	var list []fs.DirEntry
	last := ""
	for _, e := range t.entries[first:] {
		rest, below := strings.CutPrefix(e.Path.s, prefix)
		if !below {
			break
		}
		name, _, deeper := strings.Cut(rest, "/")
		if name == last {
			continue
		}
		last = name
		if deeper {
			list = append(list, fs.FileInfoToDirEntry(dirInfo(name)))
		} else {
			list = append(list, fs.FileInfoToDirEntry(fileInfo{e}))
		}
	}
	// "a.b" sorts between "a" and "a/c", so a directory can come up twice.
	slices.SortStableFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	list = slices.CompactFunc(list, func(a, b fs.DirEntry) bool { return a.Name() == b.Name() })
	return list, len(list) > 0 || dir == "."
}

type fileInfo struct{ e Entry }

func (i fileInfo) Name() string       { return path.Base(i.e.Path.s) }
func (i fileInfo) Size() int64        { return int64(len(i.e.Data)) }
func (i fileInfo) Mode() fs.FileMode  { return i.e.Mode }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return false }
func (i fileInfo) Sys() any           { return nil }

type dirInfo string

func (i dirInfo) Name() string       { return string(i) }
func (i dirInfo) Size() int64        { return 0 }
func (i dirInfo) Mode() fs.FileMode  { return fs.ModeDir | 0o755 }
func (i dirInfo) ModTime() time.Time { return time.Time{} }
func (i dirInfo) IsDir() bool        { return true }
func (i dirInfo) Sys() any           { return nil }

type openFile struct {
	*bytes.Reader
	info fileInfo
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	info dirInfo
	list []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: string(d.info), Err: fs.ErrInvalid}
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
