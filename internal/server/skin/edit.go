package skin

import (
	"slices"

	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

// AddFile returns the text of a manifest that lists the file path last in the client's
// list of that kind, "css" or "script". A list that has the file stays as it is. The
// lists of a manifest without an element for the advanced client are the root's.
func AddFile(f *source.File, client, kind, path string) (string, *source.Diag) {
	root, ds := parseManifest(f)
	if root == nil {
		return "", ds[len(ds)-1]
	}
	at, wrap := root, []string{client, kind}
	if c := root.Child(client); c != nil {
		at, wrap = c, wrap[1:]
	} else if client == clientAdvanced {
		wrap = wrap[1:]
	}
	if list := at.Child(kind); len(wrap) == 1 && list != nil {
		isPath := func(c *xmlfile.Element) bool {
			text, _ := c.PlainText()
			return text == path
		}
		if slices.ContainsFunc(list.Named("file"), isPath) {
			return f.Text(), nil
		}
		at, wrap = list, nil
	}
	return at.Append(f.Text(), xmlfile.Nest(append(wrap, "file"), path)), nil
}
