package compile

import (
	"io/fs"
	"strings"

	"skinbuild/skins"
)

// overlay is a file system with another one at a folder that it lacks.
type overlay struct {
	fs.FS
	dir  string
	with fs.FS
}

// withLibrary returns fsys with the tool's own library at dir, if it has nothing there.
func withLibrary(fsys fs.FS, dir string) fs.FS {
	if _, err := fs.Stat(fsys, dir); err == nil {
		return fsys
	}
	own, err := fs.Sub(skins.Library, library)
	if err != nil {
		return fsys // cannot be: the name is valid
	}
	return overlay{fsys, dir, own}
}

// Open opens a file of either.
func (o overlay) Open(name string) (fs.File, error) {
	switch rest, below := strings.CutPrefix(name, o.dir+"/"); {
	case name == o.dir:
		return o.with.Open(".")
	case below:
		return o.with.Open(rest)
	}
	return o.FS.Open(name)
}
