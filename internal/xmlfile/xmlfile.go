// Package xmlfile reads XML documents, with the place of every part. It accepts what
// the JDK's parser accepts when it knows about namespaces and does not validate,
// which is how the server reads manifests and zimlet definitions. A test compares it
// with that parser.
//
// A document type may declare entities with plain text, which are expanded. All other
// declarations, and encodings that are neither UTF-8 nor ASCII, are errors that say so.
package xmlfile

import (
	"fmt"
	"strings"

	"skinbuild/internal/source"
)

// Options say what Parse reads. No real manifest or definition comes near the limits
// that the packages of this module set.
type Options struct {
	Bytes    int // limit of the text, and of what its entities expand to
	Depth    int // limit of elements within elements
	Elements int // limit of their number

	Decoded       bool // the server's parser gets characters: the declared encoding has no effect
	RefuseDoctype bool // a document type is an error
}

// A Document is a well-formed XML document.
type Document struct {
	Root         *Element
	Encoding     string      // as declared; "" if it is not
	Declaration  source.Span // of <?xml ... ?>; empty if there is none
	Doctype      source.Span // of the document type; empty if there is none
	Instructions []Instruction
}

// An Instruction is a processing instruction.
type Instruction struct {
	Target string
	Span   source.Span
}

// An Element is one of a document. Its name is as written, with a prefix if it has one.
type Element struct {
	Name       string
	Attributes []Attribute
	Tag        source.Span // the start tag
	End        source.Span // the end tag; empty, behind Tag, of an empty-element tag
	Children   []*Element
	Texts      []Text // the text directly in the element, without that of its children
}

// An Attribute has a name as written and a value without references.
type Attribute struct {
	Name, Value string
	Span        source.Span // of the value, with its quotes
}

// A Text is a part of an element's text between tags, comments, instructions and
// CDATA sections, or the content of a CDATA section.
type Text struct {
	Data  string
	Span  source.Span // of a CDATA section, with its delimiters
	CDATA bool
}

// An Error says why a text is no document, or not one that Parse reads.
type Error struct {
	Kind    Kind
	Span    source.Span
	Text    string
	Related source.Span // the start tag that the end tag at Span does not match; else empty
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// Kind tells errors apart.
type Kind uint8

const (
	Malformed   Kind = iota // Java's parser refuses it, too
	Limit                   // it exceeds a limit of the Options
	Unsupported             // Java's parser may accept it, and Parse does not read it
	Doctype                 // a document type, which the Options refuse
)

// Child returns the first child of that name, or nil. A nil element has none.
func (e *Element) Child(name string) *Element {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Named returns the children of that name.
func (e *Element) Named(name string) []*Element {
	var list []*Element
	for _, c := range e.Children {
		if c.Name == name {
			list = append(list, c)
		}
	}
	return list
}

// Walk visits the element and all below it, in the order of the document.
func (e *Element) Walk(visit func(*Element)) {
	visit(e)
	for _, c := range e.Children {
		c.Walk(visit)
	}
}

// Attribute returns the attribute of that name, if there is one.
func (e *Element) Attribute(name string) (Attribute, bool) {
	for _, a := range e.Attributes {
		if a.Name == name {
			return a, true
		}
	}
	return Attribute{}, false
}

// Text returns the text directly in the element, CDATA sections included, and the
// span from its first part to its last; that of the start tag if there is none.
func (e *Element) Text() (string, source.Span) { return e.join(true) }

// PlainText is Text without CDATA sections.
func (e *Element) PlainText() (string, source.Span) { return e.join(false) }

func (e *Element) join(cdata bool) (string, source.Span) {
	var b strings.Builder
	span, found := e.Tag, false
	for _, t := range e.Texts {
		if t.CDATA && !cdata {
			continue
		}
		if !found {
			span, found = t.Span, true
		}
		span.End = t.Span.End
		b.WriteString(t.Data)
	}
	return b.String(), span
}

// Parse reads the text. A byte order mark before it counts as none of it.
func Parse(f *source.File, o Options) (*Document, *Error) {
	p := &parser{text: f.Text(), options: o, doc: &Document{}, entities: map[string]string{}}
	if len(p.text) > o.Bytes {
		return nil, &Error{Kind: Limit, Text: fmt.Sprintf("the document has %d bytes, more than %d", len(p.text), o.Bytes)}
	}
	if err := p.document(); err != nil {
		return nil, err
	}
	return p.doc, nil
}
