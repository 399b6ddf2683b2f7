package eval

import (
	"strings"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
)

// A ruleIndex is the rules of a block, by the first element that a call can name
// them by, in order of their places. Most blocks hold thousands of rules and see a
// call or two, so it is cheap to make: a table of chains, no list for each name.
type ruleIndex struct {
	refs  []namedRule
	heads []int32 // by hash: 1 and the index of the first in refs, 0 for none
}

// A namedRule is a rule by one of its selectors.
type namedRule struct {
	name     string
	elements []string         // of a definition
	selector *syntax.Selector // of a ruleset: its elements are found when they are asked for
	place    int32
	after    int32 // the next one of its chain, as in heads
}

// indexRules makes the index of the statements of a block.
func (e *evaluator) indexRules(f *frame) *ruleIndex {
	x := &ruleIndex{refs: make([]namedRule, 0, namedRules(f))}
	if f.body.stmts != nil {
		for i, s := range f.body.stmts {
			x.add(e, i, s)
		}
	} else {
		for i := range f.items {
			x.add(e, i, f.items[i].stmt)
		}
	}
	size := 1
	for size < len(x.refs) {
		size *= 2
	}
	x.heads = make([]int32, size)
	for i := len(x.refs) - 1; i >= 0; i-- {
		r := &x.refs[i]
		head := x.head(r.name)
		r.after, *head = *head, int32(i+1)
	}
	return x
}

// namedRules is how many entries the index of a block has at most.
func namedRules(f *frame) int {
	n := 0
	count := func(s syntax.Stmt) {
		switch s := s.(type) {
		case *syntax.MixinDef:
			n++
		case *syntax.Ruleset:
			n += len(s.Selectors)
		}
	}
	if f.body.stmts != nil {
		for _, s := range f.body.stmts {
			count(s)
		}
		return n
	}
	for i := range f.items {
		count(f.items[i].stmt)
	}
	return n
}

func (x *ruleIndex) add(e *evaluator, place int, s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.MixinDef:
		if names := e.pool.mixinElements(s.Name); len(names) > 0 {
			x.refs = append(x.refs, namedRule{name: names[0], elements: names, place: int32(place)})
		}
	case *syntax.Ruleset:
		for _, sel := range s.Selectors {
			if name := e.firstName(sel); name != "" {
				x.refs = append(x.refs, namedRule{name: name, selector: sel, place: int32(place)})
			}
		}
	}
}

func (x *ruleIndex) head(name string) *int32 {
	return &x.heads[hashOf(name)&uint32(len(x.heads)-1)]
}

// first returns 1 and the index of the first rule of that name, 0 for none.
func (x *ruleIndex) first(name string) int32 {
	if len(x.refs) == 0 {
		return 0
	}
	return x.from(*x.head(name), name)
}

// next returns the one behind that.
func (x *ruleIndex) next(i int32) int32 { return x.from(x.refs[i-1].after, x.refs[i-1].name) }

func (x *ruleIndex) from(i int32, name string) int32 {
	for i != 0 && x.refs[i-1].name != name {
		i = x.refs[i-1].after
	}
	return i
}

func hashOf(name string) uint32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

// firstName is the first of staticNames, "" for none.
func (e *evaluator) firstName(s *syntax.Selector) string {
	for _, el := range s.Elements {
		if el.Var() != nil {
			return ""
		}
	}
	if name := plainStart(s); name != "" {
		return name
	}
	if names := e.staticNames(s); len(names) > 0 {
		return names[0]
	}
	return ""
}

// plainStart is the name that a selector begins with, if that is plain to see.
func plainStart(s *syntax.Selector) string {
	if len(s.Elements) == 0 {
		return ""
	}
	text := s.Elements[0].Text
	if strings.TrimSpace(s.Elements[0].Comb) != "" || text == "" || !isNameByte(text[0]) && text[0] != '.' && text[0] != '#' {
		return ""
	}
	end := 1
	for end < len(text) && isNameByte(text[end]) {
		end++
	}
	if end < len(text) {
		if text[end] == '\\' {
			return ""
		}
		return text[:end]
	}
	if len(s.Elements) > 1 && s.Elements[1].Comb == "" && !endsName(s.Elements[1].Text) {
		return ""
	}
	return text
}

// endsName reports whether the text of an element cannot go on with the name before it.
func endsName(text string) bool { return text != "" && !isNameByte(text[0]) && text[0] != '\\' }

// staticNames are the elements by which a selector can be called before it is
// evaluated; one with interpolation cannot.
func (e *evaluator) staticNames(s *syntax.Selector) []string {
	if names, ok := e.names[s]; ok {
		return names
	}
	names := e.pool.staticNames(s)
	e.names[s] = names
	return names
}

func (p *pool) staticNames(s *syntax.Selector) []string {
	if len(s.Elements) == 1 && s.Elements[0].Var() == nil && strings.TrimSpace(s.Elements[0].Comb) == "" {
		return p.mixinElements(s.Elements[0].Text)
	}
	text := p.scratch[:0]
	for _, el := range s.Elements {
		if el.Var() != nil {
			return nil
		}
		text = append(append(text, el.Comb...), el.Text...)
	}
	p.scratch = text
	return p.mixinElements(string(text))
}

// selectorNames are the elements by which an evaluated selector can be called.
func (e *evaluator) selectorNames(s *output.Selector) []string {
	if s.Source != nil {
		return e.staticNames(s.Source)
	}
	text := e.pool.scratch[:0]
	for i := range s.Elements {
		text = append(append(text, s.Elements[i].Comb...), s.Elements[i].Text...)
	}
	e.pool.scratch = text
	return e.pool.mixinElements(string(text))
}

// mixinElements splits the text of a selector into what calls compare: classes,
// ids, names, marks; a leading "&" does not count.
func (p *pool) mixinElements(text string) []string {
	var few [8]string
	out := few[:0]
	for i := 0; i < len(text); {
		c := text[i]
		if !isNameByte(c) && strings.IndexByte(",&#*.", c) < 0 {
			i++
			continue
		}
		start := i
		i++
		for i < len(text) {
			if isNameByte(text[i]) {
				i++
			} else if text[i] == '\\' && i+1 < len(text) {
				i += 2
			} else {
				break
			}
		}
		out = append(out, text[start:i])
	}
	if len(out) > 0 && out[0] == "&" {
		out = out[1:]
	}
	return p.names.List(out)
}

func isNameByte(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
