package less

import (
	"cmp"
	"slices"
	"strconv"
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
	warn   func(at place, text string)
	spend  func(n int) error
	err    error // an extend that cannot be

	hits        []extendHit // buffers that are used again
	open, found []match
}

// run extends the selectors of a tree.
func (x *extender) run(root *ruleset) error {
	var own []*extend
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
	if err := x.nodes(root.rules, scope); err != nil {
		return err
	}
	x.warnUnmatched(own)
	return nil
}

func (x *extender) warnUnmatched(own []*extend) {
	warned := map[string]bool{}
	for _, e := range own {
		if e.found || len(e.parents) != 1 {
			continue
		}
		text := selectorCSS(e.target)
		if key := strconv.Itoa(e.at.offset) + " " + text; !warned[key] {
			warned[key] = true
			x.warn(e.at, "extend '"+text+"' has no matches")
		}
	}
}

// find collects the extends of a node into own; those inside of an at-rule belong
// to the at-rule.
func (x *extender) find(n cssNode, own *[]*extend) {
	switch n := n.(type) {
	case *ruleset:
		if !n.root {
			x.findOwn(n, own)
		}
		for _, r := range n.rules {
			x.find(r, own)
		}
	case *mediaRule:
		if !n.container {
			own = &n.ownExtends
		}
		for _, r := range n.rules {
			x.find(r, own)
		}
	case *atRule:
		for _, r := range n.rules {
			x.find(r, &n.ownExtends)
		}
	case *conditional:
		var inside []*extend
		for _, r := range n.rules {
			x.find(r, &inside)
		}
		if len(inside) > 0 && x.err == nil {
			x.err = errorAt(inside[0].at, "Syntax", "extend would add selectors outside of the block, for those who do not get it")
		}
	}
}

func (x *extender) findOwn(r *ruleset, own *[]*extend) {
	var all []*extend
	for _, n := range r.rules {
		if e, ok := n.(*extendRule); ok {
			all = append(all, e.extend)
			r.extendsAll = true
		}
	}
	for _, p := range r.paths {
		last := p[len(p)-1]
		for i, e := range slices.Concat(last.extends, all) {
			x.lastID++
			c := e.clone(x.lastID)
			c.self = flattened(p)
			c.self.visibility = c.visibility
			c.owner = r
			c.first = i == 0
			*own = append(*own, c)
		}
	}
}

// flattened is a path as one selector.
func flattened(p route) *selector {
	if len(p) == 1 {
		return &selector{elements: p[0].elements}
	}
	var elements []element
	for i, s := range p {
		at := len(elements)
		elements = append(elements, s.elements...)
		if i > 0 && len(s.elements) > 0 && elements[at].comb == "" {
			elements[at].comb = " "
		}
	}
	return &selector{elements: elements}
}

// nodes extends the rulesets of a list by the extends of a scope.
func (x *extender) nodes(list []cssNode, scope *extendSet) error {
	for _, n := range list {
		if err := x.node(n, scope); err != nil {
			return err
		}
	}
	return nil
}

func (x *extender) node(n cssNode, scope *extendSet) (err error) {
	switch n := n.(type) {
	case *ruleset:
		if !n.root {
			if err := x.ruleset(n, scope); err != nil {
				return err
			}
		}
		return x.nodes(n.rules, scope)
	case *mediaRule:
		if scope, err = x.inner(scope, n.ownExtends); err != nil {
			return err
		}
		return x.nodes(n.rules, scope)
	case *atRule:
		if scope, err = x.inner(scope, n.ownExtends); err != nil {
			return err
		}
		return x.nodes(n.rules, scope)
	case *conditional:
		return x.nodes(n.rules, scope)
	}
	return nil
}

// inner is the scope of an at-rule: its own extends come before those around it.
func (x *extender) inner(scope *extendSet, own []*extend) (*extendSet, error) {
	if len(own) == 0 {
		return scope, nil
	}
	return x.chained(newExtendSet(scope, own), own)
}

func (x *extender) ruleset(r *ruleset, scope *extendSet) error {
	if r.extendsAll {
		return nil
	}
	hits := x.hits[:0]
	for i, p := range r.paths {
		if len(p[len(p)-1].extends) == 0 {
			hits = scope.candidates(hits, p, i)
		}
	}
	x.hits = hits
	slices.SortFunc(hits, compareHits)
	var added []route
	for i, h := range hits {
		if i > 0 && compareHits(h, hits[i-1]) == 0 {
			continue
		}
		p := r.paths[h.index]
		matches := x.matches(h.extend, p)
		if err := x.spend(1 + len(matches)); err != nil {
			return placed(err, h.extend.at)
		}
		if len(matches) > 0 {
			h.extend.found = true
			added = append(added, extendedRoute(matches, p, h.extend.self, h.extend.shown == visible))
		}
	}
	r.paths = append(r.paths, added...)
	return nil
}

