package eval

import (
	"strings"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
)

// joinPlain makes selectors with interpolations what parsing their text would make
// of them, without parsing: classes, ids and names whose interpolated parts are
// words, ".@{prefix}-icon:before". It returns false, and changes nothing, for all
// else, and where the places of elements matter, which parsing gives.
func (e *evaluator) joinPlain(list []*syntax.Selector, out []*output.Selector) bool {
	if e.opt.SourceMap != nil || e.opt.Origins {
		return false
	}
	for i, s := range list {
		if !isPlainJoin(s, out[i].Elements) {
			return false
		}
	}
	for i, s := range list {
		elements := out[i].Elements
		if !hasVar(s) { // may belong to other evaluations too
			elements = e.pool.Elements.List(elements)
		}
		out[i].Elements, out[i].Source, out[i].Extends = e.joinElements(elements), nil, nil
	}
	return true
}

// isPlainJoin reports whether joinElements gives what parsing would.
func isPlainJoin(s *syntax.Selector, elements []output.Element) bool {
	afterMark := false // a mark stands alone, and a word must follow
	for i := range elements {
		el := &elements[i]
		kind := partOf(el)
		goesOn := i > 0 && el.Comb == "" && kind == wordPart
		switch {
		case kind == oddPart || s.Elements[i].Part != nil && kind != wordPart:
			return false
		case afterMark && !goesOn:
			return false
		case strings.HasPrefix(el.Text, "w") && (!goesOn || isParentOrAny(elements[i-1].Text)):
			return false // might begin a guard: "when"
		}
		afterMark = kind == markPart
	}
	return !afterMark
}

// joinElements puts each word that touches what is before it together with that, in
// place.
func (e *evaluator) joinElements(elements []output.Element) []output.Element {
	joined := elements[:0]
	for i := 0; i < len(elements); {
		el := elements[i]
		end := i + 1
		for end < len(elements) && elements[end].Comb == "" && partOf(&elements[end]) == wordPart && !isParentOrAny(el.Text) {
			end++
		}
		if end > i+1 {
			text := e.pool.scratch[:0]
			for _, part := range elements[i:end] {
				text = append(text, part.Text...)
			}
			el.Text, e.pool.scratch = string(text), text
		}
		joined = append(joined, el)
		i = end
	}
	return joined
}

func isParentOrAny(text string) bool { return text == "&" || text == "*" }

// partKind is what the text of an element is to those around it.
type partKind uint8

const (
	oddPart   partKind = iota
	wordPart           // goes on what it touches
	startPart          // ".a", "#a", ":a", "&", "*": begins an element
	markPart           // ".", "#", ":" alone
)

func partOf(el *output.Element) partKind {
	text := el.Text
	if el.Odd().Attr != nil || el.Odd().Paren != nil || el.Odd().Nested != nil || text == "" {
		return oddPart
	}
	if isParentOrAny(text) {
		return startPart
	}
	rest := strings.TrimLeft(text, ":")
	if rest == text && (text[0] == '.' || text[0] == '#') {
		rest = text[1:]
	}
	for i := range len(rest) {
		if !isNameByte(rest[i]) {
			return oddPart
		}
	}
	switch {
	case rest == text:
		return wordPart
	case rest == "":
		return markPart
	}
	return startPart
}
