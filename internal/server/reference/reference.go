// Package reference holds a small web client of our own, shaped like the vendor's:
// the pages with all that makes their templates hard to change, the frame and
// properties of a base skin, a stock skin over it, and scripts that build a page
// of widgets. What works on it can be tried without a vendor's tree.
//
// Its files are our own text. Names of elements, classes, properties and pages are
// the vendor's, since those are what skins and operations are written for.
package reference

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
)

// Name is what commands take instead of the path of a webapp.
const Name = ":reference"

//go:embed all:webapp
var files embed.FS

// Webapp returns the webapp, as it would lie in webapps/zimbra. Its skins behave
// as those since release 10.1.
func Webapp() fs.FS {
	sub, err := fs.Sub(files, "webapp")
	if err != nil {
		panic(err) // the name is a constant of this file
	}
	return sub
}

// Open returns the webapp in the directory dir, or for Name the one of this
// package. A dir that is no directory is an error.
func Open(dir string) (fs.FS, error) {
	if dir == Name {
		return Webapp(), nil
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a directory", dir)
	}
	return os.DirFS(dir), err
}
