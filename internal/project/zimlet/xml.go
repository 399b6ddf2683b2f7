package zimlet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/source"
)

// Limits of a document. The largest real definition has 9 kB and depth 6.
const (
	maxXML       = 1 << 20
	maxXMLDepth  = 64
	maxXMLTokens = 50_000
)

// An element is one of a parsed document. Text is the text directly in it, as
// the server's getText gives it: of all pieces, white space kept.
type element struct {
	file     *source.File
	name     string
	attrs    []xml.Attr
	tag      source.Span // the start tag
	text     string
	textAt   source.Span // from the first to the last piece; empty if there is none
	children []*element
}

// attr returns the value of the attribute, "" where it is missing, as the
// server's getAttribute(name, "") does.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) hasAttr(name string) bool {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return true
		}
	}
	return false
}

// attrSpan returns where the attribute stands, or the tag where it is missing.
func (e *element) attrSpan(name string) source.Span {
	tag := e.file.Text()[e.tag.Start:e.tag.End]
	for from := 0; ; {
		i := strings.Index(tag[from:], name)
		if i < 0 {
			return e.tag
		}
		i += from
		from = i + len(name)
		rest := strings.TrimLeft(tag[from:], " \t\r\n")
		if strings.IndexByte(" \t\r\n", tag[i-1]) < 0 || !strings.HasPrefix(rest, "=") {
			continue
		}
		value := strings.TrimLeft(rest[1:], " \t\r\n")
		start := e.tag.Start + len(tag) - len(value)
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return source.Span{Start: start, End: start + end + 2}
		}
		return e.tag
	}
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
// we do not take it: it is UTF-8 whatever its declaration says, has no DOCTYPE,
// and no processing instruction. The root is nil if there is an error.
func parseXML(f *source.File) (*element, source.Diags) {
	text := f.Text()
	if len(text) > maxXML {
		return nil, source.Diags{f.Errorf(source.At(0), "zimlet/xml-limit", "the document has %d bytes, more than %d", len(text), maxXML)}
	}
	if i := invalidUTF8(text); i >= 0 {
		return nil, source.Diags{serverSays(f.Errorf(source.Span{Start: i, End: i + 1}, "zimlet/encoding", "this is not UTF-8, which the server reads whatever the XML declaration says"), "nothing: it puts U+FFFD there")}
	}
	p := &xmlParser{file: f}
	p.run(strings.TrimPrefix(text, "\ufeff"), len(text)-len(strings.TrimPrefix(text, "\ufeff")))
	if p.diags.Err() != nil {
		return nil, p.diags
	}
	return p.root, p.diags
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

type xmlParser struct {
	file  *source.File
	root  *element
	stack []*element
	diags source.Diags
}

func (p *xmlParser) errorf(s source.Span, code, says, format string, args ...any) {
	d := p.file.Errorf(s, code, format, args...)
	if says != "" {
		serverSays(d, says)
	}
	p.diags = append(p.diags, d)
}

// run reads tokens until the end or the first error that leaves no sense in
// going on. base is what the offsets of text are off by.
func (p *xmlParser) run(text string, base int) {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for n := 0; ; n++ {
		start := base + int(dec.InputOffset())
		tok, err := dec.Token()
		span := source.Span{Start: start, End: base + int(dec.InputOffset())}
		switch {
		case errors.Is(err, io.EOF):
			if p.root == nil {
				p.errorf(source.At(base), "zimlet/xml", saysCannotParse, "the document is empty")
			}
			return
		case err != nil:
			var syntax *xml.SyntaxError
			what := err.Error()
			if errors.As(err, &syntax) {
				what = syntax.Msg
			}
			p.errorf(source.At(span.End), "zimlet/xml", saysCannotParse, "the XML is not well-formed: %s", what)
			return
		case n == maxXMLTokens || len(p.stack) == maxXMLDepth:
			p.errorf(span, "zimlet/xml-limit", "", "the document has more than %d parts, or is nested deeper than %d", maxXMLTokens, maxXMLDepth)
			return
		}
		if p.token(tok, span); p.diags.Err() != nil && fatal(tok) {
			return
		}
	}
}

// fatal says whether an error at the token makes what follows worthless.
func fatal(tok xml.Token) bool {
	_, directive := tok.(xml.Directive)
	return directive
}

func (p *xmlParser) token(tok xml.Token, span source.Span) {
	switch t := tok.(type) {
	case xml.StartElement:
		p.start(t, span)
	case xml.EndElement:
		p.stack = p.stack[:len(p.stack)-1]
	case xml.CharData:
		p.chars(string(t), span)
	case xml.Directive:
		p.errorf(span, "zimlet/doctype", saysCannotParse, "a DOCTYPE is refused: it could make the server read files")
	case xml.ProcInst:
		p.procInst(t, span)
	}
}

func (p *xmlParser) procInst(t xml.ProcInst, span source.Span) {
	if t.Target != "xml" {
		p.errorf(span, "zimlet/xml", "", "the processing instruction %q has no meaning here", t.Target)
		return
	}
	_, after, found := bytes.Cut(bytes.ToLower(t.Inst), []byte("encoding="))
	if found && !bytes.HasPrefix(bytes.Trim(after, `"'`), []byte("utf-8")) && !bytes.HasPrefix(bytes.Trim(after, `"'`), []byte("us-ascii")) {
		p.diags = append(p.diags, p.file.Warnf(span, "zimlet/encoding", "the server reads UTF-8 whatever is declared here"))
	}
}

func (p *xmlParser) start(t xml.StartElement, span source.Span) {
	e := &element{file: p.file, name: t.Name.Local, attrs: t.Copy().Attr, tag: span}
	if t.Name.Space != "" {
		p.diags = append(p.diags, p.file.Warnf(span, "zimlet/namespace", "no zimlet uses XML namespaces, and the server ignores them"))
	}
	seen := map[xml.Name]bool{}
	for _, a := range e.attrs {
		if seen[a.Name] {
			p.errorf(e.attrSpan(a.Name.Local), "zimlet/duplicate-attribute", saysCannotParse, "the attribute %q twice", a.Name.Local)
		}
		seen[a.Name] = true
	}
	switch {
	case len(p.stack) > 0:
		parent := p.stack[len(p.stack)-1]
		parent.children = append(parent.children, e)
	case p.root != nil:
		p.errorf(span, "zimlet/xml", saysCannotParse, "a second root element <%s>", e.name)
	default:
		p.root = e
	}
	p.stack = append(p.stack, e)
}

func (p *xmlParser) chars(text string, span source.Span) {
	if len(p.stack) == 0 {
		if strings.TrimSpace(text) != "" {
			p.errorf(span, "zimlet/xml", saysCannotParse, "text outside the root element")
		}
		return
	}
	e := p.stack[len(p.stack)-1]
	if e.text == "" {
		e.textAt = span
	}
	e.text += text
	e.textAt.End = span.End
}
