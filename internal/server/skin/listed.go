package skin

import (
	"path"

	"skinbuild/internal/source"
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
	root, _, err := parseXML(f)
	if err != nil {
		return nil, source.Diags{err}
	}
	if root.name != "skin" {
		return nil, source.Diags{f.Errorf(root.span, codeManifest, "the root element is <%s>, not <skin>", root.name).
			WithHint("the server answers every request for this skin with HTTP 500")}
	}
	var out []Listed
	seen := map[Listed]bool{}
	m := &manifest{file: f, root: root}
	for _, parent := range append([]*element{root}, root.children...) {
		for _, kind := range listNames {
			for _, e := range m.entries(parent, kind) {
				l := Listed{Kind: kind, Path: path.Clean(string(e.ref)[len("skins/"):])}
				if !seen[l] {
					seen[l] = true
					l.Span = e.span
					out = append(out, l)
				}
			}
		}
	}
	return out, nil
}
