package render

import (
	"io/fs"
	"path"
	"regexp"
	"strings"

	"skinbuild/internal/codes"
)

// vendorTag executes a tag of zm-taglib, or one of the client's tag files that
// consist of Java code only. It returns false for an unknown tag.
func (f *frame) vendorTag(n *node, out *strings.Builder) bool {
	answers := map[string]func() value{
		"zm:getUserAgent":   func() value { return bean{f.env.UserAgent} },
		"zm:getDomainInfo":  f.domain,
		"zm:getFavIcon":     func() value { return null{} },
		"zm:getMailbox":     f.mailbox,
		"zm:getException":   f.signInError,
		"zm:getValidLocale": func() value { return boolean(true) },
		"zm:getInfoJSON":    func() value { return text(f.info()) },
		"zm:calSearchJSON":  func() value { return text("{}") },
	}
	if answer, ok := answers[n.name]; ok {
		name, _ := f.str(n, "var")
		where, _ := f.str(n, "scope")
		f.set(where, name, answer())
		return true
	}
	switch n.name {
	case "zm:adminRedirect", "zm:logout":
	case "zm:login": // signing in is not supported: the variable for the result stays empty
	case "app:handleError":
		f.nodes(n.body, out)
	case "app:skin":
		f.chooseSkin(n)
	case "app:skinAndRedirect":
		f.chooseSkin(n)
		f.redirectToSkin(n, out)
	default:
		return false
	}
	return true
}

// caught is the exception that c:catch stores. Only a sign-in fails here.
func (f *frame) caught(name string) value {
	if name == "loginException" {
		return f.signInError()
	}
	return null{}
}

func (f *frame) signInError() value {
	if f.env.SignInError == "" {
		return null{}
	}
	d := newDict()
	d.set("code", text(f.env.SignInError))
	return d
}

func (f *frame) info() string {
	if f.env.Info == "" {
		return "{}"
	}
	return f.env.Info
}

func (f *frame) domain() value {
	if f.env.Domain == nil {
		return null{}
	}
	attrs := newDict()
	for _, k := range sortedNames(f.env.Domain) {
		attrs.set(k, text(f.env.Domain[k]))
	}
	d := newDict()
	d.set("attrs", attrs)
	return d
}

func (f *frame) mailbox() value {
	if f.env.Account == nil {
		return null{}
	}
	m := newDict()
	m.set("prefs", account{}.get(f, "prefs"))
	m.set("attrs", prefs{})
	return m
}

func sortedNames(m map[string]string) []string {
	all := map[string][]string{}
	for k := range m {
		all[k] = nil
	}
	return sortedKeys(all)
}

var notSkinName = regexp.MustCompile(`[^0-9A-Za-z]`)

// chooseSkin is the client's skin.tag: it uses the parameter, otherwise what
// the page sets, the user's skin, or the default.
func (f *frame) chooseSkin(n *node) {
	name := f.params.Get("skin")
	if name == "" {
		name, _ = f.str(n, "defaultskin")
	}
	if name == "" {
		name, _ = f.str(n, "defaultSkin")
	}
	if name == "" {
		name = f.env.Account["zimbraPrefSkin"]
	}
	if name == "" || notSkinName.MatchString(name) {
		name = f.skin()
	}
	f.set("request", "skin", text(name))
	f.set("session", "skin", text(name))
	f.set("request", "iconPath", text("/img"))
}

// redirectToSkin renders the skin's own version of the page, if there is one.
func (f *frame) redirectToSkin(n *node, out *strings.Builder) {
	own := "/skins/" + toText(f.request["skin"]) + f.path
	if strings.HasPrefix(f.path, "/skins/") || f.params.Get("doNotForwardRequest") != "" {
		return
	}
	if _, err := fs.Stat(f.fsys, strings.TrimPrefix(own, "/")); err == nil {
		out.Reset()
		f.include(n, own, f.params, out)
		f.ended = true
	}
}

// tagFile executes a tag that a TLD of the webapp maps to a file below
// WEB-INF/tags. It returns false if no TLD has it.
func (f *frame) tagFile(n *node, out *strings.Builder) bool {
	prefix, name, _ := strings.Cut(n.name, ":")
	target := f.tagPath(n, prefix, name)
	if target == "" {
		return false
	}
	doc, file, d := f.load(target)
	if d != nil {
		f.problem(n.file.Errorf(n.span, codes.JSPTag, "%s", d.Text))
		return true
	}
	if f.depth++; f.depth > maxDepth {
		f.problem(n.file.Errorf(n.span, codes.JSPDepth, "tag files are nested more than %d deep", maxDepth))
		f.ended = true
	}
	defer func() { f.depth-- }()
	inner := &frame{run: f.run, file: file, path: target, page: scope{}, java: scope{}, own: map[string]*method{}, params: f.params}
	inner.body = func(b *strings.Builder) { f.nodes(n.body, b) }
	for _, a := range n.attrs {
		v := f.attributeValue(n, a)
		inner.page[a.name], inner.java[a.name] = v, v
	}
	inner.nodes(doc, out)
	return true
}

var (
	taglibDirective = regexp.MustCompile(`<%@\s*taglib\s+([^%]*)%>`)
	directiveAttr   = regexp.MustCompile(`(\w+)\s*=\s*["']([^"']*)["']`)
	tldFile         = regexp.MustCompile(`(?s)<tag-file>.*?<name>\s*([^<\s]+)\s*</name>.*?<path>\s*([^<\s]+)\s*</path>.*?</tag-file>`)
	tldURI          = regexp.MustCompile(`<uri>\s*([^<\s]+)\s*</uri>`)
)

// tagPath finds the file of a tag from the directive that declares its prefix:
// in the directive's folder, or from the TLD with the directive's uri.
func (f *frame) tagPath(n *node, prefix, name string) string {
	for _, m := range taglibDirective.FindAllStringSubmatch(n.file.Text(), -1) {
		attrs := map[string]string{}
		for _, a := range directiveAttr.FindAllStringSubmatch(m[1], -1) {
			attrs[a[1]] = a[2]
		}
		if attrs["prefix"] != prefix {
			continue
		}
		if dir := attrs["tagdir"]; dir != "" {
			return path.Join("/", dir, name+".tag")
		}
		return f.tldPath(attrs["uri"], name)
	}
	return ""
}

func (f *frame) tldPath(uri, name string) string {
	names, err := fs.Glob(f.fsys, "WEB-INF/tlds/*.tld")
	if err != nil {
		return ""
	}
	for _, tld := range names {
		data, err := fs.ReadFile(f.fsys, tld)
		if m := tldURI.FindSubmatch(data); err != nil || m == nil || string(m[1]) != uri {
			continue
		}
		for _, m := range tldFile.FindAllSubmatch(data, -1) {
			if string(m[1]) == name {
				return path.Clean("/" + string(m[2]))
			}
		}
	}
	return ""
}
