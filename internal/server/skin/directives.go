package skin

import (
	"slices"
	"strings"

	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

// A Directive is a line that the preprocessor interprets.
type Directive struct {
	Span  source.Span // the whole line
	Word  string      // "#ifdef", "#ifndef", "#endif" or "#else"
	Macro string      // of #ifdef and #ifndef: the rest of the line, unparsed
}

// Directives returns the lines of f that the preprocessor interprets, in order.
func Directives(f *source.File) []Directive {
	words := map[lineKind]string{ifDefined: "#ifdef", ifNotDefined: "#ifndef", endIf: "#endif", elseIf: "#else"}
	var out []Directive
	for _, l := range splitLines(f.Text()) {
		if l.kind != plain {
			out = append(out, Directive{spanOf(l), words[l.kind], l.macro})
		}
	}
	return out
}

// Files returns the files that requests have read so far, by name: manifests,
// properties files and the files sent.
func (w *Webapp) Files() []*source.File {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []*source.File
	for _, f := range w.files {
		if f != nil {
			out = append(out, f.src)
		}
	}
	slices.SortFunc(out, func(a, b *source.File) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

// Clients returns the values of a request's client parameter that make a
// difference for this skin: "advanced", and each element next to <common> that
// contains a list.
func (s *Skin) Clients() []string {
	out := []string{clientAdvanced}
	if s.m == nil {
		return out
	}
	for _, e := range s.m.root.Children {
		holds := slices.ContainsFunc(e.Children, func(c *xmlfile.Element) bool {
			return slices.Contains(listNames, strings.TrimSuffix(c.Name, ignoreSuffix))
		})
		if holds && e.Name != "common" && !slices.Contains(out, e.Name) {
			out = append(out, e.Name)
		}
	}
	return out
}

// Exists reports whether the webapp has a regular file of that clean path.
func (w *Webapp) Exists(name string) bool { return w.kind(name) == regular }

// Manifest returns the manifest of that folder below skins/, or nil if there is
// none.
func (w *Webapp) Manifest(folder string) *source.File {
	if f := w.read("skins/" + folder + "/manifest.xml"); f != nil {
		return f.src
	}
	return nil
}
