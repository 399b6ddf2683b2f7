package inject

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// An Insertion puts a script, a style sheet or a fragment at a place.
type Insertion struct {
	rule
	payload payload
	find    []locator // tried in order
}

// A locator finds the places of one anchor, literal or selector.
type locator struct {
	name  string // as the configuration has it
	what  string // what it looks for
	count int
	find  func(d *jsp.Doc) ([]place, *source.Diag)
}

// An addition is text to insert at an offset of the vendor's text.
type addition struct {
	key    string
	offset int
	text   string
	kept   bool   // a block that the file has already and that stays as it is
	line   int    // of the offset
	claim  string // the attribute that it makes where there was none; one is enough
}

func (c *Config) insertion(r rule, what string, project fs.FS) (Op, *source.Diag) {
	op := &Insertion{rule: r}
	if op.via == "" {
		op.via = c.defaultVia(r.targets)
	}
	var d *source.Diag
	if op.via == ViaTemplate {
		op.find, d = c.locators()
	} else if r.via != "" {
		d = c.checkDelivered(op.via, r.targets)
	}
	if d != nil {
		return nil, d
	}
	if op.payload, d = c.payload(what, op.via, project); d != nil {
		return nil, d
	}
	return op, nil
}

// locators checks where the table says that the insertion goes.
func (c *Config) locators() ([]locator, *source.Diag) {
	where := c.chosen(map[string]bool{"anchor": c.Anchor != "", "literal": c.Literal != "", "selector": c.Selector != ""})
	if len(where) != 1 {
		return nil, c.oneOf(where, "where", "anchor, literal, selector")
	}
	if d := c.checkPosition(where[0]); d != nil {
		return nil, d
	}
	switch where[0] {
	case "literal":
		return []locator{c.literal()}, nil
	case "selector":
		l, d := c.selector()
		return []locator{l}, d
	}
	var list []locator
	for _, name := range append([]string{c.Anchor}, c.Fallback...) {
		a, ok := anchorNamed(name)
		if !ok {
			d := c.errorf("anchor", codes.InjectUnknownAnchor, "unknown anchor %q", name)
			if near := source.Nearest(name, anchorNames()); near != "" {
				return nil, d.WithHint("did you mean %s?", near)
			}
			return nil, d.WithHint("the anchors are %s", strings.Join(anchorNames(), ", "))
		}
		list = append(list, locator{a.name, a.what, 1, func(d *jsp.Doc) ([]place, *source.Diag) { return a.find(d), nil }})
	}
	return list, nil
}

func (c *Config) checkPosition(where string) *source.Diag {
	switch {
	case where == "anchor" && (c.Position != "" || c.Count != 0):
		return c.errorf("position", codes.InjectPlace, "an anchor has its position and occurs once: leave position and count out")
	case where != "anchor" && c.Fallback != nil:
		return c.errorf("fallback", codes.InjectPlace, "fallback names anchors, so it needs anchor")
	case c.Count < 0:
		return c.errorf("count", codes.InjectPlace, "count is negative")
	}
	allowed := []string{"", "before", "after"}
	if where == "selector" {
		allowed = append(allowed, "start", "end")
	}
	if where != "anchor" && !slices.Contains(allowed, c.Position) {
		return c.errorf("position", codes.InjectPlace, "unknown position %q", c.Position).WithHint("give %s", strings.Join(allowed[1:], ", "))
	}
	return nil
}

// literal finds a text. Matches next to which nothing can be inserted (in a
// comment, a script, a tag) do not count, unless there are no others.
func (c *Config) literal() locator {
	after := c.Position == "after"
	return locator{quoted(c.Literal), "text " + quoted(c.Literal), max(c.Count, 1), func(d *jsp.Doc) ([]place, *source.Diag) {
		var list, closed []place
		for from := 0; ; {
			i := strings.Index(d.File.Text()[from:], c.Literal)
			if i < 0 {
				break
			}
			p := place{source.Span{Start: from + i, End: from + i + len(c.Literal)}, after}
			if _, ok := d.Opening(p.offset()); ok {
				list = append(list, p)
			} else {
				closed = append(closed, p)
			}
			from = p.span.End
		}
		if len(list) == 0 {
			return closed, nil
		}
		return list, nil
	}}
}

// additions finds the places in the document and makes the text for each. The
// reason is why the template has no place.
func (op *Insertion) additions(d *jsp.Doc, s stamp) (list []addition, reason string, diag *source.Diag) {
	for _, l := range op.find {
		places, diag := l.find(d)
		if diag != nil {
			return nil, "", diag
		}
		if len(places) == 0 {
			if reason == "" {
				reason = fmt.Sprintf("it has no %s", l.what)
			}
			continue
		}
		if len(places) != l.count {
			return nil, "", wrongCount(d, op.Key, l, places)
		}
		for _, p := range places {
			a, diag := op.addition(d, p, s)
			if diag != nil {
				return nil, "", diag
			}
			list = append(list, a)
		}
		return list, "", nil
	}
	return nil, reason, nil
}

func wrongCount(d *jsp.Doc, key string, l locator, places []place) *source.Diag {
	diag := d.File.Errorf(places[0].span, codes.InjectCount, "%s: expected %d %s, found %d", key, l.count, l.what, len(places))
	for _, p := range places[1:min(len(places), 10)] {
		diag.WithRelated(d.File, p.span, "another one")
	}
	return diag.WithHint("name a place that occurs exactly as often as count says")
}

// addition writes the block for the place: whole lines where the place is at the
// end or start of one, else inline.
func (op *Insertion) addition(d *jsp.Doc, p place, s stamp) (addition, *source.Diag) {
	text := d.File.Text()
	if in, ok := d.Opening(p.offset()); !ok {
		return addition{}, d.File.Errorf(p.span, codes.InjectInside, "%s: nothing can be inserted here, in %s", op.Key, in)
	}
	line, _ := d.File.Position(p.offset())
	a := addition{key: op.Key, line: line}
	c := syntaxOf(d.JSP)
	lines := slices.Clone(op.payload.lines(d.JSP))
	at, indent, whole := wholeLine(text, p)
	eol := source.LineEnding(text, at)
	if !whole {
		body := strings.Join(lines, eol)
		a.offset, a.text = p.offset(), c.begin(op.Key, true, body, s)+body+c.end(op.Key)
		return a, nil
	}
	lines[0] = indent + lines[0]
	if len(lines) > 1 {
		lines[len(lines)-1] = indent + lines[len(lines)-1]
	}
	body := eol + strings.Join(lines, eol) + eol + indent
	a.offset, a.text = at, indent+c.begin(op.Key, false, body, s)+body+c.end(op.Key)+eol
	return a, nil
}

// wholeLine returns where whole lines can be inserted for the place, with the
// indentation of the thing found; false if that is not at the edge of its line.
// Since markup may be inserted at the place, it may beyond the white space too.
func wholeLine(text string, p place) (at int, indent string, ok bool) {
	start := source.LineStart(text, p.span.Start)
	indent = text[start : start+len(text[start:])-len(strings.TrimLeft(text[start:], " \t"))]
	if !p.after {
		if !isBlank(text[start:p.span.Start]) {
			return p.span.Start, "", false
		}
		return start, indent, true
	}
	rest := text[p.span.End:]
	end := p.span.End + len(rest) - len(strings.TrimLeft(rest, " \t"))
	n := len(lineEnd(text[end:]))
	if n == 0 {
		return p.span.End, "", false
	}
	return end + n, indent, true
}
