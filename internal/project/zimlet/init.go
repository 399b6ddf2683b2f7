package zimlet

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"skinbuild/internal/tree"
)

//go:embed skeleton
var skeleton embed.FS

// newName is stricter than the server: the name is also that of the global with the
// messages, and part of the name of the handler.
var newName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// Init returns the files of a new zimlet that passes every check: definition,
// handler, style, messages in English and German, configuration.
func Init(name string) (tree.Tree, error) {
	if !newName.MatchString(name) {
		return tree.Tree{}, fmt.Errorf("name %q: want small letters, digits and \"_\", like com_example_hello", name)
	}
	label := name[strings.LastIndexByte(strings.TrimRight(name, "_"), '_')+1:]
	label = strings.ToUpper(label[:1]) + label[1:]
	fill := strings.NewReplacer("NAME", name, "LABEL", label)
	var entries []tree.Entry
	err := fs.WalkDir(skeleton, "skeleton", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := skeleton.ReadFile(path)
		if err != nil {
			return err
		}
		to, err := tree.ParsePath(fill.Replace(strings.TrimPrefix(path, "skeleton/")))
		entries = append(entries, tree.Entry{Path: to, Mode: 0o644, Data: []byte(fill.Replace(string(data)))})
		return err
	})
	if err != nil {
		return tree.Tree{}, err
	}
	return tree.New(entries...)
}
