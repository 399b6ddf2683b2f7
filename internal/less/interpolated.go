package less

import (
	"strings"

	"skinbuild/internal/less/syntax"
)

// joinPlain makes selectors with interpolations what parsing their text would make
// of them, without parsing: classes, ids and names whose interpolated parts are
// words, ".@{prefix}-icon:before". It returns false, and changes nothing, for all
// else, and where the places of elements matter, which parsing gives.
func (e *evaluator) joinPlain(list []*syntax.Selector, out []*selector) bool {
	if e.opt.SourceMap != nil || e.opt.Origins {
		return false
	}
	for i, s := range list {
		if !isPlainJoin(s, out[i].elements) {
			return false
		}
	}
	for i, s := range list {
		elements := out[i].elements
		if !hasVar(s) { // may belong to other evaluations too
			elements = e.pool.elements.List(elements)
		}
		out[i].elements, out[i].source, out[i].extends = e.joinElements(elements), nil, nil
	}
	return true
}

// isPlainJoin says whether joinElements gives what parsing would.
func isPlainJoin(s *syntax.Selector, elements []element) bool {
	afterMark := false // a mark stands alone, and a word must follow
	for i := range elements {
		el := &elements[i]
		kind := partOf(el)
		goesOn := i > 0 && el.comb == "" && kind == wordPart
		switch {
		case kind == oddPart || s.Elements[i].Part != nil && kind != wordPart:
			return false
		case afterMark && !goesOn:
			return false
		case strings.HasPrefix(el.text, "w") && (!goesOn || isParentOrAny(elements[i-1].text)):
			return false // might begin a guard: "when"
		}
		afterMark = kind == markPart
	}
	return !afterMark
}

// joinElements puts each word that touches what is before it together with that, in
// place.
func (e *evaluator) joinElements(elements []element) []element {
	joined := elements[:0]
	for i := 0; i < len(elements); {
		el := elements[i]
		end := i + 1
		for end < len(elements) && elements[end].comb == "" && partOf(&elements[end]) == wordPart && !isParentOrAny(el.text) {
			end++
		}
		if end > i+1 {
			text := e.pool.scratch[:0]
			for _, part := range elements[i:end] {
				text = append(text, part.text...)
			}
			el.text, e.pool.scratch = string(text), text
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

func partOf(el *element) partKind {
	text := el.text
	if el.odd().attr != nil || el.odd().paren != nil || el.odd().nested != nil || text == "" {
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
