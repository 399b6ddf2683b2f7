package syntax

// A slab hands out values of one type from arrays that it makes a few of, since
// parsing makes tens of thousands of small nodes, which all live as long as their
// sheet does.
type slab[T any] struct {
	free []T
	size int
}

// The arrays of a slab double in size up to a limit, so that a small file does not
// pay for a large one.
const (
	firstSlab = 4
	lastSlab  = 128
)

func (s *slab[T]) grow(n int) {
	s.size = min(max(2*s.size, firstSlab), lastSlab)
	s.free = make([]T, max(s.size, n))
}

// one returns a new zero value.
func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// list returns a copy of the items; nil for none.
func (s *slab[T]) list(items []T) []T {
	n := len(items)
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.grow(n)
	}
	v := s.free[:n:n]
	s.free = s.free[n:]
	copy(v, items)
	return v
}

// slabs are those of one parser.
type slabs struct {
	rulesets     slab[Ruleset]
	selectors    slab[Selector]
	elements     slab[Element]
	declarations slab[Declaration]
	mixinCalls   slab[MixinCall]
	numbers      slab[Number]
	colors       slab[Color]
	keywords     slab[Keyword]
	quoteds      slab[Quoted]
	variables    slab[Variable]
	calls        slab[Call]
	operations   slab[Operation]
	spaces       slab[Spaces]
	commas       slab[Commas]
	raws         slab[Raw]

	stmtLists     slab[Stmt]
	exprLists     slab[Expr]
	elementLists  slab[*Element]
	selectorLists slab[*Selector]
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
	list := p.new.stmtLists.list(p.openStmts[from:])
	p.openStmts = p.openStmts[:from]
	return list
}

func (p *parser) popExprs(from int) []Expr {
	list := p.new.exprLists.list(p.openExprs[from:])
	p.openExprs = p.openExprs[:from]
	return list
}

func (p *parser) popElements(from int) []*Element {
	list := p.new.elementLists.list(p.openElements[from:])
	p.openElements = p.openElements[:from]
	return list
}

func (p *parser) popSelectors(from int) []*Selector {
	list := p.new.selectorLists.list(p.openSelectors[from:])
	p.openSelectors = p.openSelectors[:from]
	return list
}

func (p *parser) newKeyword(text string, at int) *Keyword {
	k := p.new.keywords.one()
	k.Text, k.At = text, at
	return k
}

func (p *parser) newRaw(text string, at int) *Raw {
	r := p.new.raws.one()
	r.Text, r.At = text, at
	return r
}

func (p *parser) newVariable(name string, at int) *Variable {
	v := p.new.variables.one()
	v.Name, v.At = name, at
	return v
}

func (p *parser) newSpaces(items []Expr, at int) *Spaces {
	s := p.new.spaces.one()
	s.Items, s.At = items, at
	return s
}
