package project

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"skinbuild/internal/tree"
)

//go:embed all:initial
var initial embed.FS

var initialName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{0,31}$`)

// Initial returns the files of a new project: a commented project file, settings,
// the npm packages that scripts are made from, as standard pins them, and the skin
// of that name, letters and digits: a small one to begin with, or those files.
func Initial(name string, skin tree.Tree, standard fs.FS) (tree.Tree, error) {
	if !initialName.MatchString(name) {
		return tree.Tree{}, fmt.Errorf("%q is no name for a skin: the server takes letters and digits only, want 1 to 32 of them", name)
	}
	folder, err := loadFolder(initial, "initial")
	if err != nil {
		return tree.Tree{}, err
	}
	var entries []tree.Entry
	for e := range folder.All() {
		path := strings.ReplaceAll(e.Path.String(), "NAME", name)
		if path == "gitignore" {
			path = ".gitignore" // embedded under a name that this repository's git does not obey
		}
		if strings.HasPrefix(path, "skins/") && skin.Len() > 0 {
			continue
		}
		e.Data = []byte(strings.ReplaceAll(string(e.Data), "NAME", name))
		if e.Path, err = tree.ParsePath(path); err != nil {
			return tree.Tree{}, err
		}
		entries = append(entries, e)
	}
	for _, file := range []string{"package.json", "package-lock.json"} {
		data, err := fs.ReadFile(standard, file)
		if err != nil {
			return tree.Tree{}, err
		}
		entries = append(entries, tree.Entry{Path: tree.MustPath(file), Mode: 0o644, Data: data})
	}
	begun, err := tree.New(entries...)
	if err != nil {
		return tree.Tree{}, err
	}
	return tree.Merge(begun, skin.Below(tree.MustPath("skins/"+name)))
}
