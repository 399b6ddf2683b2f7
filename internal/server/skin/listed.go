package skin

import (
	"path"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

// Listed is a file that a manifest lists.
type Listed struct {
	Kind string // "substitutions", "css", "html", "script" or "templates"
	Path string // clean and relative to the skin's folder: "skin.css", "../_base/base3/skin.css"
	Span source.Span
}

// ListedFiles returns the files that a manifest lists for any client, each file
// of a kind once, in the manifest's order. Files that an ...Ignore list removes
// are included. It returns an error if the server would reject the manifest.
func ListedFiles(f *source.File) ([]Listed, source.Diags) {
	root, ds := parseManifest(f)
	if root == nil {
		return nil, ds
	}
	var out []Listed
	seen := map[Listed]bool{}
	m := &manifest{file: f, root: root}
	for _, parent := range append([]*xmlfile.Element{root}, root.Children...) {
		for _, kind := range listNames {
			for _, e := range m.entries(parent, kind) {
				name := strings.TrimPrefix(strings.TrimPrefix(string(e.ref), "skins"), "/")
				l := Listed{Kind: kind, Path: path.Clean(name)}
				if l.Path == "." {
					ds = append(ds, f.Errorf(e.span, codes.SkinDirectory, "<file> names no file: the server reads the skin's folder").
						WithHint("remove it, or write a path; "+hintServerFails))
				} else if !seen[l] {
					seen[l] = true
					l.Span = e.span
					out = append(out, l)
				}
			}
		}
	}
	if ds.Err() != nil {
		return nil, ds
	}
	return out, nil
}
