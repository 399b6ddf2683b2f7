package render

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// nodeKind says how a node is processed.
type nodeKind uint8

const (
	textNode   nodeKind = iota // printed as it is
	elNode                     // ${…}, evaluated and printed
	printNode                  // <%= … %>, evaluated and printed
	codeNode                   // <% … %>, read
	declNode                   // <%! … %>: its methods may be called
	actionNode                 // a tag of the server
)

// A node is a piece of a template, in source order; actions contain the nodes
// between their tags.
type node struct {
	kind  nodeKind
	file  *source.File
	span  source.Span
	text  string // of a textNode; the code of the others, without delimiters
	start int    // offset of text in the file
	name  string // of an action: "c:if"
	attrs []attribute
	body  []node
}

// attribute is an attribute of an action, with its value as written.
type attribute struct {
	name string
	span source.Span
	text string
}

func (n *node) attr(name string) (attribute, bool) {
	for _, a := range n.attrs {
		if a.name == name {
			return a, true
		}
	}
	return attribute{}, false
}

// parser converts the segments of a file to nodes.
type parser struct {
	doc     *jsp.Doc
	tags    map[int]*jsp.Tag // by offset
	include func(string) ([]node, *source.Diag)
	next    int // segment
	text    strings.Builder
	from    int // where text begins
}

func parse(doc *jsp.Doc, include func(string) ([]node, *source.Diag)) ([]node, *source.Diag) {
	p := &parser{doc: doc, tags: map[int]*jsp.Tag{}, include: include}
	for i := range doc.Tags {
		p.tags[doc.Tags[i].Start] = &doc.Tags[i]
	}
	return p.list("")
}

// list parses up to the end tag of the action called name; "" means up to the
// end of the file.
func (p *parser) list(name string) ([]node, *source.Diag) {
	var out []node
	start := p.next
	for p.next < len(p.doc.Segments) {
		s := p.doc.Segments[p.next]
		p.next++
		raw := p.doc.At(s.Span)
		switch s.Kind {
		case jsp.ServerComment, jsp.Directive, jsp.Scriptlet, jsp.EL, jsp.Action:
			out = p.flush(out)
		}
		switch s.Kind {
		case jsp.ServerComment:
		case jsp.Directive:
			nodes, d := p.directive(raw, s.Span)
			if d != nil {
				return nil, d
			}
			out = append(out, nodes...)
		case jsp.Scriptlet:
			out = append(out, p.scriptlet(raw, s.Span))
		case jsp.EL:
			out = append(out, node{kind: elNode, file: p.doc.File, span: s.Span, text: raw[2 : len(raw)-1], start: s.Start + 2})
		case jsp.Action:
			tag := p.tags[s.Start]
			if tag == nil {
				return nil, p.doc.File.Errorf(s.Span, codes.JSPAction, "cannot parse the tag %s", raw)
			}
			if tag.End {
				if tag.Name != name {
					return nil, p.doc.File.Errorf(s.Span, codes.JSPNesting, "</%s> closes nothing that is open here", tag.Name)
				}
				return out, nil
			}
			n, d := p.action(tag)
			if d != nil {
				return nil, d
			}
			out = append(out, n)
		default:
			if p.text.Len() == 0 {
				p.from = s.Start
			}
			p.text.WriteString(raw)
		}
	}
	if name != "" {
		return nil, p.doc.File.Errorf(p.doc.Segments[start-1].Span, codes.JSPNesting, "<%s> is never closed", name)
	}
	return p.flush(out), nil
}

var unescape = strings.NewReplacer(`\${`, "${", `\#{`, "#{", `<\%`, "<%")

// flush ends a stretch of text. The webapp's JSP servlet has trimSpaces set:
// white space alone is dropped, and Jasper's pieces of text end before each
// "<".
func (p *parser) flush(out []node) []node {
	text := p.text.String()
	p.text.Reset()
	blank := strings.IndexByte(text, '<')
	if blank < 0 {
		blank = len(text)
	}
	if strings.TrimSpace(text[:blank]) == "" {
		text = text[blank:]
		p.from += blank
	}
	if text == "" {
		return out
	}
	span := source.Span{Start: p.from, End: p.from + len(text)}
	return append(out, node{kind: textNode, file: p.doc.File, span: span, text: unescape.Replace(text), start: p.from})
}

func (p *parser) action(tag *jsp.Tag) (node, *source.Diag) {
	n := node{kind: actionNode, file: p.doc.File, span: tag.Span, name: tag.Name}
	for _, a := range tag.Attrs {
		n.attrs = append(n.attrs, attribute{a.Name, a.Value, p.doc.At(a.Value)})
	}
	if tag.Closed {
		return n, nil
	}
	var d *source.Diag
	n.body, d = p.list(tag.Name)
	return n, d
}

// scriptlet returns the node of <% … %>, <%= … %> or <%! … %>.
func (p *parser) scriptlet(raw string, span source.Span) node {
	n := node{kind: codeNode, file: p.doc.File, span: span}
	open := 2
	switch {
	case strings.HasPrefix(raw, "<%!"):
		n.kind, open = declNode, 3
	case strings.HasPrefix(raw, "<%="):
		n.kind, open = printNode, 3
	}
	n.text, n.start = strings.TrimSuffix(raw[open:], "%>"), span.Start+open
	return n
}

// directive includes the file of an include directive; other directives have no
// effect here.
func (p *parser) directive(raw string, span source.Span) ([]node, *source.Diag) {
	words := strings.Fields(strings.TrimPrefix(raw, "<%@"))
	if len(words) == 0 || words[0] != "include" {
		return nil, nil
	}
	_, value, ok := strings.Cut(raw, "file")
	value = strings.TrimLeft(strings.TrimLeft(value, " \t\r\n"), "= \t\r\n")
	if !ok || value == "" || strings.IndexByte(value[1:], value[0]) < 0 {
		return nil, p.doc.File.Errorf(span, codes.JSPInclude, "the include directive has no file attribute")
	}
	target := value[1 : 1+strings.IndexByte(value[1:], value[0])]
	nodes, d := p.include(target)
	if d != nil {
		return nil, d.WithRelated(p.doc.File, span, "included here")
	}
	return nodes, nil
}
