package serve

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// Overlay layers webapps: of a path that several have, the first one's file is
// the one. A directory holds what it holds in any of them.
func Overlay(layers ...fs.FS) fs.FS {
	if len(layers) == 1 {
		return layers[0]
	}
	return overlay(layers)
}

type overlay []fs.FS

// Open opens the file of the first layer that has it.
func (o overlay) Open(name string) (fs.File, error) {
	var first error
	for _, layer := range o {
		f, err := layer.Open(name)
		if err == nil {
			return f, nil
		}
		if first == nil || errors.Is(first, fs.ErrNotExist) {
			first = err
		}
	}
	if first == nil {
		first = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return nil, first
}

// ReadDir returns what the layers have, sorted by name; of equal names the first
// layer's.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	var out []fs.DirEntry
	var first error
	seen, found := map[string]bool{}, false
	for _, layer := range o {
		list, err := fs.ReadDir(layer, name)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		found = true
		for _, e := range list {
			if !seen[e.Name()] {
				seen[e.Name()] = true
				out = append(out, e)
			}
		}
	}
	if !found {
		return nil, first
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}
