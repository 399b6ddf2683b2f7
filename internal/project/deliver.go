package project

import (
	"maps"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// deliver adds files to the folders of the project's skins, or zimlets, by name, and
// lists each file in the skin's manifest or the zimlet's definition:
//
//   - a script last in the scripts of the advanced client, whose skin.js the pages load;
//   - a style sheet last in the sheets of each of its clients;
//   - the script or sheet of a zimlet after those that the definition has.
//
// The diagnostics are about the tables, manifests and definitions. Whether the server's
// compressor accepts the scripts is not checked.
func deliver(list []inject.Delivery, folders map[string]tree.Tree) (map[string]tree.Tree, source.Diags) {
	out := maps.Clone(folders)
	names := slices.Sorted(maps.Keys(folders))
	var ds source.Diags
	for _, d := range list {
		into, problem := deliverers(d, names)
		if problem != nil {
			ds = append(ds, problem)
		}
		for _, name := range into {
			folder, problem := deliverInto(d, name, out[name])
			if problem != nil {
				ds = append(ds, problem)
				continue
			}
			out[name] = folder
		}
	}
	return out, ds
}

// deliverers returns the skins or zimlets that deliver the file.
func deliverers(d inject.Delivery, names []string) ([]string, *source.Diag) {
	switch kind := string(d.Via); {
	case d.Into != "" && slices.Contains(names, d.Into):
		return []string{d.Into}, nil
	case len(names) == 0:
		return nil, d.Errorf("via", codes.InjectInto, "%s: the project has no %s to deliver the file", d.Key, kind).
			WithHint(`add one, or write via = "template"`)
	case d.Into != "":
		problem := d.Errorf("into", codes.InjectInto, "%s: the project has no %s %q", d.Key, kind, d.Into)
		if near := source.Nearest(d.Into, names); near != "" {
			return nil, problem.WithHint("did you mean %s?", near)
		}
		return nil, problem.WithHint("it has %s", strings.Join(names, ", "))
	case d.Via == inject.ViaZimlet && len(names) > 1:
		return nil, d.Errorf("via", codes.InjectInto, "%s: the project has several zimlets that could deliver the file", d.Key).
			WithHint("name one of them with into: %s", strings.Join(names, ", "))
	}
	return names, nil
}

// deliverInto returns the folder of one skin or zimlet with the file in it.
func deliverInto(d inject.Delivery, name string, folder tree.Tree) (tree.Tree, *source.Diag) {
	listName := "manifest.xml"
	if d.Via == inject.ViaZimlet {
		listName = name + ".xml"
	}
	listPath, err := tree.ParsePath(listName)
	if err != nil {
		return folder, d.Errorf("into", codes.InjectInto, "%v", err)
	}
	list, ok := folder.Lookup(listPath)
	if !ok {
		return folder, d.Errorf("via", codes.InjectInto, "%s: %s has no %s", d.Key, name, listName)
	}
	if old, ok := folder.Lookup(d.File.Path); ok && string(old.Data) != string(d.File.Data) {
		f := source.NewFile(name+"/"+d.File.Path.String(), string(old.Data))
		return folder, f.Errorf(source.At(0), codes.InjectAsset, "the %s has another file at the path of %s", d.Via, d.Key).
			WithHint("give the script or style sheet another path")
	}
	text, problem := listFile(d, source.NewFile(name+"/"+listName, string(list.Data)))
	if problem != nil {
		return folder, problem
	}
	list.Data = []byte(text)
	files, err := replaced(folder, list, d.File)
	if err != nil {
		return folder, d.Errorf("via", codes.InjectAsset, "%s: %v", d.Key, err)
	}
	return files, nil
}

// listFile returns the manifest or definition with the file in it.
func listFile(d inject.Delivery, f *source.File) (string, *source.Diag) {
	path := d.File.Path.String()
	if d.Via == inject.ViaZimlet {
		return zimlet.AddInclude(f, d.Script, path)
	}
	kind := "css"
	if d.Script {
		kind = "script"
	}
	for _, client := range d.Clients {
		text, problem := skin.AddFile(f, client, kind, path)
		if problem != nil {
			return "", problem
		}
		f = source.NewFile(f.Name(), text)
	}
	return f.Text(), nil
}

// replaced returns the tree with those entries, in place of those at their paths.
func replaced(t tree.Tree, entries ...tree.Entry) (tree.Tree, error) {
	all := slices.Clone(entries)
	for e := range t.All() {
		if !slices.ContainsFunc(entries, func(n tree.Entry) bool { return n.Path == e.Path }) {
			all = append(all, e)
		}
	}
	return tree.New(all...)
}
