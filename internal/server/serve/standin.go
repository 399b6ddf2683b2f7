package serve

import (
	"encoding/base64"
	"io/fs"
	"path"
	"strings"

	"skinbuild/internal/tree"
)

// StandIns returns a layer to put under a source tree of the vendor: it
// contains minimal versions of the files that the vendor's build generates and
// a source tree lacks. An image is a single transparent pixel, a script defines
// no images. It does not contain packages of scripts.
func StandIns() fs.FS { return standIns{} }

type standIns struct{}

// Open returns a stand-in if name is the name of a generated file.
func (standIns) Open(name string) (fs.File, error) {
	data, ok := standIn(name)
	if !ok || !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return tree.File(tree.Info(name, 0o444, len(data)), data), nil
}

// pixel is a GIF of one transparent pixel; browsers look at the content, not at
// the name.
const pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

func standIn(name string) ([]byte, bool) {
	dir, _, _ := strings.Cut(name, "/")
	switch ext := path.Ext(name); {
	case path.Base(name) == "images.css.js":
		return []byte("window.AjxImgData = window.AjxImgData || {}; // a stand-in\n"), true
	case path.Base(name) == "images.css":
		return []byte("/* a stand-in */\n"), true
	case strings.HasPrefix(name, "js/ajax/") && ext == ".js":
		return []byte("// a stand-in\n"), true
	case (dir == "img" || dir == "skins") && (ext == ".png" || ext == ".gif" || ext == ".jpg" || ext == ".ico" || ext == ".svg"):
		data, err := base64.StdEncoding.DecodeString(pixel)
		return data, err == nil
	}
	return nil, false
}
