package compile

import (
	"io/fs"

	"skinbuild/internal/tree"
	"skinbuild/skins"
)

// withLibrary returns fsys with the tool's own library at dir, if it has nothing there.
func withLibrary(fsys fs.FS, dir string) fs.FS {
	if _, err := fs.Stat(fsys, dir); err == nil {
		return fsys
	}
	own, err := fs.Sub(skins.Library, library)
	if err != nil {
		return fsys // cannot be: the name is valid
	}
	return tree.Mount(fsys, dir, own)
}
