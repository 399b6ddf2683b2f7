package eval

import (
	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// A pool is where the small things that evaluation makes come from. They live as
// long as the compilation. It is apart from the evaluator since that is set back
// when a statement fails.
type pool struct {
	output.Pool
	frames syntax.Slab[frame]
	scopes syntax.Slab[scope]
	groups syntax.Slab[nodeGroup]

	anonymous syntax.Slab[value.Anonymous]
	keywords  syntax.Slab[value.Keyword]
	numbers   syntax.Slab[value.Number]
	colors    syntax.Slab[value.Color]
	quoteds   syntax.Slab[value.Quoted]
	lists     syntax.Slab[value.List]
	calls     syntax.Slab[value.Call]
	contexts  syntax.Slab[callContext]

	remembered syntax.Slab[remembered]
	given      syntax.Slab[arguments]
	matches    syntax.Slab[mixinMatch]
	brought    syntax.Slab[brought]
	varSlots   syntax.Slab[varSlot]

	fragments   syntax.Fragments
	itemLists   [][]item                 // for blocks whose imports are put in their places
	spare       []*remembered            // of modules that are done
	allValues   []map[string]*remembered // all that takeValues made
	spareValues []map[string]*remembered // those that are empty
	scratch     []byte                   // text of which a copy is made

	items    syntax.Slab[item]
	params   syntax.Slab[param]
	args     syntax.Slab[argument]
	values   syntax.Slab[value.Value]
	names    syntax.Slab[string]
	ruleRefs syntax.Slab[ruleRef]
	knowns   syntax.Slab[rememberedValue]
}

// limit makes what the pool hands out count against a budget.
func (p *pool) limit(b *budget.Budget) {
	p.Pool.Slabs().Limit(b)
	p.fragments.Limit(b)
	p.slabs().Limit(b)
}

// reset takes back all that the pool handed out.
func (p *pool) reset() {
	p.Pool.Reset()
	p.fragments.Reset()
	p.slabs().Reset()
	for _, list := range p.itemLists {
		clear(list[:cap(list)])
	}
	p.spare = nil
	for _, m := range p.allValues {
		clear(m)
	}
	p.spareValues = append(p.spareValues[:0], p.allValues...)
}

func (p *pool) slabs() syntax.Slabs {
	return syntax.Slabs{
		&p.frames, &p.scopes, &p.groups, &p.anonymous, &p.keywords, &p.numbers, &p.colors, &p.quoteds, &p.lists,
		&p.calls, &p.contexts, &p.remembered, &p.items, &p.params, &p.args, &p.values, &p.names, &p.ruleRefs, &p.knowns, &p.given, &p.matches, &p.brought, &p.varSlots,
	}
}

func (p *pool) number(v float64, unit string) *value.Number {
	n := p.numbers.One()
	n.Val, n.Unit = v, unit
	return n
}

func (p *pool) keyword(text string) *value.Keyword {
	k := p.keywords.One()
	k.Text = text
	return k
}

func (p *pool) text(text string) *value.Anonymous {
	a := p.anonymous.One()
	a.Text = text
	return a
}

// takeItems returns an empty list that was given back, or a new one with room.
func (p *pool) takeItems(room int) []item {
	last := len(p.itemLists) - 1
	if last < 0 {
		return make([]item, 0, room)
	}
	list := p.itemLists[last]
	p.itemLists = p.itemLists[:last]
	return list
}

// takeValues returns an empty map for a memory.
func (p *pool) takeValues() map[string]*remembered {
	last := len(p.spareValues) - 1
	if last < 0 {
		m := map[string]*remembered{}
		p.allValues = append(p.allValues, m)
		return m
	}
	m := p.spareValues[last]
	p.spareValues = p.spareValues[:last]
	return m
}

func (p *pool) giveItems(list []item) { p.itemLists = append(p.itemLists, list[:0]) }

// frame is the block of statements of a file.
func (p *pool) frame(stmts []syntax.Stmt, info *fileInfo) *frame {
	f := p.frames.One()
	f.items, f.stmts = p.items.Make(len(stmts)), stmts
	for i, s := range stmts {
		f.items[i].stmt, f.items[i].info = s, info
	}
	return f
}

// with is the frame and then those of s.
func (p *pool) with(s *scope, f *frame) *scope {
	out := p.scopes.One()
	out.frame, out.next = f, s
	if s != nil {
		out.rules, out.memory = s.rules, s.memory
	}
	if f.source != nil {
		out.rules |= ruleBit(f.source)
	}
	return out
}

// joined is the frames of s and then those of next.
func (p *pool) joined(s, next *scope) *scope {
	switch {
	case s == nil:
		return next
	case next == nil || s == next:
		return s
	}
	out := p.scopes.One()
	*out = scope{inner: s, next: next, rules: s.rules | next.rules, memory: joinedMemory(s.memory, next.memory)}
	return out
}
