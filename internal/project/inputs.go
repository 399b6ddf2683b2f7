package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// inputs are all files that a build is made from, read once.
type inputs struct {
	skins     tree.Tree // below the folder of skins: NAME/…, _NAME/…
	scripts   tree.Tree // the project's own over the tool's
	modules   tree.Tree // the npm packages that scripts are made from
	zimlets   tree.Tree // NAME/…
	skinNames []string
	zimNames  []string
}

// readInputs reads the project. What the configuration names and is not there is a
// diagnostic; the error is one of reading.
func (p *Project) readInputs(opt *BuildOptions) (in inputs, ds source.Diags, err error) {
	c := p.Config
	if in.skins, err = loadFolder(p.fsys, c.Skins.Dir); err != nil {
		return in, nil, err
	}
	if in.zimlets, err = loadFolder(p.fsys, c.Zimlets.Dir); err != nil {
		return in, nil, err
	}
	if in.scripts, err = p.readScripts(opt.Standard); err != nil {
		return in, nil, err
	}
	if in.modules, err = loadPackages(opt.Modules, "jquery", "jquery4", "modernizr"); err != nil {
		return in, nil, err
	}
	in.skinNames, ds = p.choose(folders(in.skins), "skins", c.Skins.Include)
	var found source.Diags
	in.zimNames, found = p.choose(folders(in.zimlets), "zimlets", c.Zimlets.Include)
	return in, append(ds, found...), nil
}

// readScripts lays the project's own scripts over those of the tool.
func (p *Project) readScripts(standard fs.FS) (tree.Tree, error) {
	own, err := loadFolder(p.fsys, p.Config.Scripts.Dir)
	if err != nil || standard == nil {
		return own, err
	}
	tools, err := loadFolder(standard, "overrides")
	if err != nil {
		return tree.Tree{}, err
	}
	return tree.Overlay(own, tools)
}

// loadFolder loads a folder that need not be there.
func loadFolder(fsys fs.FS, dir string) (tree.Tree, error) {
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		return tree.Tree{}, err
	}
	t, err := tree.Load(sub)
	if errors.Is(err, fs.ErrNotExist) {
		return tree.Tree{}, nil
	}
	if err != nil {
		return tree.Tree{}, fmt.Errorf("%s: %w", dir, err)
	}
	return plainModes(t)
}

// plainModes gives all files one mode: the umask of a checkout must not matter.
func plainModes(t tree.Tree) (tree.Tree, error) {
	entries := slices.Collect(t.All())
	for i := range entries {
		entries[i].Mode = 0o644
	}
	return tree.New(entries...)
}

func loadPackages(modules fs.FS, names ...string) (tree.Tree, error) {
	if modules == nil {
		return tree.Tree{}, nil
	}
	var parts []tree.Tree
	for _, name := range names {
		t, err := loadFolder(modules, name)
		if err != nil {
			return tree.Tree{}, err
		}
		parts = append(parts, t.Below(tree.MustPath(name)))
	}
	return tree.Merge(parts...)
}

// folders returns the names of the folders at the top of a tree. Those that begin
// with "_" or "." are for other things, as is testdata.
func folders(t tree.Tree) []string {
	var names []string
	for e := range t.All() {
		name, _, inside := strings.Cut(e.Path.String(), "/")
		if inside && !strings.ContainsAny(name[:1], "_.") && name != "testdata" {
			names = append(names, name)
		}
	}
	return slices.Compact(names) // a tree is in the order of its paths
}

// choose returns those of the names that the configuration includes.
func (p *Project) choose(names []string, table string, include []string) ([]string, source.Diags) {
	if include == nil {
		return names, nil
	}
	var chosen []string
	var ds source.Diags
	at := findPlaces(p.File)
	for i, name := range include {
		if slices.Contains(names, name) {
			chosen = append(chosen, name)
			continue
		}
		d := p.File.Errorf(at.of(fmt.Sprintf("%s.include[%d]", table, i)), codes.ProjectMissing, "there is no folder %s", path.Join(table, name))
		if near := source.Nearest(name, names); near != "" {
			d = d.WithHint("did you mean %s?", near)
		}
		ds = append(ds, d)
	}
	return chosen, ds
}

// sub returns the files below a folder of the tree, by their paths in it.
func sub(t tree.Tree, dir string) (tree.Tree, error) {
	var entries []tree.Entry
	for e := range t.All() {
		rest, ok := strings.CutPrefix(e.Path.String(), dir+"/")
		if !ok {
			continue
		}
		name, err := tree.ParsePath(rest)
		if err != nil {
			return tree.Tree{}, err
		}
		entries = append(entries, tree.Entry{Path: name, Mode: e.Mode, Data: e.Data})
	}
	return tree.New(entries...)
}
