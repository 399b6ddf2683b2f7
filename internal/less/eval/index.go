package eval

import (
	"slices"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
)

// A body is what a list of statements defines, by name and place in the list. It
// is made once for the block of a mixin or a file, however often that is called or
// imported.
type body struct {
	stmts   []syntax.Stmt
	vars    varTable
	imports []int      // the places of imports
	rules   *ruleIndex // nil until a call asks
}

// A ruleRef is a rule that a call brought, by one of its selectors: the place of
// the call, its own place behind that, and the elements by which a call can name it.
type ruleRef struct {
	place, sub int32
	elements   []string
	made       *callable // nil for the rule of an item, under a name that it turned out to have
}

var nothing = &body{rules: &ruleIndex{}}

// body returns the body of a block, from memory if it is asked for again.
func (e *evaluator) body(stmts []syntax.Stmt) *body {
	if !definesAny(stmts) {
		return nothing
	}
	b := e.bodies[&stmts[0]]
	if b == nil {
		b = &body{stmts: stmts, vars: e.pool.vars(len(stmts), func(i int) syntax.Stmt { return stmts[i] })}
		for i, s := range stmts {
			if _, ok := s.(*syntax.Import); ok {
				b.imports = append(b.imports, i)
			}
		}
		e.bodies[&stmts[0]] = b
	}
	return b
}

func definesAny(stmts []syntax.Stmt) bool {
	for _, s := range stmts {
		switch s := s.(type) {
		case *syntax.Declaration:
			if s.Variable {
				return true
			}
		case *syntax.Ruleset, *syntax.MixinDef, *syntax.Import:
			return true
		}
	}
	return false
}

// brought is what calls in a block added to it: variables that the block has not
// itself, and rules, in order of their places.
type brought struct {
	vars  map[string]*output.Variable
	rules map[string][]ruleRef
	large []largeGroup
	subs  int32
	mask  uint64 // a bit for the first element of each rule, in the large groups too

	places                []int32 // of the items that got a node of which the body of the block knows nothing
	varsKnown, rulesKnown int     // how many of those were looked at
}

// A largeGroup is not taken apart but looked through for names that it may hold:
// in a recursion each level would do it for all deeper ones.
type largeGroup struct {
	place int32
	group *nodeGroup
}

// askVariables makes body and brought answer for the variables of all items as
// they are now.
func (f *frame) askVariables(e *evaluator) {
	if f.body == nil {
		f.firstAsk(e)
	}
	if b := f.brought; b != nil {
		for _, i := range b.places[b.varsKnown:] {
			f.bringVariables(e.pool, f.items[i].node)
		}
		b.varsKnown = len(b.places)
	}
}

// askRules does so for rules.
func (f *frame) askRules(e *evaluator) {
	if f.body == nil {
		f.firstAsk(e)
	}
	if f.body.rules == nil {
		f.body.rules = e.indexRules(f)
	}
	if b := f.brought; b != nil {
		for _, i := range b.places[b.rulesKnown:] {
			f.bringRules(e, int(i), f.items[i].node)
		}
		b.rulesKnown = len(b.places)
	}
}

func (f *frame) firstAsk(e *evaluator) {
	f.load(e)
	f.brought = nil
	for i := range f.items {
		if f.items[i].node != nil {
			f.bringPlace(e.pool, i)
		}
	}
	if f.stmts != nil {
		f.body = e.body(f.stmts)
		return
	}
	f.body = &body{}
	if f.ofFile().parts == nil {
		f.body.vars = e.pool.vars(len(f.items), func(i int) syntax.Stmt { return f.items[i].stmt })
		return
	}
	var own []int // the items that belong to no part
	from := 0
	add := func(to int) {
		for ; from < to; from++ {
			own = append(own, from)
		}
	}
	for _, p := range f.ofFile().parts {
		add(p.from)
		from = p.from + len(p.body.stmts)
	}
	add(len(f.items))
	f.body.vars = e.pool.vars(len(own), func(i int) syntax.Stmt { return f.items[own[i]].stmt })
	for i := range f.body.vars.slots {
		if s := &f.body.vars.slots[i]; s.place != 0 {
			s.place = int32(own[s.place-1] + 1)
		}
	}
}

// A part is the statements of a file among the items of a block that imports it.
type part struct {
	from int // the first item
	body *body
}

