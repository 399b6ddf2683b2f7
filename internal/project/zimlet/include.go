package zimlet

import (
	"slices"

	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

// AddInclude returns the text of a definition that includes the file path, a script or
// a style sheet, after those that it has. One that includes the file stays as it is.
func AddInclude(f *source.File, script bool, path string) (string, *source.Diag) {
	root, ds := parseXML(f)
	if root == nil {
		return "", ds[len(ds)-1]
	}
	name := "includeCSS"
	if script {
		name = "include"
	}
	list := root.childrenNamed(name)
	lines := xmlfile.Nest([]string{name}, path)
	switch {
	case slices.ContainsFunc(list, func(e *element) bool { return e.text == path }):
		return f.Text(), nil
	case len(list) == 0:
		return root.node.Append(f.Text(), lines), nil
	}
	return list[len(list)-1].node.InsertAfter(f.Text(), lines), nil
}
