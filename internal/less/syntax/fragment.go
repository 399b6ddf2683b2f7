package syntax

import (
	"skinbuild/internal/less/budget"
	"skinbuild/internal/source"
)

// Fragments parses parts of stylesheets: values that were kept raw and selectors
// that come out of interpolations. There are many and they are short, so they share
// one parser. Its zero value is ready; it is used by one goroutine.
type Fragments struct {
	p     parser
	arena Arena
}

// Limit makes what parsing allocates count against a budget.
func (f *Fragments) Limit(b *budget.Budget) { f.arena.slabs().Limit(b) }

// Reset takes back all nodes, which nothing may use any more.
func (f *Fragments) Reset() {
	f.p = parser{}
	f.arena.Reset()
}

func (f *Fragments) begin(text string, at int) *parser {
	p := &f.p
	*p = parser{input: input{text: text, i: at, comments: p.comments[:0], made: &f.arena.comments}, stacks: &f.arena.stacks, new: &f.arena}
	p.stacks.reset()
	return p
}

// Value parses the bytes of span as the value of a declaration. The error is nil if
// all of it is a value.
func (f *Fragments) Value(file *source.File, span source.Span) (value Expr, important string, err *Error) {
	p := f.begin(file.Text()[:span.End], span.Start)
	err = p.fragment(func() {
		value = p.value()
		important = p.important()
	})
	return value, important, err
}

// Selectors parses text as a selector list. at is added to the positions in text.
func (f *Fragments) Selectors(text string, at int) (list []*Selector, err *Error) {
	p := f.begin(text, 0)
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
			if in, ok := e.Part.(*Parens); ok {
				move(in.Selectors, by)
			}
		}
		for _, e := range s.Extends {
			e.At += by
			move([]*Selector{e.Target}, by)
		}
	}
}
