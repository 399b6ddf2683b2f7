package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/source"
)

// parts are the names of what a project can build apart.
type parts struct{ skins, zimlets []string }

func partsOf(p *flags.Loaded) (parts, error) {
	skins, zimlets, err := p.PartNames()
	return parts{skins, zimlets}, err
}

// names are those that the commands take, beside the kinds themselves.
func (k parts) names() []string {
	var list []string
	for _, name := range k.skins {
		list = append(list, "skins/"+name)
	}
	for _, name := range k.zimlets {
		list = append(list, "zimlets/"+name)
	}
	return list
}

// selectParts returns what the arguments name; nil for none, which is everything.
func selectParts(p *flags.Loaded, args []string) (*project.Selection, error) {
	if len(args) == 0 {
		return nil, nil
	}
	known, err := partsOf(p)
	if err != nil {
		return nil, err
	}
	s := &project.Selection{}
	for _, arg := range args {
		kind, name, one := strings.Cut(strings.TrimSuffix(filepath.ToSlash(arg), "/"), "/")
		switch {
		case kind == "scripts" && !one:
			s.Scripts = true
		case kind == "skins" && !one:
			s.Skins = append(s.Skins, included(known.skins, p.Config.Skins.Include)...)
		case kind == "zimlets" && !one:
			s.Zimlets = append(s.Zimlets, included(known.zimlets, p.Config.Zimlets.Include)...)
		case kind == "skins" && slices.Contains(known.skins, name):
			s.Skins = append(s.Skins, name)
		case kind == "zimlets" && slices.Contains(known.zimlets, name):
			s.Zimlets = append(s.Zimlets, name)
		default:
			return nil, cli.Unknown("the project has no part", arg, append([]string{"scripts", "skins", "zimlets"}, known.names()...))
		}
	}
	s.Skins, s.Zimlets = unique(s.Skins), unique(s.Zimlets)
	return s, nil
}

func included(names, include []string) []string {
	if include == nil {
		return names
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(include, n) })
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// underRoot returns diagnostics about files of a folder by the names that the user
// can open; those of other files stay.
func underRoot(root string, ds source.Diags) source.Diags {
	if root == "." || root == "" {
		return ds
	}
	files := map[*source.File]*source.File{}
	return ds.Moved(func(f *source.File) *source.File {
		if files[f] == nil {
			files[f] = f
			full := path.Join(filepath.ToSlash(root), f.Name())
			if _, err := os.Lstat(full); err == nil {
				files[f] = source.NewFile(full, f.Text())
			}
		}
		return files[f]
	})
}
