package syntax

import "skinbuild/internal/source"

// ParseValue parses the bytes of span as the value of a declaration, for a value
// that was kept raw and is looked at. The error is nil if all of it is a value.
func ParseValue(f *source.File, span source.Span) (value Expr, important bool, err *Error) {
	p := &parser{input: input{text: f.Text()[:span.End], i: span.Start}}
	err = p.fragment(func() {
		value = p.value()
		important = p.important()
	})
	return value, important, err
}

// ParseSelectors parses text as a selector list, for selectors that come out of an
// interpolation. at is added to the positions in text.
func ParseSelectors(text string, at int) (list []*Selector, err *Error) {
	p := &parser{input: input{text: text}}
	err = p.fragment(func() { list = p.selectors() })
	if err != nil {
		err.At += at
	}
	move(list, at)
	return list, err
}

// fragment parses up to the end of the text.
func (p *parser) fragment(parse func()) (err *Error) {
	defer func() {
		if r := recover(); r != nil {
			fail, ok := r.(failure)
			if !ok {
				panic(r)
			}
			err = &fail.Error
		}
	}()
	p.skip(0)
	parse()
	if p.i < len(p.text) {
		at := max(p.i, p.furthest)
		msg := ""
		if p.i < p.furthest {
			msg = p.furthestMsg
		}
		return &Error{unrecognised(p.text, at, msg), "Parse", at}
	}
	return nil
}

// move adds by to the positions of freshly parsed selectors.
func move(list []*Selector, by int) {
	for _, s := range list {
		s.At += by
		for _, e := range s.Elements {
			e.At += by
			move(e.Paren, by)
		}
		for _, e := range s.Extends {
			e.At += by
			move([]*Selector{e.Target}, by)
		}
	}
}
