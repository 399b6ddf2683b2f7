package unsupported

import "skinbuild/internal/agents/compat"

// A set is a subset of the releases of a list: one bit for each, by index. Sets
// are immutable, so they can be shared.
type set []uint64

func (s set) and(t set) set   { return s.combine(t, func(a, b uint64) uint64 { return a & b }) }
func (s set) or(t set) set    { return s.combine(t, func(a, b uint64) uint64 { return a | b }) }
func (s set) minus(t set) set { return s.combine(t, func(a, b uint64) uint64 { return a &^ b }) }

func (s set) combine(t set, f func(a, b uint64) uint64) set {
	out := make(set, len(s))
	for i := range s {
		out[i] = f(s[i], t[i])
	}
	return out
}

func (s set) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

// setOf returns the releases of the list for which keep returns true.
func setOf(list compat.List, keep func(compat.Agent) bool) set {
	s := make(set, (len(list)+63)/64)
	for i, a := range list {
		if keep(a) {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

// in returns the releases of the list that are in the set.
func (s set) in(list compat.List) compat.List {
	var out compat.List
	for i, a := range list {
		if s[i/64]&(1<<(i%64)) != 0 {
			out = append(out, a)
		}
	}
	return out
}