// chained returns the scope with the further extends that those of the scope make
// out of the targets.
func (x *extender) chained(scope *extendSet, targets []*extend) (*extendSet, error) {
	var all []*extend
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
			return nil, errorAt(e.at, "Syntax", "extend circular reference detected. One of the circular extends is currently:"+
				selectorCSS(e.self)+":extend("+selectorCSS(e.target)+")")
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
func (x *extender) chainOnce(from *extendSet, targets []*extend) ([]*extend, error) {
	var hits []extendHit
	for i, t := range targets {
		hits = from.candidates(hits, route{t.self}, i)
	}
	slices.SortFunc(hits, compareHits)
	var made []*extend
	for i, h := range hits {
		target := targets[h.index]
		if i > 0 && compareHits(h, hits[i-1]) == 0 || slices.Contains(h.extend.parents, target.id) {
			continue
		}
		p := route{target.self}
		matches := x.matches(h.extend, p)
		if err := x.spend(1 + len(matches)); err != nil {
			return nil, placed(err, h.extend.at)
		}
		if len(matches) == 0 {
			continue
		}
		h.extend.found = true
		added := extendedRoute(matches, p, h.extend.self, h.extend.shown == visible)
		x.lastID++
		e := target.clone(x.lastID)
		e.self = added[0]
		e.owner = target.owner
		e.parents = slices.Concat(e.parents, target.parents, h.extend.parents)
		added[len(added)-1].extends = []*extend{e}
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
	list  []*extend
	exact map[string][]int // those that match from the first element of a path on only
	any   map[string][]int // those with "all"
}

// newExtendSet returns the set of own, followed by those of outer.
func newExtendSet(outer *extendSet, own []*extend) *extendSet {
	s := &extendSet{layers: []*extendLayer{newExtendLayer(own)}}
	if outer != nil {
		s.layers = append(s.layers, outer.layers...)
	}
	return s
}

func (s *extendSet) followedBy(list []*extend) *extendSet {
	return &extendSet{layers: append(slices.Clone(s.layers), newExtendLayer(list))}
}

func newExtendLayer(list []*extend) *extendLayer {
	l := &extendLayer{list: list, exact: map[string][]int{}, any: map[string][]int{}}
	for i, e := range list {
		if len(e.target.elements) == 0 {
			continue
		}
		index := l.exact
		if e.all {
			index = l.any
		}
		key := elementKey(&e.target.elements[0])
		index[key] = append(index[key], i)
	}
	return l
}

// elementKey is equal for elements that can match each other.
func elementKey(e *element) string {
	switch {
	case e.odd().attr != nil:
		return "[" + e.odd().attr.key
	case e.odd().paren != nil || e.odd().nested != nil:
		return "("
	}
	return e.text
}

// An extendHit is an extend that may match the path of that index.
type extendHit struct {
	layer, place, index int
	extend              *extend
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
			for n := range sel.elements {
				key := elementKey(&sel.elements[n])
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

// A match is where in a path a target was found: from one element to behind another.
type match struct {
	route, index       int
	endRoute, endIndex int
	comb               string // of the first element matched
	matched            int
}

// matches returns where the target of an extend occurs in a path, without overlap.
// The list is good until the next one is asked for.
func (x *extender) matches(e *extend, p route) []match {
	needle := e.target.elements
	open, found := x.open[:0], x.found[:0]
	defer func() { x.open, x.found = open, found }()
	for i, sel := range p {
		for k := range sel.elements {
			el := &sel.elements[k]
			if e.all || i == 0 && k == 0 {
				open = append(open, match{route: i, index: k, comb: el.comb})
			}
			comb := el.comb
			if comb == "" && k == 0 {
				comb = " "
			}
			atEnd := k+1 == len(sel.elements) && i+1 == len(p)
			for n := 0; n < len(open); n++ {
				m := &open[n]
				want := &needle[m.matched]
				if !sameElement(want, el) || m.matched > 0 && want.comb != comb {
					open = slices.Delete(open, n, n+1)
					n--
					continue
				}
				m.matched++
				if m.matched < len(needle) {
					continue
				}
				if !e.all && !atEnd {
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
func sameElement(a, b *element) bool {
	if a.oddity == nil && b.oddity == nil {
		return a.text == b.text
	}
	x, y := a.odd(), b.odd()
	switch {
	case x.attr != nil:
		return y.attr != nil && x.attr.key == y.attr.key && x.attr.op == y.attr.op && x.attr.content() == y.attr.content()
	case x.paren != nil:
		return y.paren != nil && sameSelector(x.paren, y.paren)
	case x.nested != nil:
		return y.nested != nil && sameSelector(x.nested, y.nested)
	}
	return y.attr == nil && y.paren == nil && y.nested == nil && a.text == b.text
}

func sameSelector(a, b *selector) bool {
	if len(a.elements) != len(b.elements) {
		return false
	}
	for i := range a.elements {
		x, y := &a.elements[i], &b.elements[i]
		if x.comb != y.comb && (i > 0 || cmp.Or(x.comb, " ") != cmp.Or(y.comb, " ")) || !sameElement(x, y) {
			return false
		}
	}
	return true
}

// extendedRoute returns the path with each match replaced by a selector.
func extendedRoute(matches []match, p route, with *selector, shown bool) route {
	var out []*selector
	from, fromElement := 0, 0 // what of p is not yet in out
	tail := func() {
		last := out[len(out)-1]
		last.elements = slices.Concat(last.elements, p[from].elements[fromElement:])
	}
	for i, m := range matches {
		first := with.elements[0]
		first.comb = m.comb
		if m.route > from && fromElement > 0 {
			tail()
			fromElement = 0
			from++
		}
		elements := slices.Concat(p[m.route].elements[fromElement:m.index], []element{first}, with.elements[1:])
		if from == m.route && i > 0 {
			last := out[len(out)-1]
			last.elements = slices.Concat(last.elements, elements)
		} else {
			out = append(out, p[from:m.route]...)
			out = append(out, &selector{elements: elements})
		}
		from, fromElement = m.endRoute, m.endIndex
		if fromElement >= len(p[from].elements) {
			fromElement = 0
			from++
		}
	}
	if from < len(p) && fromElement > 0 {
		tail()
		from++
	}
	out = append(out, p[from:]...)
	made := make(route, len(out))
	for i, s := range out {
		d := *s
		d.shown = invisible
		if shown {
			d.shown = visible
		}
		made[i] = &d
	}
	return made
}
