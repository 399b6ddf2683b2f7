package inject

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// An Attribute adds classes or an id to the elements that a selector finds.
type Attribute struct {
	rule
	name, value string // of the attribute
	find        locator
}

var nameForm = regexp.MustCompile(`^-?[A-Za-z_][A-Za-z0-9_-]*$`)

func (c *Config) attribute(r rule) (Op, *source.Diag) {
	op := &Attribute{rule: r, name: "class", value: c.AddClass}
	if c.SetID != "" {
		op.name, op.value = "id", c.SetID
	}
	names := strings.Fields(op.value)
	if len(names) == 0 || op.name == "id" && len(names) > 1 || slices.ContainsFunc(names, func(n string) bool { return !nameForm.MatchString(n) }) {
		return nil, c.errorf("add-class", codes.InjectName, "%s %q is not a name of letters, digits, \"_\" and \"-\"", op.name, op.value)
	}
	if c.Selector == "" {
		return nil, c.errorf("key", codes.InjectIncomplete, "the operation does not say which elements it concerns").WithHint("give a selector")
	}
	if c.Anchor != "" || c.Literal != "" || c.Position != "" {
		return nil, c.errorf("selector", codes.InjectAmbiguous, "an attribute goes into the start tag that selector finds: leave anchor, literal and position out")
	}
	var d *source.Diag
	if op.find, d = c.selector(); d != nil {
		return nil, d
	}
	op.via = ViaTemplate
	return op, nil
}

// selector finds elements in the markup of the template, whichever branch of the
// page's code they are in.
func (c *Config) selector() (locator, *source.Diag) {
	sel, err := cascadia.ParseGroup(c.Selector)
	if err != nil {
		return locator{}, c.errorf("selector", codes.InjectSelector, "%q is not a CSS selector: %v", c.Selector, err)
	}
	position := c.Position
	return locator{quoted(c.Selector), "element " + quoted(c.Selector), max(c.Count, 1), func(d *jsp.Doc) ([]place, *source.Diag) {
		m := newMarkup(d)
		var list []place
		for _, n := range cascadia.QueryAll(m.root, sel) {
			p, ok := m.place(n, position)
			if !ok {
				return nil, d.File.Errorf(m.start[n].Span, codes.InjectUnbalanced, "%s: the end of this element cannot be told", c.Key).
					WithHint("the page closes it in another branch or file: use before or start, or a literal")
			}
			list = append(list, p)
		}
		return list, nil
	}}, nil
}

// markup is the tree of a document's elements, for selectors.
type markup struct {
	root  *html.Node
	start map[*html.Node]jsp.Tag
	end   map[*html.Node]jsp.Tag
}

func newMarkup(d *jsp.Doc) *markup {
	m := &markup{&html.Node{Type: html.DocumentNode}, map[*html.Node]jsp.Tag{}, map[*html.Node]jsp.Tag{}}
	open := []*html.Node{m.root}
	for _, t := range d.Tags {
		if t.Inside || strings.Contains(t.Name, ":") {
			continue
		}
		if t.End {
			open = m.close(open, t)
			continue
		}
		n := &html.Node{Type: html.ElementNode, Data: t.Name}
		for _, a := range t.Attrs {
			n.Attr = append(n.Attr, html.Attribute{Key: a.Name, Val: d.At(a.Value)})
		}
		open[len(open)-1].AppendChild(n)
		m.start[n] = t
		if !isVoid(t.Name) {
			open = append(open, n)
		}
	}
	return m
}

// close ends the innermost element of that name. Its end is known only if
// nothing else was open in it and both tags are in the same branch.
func (m *markup) close(open []*html.Node, t jsp.Tag) []*html.Node {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].Data != t.Name {
			continue
		}
		if i == len(open)-1 && m.start[open[i]].Depth == t.Depth {
			m.end[open[i]] = t
		}
		return open[:i]
	}
	return open
}

func (m *markup) place(n *html.Node, position string) (place, bool) {
	start := m.start[n]
	end, closed := m.end[n]
	switch position {
	case "start":
		return place{start.Span, true}, true
	case "end":
		return place{end.Span, false}, closed
	case "after":
		if isVoid(n.Data) {
			return place{start.Span, true}, true
		}
		return place{end.Span, true}, closed
	}
	return place{start.Span, false}, true
}

// isVoid reports whether HTML has no end tag for the element.
func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// additions finds the elements and says what goes into the start tag of each.
func (op *Attribute) additions(d *jsp.Doc, s stamp) (list []addition, reason string, diag *source.Diag) {
	places, diag := op.find.find(d)
	if diag != nil {
		return nil, "", diag
	}
	if len(places) == 0 {
		return nil, fmt.Sprintf("it has no %s", op.find.what), nil
	}
	if len(places) != op.find.count {
		return nil, "", wrongCount(d, op.Key, op.find, places)
	}
	if !d.JSP {
		return nil, "", d.File.Errorf(places[0].span, codes.InjectPlainHTML, "%s: cannot add an attribute to a plain HTML file: it could not be reverted", op.Key).
			WithHint("insert a script or a style sheet, or use a patch")
	}
	for _, p := range places {
		i := slices.IndexFunc(d.Tags, func(t jsp.Tag) bool { return t.Span == p.span })
		added, diag := op.intoTag(d, &d.Tags[i], s)
		if diag != nil {
			return nil, "", diag
		}
		list = append(list, added...)
	}
	return list, "", nil
}

func (op *Attribute) intoTag(d *jsp.Doc, t *jsp.Tag, s stamp) ([]addition, *source.Diag) {
	line, _ := d.File.Position(t.Start)
	add := func(offset int, text string) addition {
		return addition{key: op.Key, offset: offset, line: line, claim: op.name, text: jspComment.begin(op.Key, true, text, s) + text + jspComment.end(op.Key)}
	}
	if i := slices.IndexFunc(t.Attrs, func(a jsp.Attr) bool { return computed(a, op.name) }); i >= 0 {
		return nil, d.File.Errorf(t.Span, codes.InjectComputed, "%s: the server computes whether this tag has the attribute %s", op.Key, op.name)
	}
	a, has := t.Attr(op.name)
	if !has {
		return []addition{add(t.Start+1+len(t.Name), fmt.Sprintf(` %s="%s"`, op.name, op.value))}, nil
	}
	value := d.At(a.Value)
	switch {
	case op.name == "id":
		return nil, d.File.Errorf(t.Span, codes.InjectHasID, "%s: the element has the id %s, which the vendor's code may rely on", op.Key, quoted(value))
	case a.Bare:
		return []addition{add(a.Value.End, fmt.Sprintf(`="%s"`, op.value))}, nil
	case a.Quote != 0:
		more := add(a.Value.End, " "+op.value)
		more.claim = ""
		return []addition{more}, nil
	default:
		return []addition{add(a.Value.Start, `"`), add(a.Value.End, " "+op.value+`"`)}, nil
	}
}

// computed reports whether the server decides if the tag has the attribute.
func computed(a jsp.Attr, name string) bool {
	return a.Name == name && a.Conditional || a.Dynamic && strings.ContainsAny(a.Name, "${<")
}
