package eval

import (
	"hash/maphash"

	"skinbuild/internal/less/syntax"
)

// A varTable is the last declaration of each variable of a block, by name. A name is
// looked up in the tables of all files that a block imports, so its hash is made once
// for all of them.
type varTable struct {
	slots []varSlot // a power of two; from the one that the hash says on, up to an empty one
}

type varSlot struct {
	name  string
	hash  uint32
	place int32 // 1 and that of the declaration, 0 for an empty slot
}

var varSeed = maphash.MakeSeed()

func hashVariable(name string) uint32 { return uint32(maphash.String(varSeed, name)) }

// vars returns the table of n statements.
func (p *pool) vars(n int, at func(i int) syntax.Stmt) (t varTable) {
	count := 0
	for i := range n {
		if d, ok := at(i).(*syntax.Declaration); ok && d.Variable {
			count++
		}
	}
	if count == 0 {
		return t
	}
	size := 4
	for size < 2*count {
		size *= 2
	}
	t.slots = p.varSlots.Make(size)
	for i := range n {
		if d, ok := at(i).(*syntax.Declaration); ok && d.Variable {
			h := hashVariable(d.Name)
			*t.slot(h, d.Name) = varSlot{d.Name, h, int32(i + 1)}
		}
	}
	return t
}

// slot is that of a name: an empty one if it is not in the table.
func (t *varTable) slot(hash uint32, name string) *varSlot {
	mask := uint32(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.place == 0 || s.hash == hash && s.name == name {
			return s
		}
	}
}

// find returns the place of the last declaration of a name.
func (t *varTable) find(hash uint32, name string) (place int, ok bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	s := t.slot(hash, name)
	return int(s.place) - 1, s.place != 0
}
