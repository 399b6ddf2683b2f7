// Package tree holds immutable sets of files and the changes between them.
// Whatever builds files returns a Tree; whatever modifies files returns Changes;
// both are values that can be compared, shown, hashed and undone before anything
// is written.
package tree

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

// An Entry is one regular file. Mode holds permission bits only. Data must not
// be written to once the entry is part of a Tree.
type Entry struct {
	Path Path
	Mode fs.FileMode
	Data []byte
}

// A Tree is an immutable set of files, ordered by path, bytewise. The zero Tree
// is empty. A Tree is an fs.FS whose directories are implied by its files.
type Tree struct {
	entries []Entry
}

// New returns the tree of those entries, in any order. Two entries of one path,
// or a file where another entry needs a directory, are an error: never a silent
// winner.
func New(entries ...Entry) (Tree, error) {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b Entry) int { return strings.Compare(a.Path.s, b.Path.s) })
	files := make(map[string]bool, len(sorted))
	for i, e := range sorted {
		if e.Path == (Path{}) {
			return Tree{}, fmt.Errorf("an entry has no path")
		}
		if i > 0 && sorted[i-1].Path == e.Path {
			return Tree{}, fmt.Errorf("%s: two files of one path", e.Path)
		}
		sorted[i].Mode = e.Mode.Perm()
		files[e.Path.s] = true
	}
	for _, e := range sorted {
		for dir := range parents(e.Path.s) {
			if files[dir] {
				return Tree{}, fmt.Errorf("%s: is a file, and the directory of %s", dir, e.Path)
			}
		}
	}
	return Tree{sorted}, nil
}

// Merge returns the tree of all files of the given trees; the same path twice is
// an error.
func Merge(trees ...Tree) (Tree, error) {
	var all []Entry
	for _, t := range trees {
		all = append(all, t.entries...)
	}
	return New(all...)
}

// Load reads every file of fsys into a tree. A symbolic link, device or other
// irregular file is an error, as is a name that is no valid Path.
func Load(fsys fs.FS) (Tree, error) {
	var entries []Entry
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s: not a regular file (%s)", name, d.Type())
		}
		e, err := loadEntry(fsys, name, d)
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return Tree{}, err
	}
	return New(entries...)
}

func loadEntry(fsys fs.FS, name string, d fs.DirEntry) (Entry, error) {
	path, err := ParsePath(name)
	if err != nil {
		return Entry{}, err
	}
	info, err := d.Info()
	if err != nil {
		return Entry{}, err
	}
	data, err := fs.ReadFile(fsys, name)
	return Entry{path, info.Mode().Perm(), data}, err
}

// Len returns the number of files.
func (t Tree) Len() int { return len(t.entries) }

// All yields the files in path order, so nothing downstream can depend on the
// order of a map or a directory.
func (t Tree) All() iter.Seq[Entry] { return slices.Values(t.entries) }

// Lookup returns the file of that path.
func (t Tree) Lookup(p Path) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(t.entries, p.s, func(e Entry, s string) int { return strings.Compare(e.Path.s, s) })
	if !ok {
		return Entry{}, false
	}
	return t.entries[i], true
}

// Digest returns a hash of all paths, modes and contents: equal exactly for
// equal trees. It is SHA-256 over each file's path length, path, mode, size and
// the SHA-256 of its bytes, integers as 8 bytes big-endian; in hexadecimal.
func (t Tree) Digest() string {
	h := sha256.New()
	for _, e := range t.entries {
		sum := sha256.Sum256(e.Data)
		head := binary.BigEndian.AppendUint64(nil, uint64(len(e.Path.s)))
		head = append(head, e.Path.s...)
		head = binary.BigEndian.AppendUint64(head, uint64(e.Mode))
		head = binary.BigEndian.AppendUint64(head, uint64(len(e.Data)))
		h.Write(append(head, sum[:]...))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// parents yields the directories above a clean path, the nearest first.
func parents(p string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := strings.LastIndexByte(p, '/'); i > 0; i = strings.LastIndexByte(p[:i], '/') {
			if !yield(p[:i]) {
				return
			}
		}
	}
}

// Overlay returns the files of both trees; where both have a file of one path it
// is that of over. A file where the other has a directory is an error.
func Overlay(over, under Tree) (Tree, error) {
	all := slices.Clone(over.entries)
	for _, e := range under.entries {
		if _, ok := over.Lookup(e.Path); !ok {
			all = append(all, e)
		}
	}
	return New(all...)
}

// Below returns the files moved into the directory dir.
func (t Tree) Below(dir Path) Tree {
	moved := make([]Entry, len(t.entries))
	for i, e := range t.entries {
		moved[i] = Entry{Path{dir.s + "/" + e.Path.s}, e.Mode, e.Data}
	}
	return Tree{moved} // a common prefix changes neither the order nor what is a directory
}
