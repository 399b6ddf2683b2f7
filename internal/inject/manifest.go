package inject

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// element is an element of an XML text, by its offsets in it.
type element struct {
	name     string
	start    int // of the start tag
	inside   int // behind the start tag
	closing  int // of the end tag; inside of an empty-element tag
	end      int // behind the element
	children []*element
}

// parseXML returns the root element of the text.
func parseXML(f *source.File) (*element, *source.Diag) {
	dec := xml.NewDecoder(strings.NewReader(f.Text()))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // tags are ASCII in all of them
	top := &element{}
	open := []*element{top}
	for {
		at := int(dec.InputOffset())
		token, err := dec.Token()
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, start: at, inside: int(dec.InputOffset())}
			last.children = append(last.children, e)
			open = append(open, e)
		case xml.EndElement:
			last.closing, last.end = at, int(dec.InputOffset())
			open = open[:len(open)-1]
		}
		switch {
		case errors.Is(err, io.EOF) && len(top.children) > 0:
			return top.children[0], nil
		case err != nil:
			return nil, f.Errorf(source.At(min(at, len(f.Text()))), codes.InjectXML, "not well-formed: %v", err)
		}
	}
}

// child returns the first child of that name, nil if there is none. The server
// looks at the first only.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// register returns the manifest or definition with the file in it.
func (op *Insertion) register(f *source.File) (string, *source.Diag) {
	path := op.payload.asset.Path.String()
	if op.via == ViaZimlet {
		return registerInclude(f, op.Script != "", path)
	}
	kind := "css"
	if op.Script != "" {
		kind = "script"
	}
	for _, client := range op.clients() {
		text, d := registerFile(f, client, kind, path)
		if d != nil {
			return "", d
		}
		f = source.NewFile(f.Name(), text)
	}
	return f.Text(), nil
}

// registerFile puts a file at the end of the client's list of that kind. The
// lists of a manifest without an element for the advanced client are the root's.
func registerFile(f *source.File, client, kind, path string) (string, *source.Diag) {
	root, d := parseXML(f)
	if d != nil {
		return "", d
	}
	if root.name != "skin" {
		return "", f.Errorf(source.Span{Start: root.start, End: root.inside}, codes.InjectXML, "the root of a manifest is <skin>, not <%s>", root.name)
	}
	at, wrap := root, []string{client, kind}
	if c := root.child(client); c != nil {
		at, wrap = c, wrap[1:]
	} else if client == "advanced" {
		wrap = wrap[1:]
	}
	if list := at.child(kind); len(wrap) == 1 && list != nil {
		if list.lists(f.Text(), path) {
			return f.Text(), nil
		}
		at, wrap = list, nil
	}
	return at.add(f.Text(), nested(append(wrap, "file"), path)), nil
}

// lists says whether a child of the element holds exactly that text.
func (e *element) lists(text, path string) bool {
	return slices.ContainsFunc(e.children, func(c *element) bool { return text[c.inside:c.closing] == path })
}

// nested is text in elements, a line for each tag but those around the text.
func nested(names []string, text string) []string {
	last := names[len(names)-1]
	lines := []string{"<" + last + ">" + text + "</" + last + ">"}
	for i := len(names) - 2; i >= 0; i-- {
		for j := range lines {
			lines[j] = "\t" + lines[j]
		}
		lines = append(append([]string{"<" + names[i] + ">"}, lines...), "</"+names[i]+">")
	}
	return lines
}

// registerInclude puts the file behind the last one of its kind.
func registerInclude(f *source.File, script bool, path string) (string, *source.Diag) {
	root, d := parseXML(f)
	if d != nil {
		return "", d
	}
	name := "includeCSS"
	if script {
		name = "include"
	}
	lines := nested([]string{name}, path)
	var last *element
	for _, c := range root.children {
		if c.name == name {
			last = c
		}
	}
	if root.lists(f.Text(), path) {
		return f.Text(), nil
	}
	if last == nil {
		return root.add(f.Text(), lines), nil
	}
	text := f.Text()
	start := lineStart(text, last.start)
	indent := text[start:last.start]
	if !isBlank(indent) {
		indent = ""
	}
	return text[:last.end] + eolAt(text, last.end) + indent + strings.Join(lines, eolAt(text, last.end)+indent) + text[last.end:], nil
}

// add returns the text with lines as the last children of the element.
func (e *element) add(text string, lines []string) string {
	eol := eolAt(text, e.closing)
	start := lineStart(text, e.closing)
	indent := text[start:e.closing]
	if e.inside == e.closing && e.closing == e.end { // <css/>
		outer := text[lineStart(text, e.start):e.start]
		if !isBlank(outer) {
			outer = ""
		}
		slash := strings.LastIndexByte(text[:e.inside], '/')
		return strings.TrimRight(text[:slash], " \t\r\n") + ">" + eol + indented(lines, outer+"\t", eol) + outer + "</" + e.name + ">" + text[e.end:]
	}
	if !isBlank(indent) { // the end tag shares its line
		return text[:e.closing] + strings.ReplaceAll(strings.Join(lines, ""), "\t", "") + text[e.closing:]
	}
	return text[:start] + indented(lines, indent+"\t", eol) + text[start:]
}

// indented is the lines with their indentation and ends.
func indented(lines []string, indent, eol string) string {
	return indent + strings.Join(lines, eol+indent) + eol
}
