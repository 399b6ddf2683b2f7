package zimlet

import (
	"slices"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

// xmlOptions has ample limits: the largest real definition has 9 kB and depth 6.
var xmlOptions = xmlfile.Options{Bytes: 1 << 20, Depth: 64, Elements: 20_000, Decoded: true, RefuseDoctype: true}

// An element is one of a definition or configuration, as the server sees it: by its
// name without a prefix, and with the text directly in it, white space kept.
type element struct {
	file     *source.File
	node     *xmlfile.Element
	name     string
	tag      source.Span // the start tag
	text     string
	textAt   source.Span // from the first to the last piece; empty if there is none
	children []*element
}

func newElement(f *source.File, node *xmlfile.Element) *element {
	e := &element{file: f, node: node, name: localName(node.Name), tag: node.Tag}
	if len(node.Texts) > 0 {
		e.text, e.textAt = node.Text()
	}
	for _, c := range node.Children {
		e.children = append(e.children, newElement(f, c))
	}
	return e
}

func localName(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// attribute returns the attribute of that name without a prefix, if there is one.
func (e *element) attribute(name string) (xmlfile.Attribute, bool) {
	i := slices.IndexFunc(e.node.Attributes, func(a xmlfile.Attribute) bool { return localName(a.Name) == name })
	if i < 0 {
		return xmlfile.Attribute{}, false
	}
	return e.node.Attributes[i], true
}

// attr returns the value of the attribute, "" where it is missing, as the
// server's getAttribute(name, "") does.
func (e *element) attr(name string) string {
	a, _ := e.attribute(name)
	return a.Value
}

func (e *element) hasAttr(name string) bool {
	_, ok := e.attribute(name)
	return ok
}

// attrSpan returns where the value of the attribute stands, or the tag if it is
// missing.
func (e *element) attrSpan(name string) source.Span {
	if a, ok := e.attribute(name); ok {
		return a.Span
	}
	return e.tag
}

// childrenNamed returns the direct children of that name.
func (e *element) childrenNamed(name string) []*element {
	var list []*element
	for _, c := range e.children {
		if c.name == name {
			list = append(list, c)
		}
	}
	return list
}

// walk visits e and all below it.
func (e *element) walk(visit func(*element)) {
	visit(e)
	for _, c := range e.children {
		c.walk(visit)
	}
}

const saysCannotParse = "Cannot parse Zimlet description: ..."

// parseXML reads a document the way the server does, or says why the server or
// skinbuild refuses it: it is UTF-8 whatever its declaration says, and has no DOCTYPE
// and no processing instruction. The root is nil if there is an error.
func parseXML(f *source.File) (*element, source.Diags) {
	text := f.Text()
	if i := invalidUTF8(text); i >= 0 {
		return nil, source.Diags{serverSays(f.Errorf(source.Span{Start: i, End: i + 1}, codes.ZimletEncoding, "this is not UTF-8, which the server reads whatever the XML declaration says"), "nothing: it puts U+FFFD there")}
	}
	doc, err := xmlfile.Parse(f, xmlOptions)
	if err != nil {
		return nil, source.Diags{xmlError(f, err)}
	}
	var ds source.Diags
	for _, i := range doc.Instructions {
		ds = append(ds, f.Errorf(i.Span, codes.ZimletXML, "the processing instruction %q has no meaning here", i.Target))
	}
	if ds.Err() != nil {
		return nil, ds
	}
	if e := strings.ToLower(doc.Encoding); e != "" && e != "utf-8" && e != "us-ascii" {
		ds = append(ds, f.Warnf(doc.Declaration, codes.ZimletEncoding, "the server reads UTF-8 whatever is declared here"))
	}
	doc.Root.Walk(func(e *xmlfile.Element) {
		if _, declared := e.Attribute("xmlns"); declared || strings.Contains(e.Name, ":") {
			ds = append(ds, f.Warnf(e.Tag, codes.ZimletNamespace, "no zimlet uses XML namespaces, and the server ignores them"))
		}
	})
	return newElement(f, doc.Root), ds
}

func xmlError(f *source.File, err *xmlfile.Error) *source.Diag {
	switch err.Kind {
	case xmlfile.Limit:
		return f.Errorf(err.Span, codes.ZimletXMLLimit, "the document is too large: %s", err.Text)
	case xmlfile.Doctype:
		return serverSays(f.Errorf(err.Span, codes.ZimletDoctype, "the server refuses a DOCTYPE: it could make it read files"), saysCannotParse)
	case xmlfile.Unsupported:
		return f.Errorf(err.Span, codes.ZimletXML, "skinbuild cannot read the document: %s", err.Text)
	}
	d := serverSays(f.Errorf(err.Span, codes.ZimletXML, "the XML is not well-formed: %s", err.Text), saysCannotParse)
	if err.Related != (source.Span{}) {
		d.WithRelated(f, err.Related, "the start tag")
	}
	return d
}

func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") {
			return i
		}
	}
	return -1
}
