// Package reference contains a small webapp written for skinbuild, shaped like
// the vendor's: pages whose templates have everything that makes the vendor's
// hard to change, the frame and properties of a base skin, a stock skin on top
// of it, and scripts that build a page of widgets. Use it to try an operation
// or a skin without a vendor tree.
//
// Its files contain no vendor text. Elements, classes, properties and pages
// have the vendor's names, because skins and operations are written for those
// names.
package reference

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"

	"skinbuild/internal/input"
)

// Name selects this webapp where a command expects the path of a webapp.
const Name = ":reference"

//go:embed all:webapp
var files embed.FS

// Webapp returns the files of the webapp, rooted as in webapps/zimbra. Its
// skins behave as in release 10.1 and later.
func Webapp() fs.FS {
	sub, err := fs.Sub(files, "webapp")
	if err != nil {
		panic(err) // the name is a constant of this file
	}
	return sub
}

// Open returns the webapp in the directory dir, or the webapp of this package
// if dir is Name. It returns an error if dir is not a directory.
func Open(ctx context.Context, dir string) (fs.FS, error) {
	if dir == Name {
		return Webapp(), nil
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a directory", dir)
	}
	if err != nil {
		return nil, err
	}
	return input.Webapp(ctx, dir)
}
