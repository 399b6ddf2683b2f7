package eval

import (
	"sync"

	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
)

// A workspace is the memory of one compilation: nothing of it is in a result or a
// diagnostic. A compilation that is done gives it to the next one, so that a process
// which compiles often asks for memory once. The garbage collector takes those that
// wait.
type workspace struct {
	arena syntax.Arena // of the files, unless Options.Cache keeps them
	pool  pool
	tables
	printed []byte // room for the CSS, of which a copy is the result
}

// tables are what a compilation finds out about parts of its files.
type tables struct {
	shared   map[sharedKey]*sharedValue
	inner    map[*output.Ruleset]*frame // evaluated rulesets, to look for rules in them
	bodies   map[*syntax.Stmt]*body
	names    map[*syntax.Selector][]string
	elements map[*syntax.Selector][]output.Element
	raw      map[*syntax.Declaration]*variable // values that the parser kept as text, parsed
	maps     map[mapKey]members                // blocks that were looked into
	asking   map[*syntax.MixinDef]bool         // whether a parameter's default calls default()
	guards   map[*syntax.Condition]bool        // whether a guard calls default()
}

// largeWorkspace is how many bytes a compilation may have taken for its workspace to be
// used again: an enormous one is the exception.
const largeWorkspace = 64 << 20

var spareWorkspaces = sync.Pool{New: func() any {
	w := &workspace{}
	w.tables = tables{
		shared:   map[sharedKey]*sharedValue{},
		inner:    map[*output.Ruleset]*frame{},
		bodies:   map[*syntax.Stmt]*body{},
		names:    map[*syntax.Selector][]string{},
		elements: map[*syntax.Selector][]output.Element{},
		raw:      map[*syntax.Declaration]*variable{},
		guards:   map[*syntax.Condition]bool{},
		maps:     map[mapKey]members{},
		asking:   map[*syntax.MixinDef]bool{},
	}
	return w
}}

// newWorkspace returns an empty workspace that counts against a budget.
func newWorkspace(b *budget.Budget) *workspace {
	w := spareWorkspaces.Get().(*workspace)
	w.pool.limit(b)
	return w
}

// done gives a workspace to the next compilation, after one that took so many bytes.
func (w *workspace) done(taken int) {
	if taken > largeWorkspace {
		return
	}
	w.arena.Reset()
	w.pool.reset()
	w.tables.clear()
	spareWorkspaces.Put(w)
}

func (t *tables) clear() {
	clear(t.shared)
	clear(t.inner)
	clear(t.bodies)
	clear(t.names)
	clear(t.elements)
	clear(t.raw)
	clear(t.guards)
	clear(t.maps)
	clear(t.asking)
}
