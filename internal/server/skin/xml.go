package skin

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"skinbuild/internal/source"
)

// Codes of diagnostics about manifests.
const (
	codeManifest = "skin/manifest"
	codeDoctype  = "skin/doctype"
)

// An element of a manifest. Names are as written, including the prefix, which
// is how the servlet compares them.
type element struct {
	name     string
	span     source.Span // the start tag
	children []*element
	text     []byte      // the direct text; CDATA, comments and children are not part of it
	textSpan source.Span // from the first text to the last
	skipped  bool        // contains direct text that the servlet does not see: CDATA
}

// first returns the first child of that name, or nil. A nil element has no
// children.
func (e *element) first(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

const maxElements = 100000

// xmlReader builds the elements of a document and rejects what the servlet's
// parser rejects.
type xmlReader struct {
	file    *source.File
	dec     *xml.Decoder
	open    []*element
	spaces  []map[string]bool // the prefixes that each open element declares
	root    *element
	count   int
	doctype source.Span
}

// parseXML returns the root element. err is the place where the servlet's
// parser stops, with HTTP 500. doctype is the place of the document type, if
// there is one.
func parseXML(f *source.File) (root *element, doctype source.Span, err *source.Diag) {
	r := &xmlReader{file: f}
	text := f.Text()
	body := strings.TrimPrefix(text, "\uFEFF")
	skipped := len(text) - len(body)
	r.dec = xml.NewDecoder(strings.NewReader(text[skipped:]))
	r.dec.Entity = map[string]string{}
	// The text is already decoded; ignore the encoding in its declaration.
	r.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		start := skipped + int(r.dec.InputOffset())
		token, err := r.dec.RawToken()
		span := source.Span{Start: start, End: skipped + int(r.dec.InputOffset())}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, r.doctype, r.fail(source.At(span.End), "%s", syntaxText(err))
		}
		if d := r.token(token, span); d != nil {
			return nil, r.doctype, d
		}
	}
	end := source.At(len(text))
	switch {
	case len(r.open) > 0:
		last := r.open[len(r.open)-1]
		return nil, r.doctype, r.fail(end, "<%s> is not closed", last.name).WithRelated(f, last.span, "opened here")
	case r.root == nil:
		return nil, r.doctype, r.fail(end, "it contains no element")
	}
	return r.root, r.doctype, nil
}

