package scripts

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Pin is a package of others whose bytes go into our scripts, as
// overrides/vendor.json has it. Digest is the tree.Digest of the package's files,
// each taken with mode 0644; Scripts are those of ours that its bytes go into.
type Pin struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	License string   `json:"license"`
	Digest  string   `json:"digest"`
	Scripts []string `json:"scripts"`
}

const pinsFile = "vendor.json"

// readPins reads the pins; the file holds a list of Pin.
func readPins(sources fs.FS) ([]Pin, *source.File, error) {
	text, err := fs.ReadFile(sources, pinsFile)
	if err != nil {
		return nil, nil, err
	}
	var pins []Pin
	if err := json.Unmarshal(text, &pins); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", pinsFile, err)
	}
	return pins, source.NewFile(pinsFile, string(text)), nil
}

// checkPins compares the packages that are installed with the pins.
func checkPins(sources, modules fs.FS) ([]Pin, source.Diags, error) {
	pins, file, err := readPins(sources)
	if err != nil {
		return nil, nil, err
	}
	var ds source.Diags
	for _, p := range pins {
		digest, err := packageDigest(modules, p.Name)
		if err != nil {
			return nil, nil, err
		}
		if digest != p.Digest {
			at := source.At(max(0, strings.Index(file.Text(), p.Digest)))
			ds = append(ds, file.Errorf(at, codes.ScriptsPin, "the package %s that is installed is not the pinned one: its digest is %s", p.Name, digest).
				WithHint("run npm ci --ignore-scripts; if the change is meant, look at what it changes and pin the new digest"))
		}
	}
	return pins, ds, nil
}

func packageDigest(modules fs.FS, name string) (string, error) {
	dir, err := fs.Sub(modules, name)
	if err != nil {
		return "", err
	}
	t, err := tree.Load(dir)
	if err != nil {
		return "", fmt.Errorf("package %s: %w; run npm ci --ignore-scripts", name, err)
	}
	entries := slices.Collect(t.All())
	for i := range entries {
		entries[i].Mode = 0o644 // npm's umask must not matter
	}
	if t, err = tree.New(entries...); err != nil {
		return "", err
	}
	return t.Digest(), nil
}
