package syntax

import (
	"unsafe"

	"skinbuild/internal/less/budget"
)

// A Slab hands out values of one type from arrays that it makes a few of. Parsing
// and evaluating make tens of thousands of small nodes, which all live as long as
// their sheet does. Its zero value is empty; it is used by one goroutine.
type Slab[T any] struct {
	free   []T
	size   int
	budget *budget.Budget
}

// Limit makes the slab count its arrays against a budget.
func (s *Slab[T]) Limit(b *budget.Budget) { s.budget = b }

// The arrays of a slab double in size up to a limit, so that a small file does not
// pay for a large one.
const (
	firstSlab = 4
	lastSlab  = 128
)

func (s *Slab[T]) grow(n int) {
	s.size = min(max(2*s.size, firstSlab), lastSlab)
	s.free = s.array(max(s.size, n))
}

func (s *Slab[T]) array(n int) []T {
	var zero T
	s.budget.Product(n, 1, max(1, int(unsafe.Sizeof(zero))))
	return make([]T, n)
}

// One returns a new zero value.
func (s *Slab[T]) One() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// List returns a copy of the items; nil for none.
func (s *Slab[T]) List(items []T) []T {
	n := len(items)
	if n == 0 {
		return nil
	}
	v := s.Make(n)
	copy(v, items)
	return v
}

// Make returns a list of n zero values.
func (s *Slab[T]) Make(n int) []T {
	if n > lastSlab/2 {
		return s.array(n)
	}
	if len(s.free) < n {
		s.grow(n)
	}
	v := s.free[:n:n]
	s.free = s.free[n:]
	return v
}

// Of returns a list of one value.
func (s *Slab[T]) Of(v T) []T {
	list := s.Make(1)
	list[0] = v
	return list
}

// slabs are those of one parser.
type slabs struct {
	rulesets     Slab[Ruleset]
	selectors    Slab[Selector]
	elements     Slab[Element]
	declarations Slab[Declaration]
	mixinCalls   Slab[MixinCall]
	numbers      Slab[Number]
	colors       Slab[Color]
	keywords     Slab[Keyword]
	quoteds      Slab[Quoted]
	variables    Slab[Variable]
	calls        Slab[Call]
	operations   Slab[Operation]
	spaces       Slab[Spaces]
	commas       Slab[Commas]
	raws         Slab[Raw]

	names         Slab[string]
	stmtLists     Slab[Stmt]
	exprLists     Slab[Expr]
	elementLists  Slab[*Element]
	selectorLists Slab[*Selector]
}

// limit makes all slabs count against a budget.
func (s *slabs) limit(b *budget.Budget) {
	for _, slab := range []interface{ Limit(*budget.Budget) }{
		&s.rulesets, &s.selectors, &s.elements, &s.declarations, &s.mixinCalls, &s.numbers, &s.colors, &s.keywords,
		&s.quoteds, &s.variables, &s.calls, &s.operations, &s.spaces, &s.commas, &s.raws,
		&s.names, &s.stmtLists, &s.exprLists, &s.elementLists, &s.selectorLists,
	} {
		slab.Limit(b)
	}
}

// stacks hold the members of lists until their number is known.
type stacks struct {
	openStmts     []Stmt
	openExprs     []Expr
	openElements  []*Element
	openSelectors []*Selector
}

func (s *stacks) reset() {
	s.openStmts, s.openExprs, s.openElements, s.openSelectors = s.openStmts[:0], s.openExprs[:0], s.openElements[:0], s.openSelectors[:0]
}

// popStmts returns what was pushed since the stack had that length.
func (p *parser) popStmts(from int) []Stmt {
	list := p.new.stmtLists.List(p.openStmts[from:])
	p.openStmts = p.openStmts[:from]
	return list
}

func (p *parser) popExprs(from int) []Expr {
	list := p.new.exprLists.List(p.openExprs[from:])
	p.openExprs = p.openExprs[:from]
	return list
}

func (p *parser) popElements(from int) []*Element {
	list := p.new.elementLists.List(p.openElements[from:])
	p.openElements = p.openElements[:from]
	return list
}

func (p *parser) popSelectors(from int) []*Selector {
	list := p.new.selectorLists.List(p.openSelectors[from:])
	p.openSelectors = p.openSelectors[:from]
	return list
}

func (p *parser) newKeyword(text string, at int) *Keyword {
	k := p.new.keywords.One()
	k.Text, k.At = text, at
	return k
}

func (p *parser) newRaw(text string, at int) *Raw {
	r := p.new.raws.One()
	r.Text, r.At = text, at
	return r
}

func (p *parser) newVariable(name string, at int) *Variable {
	v := p.new.variables.One()
	v.Name, v.At = name, at
	return v
}

func (p *parser) newSpaces(items []Expr, at int) *Spaces {
	s := p.new.spaces.One()
	s.Items, s.At = items, at
	return s
}
