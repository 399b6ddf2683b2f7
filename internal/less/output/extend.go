package output

import (
	"cmp"
	"slices"
	"strconv"

	"skinbuild/internal/less/value"
)

// Extends run after the selectors are joined: first all are found, then chained
// (an extend whose selector is itself extended makes further extends), then each
// ruleset gets the selectors that extends of its scope make from its own.
//
// Which extends can match a selector is looked up by the first element of their
// target, so the time grows with the number of matches and not with the product
// of extends and selectors.

// maxChain is how often extends can chain before they are taken for a circle; it
// is less.js's number, and so is the error.
const maxChain = 100

// extender runs the passes over one tree.
type extender struct {
	lastID int
	warn   func(at value.Place, text string)
	spend  func(n int) error
	err    error // an extend that cannot be
	room   room
	pool   *Pool

	hits        []extendHit // buffers that are used again
	open, found []match
	route       route
	added       []route
}

// run extends the selectors of a tree.
func (x *extender) run(root *Ruleset) error {
	var own []*Extend
	x.find(root, &own)
	if x.err != nil {
		return x.err
	}
	if x.lastID == 0 {
		return nil
	}
	scope, err := x.chained(newExtendSet(nil, own), own)
	if err != nil {
		return err
	}
	if err := x.nodes(root.Rules, scope); err != nil {
		return err
	}
	x.warnUnmatched(own)
	return nil
}

func (x *extender) warnUnmatched(own []*Extend) {
	warned := map[string]bool{}
	for _, e := range own {
		if e.found || len(e.parents) != 1 {
			continue
		}
		text := selectorCSS(e.Target)
		if key := strconv.Itoa(e.At.Offset) + " " + text; !warned[key] {
			warned[key] = true
			x.warn(e.At, "extend '"+text+"' has no matches")
		}
	}
}

// find collects the extends of a node into own; those inside of an at-rule belong
// to the at-rule.
func (x *extender) find(n Node, own *[]*Extend) {
	switch n := n.(type) {
	case *Ruleset:
		if !n.Root {
			x.findOwn(n, own)
		}
		for _, r := range n.Rules {
			x.find(r, own)
		}
	case *MediaRule:
		if !n.Container {
			own = &n.ownExtends
		}
		for _, r := range n.Rules {
			x.find(r, own)
		}
	case *AtRule:
		for _, r := range n.Rules {
			x.find(r, &n.ownExtends)
		}
	case *Conditional:
		var inside []*Extend
		for _, r := range n.Rules {
			x.find(r, &inside)
		}
		if len(inside) > 0 && x.err == nil {
			x.err = value.ErrorAt(inside[0].At, "Syntax", "extend would add selectors outside of the block, for those who do not get it")
		}
	}
}

func (x *extender) findOwn(r *Ruleset, own *[]*Extend) {
	var all []*Extend
	for _, n := range r.Rules {
		if e, ok := n.(*ExtendRule); ok {
			all = append(all, e.Extend)
			r.extendsAll = true
		}
	}
	for _, p := range r.paths {
		last := p[len(p)-1]
		for i, e := range slices.Concat(last.Extends, all) {
			x.lastID++
			c := e.clone(x.lastID)
			c.self = flattened(p)
			c.self.Visibility = c.Visibility
			c.owner = r
			c.first = i == 0
			*own = append(*own, c)
		}
	}
}

// flattened is a path as one selector.
func flattened(p route) *Selector {
	if len(p) == 1 {
		return &Selector{Elements: p[0].Elements}
	}
	var elements []Element
	for i, s := range p {
		at := len(elements)
		elements = append(elements, s.Elements...)
		if i > 0 && len(s.Elements) > 0 && elements[at].Comb == "" {
			elements[at].Comb = " "
		}
	}
	return &Selector{Elements: elements}
}

// nodes extends the rulesets of a list by the extends of a scope.
func (x *extender) nodes(list []Node, scope *extendSet) error {
	for _, n := range list {
		if err := x.node(n, scope); err != nil {
			return err
		}
	}
	return nil
}

func (x *extender) node(n Node, scope *extendSet) (err error) {
	switch n := n.(type) {
	case *Ruleset:
		if !n.Root {
			if err := x.ruleset(n, scope); err != nil {
				return err
			}
		}
		return x.nodes(n.Rules, scope)
	case *MediaRule:
		if scope, err = x.inner(scope, n.ownExtends); err != nil {
			return err
		}
		return x.nodes(n.Rules, scope)
	case *AtRule:
		if scope, err = x.inner(scope, n.ownExtends); err != nil {
			return err
		}
		return x.nodes(n.Rules, scope)
	case *Conditional:
		return x.nodes(n.Rules, scope)
	}
	return nil
}

// inner is the scope of an at-rule: its own extends come before those around it.
func (x *extender) inner(scope *extendSet, own []*Extend) (*extendSet, error) {
	if len(own) == 0 {
		return scope, nil
	}
	return x.chained(newExtendSet(scope, own), own)
}

