// Package budget limits the memory of one compilation. Whatever makes nodes, values
// or text takes its bytes here first, so the limit holds in one place.
package budget

import (
	"fmt"
	"math"
)

// A Budget counts the bytes that a compilation allocates. Bytes are never given
// back: nearly all that a compilation makes lives until it ends. A nil Budget
// counts nothing. It is used by one goroutine.
type Budget struct {
	used, max int
	over      bool
}

// New returns a budget of max bytes.
func New(max int) *Budget { return &Budget{max: max} }

// Take counts n bytes that are about to be allocated. It panics with an *Exceeded
// if fewer are left.
func (b *Budget) Take(n int) {
	if b == nil {
		return
	}
	b.Check(n)
	b.used += n
}

// Check panics as Take does if fewer than n bytes are left, but counts nothing.
func (b *Budget) Check(n int) {
	if b == nil || n <= b.max-b.used {
		return
	}
	b.over = true
	panic(&Exceeded{b.max})
}

// Product counts a×b things of size bytes each.
func (b *Budget) Product(x, y, size int) {
	if b == nil || x == 0 || y == 0 {
		return
	}
	if x > math.MaxInt/size/y {
		b.Check(math.MaxInt)
	}
	b.Take(x * y * size)
}

// Over reports whether the budget was exceeded.
func (b *Budget) Over() bool { return b != nil && b.over }

// Used returns the number of bytes that were counted.
func (b *Budget) Used() int {
	if b == nil {
		return 0
	}
	return b.used
}

// Left returns the number of bytes that can still be taken.
func (b *Budget) Left() int {
	if b == nil {
		return math.MaxInt
	}
	return b.max - b.used
}

// An Exceeded is the error of a budget that was exceeded.
type Exceeded struct{ Max int }

// Error names the limit.
func (e *Exceeded) Error() string {
	const mega = 1 << 20
	if e.Max >= mega && e.Max%mega == 0 {
		return fmt.Sprintf("more than %d MB of memory (the limit on memory)", e.Max/mega)
	}
	return fmt.Sprintf("more than %d bytes of memory (the limit on memory)", e.Max)
}
