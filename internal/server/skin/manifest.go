package skin

import (
	"path"
	"strings"

	"skinbuild/internal/source"
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
	root *element
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
		file := source.NewFile(path.Join(w.opt.Dir, dir, "manifest.xml"), "")
		return nil, source.Diags{file.Errorf(source.At(0), codeManifest, "cannot read the manifest of the skin %s", name).
			WithHint("the server answers every request for this skin with HTTP 500")}
	}
	if f.dirty > 0 {
		return nil, source.Diags{f.src.Errorf(source.At(strings.IndexRune(f.src.Text(), '\uFFFD')), codeManifest, "the manifest is not encoded in UTF-8").
			WithHint("the server answers every request for this skin with HTTP 500")}
	}
	root, doctype, err := parseXML(f.src)
	var ds source.Diags
	if doctype != (source.Span{}) {
		ds = append(ds, f.src.Warnf(doctype, codeDoctype, "the manifest has a document type").
			WithHint("the server fetches and expands its entities; remove it, a manifest needs no document type"))
	}
	if err != nil {
		return nil, append(ds, err)
	}
	if root.name != "skin" {
		return nil, append(ds, f.src.Errorf(root.span, codeManifest, "the root element is <%s>, not <skin>", root.name).
			WithHint("the server answers every request for this skin with HTTP 500"))
	}
	return &manifest{name, f.src, root}, ds
}

// client returns the element that holds the lists of a client, next to
// <common>, or nil.
func (m *manifest) client(name string) *element {
	if e := m.root.first(name); e != nil || name != clientAdvanced {
		return e
	}
	return m.root
}

// list returns the files of one kind for a client, in the servlet's order.
func (m *manifest) list(kind, client string, release Release) []entry {
	own := m.client(client)
	list := append(m.entries(m.root.first("common"), kind), m.entries(own, kind)...)
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
func (m *manifest) entries(parent *element, kind string) []entry {
	l := parent.first(kind)
	if l == nil {
		return nil
	}
	var out []entry
	for _, c := range l.children {
		if c.name != "file" || len(out) >= maxFiles {
			continue
		}
		span := c.textSpan
		if len(c.text) == 0 {
			span = c.span
		}
		out = append(out, entry{newRef("skins/"+m.name, string(c.text)), m.file, span})
	}
	return out
}
