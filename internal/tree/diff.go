package tree

import (
	"bytes"
	"strings"
)

// A Change is what happens to the file at Path: Old is nil where it is created,
// New is nil where it is removed. Swapping Old and New gives the undo.
type Change struct {
	Path     Path
	Old, New *Entry
}

// Undo returns the change back.
func (c Change) Undo() Change { return Change{c.Path, c.New, c.Old} }

// Diff returns the changes that turn old into new, in path order; files equal in
// mode and content yield none.
func Diff(old, new Tree) []Change {
	var out []Change
	a, b := old.entries, new.entries
	for len(a) > 0 || len(b) > 0 {
		switch order(a, b) {
		case -1:
			out = append(out, Change{a[0].Path, &a[0], nil})
			a = a[1:]
		case 1:
			out = append(out, Change{b[0].Path, nil, &b[0]})
			b = b[1:]
		default:
			if a[0].Mode != b[0].Mode || !bytes.Equal(a[0].Data, b[0].Data) {
				out = append(out, Change{a[0].Path, &a[0], &b[0]})
			}
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// order compares the first paths of two lists; an empty list comes last.
func order(a, b []Entry) int {
	if len(a) == 0 {
		return 1
	}
	if len(b) == 0 {
		return -1
	}
	return strings.Compare(a[0].Path.s, b[0].Path.s)
}
