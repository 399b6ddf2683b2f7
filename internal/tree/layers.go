package tree

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// Layers is a file system in which the first layer that has a file of a name has
// it for all, and a directory lists what it holds in any layer. A file over a
// directory hides it.
type Layers []fs.FS

// Open opens the file of the first layer that has it.
func (l Layers) Open(name string) (fs.File, error) {
	err := error(&fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist})
	for i, layer := range l {
		f, layerErr := layer.Open(name)
		if errors.Is(layerErr, fs.ErrNotExist) {
			continue
		}
		if layerErr != nil {
			return nil, layerErr
		}
		info, err := f.Stat()
		if err != nil || !info.IsDir() {
			return f, err
		}
		return &layeredDir{File: f, name: name, layers: l[i:]}, nil
	}
	return nil, err
}

// layeredDir is a directory of several layers.
type layeredDir struct {
	fs.File
	name   string
	layers Layers
	list   []fs.DirEntry // nil before the first read
	at     int
}

// ReadDir lists what the directory has in any layer, sorted by name.
func (d *layeredDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if d.list == nil {
		if err := d.read(); err != nil {
			return nil, err
		}
	}
	rest := d.list[d.at:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n > 0 && len(rest) > n {
		rest = rest[:n]
	}
	d.at += len(rest)
	return rest, nil
}

func (d *layeredDir) read() error {
	d.list = []fs.DirEntry{}
	seen := map[string]bool{}
	for _, layer := range d.layers {
		entries, err := fs.ReadDir(layer, d.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !seen[e.Name()] {
				seen[e.Name()] = true
				d.list = append(d.list, e)
			}
		}
	}
	slices.SortFunc(d.list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return nil
}