func (x *extender) ruleset(r *Ruleset, scope *extendSet) error {
	if r.extendsAll {
		return nil
	}
	var err error
	hits := x.hits[:0]
	for i, p := range r.paths {
		if len(p[len(p)-1].Extends) == 0 {
			if hits, err = x.candidates(scope, hits, p, i); err != nil {
				return err
			}
		}
	}
	x.hits = hits
	slices.SortFunc(hits, compareHits)
	added := x.added[:0]
	for i, h := range hits {
		if i > 0 && compareHits(h, hits[i-1]) == 0 {
			continue
		}
		p := r.paths[h.index]
		matches := x.matches(h.extend, p)
		if err := x.spend(1 + len(matches)); err != nil {
			return placed(err, h.extend.At)
		}
		if len(matches) > 0 {
			h.extend.found = true
			added = append(added, x.extendedRoute(matches, p, h.extend.self, h.extend.shown == visible))
		}
	}
	x.added = added
	if len(added) > 0 {
		all := x.pool.routes.Make(len(r.paths) + len(added))
		copy(all[copy(all, r.paths):], added)
		r.paths = all
	}
	return nil
}

// chained returns the scope with the further extends that those of the scope make
// out of the targets.
func (x *extender) chained(scope *extendSet, targets []*Extend) (*extendSet, error) {
	var all []*Extend
	for from, round := scope, 0; ; round++ {
		made, err := x.chainOnce(from, targets)
		if err != nil {
			return nil, err
		}
		if len(made) == 0 {
			break
		}
		if round > maxChain {
			e := made[0]
			return nil, value.ErrorAt(e.At, "Syntax", "extend circular reference detected. One of the circular extends is currently:"+
				selectorCSS(e.self)+":extend("+selectorCSS(e.Target)+")")
		}
		all = append(all, made...)
		from = newExtendSet(nil, made)
	}
	if len(all) == 0 {
		return scope, nil
	}
	return scope.followedBy(all), nil
}

// chainOnce extends the selectors that the targets stand on.
func (x *extender) chainOnce(from *extendSet, targets []*Extend) ([]*Extend, error) {
	var hits []extendHit
	for i, t := range targets {
		var err error
		if hits, err = x.candidates(from, hits, route{t.self}, i); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(hits, compareHits)
	var made []*Extend
	for i, h := range hits {
		target := targets[h.index]
		if i > 0 && compareHits(h, hits[i-1]) == 0 || slices.Contains(h.extend.parents, target.id) {
			continue
		}
		p := route{target.self}
		matches := x.matches(h.extend, p)
		if err := x.spend(1 + len(matches)); err != nil {
			return nil, placed(err, h.extend.At)
		}
		if len(matches) == 0 {
			continue
		}
		h.extend.found = true
		added := x.extendedRoute(matches, p, h.extend.self, h.extend.shown == visible)
		x.lastID++
		e := target.clone(x.lastID)
		e.self = added[0]
		e.owner = target.owner
		e.parents = slices.Concat(e.parents, target.parents, h.extend.parents)
		added[len(added)-1].Extends = []*Extend{e}
		if target.first {
			e.first = true
			target.owner.paths = append(target.owner.paths, added)
		}
		made = append(made, e)
	}
	return made, nil
}

// An extendSet is the extends of a scope, in order, with an index.
type extendSet struct {
	layers []*extendLayer
}

// extendLayer is a run of extends, found by the first element of their target.
type extendLayer struct {
	list  []*Extend
	exact map[string][]int // those that match from the first element of a path on only
	any   map[string][]int // those with "all"
}

// newExtendSet returns the set of own, followed by those of outer.
func newExtendSet(outer *extendSet, own []*Extend) *extendSet {
	s := &extendSet{layers: []*extendLayer{newExtendLayer(own)}}
	if outer != nil {
		s.layers = append(s.layers, outer.layers...)
	}
	return s
}

func (s *extendSet) followedBy(list []*Extend) *extendSet {
	return &extendSet{layers: append(slices.Clone(s.layers), newExtendLayer(list))}
}

func newExtendLayer(list []*Extend) *extendLayer {
	l := &extendLayer{list: list, exact: map[string][]int{}, any: map[string][]int{}}
	for i, e := range list {
		if len(e.Target.Elements) == 0 {
			continue
		}
		index := l.exact
		if e.All {
			index = l.any
		}
		key := elementKey(&e.Target.Elements[0])
		index[key] = append(index[key], i)
	}
	return l
}

// elementKey is equal for elements that can match each other.
func elementKey(e *Element) string {
	switch {
	case e.Odd().Attr != nil:
		return "[" + e.Odd().Attr.Key
	case e.Odd().Paren != nil || e.Odd().Nested != nil:
		return "("
	}
	return e.Text
}

// An extendHit is an extend that may match the path of that index.
type extendHit struct {
	layer, place, index int
	extend              *Extend
}

func compareHits(a, b extendHit) int {
	return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(a.place, b.place), cmp.Compare(a.index, b.index))
}

