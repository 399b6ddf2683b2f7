package project

import (
	"encoding/json"
	"slices"
	"strings"

	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

const bundlePart = "bundle"

// bundle packs what was made.
func (r *run) bundle() []job {
	info := r.info()
	r.build.Info = info // now with the works of others in the scripts
	injections, err := r.injections()
	if err != nil {
		r.err = err
		return nil
	}
	files, err := bundleFiles(r.build.Files, injections)
	if err != nil {
		r.err = err
		return nil
	}
	about, err := json.Marshal(info)
	if err != nil {
		r.err = err
		return nil
	}
	return []job{{bundlePart, []string{files.Digest(), string(about)}, func() (output, error) {
		data, ds := pack.Write(info, files, origins(files))
		ds = append(ds, CheckBundle(files, r.project.Config.Zimlets.Allow)...)
		out := output{diags: append(ds, r.bundleOverBudget(len(data))...)}
		if out.diags.Err() != nil {
			return out, nil
		}
		path, err := tree.ParsePath(info.FileName())
		if err != nil {
			return out, err
		}
		out.files, err = tree.New(tree.Entry{Path: path, Mode: 0o644, Data: data})
		return out, err
	}}}
}

// info is the manifest's part that the project says.
func (r *run) info() pack.Info {
	c := r.project.Config
	info := pack.Info{
		Name: c.Name, Version: c.Version, Sequence: c.Sequence,
		Tool: r.opt.Tool, Commit: r.opt.Commit, Created: r.opt.Created,
		Releases: slices.Sorted(slices.Values(c.Releases)), Browsers: browserNames(c.BrowserList()),
		Components: r.build.Scripts.Works,
	}
	info.Releases = slices.Compact(info.Releases)
	return info
}

// bundleFiles lays out what was made as a bundle has it: skins/NAME/…, scripts/js/…,
// zimlets/NAME.zip, injections/…. The vendor's templates are not part of it.
func bundleFiles(built, injections tree.Tree) (tree.Tree, error) {
	var entries []tree.Entry
	for e := range built.All() {
		name := e.Path.String()
		switch {
		case strings.HasPrefix(name, "webapp/skins/"):
			name = strings.TrimPrefix(name, "webapp/")
		case strings.HasPrefix(name, "webapp/js/"):
			name = "scripts/" + strings.TrimPrefix(name, "webapp/")
		case !strings.HasPrefix(name, "zimlets/"):
			continue
		}
		p, err := tree.ParsePath(name)
		if err != nil {
			return tree.Tree{}, err
		}
		entries = append(entries, tree.Entry{Path: p, Mode: e.Mode, Data: e.Data})
	}
	made, err := tree.New(entries...)
	if err != nil {
		return tree.Tree{}, err
	}
	return tree.Overlay(made, injections)
}

// origins names for each file the part that made it.
func origins(files tree.Tree) map[tree.Path]pack.Origin {
	by := map[tree.Path]pack.Origin{}
	for e := range files.All() {
		kind, rest, _ := strings.Cut(e.Path.String(), "/")
		name, _, _ := strings.Cut(rest, "/")
		switch kind {
		case "skins":
			kind = "skin " + name
		case "zimlets":
			kind = "zimlet " + strings.TrimSuffix(name, ".zip")
		}
		by[e.Path] = pack.Origin{By: kind}
	}
	return by
}