func syntaxText(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

func (r *xmlReader) fail(s source.Span, format string, args ...any) *source.Diag {
	return r.file.Errorf(s, codeManifest, "the manifest is not well-formed XML: %s", fmt.Sprintf(format, args...)).
		WithHint("the server answers every request for this skin with HTTP 500")
}

func (r *xmlReader) token(token xml.Token, span source.Span) *source.Diag {
	switch token := token.(type) {
	case xml.StartElement:
		return r.start(token, span)
	case xml.EndElement:
		return r.end(qualified(token.Name), span)
	case xml.CharData:
		return r.chars(token, span)
	case xml.ProcInst:
		if strings.EqualFold(token.Target, "xml") && (token.Target != "xml" || strings.TrimPrefix(r.file.Text()[:span.Start], "\uFEFF") != "") {
			return r.fail(span, "an XML declaration is allowed only at the very beginning")
		}
	case xml.Directive:
		return r.directive(string(token), span)
	}
	return nil
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func (r *xmlReader) start(token xml.StartElement, span source.Span) *source.Diag {
	e := &element{name: qualified(token.Name), span: span}
	r.count++
	switch {
	case r.count > maxElements:
		return r.file.Errorf(span, codeLimit, "the manifest has more than %d elements", maxElements)
	case len(r.open) >= maxDepth:
		return r.file.Errorf(span, codeLimit, "elements nest deeper than %d", maxDepth)
	case len(r.open) > 0:
		parent := r.open[len(r.open)-1]
		parent.children = append(parent.children, e)
	case r.root != nil:
		return r.fail(span, "<%s> follows the root element", e.name)
	default:
		r.root = e
	}
	if d := r.attributes(token, span); d != nil {
		return d
	}
	r.open = append(r.open, e)
	return nil
}

// attributes checks what the decoder accepts: a duplicate name, or a prefix
// that is not declared.
func (r *xmlReader) attributes(token xml.StartElement, span source.Span) *source.Diag {
	var declared map[string]bool
	seen := map[xml.Name]bool{}
	for _, a := range token.Attr {
		if seen[a.Name] {
			return r.fail(span, "duplicate attribute %s", qualified(a.Name))
		}
		seen[a.Name] = true
		if a.Name.Space == "xmlns" {
			if declared == nil {
				declared = map[string]bool{}
			}
			declared[a.Name.Local] = true
		}
	}
	r.spaces = append(r.spaces, declared)
	names := []xml.Name{token.Name}
	for _, a := range token.Attr {
		names = append(names, a.Name)
	}
	for _, n := range names {
		if n.Space != "" && !r.declared(n.Space) {
			return r.fail(span, "the prefix of %s is not declared", qualified(n))
		}
	}
	return nil
}

func (r *xmlReader) declared(prefix string) bool {
	if prefix == "xml" || prefix == "xmlns" {
		return true
	}
	for _, s := range r.spaces {
		if s[prefix] {
			return true
		}
	}
	return false
}

func (r *xmlReader) end(name string, span source.Span) *source.Diag {
	if len(r.open) == 0 {
		return r.fail(span, "</%s> closes nothing", name)
	}
	last := r.open[len(r.open)-1]
	if last.name != name {
		return r.fail(span, "</%s> must be </%s>", name, last.name).WithRelated(r.file, last.span, "<%s> is opened here", last.name)
	}
	r.open, r.spaces = r.open[:len(r.open)-1], r.spaces[:len(r.spaces)-1]
	return nil
}

func (r *xmlReader) chars(data xml.CharData, span source.Span) *source.Diag {
	if len(r.open) == 0 {
		// A byte order mark within the file counts as text.
		if strings.Trim(string(data), " \t\r\n") != "" {
			return r.fail(span, "text outside the root element")
		}
		return nil
	}
	e := r.open[len(r.open)-1]
	// The servlet reads text nodes only; a CDATA section is not one.
	if strings.HasPrefix(r.file.Text()[span.Start:], "<![CDATA[") {
		e.skipped = true
		return nil
	}
	if len(e.text) == 0 {
		e.textSpan = span
	}
	e.textSpan.End = span.End
	e.text = append(e.text, data...)
	return nil
}

// directive reads a document type. Entities of plain text are known to the text
// after it. An entity with markup is reported, because it is not expanded.
func (r *xmlReader) directive(text string, span source.Span) *source.Diag {
	if !strings.HasPrefix(text, "DOCTYPE") || len(r.open) > 0 || r.root != nil || r.doctype != (source.Span{}) {
		return r.fail(span, "<!%.20s is not allowed here", text)
	}
	r.doctype = span
	_, subset, ok := strings.Cut(text, "[")
	if !ok {
		return nil
	}
	for _, decl := range entityDeclarations(subset) {
		if _, twice := r.dec.Entity[decl[0]]; twice {
			continue // the first declaration counts
		}
		if strings.ContainsAny(decl[1], "<&%") {
			return r.file.Errorf(span, codeDoctype, "the entity %s holds markup or other entities, which this tool does not expand", decl[0]).
				WithHint("write the text itself; a manifest needs no document type")
		}
		r.dec.Entity[decl[0]] = decl[1]
	}
	return nil
}

// entityDeclarations returns the names and values of the internal general
// entities that a document type declares.
func entityDeclarations(subset string) [][2]string {
	var out [][2]string
	for {
		_, rest, ok := strings.Cut(subset, "<!ENTITY")
		if !ok {
			return out
		}
		rest = strings.TrimLeft(rest, " \t\r\n")
		subset = rest
		end := strings.IndexAny(rest, " \t\r\n")
		if end <= 0 {
			continue
		}
		value := strings.TrimLeft(rest[end:], " \t\r\n")
		if value == "" || value[0] != '"' && value[0] != '\'' {
			continue // a parameter entity or an external one
		}
		if text, after, ok := strings.Cut(value[1:], value[:1]); ok {
			out = append(out, [2]string{rest[:end], text})
			subset = after
		}
	}
}