// candidates appends the extends whose target can begin in the path.
func (s *extendSet) candidates(hits []extendHit, p route, index int) []extendHit {
	for i, l := range s.layers {
		add := func(places []int) {
			for _, place := range places {
				hits = append(hits, extendHit{i, place, index, l.list[place]})
			}
		}
		for k, sel := range p {
			for n := range sel.Elements {
				key := elementKey(&sel.Elements[n])
				if k == 0 && n == 0 && len(l.exact) > 0 {
					add(l.exact[key])
				}
				if len(l.any) > 0 {
					add(l.any[key])
				}
			}
		}
	}
	return hits
}

// candidates appends those of a scope, and counts them.
func (x *extender) candidates(scope *extendSet, hits []extendHit, p route, index int) ([]extendHit, error) {
	before := len(hits)
	hits = scope.candidates(hits, p, index)
	n := len(hits) - before
	if n > 0 {
		x.room.product(n, 1, hitSize)
		if err := x.spend(n); err != nil {
			return nil, placed(err, hits[len(hits)-1].extend.At)
		}
	}
	return hits, nil
}

// A match is where in a path a target was found: from one element to behind another.
type match struct {
	route, index       int
	endRoute, endIndex int
	comb               string // of the first element matched
	matched            int
}

// matches returns where the target of an extend occurs in a path, without overlap.
// The list is good until the next one is asked for.
func (x *extender) matches(e *Extend, p route) []match {
	needle := e.Target.Elements
	open, found := x.open[:0], x.found[:0]
	defer func() { x.open, x.found = open, found }()
	for i, sel := range p {
		for k := range sel.Elements {
			el := &sel.Elements[k]
			if e.All || i == 0 && k == 0 {
				open = append(open, match{route: i, index: k, comb: el.Comb})
			}
			comb := el.Comb
			if comb == "" && k == 0 {
				comb = " "
			}
			atEnd := k+1 == len(sel.Elements) && i+1 == len(p)
			for n := 0; n < len(open); n++ {
				m := &open[n]
				want := &needle[m.matched]
				if !sameElement(want, el) || m.matched > 0 && want.Comb != comb {
					open = slices.Delete(open, n, n+1)
					n--
					continue
				}
				m.matched++
				if m.matched < len(needle) {
					continue
				}
				if !e.All && !atEnd {
					open = slices.Delete(open, n, n+1)
					n--
					continue
				}
				m.endRoute, m.endIndex = i, k+1
				found = append(found, *m)
				open = open[:0]
			}
		}
	}
	return found
}

// sameElement compares elements without their combinators; the quotes of an
// attribute's value do not count.
func sameElement(a, b *Element) bool {
	if a.Oddity == nil && b.Oddity == nil {
		return a.Text == b.Text
	}
	x, y := a.Odd(), b.Odd()
	switch {
	case x.Attr != nil:
		return y.Attr != nil && x.Attr.Key == y.Attr.Key && x.Attr.Op == y.Attr.Op && x.Attr.content() == y.Attr.content()
	case x.Paren != nil:
		return y.Paren != nil && sameSelector(x.Paren, y.Paren)
	case x.Nested != nil:
		return y.Nested != nil && sameSelector(x.Nested, y.Nested)
	}
	return y.Attr == nil && y.Paren == nil && y.Nested == nil && a.Text == b.Text
}

func sameSelector(a, b *Selector) bool {
	if len(a.Elements) != len(b.Elements) {
		return false
	}
	for i := range a.Elements {
		x, y := &a.Elements[i], &b.Elements[i]
		if x.Comb != y.Comb && (i > 0 || cmp.Or(x.Comb, " ") != cmp.Or(y.Comb, " ")) || !sameElement(x, y) {
			return false
		}
	}
	return true
}

// extendedRoute returns the path with each match replaced by a selector.
func (x *extender) extendedRoute(matches []match, p route, with *Selector, shown bool) route {
	out := x.route[:0]
	from, fromElement := 0, 0 // what of p is not yet in out
	tail := func() {
		last := out[len(out)-1] // made here, as all that matches end with
		last.Elements = append(last.Elements, p[from].Elements[fromElement:]...)
	}
	for i, m := range matches {
		if m.route > from && fromElement > 0 {
			tail()
			fromElement = 0
			from++
		}
		before := p[m.route].Elements[fromElement:m.index]
		if from == m.route && i > 0 {
			last := out[len(out)-1]
			x.room.product(len(before)+len(with.Elements), 2, elementSize)
			at := len(last.Elements) + len(before)
			last.Elements = append(append(last.Elements, before...), with.Elements...)
			last.Elements[at].Comb = m.comb
		} else {
			elements := x.pool.concat(before, with.Elements)
			elements[len(before)].Comb = m.comb
			out = append(out, p[from:m.route]...)
			s := x.pool.Selectors.One()
			s.Elements = elements
			out = append(out, s)
		}
		from, fromElement = m.endRoute, m.endIndex
		if fromElement >= len(p[from].Elements) {
			fromElement = 0
			from++
		}
	}
	if from < len(p) && fromElement > 0 {
		tail()
		from++
	}
	out = append(out, p[from:]...)
	x.route = out
	made := route(x.pool.SelectorLists.Make(len(out)))
	for i, s := range out {
		made[i] = x.pool.copied(s)
		made[i].shown = invisible
		if shown {
			made[i].shown = visible
		}
	}
	return made
}
