package less

import "slices"

// joiner gives every ruleset its paths: its selectors joined with those around it.
type joiner struct {
	pool  *nodePool
	plain bool              // no import is for reference, so that all selectors are as visible
	spend func(n int) error // the limit on steps; a rule of n parents and k "&" has n^k paths
}

func (j *joiner) node(n cssNode, around []route) error {
	switch n := n.(type) {
	case *ruleset:
		return j.ruleset(n, around)
	case *mediaRule:
		if r, ok := firstRuleset(n.rules); ok && !n.container {
			r.root = len(around) == 0
		}
		return j.nodes(n.rules, around)
	case *atRule:
		if n.simple {
			return nil
		}
		if r, ok := firstRuleset(n.rules); ok {
			r.root = n.rooted || len(around) == 0
		}
		return j.nodes(n.rules, around)
	case *conditional:
		return j.nodes(n.rules, around)
	}
	return nil
}

// firstRuleset returns the first ruleset of a list.
func firstRuleset(rules []cssNode) (*ruleset, bool) {
	if len(rules) == 0 {
		return nil, false
	}
	r, ok := rules[0].(*ruleset)
	return r, ok
}

func (j *joiner) nodes(list []cssNode, around []route) error {
	for _, n := range list {
		if err := j.node(n, around); err != nil {
			return err
		}
	}
	return nil
}

func (j *joiner) ruleset(r *ruleset, around []route) error {
	var paths []route
	if !r.root {
		if isOff := func(s *selector) bool { return s.off }; slices.ContainsFunc(r.selectors, isOff) {
			r.selectors = slices.DeleteFunc(slices.Clone(r.selectors), isOff)
		}
		paths = j.pool.routes.Make(len(r.selectors) * max(1, len(around)))[:0]
		for _, s := range r.selectors {
			var err error
			if paths, err = j.join(paths, around, s); err != nil {
				return placed(err, r.at)
			}
		}
		if len(r.selectors) == 0 {
			r.rules = nil
		}
		r.paths = paths
	}
	return j.nodes(r.rules, paths)
}

// join appends the paths of one selector.
func (j *joiner) join(paths, around []route, s *selector) ([]route, error) {
	if err := j.spend(1 + len(around)); err != nil {
		return nil, err
	}
	if !hasParentMark(s.elements) {
		if len(around) == 0 {
			return append(paths, j.pool.selectorLists.Of(s)), nil
		}
		for _, outer := range around {
			p := route(j.pool.selectorLists.Make(len(outer) + 1))
			copy(p, outer)
			p[len(outer)] = s
			if !j.plain {
				for i, o := range outer {
					d := *o
					d.visibility = s.visibility
					p[i] = &d
				}
			}
			paths = append(paths, p)
		}
		return paths, nil
	}
	if len(around) > 0 && goesOnParent(s.elements) && !slices.ContainsFunc(around, startsWithNothing) {
		if err := j.spend(len(around)); err != nil {
			return nil, err
		}
		for _, outer := range around {
			paths = append(paths, j.goOn(outer, s))
		}
		return paths, nil
	}
	joined, _, err := j.replaceParent(around, s)
	return append(paths, joined...), err
}

// goesOnParent says whether a selector is "&" and then nothing that has to do with
// the selectors around it: most that have an "&" are.
func goesOnParent(elements []element) bool {
	if elements[0].text != "&" || elements[0].oddity != nil {
		return false
	}
	for i := range elements[1:] {
		if e := &elements[1+i]; e.text == "&" || e.odd().paren != nil {
			return false
		}
	}
	return true
}

func startsWithNothing(p route) bool { return len(p) == 0 || len(p[0].elements) == 0 }

// goOn is what replaceParent makes of a selector that goes on one path around it.
func (j *joiner) goOn(outer route, s *selector) route {
	p, mark, rest := route(j.pool.selectorLists.Make(len(outer))), &s.elements[0], s.elements[1:]
	for i, o := range outer {
		d := j.pool.selectors.One()
		elements := o.elements
		if i == 0 {
			*d = selector{visibility: s.visibility, extends: s.extends, off: s.off, empty: s.empty, at: s.at}
		} else {
			*d = *o
			d.extends = []*extend{}
		}
		more := rest
		if i < len(outer)-1 {
			more = nil
		} else if i > 0 && len(rest) > 0 {
			d.source = nil
		}
		if i == 0 || len(more) > 0 {
			d.elements = j.pool.elements.Make(len(elements) + len(more))
			copy(d.elements[copy(d.elements, elements):], more)
		}
		if i == 0 {
			replaceMark(&d.elements[0], mark)
		}
		p[i] = d
	}
	if s.extends != nil {
		p[len(p)-1].extends = s.extends
	}
	return p
}

// replaceMark lets the first element of a path stand in place of a "&".
func replaceMark(first, mark *element) {
	if mark.comb != "" && mark.comb != " " || first.comb == "" || first.comb == " " {
		first.comb = mark.comb
	}
	first.at = mark.at
}

// hasParentMark says whether "&" is among the elements, parentheses included.
func hasParentMark(elements []element) bool {
	for i := range elements {
		e := &elements[i]
		if e.text == "&" || e.odd().paren != nil && hasParentMark(e.odd().paren.elements) || e.odd().nested != nil && hasParentMark(e.odd().nested.elements) {
			return true
		}
	}
	return false
}

