// Package jsp divides the text of JSP pages, tag files and HTML files into
// segments, and finds the tags in it.
//
// The law: the texts of the segments, joined, are the file byte for byte,
// whatever the bytes. A template is no HTML: start tags hold actions, attribute
// values hold actions with quotes of the same kind, comments and scripts hold
// expressions that the server evaluates. So the scanner is two machines in one.
// The outer one is the HTML tokenizer (text, tag, attribute value, comment, raw
// text); at each byte the inner one first looks for what the JSP container takes
// out before a browser sees anything: comments, directives, scriptlets, actions
// and expressions.
//
// The truth about the inner machine is Jasper, the container's JSP compiler;
// about the outer one, the tokenization chapter of the HTML standard.
package jsp

import (
	"path"
	"slices"
	"sort"
	"strings"

	"skinbuild/internal/source"
)

// Kind says what a segment is.
type Kind uint8

const (
	Text          Kind = iota // text between tags
	Markup                    // an HTML tag without its attribute values
	Value                     // an attribute value of an HTML tag, without the quotes
	Declaration               // <!DOCTYPE …>, <?xml … ?>, </ that begins no tag
	Raw                       // text of an element that holds no tags: title, textarea …
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

// String returns the kind as messages name it.
func (k Kind) String() string {
	return [...]string{"text", "a tag", "an attribute value", "a declaration", "text that holds no tags", "a script body",
		"a style body", "a comment", "a JSP comment", "a comment in code", "a directive", "a scriptlet", "an action", "an expression"}[k]
}

// A Segment is a stretch of text of one kind. Open says that the text before it
// has closed everything: markup may be inserted at its start.
type Segment struct {
	source.Span
	Kind Kind
	Open bool
}

// A Tag is a start or end tag: of HTML, whose names are in lower case, or an
// action, whose name has a colon.
type Tag struct {
	Name string
	source.Span
	End    bool // an end tag
	Closed bool // written with "/>"
	Attrs  []Attr

	// Depth counts the actions and the blocks of scriptlet code around the tag: 0
	// means that the page always has it.
	Depth int
	// Inside says that the tag is part of something else: an action in a start tag,
	// in a comment or in code, or any tag in a noscript element.
	Inside bool
	// Body is the text up to the end tag of an element that holds no tags (script,
	// style, title …); of all else it is empty.
	Body source.Span
}

// An Attr is an attribute of a tag. Value is the span between the quotes; Quote
// is 0 for a value without them, and Bare means that there is no value.
type Attr struct {
	Name  string // in lower case for HTML
	Value source.Span
	Quote byte
	Bare  bool
	// Dynamic says that the server computes a part of the name or the value.
	Dynamic bool
	// Conditional says that an action in the start tag decides about it.
	Conditional bool
}

// A Doc is a scanned file.
type Doc struct {
	File     *source.File
	JSP      bool // false: plain HTML, in which the server evaluates nothing
	Segments []Segment
	Tags     []Tag // in order of their starts

	open bool // at the end of the text
}

// Scan scans the file. A file whose name ends in .html, .htm or .template is
// plain HTML, everything else (.jsp, .jspf, .tag, .tagf, no ending) is JSP. No
// text is an error: what is never closed lasts to the end.
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

// String returns the segments joined, which is the text of the file.
func (d *Doc) String() string {
	var b strings.Builder
	for _, s := range d.Segments {
		b.WriteString(d.At(s.Span))
	}
	return b.String()
}

// At returns the text of the span.
func (d *Doc) At(s source.Span) string { return d.File.Text()[s.Start:s.End] }

// Opening says whether markup may be inserted at offset: whether it lies in or
// beside text, and what it lies in if not.
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

// Attr returns the attribute of that name; of several the first, as browsers do.
func (t *Tag) Attr(name string) (Attr, bool) {
	for _, a := range t.Attrs {
		if a.Name == name {
			return a, true
		}
	}
	return Attr{}, false
}
