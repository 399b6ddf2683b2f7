package skin

import (
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/source"
)

const clientAdvanced = "advanced"

// A Request is a browser's request to the skin servlet. A zero field means the
// servlet's default.
type Request struct {
	Path      string            // below the context path: "/css/common,skin.css", "/html/skin.html", "/js/skin.js"
	Skin      string            // "" is the default skin
	Client    string            // an element of the manifest: "" is "advanced"
	Macros    ua.Macros         // of the browser, see ua.ServletMacros
	Locale    string            // "ll_CC_VV"; "" is the server's, en_US
	Templates string            // which templates /js/skin.js contains: "" is "true"; also "false", "only", "split"
	Domain    map[string]string // what the domain overrides, by property ("AppC"); nil: no domain
	Version   string            // the cache buster that becomes jsVersion
}

// DomainKeys returns the properties that a domain can override, each with the
// domain attribute that does it.
func DomainKeys() [][2]string { return append([][2]string{}, domainKeys...) }

// content is the servlet's type of a request: it determines comments and files.
type content string

const (
	typeCSS        content = "css"
	typeHTML       content = "html"
	typeJavaScript content = "javascript"
	typeAppcache   content = "appcache"
	typePlain      content = "plain"
)

// contentOf returns the type of a path, which is its last directory.
func contentOf(path string) content {
	dir, _ := ref(path).split()
	_, key := ref(dir).split()
	if !strings.Contains(dir, "/") {
		return typePlain
	}
	switch key {
	case "css":
		return typeCSS
	case "html":
		return typeHTML
	case "js":
		return typeJavaScript
	case "appcache":
		return typeAppcache
	}
	return typePlain
}

// names returns the names in a path and their extension: "/css/a,b.css" gives
// a, b and ".css".
func names(path string, c content) (list []string, ext string) {
	last := ref(path).name()
	ext = "." + string(c)
	if dot := strings.LastIndexByte(last, '.'); dot >= 0 {
		last, ext = last[:dot], last[dot:]
	}
	return strings.FieldsFunc(last, func(r rune) bool { return r == ',' }), ext
}

// comment returns how the servlet writes its own lines in a file of this type.
func (c content) comment() (start, next, end string) {
	if c == typeHTML {
		return "<!-- ", " - ", " -->"
	}
	return "/* ", " * ", " */"
}

// list returns the files of a request in the order in which they are sent,
// including missing ones.
func (r *renderer) list(m *manifest, req *Request, c content) []entry {
	var all []entry
	list, ext := names(req.Path, c)
	for _, name := range list {
		if name == "skin" {
			all = append(all, r.skinFiles(m, req, c)...)
		} else {
			all = append(all, r.otherFiles(name, ext, c)...)
		}
	}
	return all
}

// at makes entries of files that replace another entry.
func at(e entry, refs ...ref) []entry {
	out := make([]entry, len(refs))
	for i, r := range refs {
		out[i] = entry{r, e.file, e.span}
	}
	return out
}

func (r *renderer) skinFiles(m *manifest, req *Request, c content) []entry {
	switch c {
	case typeCSS:
		var all []entry
		images := entry{newRef("skins/"+m.name, "img/images.css"), m.file, m.root.Tag}
		for _, e := range append(m.list(listCSS, r.client, r.app.release), images) {
			all = append(all, e)
			all = append(all, at(e, r.app.listedLocaleFiles(r.locale, e.ref, ".css")...)...)
		}
		return all
	case typeJavaScript:
		return r.scriptFiles(m, req)
	}
	return m.list(listHTML, r.client, r.app.release)
}

// scriptFiles returns the skin's scripts and compiled templates.
func (r *renderer) scriptFiles(m *manifest, req *Request) []entry {
	var all []entry
	if req.Templates != "only" {
		all = m.list(listScript, r.client, r.app.release)
	}
	templates := m.list(listTemplates, r.client, r.app.release)
	switch req.Templates {
	case "", "true", "only":
	case "split":
		if !r.smallTemplates(templates) {
			return all
		}
	default:
		return all
	}
	for _, e := range templates {
		dir, name := e.ref.split()
		all = append(all, at(e, newRef(dir, name+".js"))...)
		all = append(all, at(e, r.app.localeFiles(r.locale, dir, strings.TrimSuffix(name, ".template"), ".template.js")...)...)
	}
	return all
}

// smallTemplates reports whether there are few enough templates to be sent in
// the same response when the request asks for a split.
func (r *renderer) smallTemplates(templates []entry) bool {
	const most = 8192
	size := 0
	for _, e := range templates {
		dir, name := e.ref.split()
		if f, _, _ := r.app.open(newRef(dir, name+".js")); f != nil {
			size += f.size
		}
	}
	return size <= most
}

// otherFiles returns the files for a name other than the skin's.
func (r *renderer) otherFiles(name, ext string, c content) []entry {
	dir := string(c)
	file := newRef(dir, name+ext)
	if c == typeCSS && name == "images" && !r.app.exists(file) {
		dir, file = "img", newRef("img", "images.css")
	}
	e := entry{file, source.NewFile(r.path, r.path), source.Span{}}
	all := []entry{e}
	if c == typeCSS || c == typeJavaScript {
		all = append(all, at(e, r.app.localeFiles(r.locale, dir, name, ext)...)...)
	}
	return all
}
