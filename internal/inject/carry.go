package inject

import (
	"maps"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// Carried returns the keys of the operations that a skin, or a zimlet, carries.
// Apply leaves them to Carry.
func (s *Series) Carried(via Via) []string {
	var keys []string
	for _, op := range s.ops {
		if op.base().via == via {
			keys = append(keys, op.base().Key)
		}
	}
	return keys
}

// Carry puts the content of the operations that go by skin or by zimlet into the
// folders of the project's skins or zimlets: by name, with paths below each
// folder, as a server gets them. What it returns are the same folders with the
// files added, and named in the skin's manifest or the zimlet's definition:
//
//   - a script last in the scripts of the advanced client, whose skin.js the pages
//     include; it runs on the pages among its targets only;
//   - a style sheet last in the sheets of each client that one of its targets is of;
//   - the script or sheet of a zimlet after those that the definition has.
//
// An operation without a carrier goes into every skin, or the one zimlet. The
// diagnostics are about the tables and about manifests and definitions that take
// nothing. Whether the server's compressor takes the scripts is not looked at.
func (s *Series) Carry(via Via, folders map[string]tree.Tree) (map[string]tree.Tree, source.Diags) {
	out := maps.Clone(folders)
	names := slices.Sorted(maps.Keys(folders))
	var ds source.Diags
	for _, op := range s.ops {
		ins, ok := op.(*Insertion)
		if !ok || ins.via != via {
			continue
		}
		carriers, d := ins.carriers(names)
		if d != nil {
			ds = append(ds, d)
		}
		for _, name := range carriers {
			folder, d := ins.into(name, out[name])
			if d != nil {
				ds = append(ds, d)
				continue
			}
			out[name] = folder
		}
	}
	return out, ds
}

// carriers returns which of the skins or zimlets the operation goes into.
func (op *Insertion) carriers(names []string) ([]string, *source.Diag) {
	switch what := string(op.via); {
	case op.Carrier != "" && slices.Contains(names, op.Carrier):
		return []string{op.Carrier}, nil
	case len(names) == 0:
		return nil, op.errorf("via", codes.InjectCarrier, "%s: there is no %s to carry it", op.Key, what).
			WithHint(`make one, or say via = "template"`)
	case op.Carrier != "":
		d := op.errorf("carrier", codes.InjectCarrier, "%s: there is no %s %q", op.Key, what, op.Carrier)
		if near := source.Nearest(op.Carrier, names); near != "" {
			return nil, d.WithHint("did you mean %s?", near)
		}
		return nil, d.WithHint("there is %s", strings.Join(names, ", "))
	case op.via == ViaZimlet && len(names) > 1:
		return nil, op.errorf("via", codes.InjectCarrier, "%s: several zimlets could carry it", op.Key).
			WithHint("say which with carrier: %s", strings.Join(names, ", "))
	}
	return names, nil
}

// into returns the folder with the content in it.
func (op *Insertion) into(name string, folder tree.Tree) (tree.Tree, *source.Diag) {
	listName := "manifest.xml"
	if op.via == ViaZimlet {
		listName = name + ".xml"
	}
	listPath, err := tree.ParsePath(listName)
	if err != nil {
		return folder, op.errorf("carrier", codes.InjectCarrier, "%v", err)
	}
	list, ok := folder.Lookup(listPath)
	if !ok {
		return folder, op.errorf("via", codes.InjectCarrier, "%s: %s has no %s", op.Key, name, listName)
	}
	file := *op.payload.asset
	file.Data = []byte(op.carriedText())
	if old, ok := folder.Lookup(file.Path); ok && string(old.Data) != string(file.Data) {
		f := source.NewFile(name+"/"+file.Path.String(), string(old.Data))
		return folder, f.Errorf(source.At(0), codes.InjectAsset, "the %s has a file of its own where %s puts one", op.via, op.Key).
			WithHint("give the script or style sheet another path")
	}
	f := source.NewFile(name+"/"+listName, string(list.Data))
	text, d := op.register(f)
	if d != nil {
		return folder, d
	}
	list.Data = []byte(text)
	return replaced(folder, list, file), nil
}

// replaced returns the tree with those entries, in place of what had their paths.
func replaced(t tree.Tree, entries ...tree.Entry) tree.Tree {
	for e := range t.All() {
		if !slices.ContainsFunc(entries, func(n tree.Entry) bool { return n.Path == e.Path }) {
			entries = append(entries, e)
		}
	}
	all, err := tree.New(entries...)
	if err != nil {
		return t // a folder in the way of a file: the checks before have refused it
	}
	return all
}

// carriedText is the script or sheet. skin.js is the same on three pages, so a
// script for some of them asks on which it is.
func (op *Insertion) carriedText() string {
	text := string(op.payload.asset.Data)
	if op.via != ViaSkin || op.Script == "" || len(op.targets) == 0 {
		return text
	}
	var tests []string
	for _, t := range op.targets {
		if test := skinPages[t.pattern].only; !slices.Contains(tests, test) {
			tests = append(tests, test)
		}
	}
	if len(tests) == len(pagesWith(true)) {
		return text
	}
	slices.Sort(tests)
	return "if (" + strings.Join(tests, " || ") + ") {\n" + strings.TrimRight(text, "\n") + "\n}\n"
}

// clients are those whose lists of a manifest get the file.
func (op *Insertion) clients() []string {
	if op.Script != "" {
		return []string{"advanced"}
	}
	if len(op.targets) == 0 {
		return []string{"advanced", "standard"}
	}
	var list []string
	for _, t := range op.targets {
		list = append(list, skinPages[t.pattern].client)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