// ownVariable is the place of the last item that declares a variable.
func (f *frame) ownVariable(name string) (place int, ok bool) {
	hash := hashVariable(name)
	place, ok = f.body.vars.find(hash, name)
	parts := f.ofFile().parts
	for i := len(parts) - 1; i >= 0; i-- {
		p := &parts[i]
		if ok && p.from < place {
			break
		}
		if in, found := p.body.vars.find(hash, name); found {
			return p.from + in, true
		}
	}
	return place, ok
}

func (f *frame) bringVariables(p *pool, n output.Node) {
	switch n := n.(type) {
	case *nodeGroup:
		if n.variables {
			for _, inner := range n.nodes {
				f.bringVariables(p, inner)
			}
		}
	case *output.Variable:
		if _, own := f.ownVariable(n.Name); own {
			return
		}
		b := f.broughtSoFar(p)
		if b.vars == nil {
			b.vars = map[string]*output.Variable{}
		}
		b.vars[n.Name] = n
	}
}

func (f *frame) bringRules(e *evaluator, place int, n output.Node) {
	switch n := n.(type) {
	case *mixinNode:
		if _, own := f.items[place].stmt.(*syntax.MixinDef); own {
			return
		}
	case *output.Ruleset:
		if _, own := f.items[place].stmt.(*syntax.Ruleset); own {
			f.bringInterpolated(e, place, n)
			return
		}
	}
	f.broughtSoFar(e.pool).bring(e, int32(place), n)
}

// maxTakenApart is the number of nodes up to which a group goes into the index.
const maxTakenApart = 64

// larger reports whether a group holds more than n nodes.
func (g *nodeGroup) larger(n int) bool { return g.count(n) > n }

func (g *nodeGroup) count(limit int) int {
	n := len(g.nodes)
	for _, inner := range g.nodes {
		if n > limit {
			break
		}
		if inner, ok := inner.(*nodeGroup); ok {
			n += inner.count(limit - n)
		}
	}
	return n
}

// bringInterpolated adds the names of a ruleset of the block's own that came out of
// an interpolation.
func (f *frame) bringInterpolated(e *evaluator, place int, r *output.Ruleset) {
	for _, s := range r.Selectors {
		if s.Source == nil {
			f.broughtSoFar(e.pool).name(e.pool, ruleRef{place: int32(place), elements: e.selectorNames(s)})
		}
	}
}

// bringPlace notes an item for the next question.
func (f *frame) bringPlace(p *pool, i int) {
	b := f.broughtSoFar(p)
	b.places = append(b.places, int32(i))
}

func (f *frame) broughtSoFar(p *pool) *brought {
	if f.brought == nil {
		f.brought = p.brought.One()
	}
	return f.brought
}

// name adds a rule behind those of the same place.
func (b *brought) name(p *pool, ref ruleRef) {
	if len(ref.elements) == 0 {
		return
	}
	if b.rules == nil {
		b.rules = make(map[string][]ruleRef, len(b.places))
	}
	b.mask |= nameBit(ref.elements[0])
	list := b.rules[ref.elements[0]]
	if list == nil {
		b.rules[ref.elements[0]] = p.ruleRefs.Of(ref)
		return
	}
	b.rules[ref.elements[0]] = slices.Insert(list, placeIn(list, ref.place), ref)
}

// placeIn is the index behind those of the same place.
func placeIn(list []ruleRef, place int32) int {
	i := len(list)
	for i > 0 && list[i-1].place > place {
		i--
	}
	return i
}

// named returns the rules that calls brought under a first element.
func (b *brought) named(e *evaluator, name string) []ruleRef {
	list := b.rules[name]
	if len(b.large) == 0 {
		return list
	}
	// What is in the large groups is added to a list of its own.
	subs := b.subs
	for _, l := range b.large {
		if e.indexOf(l.group).mask&nameBit(name) == 0 {
			continue
		}
		list = slices.Clip(list)
		last := ruleRef{place: -1}
		for _, ref := range l.group.index.named(e, name) {
			if ref.place != last.place || ref.sub != last.sub {
				subs++
			}
			last = ref
			ref.place, ref.sub = l.place, subs
			list = slices.Insert(list, placeIn(list, ref.place), ref)
		}
	}
	return list
}

// indexOf returns the rules of a group, whose places are those in its nodes.
func (e *evaluator) indexOf(g *nodeGroup) *brought {
	if g.index == nil {
		g.index = &brought{}
		for i, n := range g.nodes {
			g.index.bring(e, int32(i), n)
		}
	}
	return g.index
}

