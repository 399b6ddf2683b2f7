package client

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"skinbuild/internal/tree"
)

// maxUnpacked is the largest script that Unpacked reads, in bytes: ten times the
// largest package of any release.
const maxUnpacked = 32 << 20

// Unpacked is a layer that lies below an installed webapp: it has js/NAME_all.js
// where the webapp has only js/NAME_all.js.zgz, the twin that the server sends to
// browsers that take gzip.
func Unpacked(webapp fs.FS) fs.FS { return unpacked{webapp} }

type unpacked struct{ webapp fs.FS }

// Open unpacks a script; fs.ErrNotExist if it has no compressed twin.
func (u unpacked) Open(name string) (fs.File, error) {
	if !strings.HasPrefix(name, "js/") || !strings.HasSuffix(strings.TrimSuffix(name, ".min"), ".js") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	packed, err := u.webapp.Open(strings.TrimSuffix(name, ".min") + ".zgz")
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	data, err := unzip(packed)
	if err != nil {
		return nil, &fs.PathError{Op: "unpack", Path: name + ".zgz", Err: err}
	}
	return tree.File(tree.Info(name, 0o444, len(data)), data), nil
}

func unzip(r io.Reader) ([]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	if err == nil && len(data) > maxUnpacked {
		return nil, fmt.Errorf("more than %d bytes", maxUnpacked)
	}
	return data, errors.Join(err, z.Close())
}
