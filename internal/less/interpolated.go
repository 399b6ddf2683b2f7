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
	from := len(e.pool.openLists)
	defer func() { e.pool.openLists = e.pool.openLists[:from] }()
	for i, s := range list {
		elements, ok := e.plainElements(s, out[i].elements)
		if !ok {
			return false
		}
		e.pool.openLists = append(e.pool.openLists, elements)
	}
	for i, elements := range e.pool.openLists[from:] {
		out[i].elements, out[i].source, out[i].extends = elements, nil, nil
	}
	return true
}

func (e *evaluator) plainElements(s *syntax.Selector, elements []element) ([]element, bool) {
	joined := e.pool.elements.Make(len(elements))[:0]
	afterMark := false // a mark stands alone, and a word must follow
	for i := range elements {
		el := &elements[i]
		kind := partOf(el)
		if kind == oddPart || s.Elements[i].Var != nil && kind != wordPart {
			return nil, false
		}
		touches := i > 0 && el.comb == ""
		switch {
		case afterMark && (!touches || kind != wordPart):
			return nil, false
		case touches && kind == wordPart && !isParentOrAny(joined[len(joined)-1].text):
			last := &joined[len(joined)-1]
			last.text += el.text
		default:
			joined = append(joined, *el)
		}
		afterMark = kind == markPart
	}
	if afterMark {
		return nil, false
	}
	for i := range joined {
		if strings.HasPrefix(joined[i].text, "when") {
			return nil, false // might begin a guard
		}
	}
	return joined, true
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
