// Package jsp divides JSP pages, tag files and HTML files into segments, and
// finds the tags in them.
//
// Invariant: joining the texts of all segments gives the file back, byte for
// byte, for any input. A template is not HTML: start tags contain actions,
// attribute values contain actions that use the same quotes, and comments and
// scripts contain expressions that the server evaluates. The scanner therefore
// consists of two state machines. The outer one is the HTML tokenizer (text,
// tag, attribute value, comment, raw text). At each byte, the inner one first
// looks for what the JSP container removes before a browser sees the page:
// comments, directives, scriptlets, actions and expressions.
//
// The inner machine follows Jasper, the container's JSP compiler; the outer one
// follows the tokenization chapter of the HTML standard.
package jsp

import (
	"path"
	"slices"
	"sort"
	"strings"

	"skinbuild/internal/source"
)

// Kind is the kind of a segment.
type Kind uint8

const (
	Text          Kind = iota // text between tags
	Markup                    // an HTML tag without its attribute values
	Value                     // an attribute value of an HTML tag, without the quotes
	Declaration               // <!DOCTYPE …>, <?xml … ?>, </ that does not begin a tag
	Raw                       // text of a raw text element: title, textarea …
	Script                    // code in a script element
	Style                     // code in a style element
	PageComment               // <!-- … -->
	ServerComment             // <%-- … --%>
	CodeComment               // a comment in the code of a script or style element
	Directive                 // <%@ … %>
	Scriptlet                 // <% … %>, <%= … %>, <%! … %>
	Action                    // a tag of the server: <c:if …>, </c:if>, <jsp:include …/>
	EL                        // ${…}, #{…}
)

// String returns the kind as it appears in messages.
func (k Kind) String() string {
	return [...]string{"text", "a tag", "an attribute value", "a declaration", "text that holds no tags", "a script body",
		"a style body", "a comment", "a JSP comment", "a comment in code", "a directive", "a scriptlet", "an action", "an expression"}[k]
}

// A Segment is a stretch of text of one kind. Open reports whether every tag
// and comment before it is closed, so that markup may be inserted at its start.
type Segment struct {
	source.Span
	Kind Kind
	Open bool
}

// A Tag is a start or end tag: an HTML tag, with its name in lower case, or an
// action, whose name contains a colon.
type Tag struct {
	Name string
	source.Span
	End    bool // an end tag
	Closed bool // written with "/>"
	Attrs  []Attr

	// Depth is the number of actions and blocks of scriptlet code around the tag.
	// At depth 0 the page always contains the tag.
	Depth int
	// Inside reports whether the tag is part of something else: an action in a
	// start tag, in a comment or in code, or any tag in a noscript element.
	Inside bool
	// Body is the text up to the end tag of a raw text element (script, style,
	// title, ...). It is empty for all other elements.
	Body source.Span
}

// An Attr is an attribute of a tag. Value is the span between the quotes. Quote
// is 0 for an unquoted value. Bare is set if the attribute has no value.
type Attr struct {
	Name  string // in lower case for HTML
	Value source.Span
	Quote byte
	Bare  bool
	// Dynamic reports whether the server computes a part of the name or the value.
	Dynamic bool
	// Conditional reports whether the attribute is inside an action of the start
	// tag.
	Conditional bool
}

// A Doc is a scanned file.
type Doc struct {
	File     *source.File
	JSP      bool // false: plain HTML, which the server does not evaluate
	Segments []Segment
	Tags     []Tag // in order of their starts

	open bool // at the end of the text
}

// Scan scans the file. Files ending in .html, .htm or .template are plain HTML;
// all others (.jsp, .jspf, .tag, .tagf, no ending) are JSP. Any text is
// accepted: what is never closed extends to the end of the file.
func Scan(f *source.File) *Doc {
	n := len(f.Text())
	s := &scanner{text: f.Text(), doc: &Doc{File: f, JSP: !isHTML(f.Name()), Segments: make([]Segment, 0, 8+n/24), Tags: make([]Tag, 0, n/64)}}
	if s.doc.JSP {
		s.prefixes = declaredPrefixes(s.text)
	}
	s.run()
	slices.SortStableFunc(s.doc.Tags, func(a, b Tag) int { return a.Start - b.Start })
	s.doc.setDepths()
	return s.doc
}

func isHTML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".template":
		return true
	}
	return false
}

// String joins the segments. The result is the text of the file.
func (d *Doc) String() string {
	var b strings.Builder
	for _, s := range d.Segments {
		b.WriteString(d.At(s.Span))
	}
	return b.String()
}

// At returns the text of the span.
func (d *Doc) At(s source.Span) string { return d.File.Text()[s.Start:s.End] }

// Opening reports whether markup may be inserted at offset, that is, whether
// offset is in or next to text. If not, in is the kind of the segment around
// it.
func (d *Doc) Opening(offset int) (in Kind, ok bool) {
	i := sort.Search(len(d.Segments), func(i int) bool { return d.Segments[i].End > offset })
	if i == len(d.Segments) {
		if len(d.Segments) == 0 {
			return Text, true
		}
		return d.Segments[i-1].Kind, d.open
	}
	s := d.Segments[i]
	if s.Start == offset {
		return s.Kind, s.Open
	}
	return s.Kind, s.Kind == Text
}

// KindAt returns the kind of the segment that holds the byte at offset.
func (d *Doc) KindAt(offset int) Kind {
	i := sort.Search(len(d.Segments), func(i int) bool { return d.Segments[i].End > offset })
	if i == len(d.Segments) {
		return Text
	}
	return d.Segments[i].Kind
}

// Attr returns the attribute with the given name. If there are several it
// returns the first, as browsers do.
func (t *Tag) Attr(name string) (Attr, bool) {
	for _, a := range t.Attrs {
		if a.Name == name {
			return a, true
		}
	}
	return Attr{}, false
}