// bring adds the rules of a node that a call made.
func (b *brought) bring(e *evaluator, place int32, n output.Node) {
	switch n := n.(type) {
	case *nodeGroup:
		if n.larger(maxTakenApart) {
			b.large = append(b.large, largeGroup{place, n})
			b.mask |= e.indexOf(n).mask
			return
		}
		for _, inner := range n.nodes {
			b.bring(e, place, inner)
		}
	case *mixinNode:
		b.subs++
		b.name(e.pool, ruleRef{place, b.subs, e.pool.mixinElements(n.def.Name), &callable{mixin: n.def}})
	case *output.Ruleset:
		b.subs++
		ref := ruleRef{place: place, sub: b.subs, made: &callable{node: n}}
		for _, s := range n.Selectors {
			ref.elements = e.selectorNames(s)
			b.name(e.pool, ref)
		}
	}
}

func nameBit(name string) uint64 { return 1 << (hashOf(name) >> 26) }

// A foundRule is a rule that a call names, with the namespaces it was found in,
// innermost first.
type foundRule struct {
	callable
	path []callable
}

// findRules appends the rules of a block that a path of names leads to. A rule
// counts once, by its first selector that fits.
func (e *evaluator) findRules(f *frame, names []string, found []foundRule) []foundRule {
	if f.body == nil || f.body.rules == nil || f.brought != nil && f.brought.rulesKnown < len(f.brought.places) {
		f.askRules(e)
	}
	rules := f.body.rules
	own := rules.first(names[0])
	var more []ruleRef
	if f.brought != nil {
		more = f.brought.named(e, names[0])
	}
	place, sub := int32(-1), int32(0)
	for own != 0 || len(more) > 0 {
		var ref ruleRef
		if own == 0 || len(more) > 0 && more[0].place < rules.refs[own-1].place {
			ref, more = more[0], more[1:]
		} else {
			at := &rules.refs[own-1]
			ref = ruleRef{place: at.place, elements: at.elements}
			if at.selector != nil {
				ref.elements = e.staticNames(at.selector)
			}
			own = rules.next(own)
		}
		if ref.place == place && ref.sub == sub || !startsWith(names, ref.elements) {
			continue
		}
		place, sub = ref.place, ref.sub
		found = e.followPath(f.rule(&ref), names[len(ref.elements):], found)
	}
	return found
}

func startsWith(names, with []string) bool {
	return len(with) <= len(names) && slices.Equal(with, names[:len(with)])
}

// rule returns the rule of a reference as it is by now.
func (f *frame) rule(ref *ruleRef) callable {
	switch {
	case ref.made != nil:
		return *ref.made
	case f.items == nil:
		return callableOf(f.stmts[ref.place], f.info)
	}
	return f.items[ref.place].callable()
}

// followPath appends the rule, or what the rest of the path leads to inside of it.
func (e *evaluator) followPath(r callable, names []string, found []foundRule) []foundRule {
	if len(names) == 0 {
		return append(found, foundRule{callable: r})
	}
	if r.none() || r.mixin != nil && !e.fits(r.mixin, nil) {
		return found
	}
	from := len(found)
	found = e.findRules(e.inside(r), names, found)
	for k := from; k < len(found); k++ {
		found[k].path = append(found[k].path, r)
	}
	return found
}

// inside returns the block of a rule to look for rules in.
func (e *evaluator) inside(c callable) *frame {
	switch {
	case c.mixin != nil:
		return &frame{stmts: c.mixin.Rules, info: c.mixin.info, body: e.body(c.mixin.Rules)}
	case c.rule != nil:
		return &frame{stmts: c.rule.Rules, info: c.info, body: e.body(c.rule.Rules)}
	}
	known := e.inner[c.node]
	if known == nil {
		f := &frame{items: make([]item, len(c.node.Rules))}
		for i, n := range c.node.Rules {
			f.items[i].node = n
		}
		known, e.inner[c.node] = f, f
	}
	return known
}

// ruleNames appends the names that a call can begin with in this block.
func (f *frame) ruleNames(e *evaluator, names []string) []string {
	f.askRules(e)
	for i := range f.body.rules.refs {
		names = append(names, f.body.rules.refs[i].name)
	}
	if f.brought != nil {
		for name := range f.brought.rules {
			names = append(names, name)
		}
	}
	return names
}
