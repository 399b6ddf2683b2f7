package output

import (
	"math"
	"unsafe"

	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/value"
)

// room is the memory that a pass may use: selectors multiply in all of them.
type room struct {
	budget *budget.Budget
	here   *value.Place // of what is being worked on
}

// What the passes make, in bytes.
const (
	selectorSize = int(unsafe.Sizeof(Selector{}))
	elementSize  = int(unsafe.Sizeof(Element{}))
	routeSize    = int(unsafe.Sizeof(route{}))
	hitSize      = int(unsafe.Sizeof(extendHit{}))
)

// at notes the place of what is worked on from here.
func (r *room) at(p value.Place) {
	if p.File != nil && r.here != nil {
		*r.here = p
	}
}

// product counts x×y things of size bytes.
func (r *room) product(x, y, size int) { r.budget.Product(x, y, size) }

// weigh checks a selector that was put together: one that holds others twice, which hold
// others twice, is short in memory and endless as text.
func (r *room) weigh(s *Selector) {
	if r.budget != nil {
		r.budget.Check(2 * weightOf(s))
	}
}

// weightOf is about how many bytes the text of a selector has.
func weightOf(s *Selector) int {
	if s.weight > 0 {
		return s.weight
	}
	n := 1
	for i := range s.Elements {
		e := &s.Elements[i]
		n += 1 + len(e.Text)
		for _, inner := range [...]*Selector{e.Odd().Paren, e.Odd().Nested} {
			if inner != nil {
				n = min(n+weightOf(inner), math.MaxInt/4)
			}
		}
	}
	s.weight = n
	return n
}
