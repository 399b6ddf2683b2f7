package tree

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Open makes the Tree an fs.FS. Every time of modification is the zero time.
func (t Tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if e, ok := t.Lookup(Path{name}); ok {
		return e.Open(), nil
	}
	list, ok := t.list(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return Dir(info{path.Base(name), fs.ModeDir | 0o755, 0}, list), nil
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
			list = append(list, fs.FileInfoToDirEntry(info{name, fs.ModeDir | 0o755, 0}))
		} else {
			list = append(list, fs.FileInfoToDirEntry(e.Info()))
		}
	}
	// "a.b" sorts between "a" and "a/c", so a directory can come up twice.
	slices.SortStableFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	list = slices.CompactFunc(list, func(a, b fs.DirEntry) bool { return a.Name() == b.Name() })
	return list, len(list) > 0 || dir == "."
}
