package skin

import (
	"slices"
	"strings"

	"skinbuild/internal/source"
)

// A Directive is a line that the preprocessor takes for itself.
type Directive struct {
	Span  source.Span // the whole line
	Word  string      // "#ifdef", "#ifndef", "#endif" or "#else"
	Macro string      // of #ifdef and #ifndef: the rest of the line, whatever it is
}

// Directives returns the lines of f that the preprocessor takes for itself, in
// order.
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
// properties and what is sent.
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

// Clients returns the names that a request's client parameter can usefully have
// for this skin: "advanced", and each element beside <common> that holds a list.
func (s *Skin) Clients() []string {
	out := []string{clientAdvanced}
	if s.m == nil {
		return out
	}
	for _, e := range s.m.root.children {
		holds := slices.ContainsFunc(e.children, func(c *element) bool { return slices.Contains(listNames, strings.TrimSuffix(c.name, ignoreSuffix)) })
		if holds && e.name != "common" && !slices.Contains(out, e.name) {
			out = append(out, e.name)
		}
	}
	return out
}

// Exists tells whether the webapp has a regular file of that clean path.
func (w *Webapp) Exists(name string) bool { return w.kind(name) == regular }

// Manifest returns the manifest of that folder below skins/, or nil.
func (w *Webapp) Manifest(folder string) *source.File {
	if f := w.read("skins/" + folder + "/manifest.xml"); f != nil {
		return f.src
	}
	return nil
}
