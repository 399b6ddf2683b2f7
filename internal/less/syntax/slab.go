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
	arrays [][]T // of the sizes that grow asks for; what Reset took back is in those from used on
	used   int
}

// Limit makes the slab count its arrays against a budget.
func (s *Slab[T]) Limit(b *budget.Budget) { s.budget = b }

// The arrays of a slab double in size up to a limit, so that a small file does not
// pay for a large one. The limit is a number of values, or more of small ones.
const (
	firstSlab     = 4
	lastSlab      = 128
	lastSlabBytes = 16 << 10
)

// largest is how many values the largest array has.
func (s *Slab[T]) largest() int {
	var zero T
	return max(lastSlab, lastSlabBytes/max(1, int(unsafe.Sizeof(zero))))
}

// grow makes room for n more values. What a budget counts does not depend on whether
// there are arrays to use again.
func (s *Slab[T]) grow(n int) {
	s.size = min(max(2*s.size, firstSlab), s.largest())
	n = max(s.size, n)
	if s.used < len(s.arrays) && len(s.arrays[s.used]) >= n {
		s.count(n)
		s.free = s.arrays[s.used][:n]
	} else {
		s.free = s.array(n)
		s.arrays = append(s.arrays[:s.used], s.free)
	}
	s.used++
}

func (s *Slab[T]) array(n int) []T {
	s.count(n)
	return make([]T, n)
}

func (s *Slab[T]) count(n int) {
	var zero T
	s.budget.Product(n, 1, max(1, int(unsafe.Sizeof(zero))))
}

// Reset takes back all values that were handed out one by one or in short lists. None
// of them may be in use.
func (s *Slab[T]) Reset() {
	for _, a := range s.arrays[:s.used] {
		clear(a)
	}
	*s = Slab[T]{arrays: s.arrays}
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
	if n > s.largest()/2 {
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

// An Arena is the memory of parsed files that live and end together. Its zero value is
// empty; it is used by one goroutine.
type Arena struct {
	rulesets     Slab[Ruleset]
	selectors    Slab[Selector]
	elements     Slab[Element]
	declarations Slab[Declaration]
	mixinCalls   Slab[MixinCall]
	numbers      Slab[Number]
	colors       Slab[Color]
	keywords     Slab[Keyword]
	quoteds      Slab[Quoted]
	comments     Slab[Comment]
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

	stacks stacks
}

// Slabs are those that the pools of all packages consist of, whatever their types.
type Slabs []interface {
	Limit(*budget.Budget)
	Reset()
}

// Limit makes all slabs count against a budget.
func (list Slabs) Limit(b *budget.Budget) {
	for _, s := range list {
		s.Limit(b)
	}
}

// Reset takes back what all slabs handed out.
func (list Slabs) Reset() {
	for _, s := range list {
		s.Reset()
	}
}

func (a *Arena) slabs() Slabs {
	return Slabs{
		&a.rulesets, &a.selectors, &a.elements, &a.declarations, &a.mixinCalls, &a.numbers, &a.colors, &a.keywords,
		&a.quoteds, &a.comments, &a.variables, &a.calls, &a.operations, &a.spaces, &a.commas, &a.raws,
		&a.names, &a.stmtLists, &a.exprLists, &a.elementLists, &a.selectorLists,
	}
}

// Reset takes back all nodes: nothing may use what was parsed any more.
func (a *Arena) Reset() {
	a.slabs().Reset()
	a.stacks.clear()
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

// clear lets go of what was on the stacks.
func (s *stacks) clear() {
	clear(s.openStmts[:cap(s.openStmts)])
	clear(s.openExprs[:cap(s.openExprs)])
	clear(s.openElements[:cap(s.openElements)])
	clear(s.openSelectors[:cap(s.openSelectors)])
	s.reset()
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
