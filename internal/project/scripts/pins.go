package scripts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Pin is a third-party package whose bytes go into the scripts, as
// overrides/vendor.json has it. Digest is the tree.Digest of the package's files,
// each taken with mode 0644; Scripts are those that its bytes go into. Several
// versions of a package may be pinned; a build uses one.
type Pin struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	License string   `json:"license"`
	Folder  string   `json:"folder,omitempty"` // in node_modules, if npm installs it under an alias; "" is the name
	Digest  string   `json:"digest"`
	Scripts []string `json:"scripts"`
}

func (p Pin) folder() string { return cmp.Or(p.Folder, p.Name) }

// folderOf returns the folder in node_modules of the package of that name.
func folderOf(pins []Pin, name string) string {
	for _, p := range pins {
		if p.Name == name {
			return p.folder()
		}
	}
	return name
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

// pins returns the pins that the build uses, and compares the packages that are
// installed with them.
func (opt *Options) pins(from Detects) ([]Pin, source.Diags, error) {
	all, file, err := readPins(opt.Overrides)
	if err != nil {
		return nil, nil, err
	}
	var used []Pin
	var versions []string
	for _, p := range all {
		switch {
		case p.Name == jqueryName:
			versions = append(versions, p.Version)
			if p.Version == opt.JQuery {
				used = append(used, p)
			}
		case p.Name != string(Modernizr) || from != Native:
			used = append(used, p)
		}
	}
	if opt.JQuery != "" && !slices.Contains(versions, opt.JQuery) {
		return nil, source.Diags{file.Errorf(source.At(0), codes.ScriptsJqueryVersion, "jQuery %s is not pinned in %s", opt.JQuery, pinsFile).
			WithHint("choose one of: %s", strings.Join(versions, ", "))}, nil
	}
	ds, err := checkPins(used, file, opt.Modules)
	return used, ds, err
}

// checkPins compares the packages that are installed with the pins.
func checkPins(pins []Pin, file *source.File, modules fs.FS) (source.Diags, error) {
	var ds source.Diags
	for _, p := range pins {
		digest, err := packageDigest(modules, p.folder())
		if err != nil {
			return nil, err
		}
		if digest != p.Digest {
			at := source.At(max(0, strings.Index(file.Text(), p.Digest)))
			ds = append(ds, file.Errorf(at, codes.ScriptsPin, "the package %s that is installed is not the pinned one: its digest is %s", p.folder(), digest).
				WithHint("run npm ci --ignore-scripts; if the change is intended, review it and pin the new digest"))
		}
	}
	return ds, nil
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
