package skin

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

// The lists of a manifest, by element name.
const (
	listProperties = "substitutions"
	listCSS        = "css"
	listHTML       = "html"
	listScript     = "script"
	listTemplates  = "templates"
	ignoreSuffix   = "Ignore"
)

var listNames = []string{listProperties, listCSS, listHTML, listScript, listTemplates}

// A manifest is a skin's manifest.xml.
type manifest struct {
	name string // of the skin's folder
	file *source.File
	root *xmlfile.Element
}

// entry is a file that a manifest lists, and its place in the manifest.
type entry struct {
	ref  ref
	file *source.File
	span source.Span
}

// loadManifest reads the manifest of the skin in the given folder.
func (w *Webapp) loadManifest(name string) (*manifest, source.Diags) {
	dir := "skins/" + name
	f := w.read(dir + "/manifest.xml")
	if f == nil {
		file := source.NewFile(w.shown(dir+"/manifest.xml"), "")
		return nil, source.Diags{file.Errorf(source.At(0), codes.SkinManifest, "cannot read the manifest of the skin %s", name).
			WithHint("the server answers every request for this skin with HTTP 500")}
	}
	root, ds := parseManifest(f.src)
	if f.dirty > 0 && (ds.Err() == nil || !strings.Contains(f.src.Text(), "encoding=")) {
		return nil, source.Diags{f.src.Errorf(source.At(strings.IndexRune(f.src.Text(), '\uFFFD')), codes.SkinManifest, "the manifest is not encoded in UTF-8").
			WithHint("the server answers every request for this skin with HTTP 500")}
	}
	if root == nil {
		return nil, ds
	}
	return &manifest{name, f.src, root}, ds
}

// client returns the element that holds the lists of a client, next to
// <common>, or nil.
func (m *manifest) client(name string) *xmlfile.Element {
	if e := m.root.Child(name); e != nil || name != clientAdvanced {
		return e
	}
	return m.root
}

// list returns the files of one kind for a client, in the servlet's order.
func (m *manifest) list(kind, client string, release Release) []entry {
	own := m.client(client)
	list := append(m.entries(m.root.Child("common"), kind), m.entries(own, kind)...)
	if release == Before10_1 {
		return list
	}
	for _, gone := range m.entries(own, kind+ignoreSuffix) {
		for i, e := range list {
			if e.ref == gone.ref {
				list = append(list[:i:i], list[i+1:]...)
				break
			}
		}
	}
	return list
}

// entries returns the <file> elements of the first such list below parent.
func (m *manifest) entries(parent *xmlfile.Element, kind string) []entry {
	l := parent.Child(kind)
	if l == nil {
		return nil
	}
	var out []entry
	for _, c := range l.Children {
		if c.Name != "file" || len(out) >= maxFiles {
			continue
		}
		text, span := c.PlainText() // the servlet reads text nodes, and a CDATA section is none
		if text == "" {
			span = c.Tag
		}
		out = append(out, entry{newRef("skins/"+m.name, text), m.file, span})
	}
	return out
}