// replaceParent returns the paths of a selector with each "&" replaced by each
// path around; replaced says whether there was one.
func (j *joiner) replaceParent(around []route, s *selector) (paths []route, replaced bool, err error) {
	paths = []route{nil}
	var pending []element // since the last "&"
	for i := range s.elements {
		e := &s.elements[i]
		switch {
		case e.text == "&" && e.odd().attr == nil && e.odd().paren == nil && e.odd().nested == nil:
			replaced = true
			paths = appendElements(paths, pending)
			if paths, err = j.multiply(paths, around, e, s); err != nil {
				return nil, false, err
			}
			pending = nil
		case e.odd().paren != nil:
			paths = appendElements(paths, pending)
			var inside bool
			if paths, inside, err = j.replaceInParens(paths, around, e, s); err != nil {
				return nil, false, err
			}
			replaced = replaced || inside
			pending = nil
		default:
			pending = append(pending, *e)
		}
	}
	paths = appendElements(paths, pending)
	paths = slices.DeleteFunc(paths, func(p route) bool { return len(p) == 0 })
	for _, p := range paths {
		last := len(p) - 1
		d := *p[last]
		if s.extends != nil {
			d.extends = s.extends
		}
		p[last] = &d
	}
	return paths, replaced, nil
}

// multiply puts each path around in place of the "&" e behind each path so far.
func (j *joiner) multiply(paths, around []route, e *element, s *selector) ([]route, error) {
	if len(around) == 0 {
		// The combinator of the "&" goes to what follows.
		for _, p := range paths {
			if len(p) > 0 {
				d := p[0].derived(append(slices.Clone(p[0].elements), element{comb: e.comb, at: e.at}))
				p[0] = d
			}
		}
		return paths, nil
	}
	if err := j.spend(len(paths) * len(around)); err != nil {
		return nil, err
	}
	out := make([]route, 0, len(paths)*len(around))
	for _, p := range paths {
		for _, a := range around {
			out = append(out, spliced(p, a, e, s))
		}
	}
	return out, nil
}

// replaceInParens resolves "&" inside parentheses.
func (j *joiner) replaceInParens(paths, around []route, e *element, s *selector) (out []route, replaced bool, err error) {
	inner := e.odd().paren
	add := func(content *selector) {
		wrapped := route{{elements: []element{{oddity: &oddity{paren: content}, at: e.at}}}}
		for _, p := range paths {
			out = append(out, spliced(p, wrapped, e, s))
		}
	}
	if slices.ContainsFunc(inner.elements, func(x element) bool { return x.odd().bare && x.odd().nested != nil }) {
		// Of a list, each selector is resolved with the first path around it only.
		var list []element
		for _, x := range inner.elements {
			if x.odd().nested != nil {
				sub, did, err := j.replaceParent(around, x.odd().nested)
				if err != nil {
					return nil, false, err
				}
				replaced = replaced || did
				if len(sub) > 0 && len(sub[0]) > 0 {
					x.oddity = &oddity{nested: sub[0][0], bare: x.odd().bare}
				}
			}
			list = append(list, x)
		}
		add(&selector{elements: list, at: inner.at})
		return out, replaced, nil
	}
	sub, replaced, err := j.replaceParent(around, inner)
	if err != nil {
		return nil, false, err
	}
	if err := j.spend(len(sub) * len(paths)); err != nil {
		return nil, false, err
	}
	for _, p := range sub {
		var list []element
		for _, part := range p {
			list = append(list, element{oddity: &oddity{nested: part}, at: e.at})
		}
		add(&selector{elements: list})
	}
	return out, replaced, nil
}

// spliced returns the path p followed by the path a in place of the element e.
func spliced(p, a route, e *element, s *selector) route {
	out := make(route, 0, len(p)+len(a))
	var elements []element
	if len(p) > 0 {
		out = append(out, p[:len(p)-1]...)
		elements = slices.Clone(p[len(p)-1].elements)
	}
	if len(a) > 0 {
		first := a[0].elements[0]
		replaceMark(&first, e)
		elements = append(append(elements, first), a[0].elements[1:]...)
	}
	if len(elements) > 0 {
		out = append(out, s.derived(elements))
	}
	for i := 1; i < len(a); i++ {
		d := *a[i]
		d.extends = []*extend{}
		out = append(out, &d)
	}
	return out
}

// appendElements adds elements to the last selector of each path.
func appendElements(paths []route, elements []element) []route {
	if len(elements) == 0 {
		return paths
	}
	if len(paths) == 0 {
		return []route{{{elements: elements}}}
	}
	for i, p := range paths {
		if len(p) == 0 {
			paths[i] = route{{elements: elements}}
			continue
		}
		last := p[len(p)-1]
		p[len(p)-1] = last.derived(slices.Concat(last.elements, elements))
	}
	return paths
}

// markVisible marks everything but what a reference import brought in.
func markVisible(n cssNode) {
	v := n.vis()
	if v.blocked() {
		return
	}
	v.shown = visible
	var rules []cssNode
	switch n := n.(type) {
	case *ruleset:
		for _, p := range n.paths {
			for _, s := range p {
				markSelector(s)
			}
		}
		rules = n.rules
	case *mediaRule:
		rules = n.rules
	case *atRule:
		rules = n.rules
	case *conditional:
		rules = n.rules
	case *extendRule:
		if !n.extend.blocked() {
			n.extend.shown = visible
		}
	}
	for _, r := range rules {
		markVisible(r)
	}
}

func markSelector(s *selector) {
	if s.blocked() {
		return
	}
	s.shown = visible
	for _, e := range s.extends {
		if !e.blocked() {
			e.shown = visible
		}
	}
}
