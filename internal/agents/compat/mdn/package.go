package mdn

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"skinbuild/internal/input"
)

// packageName is the name in package.json.
const packageName = "@mdn/browser-compat-data"

// Open reads data.json of the npm package, which is an archive (npm pack writes it) or
// an installed folder. It returns an error for any other package.
func Open(ctx context.Context, name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	var manifest, data []byte
	if info.IsDir() {
		if manifest, err = input.Read(ctx, filepath.Join(name, "package.json"), input.Settings); err == nil {
			data, err = input.Read(ctx, filepath.Join(name, "data.json"), input.Document)
		}
	} else {
		manifest, data, err = unpack(ctx, name)
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is not the npm package %s: %w", name, packageName, err)
	}
	if err != nil {
		return nil, err
	}
	var m struct{ Name string }
	if err := json.Unmarshal(manifest, &m); err != nil || m.Name != packageName {
		return nil, fmt.Errorf("%s is the npm package %q, want %s", name, m.Name, packageName)
	}
	return data, nil
}

// unpack returns package.json and data.json of an archive, wherever its top folder is.
func unpack(ctx context.Context, name string) (manifest, data []byte, err error) {
	packed, err := input.Read(ctx, name, input.Document)
	if err != nil {
		return nil, nil, err
	}
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, fmt.Errorf("%s is no archive of an npm package: %w", name, err)
	}
	// The archive as a whole has a limit, so a small one cannot unpack without end.
	archive := tar.NewReader(io.LimitReader(plain, 2*input.Document.Max()))
	for manifest == nil || data == nil {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil, nil, fmt.Errorf("%s has no package.json and data.json of %s", name, packageName)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s is damaged: %w", name, err)
		}
		dir, file := path.Split(path.Clean(h.Name))
		if h.Typeflag != tar.TypeReg || path.Dir(path.Clean(dir)) != "." {
			continue // not in the top folder
		}
		var to *[]byte
		switch file {
		case "package.json":
			to = &manifest
		case "data.json":
			to = &data
		default:
			continue
		}
		if *to, err = input.ReadFrom(ctx, archive, name+":"+file, input.Document); input.IsLimit(err) {
			return nil, nil, err
		} else if err != nil {
			return nil, nil, fmt.Errorf("%s is damaged: %w", name, err)
		}
	}
	return manifest, data, nil
}
