package output

import "slices"

// joiner gives every ruleset its paths: its selectors joined with those around it.
type joiner struct {
	pool  *Pool
	plain bool              // no import is for reference, so that all selectors are as visible
	spend func(n int) error // the limit on steps; a rule of n parents and k "&" has n^k paths
	room  room
}

func (j *joiner) node(n Node, around []route) error {
	switch n := n.(type) {
	case *Ruleset:
		return j.ruleset(n, around)
	case *MediaRule:
		if r, ok := FirstRuleset(n.Rules); ok && !n.Container {
			r.Root = len(around) == 0
		}
		return j.nodes(n.Rules, around)
	case *AtRule:
		if n.Simple {
			return nil
		}
		if r, ok := FirstRuleset(n.Rules); ok {
			r.Root = n.Rooted || len(around) == 0
		}
		return j.nodes(n.Rules, around)
	case *Conditional:
		return j.nodes(n.Rules, around)
	}
	return nil
}

// FirstRuleset returns the first ruleset of a list.
func FirstRuleset(rules []Node) (*Ruleset, bool) {
	if len(rules) == 0 {
		return nil, false
	}
	r, ok := rules[0].(*Ruleset)
	return r, ok
}

func (j *joiner) nodes(list []Node, around []route) error {
	for _, n := range list {
		if err := j.node(n, around); err != nil {
			return err
		}
	}
	return nil
}

func (j *joiner) ruleset(r *Ruleset, around []route) error {
	var paths []route
	j.room.at(r.At)
	if !r.Root {
		if isOff := func(s *Selector) bool { return s.Off }; slices.ContainsFunc(r.Selectors, isOff) {
			r.Selectors = slices.DeleteFunc(slices.Clone(r.Selectors), isOff)
		}
		j.room.product(len(r.Selectors), len(around), routeSize)
		paths = j.pool.routes.Make(len(r.Selectors) * max(1, len(around)))[:0]
		for _, s := range r.Selectors {
			var err error
			if paths, err = j.join(paths, around, s); err != nil {
				return placed(err, r.At)
			}
		}
		if len(r.Selectors) == 0 {
			r.Rules = nil
		}
		r.paths = paths
	}
	return j.nodes(r.Rules, paths)
}

// join appends the paths of one selector.
func (j *joiner) join(paths, around []route, s *Selector) ([]route, error) {
	if err := j.spend(1 + len(around)); err != nil {
		return nil, err
	}
	if !hasParentMark(s.Elements) {
		if len(around) == 0 {
			return append(paths, j.pool.SelectorLists.Of(s)), nil
		}
		for _, outer := range around {
			p := route(j.pool.SelectorLists.Make(len(outer) + 1))
			copy(p, outer)
			p[len(outer)] = s
			if !j.plain {
				for i, o := range outer {
					p[i] = j.pool.copied(o)
					p[i].Visibility = s.Visibility
				}
			}
			paths = append(paths, p)
		}
		return paths, nil
	}
	if len(around) > 0 && goesOnParent(s.Elements) && !slices.ContainsFunc(around, startsWithNothing) {
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

// goesOnParent reports whether a selector is "&" and then nothing that has to do with
// the selectors around it: most that have an "&" are.
func goesOnParent(elements []Element) bool {
	if elements[0].Text != "&" || elements[0].Oddity != nil {
		return false
	}
	for i := range elements[1:] {
		if e := &elements[1+i]; e.Text == "&" || e.Odd().Paren != nil {
			return false
		}
	}
	return true
}

func startsWithNothing(p route) bool { return len(p) == 0 || len(p[0].Elements) == 0 }

// goOn is what replaceParent makes of a selector that goes on one path around it.
func (j *joiner) goOn(outer route, s *Selector) route {
	p, mark, rest := route(j.pool.SelectorLists.Make(len(outer))), &s.Elements[0], s.Elements[1:]
	for i, o := range outer {
		d := j.pool.Selectors.One()
		elements := o.Elements
		if i == 0 {
			*d = Selector{Visibility: s.Visibility, Extends: s.Extends, Off: s.Off, empty: s.empty, At: s.At}
		} else {
			*d = *o
			d.Extends = []*Extend{}
		}
		more := rest
		if i < len(outer)-1 {
			more = nil
		} else if i > 0 && len(rest) > 0 {
			d.Source = nil
		}
		if i == 0 || len(more) > 0 {
			d.Elements = j.pool.Elements.Make(len(elements) + len(more))
			copy(d.Elements[copy(d.Elements, elements):], more)
		}
		if i == 0 {
			replaceMark(&d.Elements[0], mark)
		}
		p[i] = d
	}
	if s.Extends != nil {
		p[len(p)-1].Extends = s.Extends
	}
	return p
}

// replaceMark lets the first element of a path stand in place of a "&".
func replaceMark(first, mark *Element) {
	if mark.Comb != "" && mark.Comb != " " || first.Comb == "" || first.Comb == " " {
		first.Comb = mark.Comb
	}
	first.At = mark.At
}

// hasParentMark reports whether "&" is among the elements, parentheses included.
func hasParentMark(elements []Element) bool {
	for i := range elements {
		e := &elements[i]
		if e.Text == "&" || e.Odd().Paren != nil && hasParentMark(e.Odd().Paren.Elements) || e.Odd().Nested != nil && hasParentMark(e.Odd().Nested.Elements) {
			return true
		}
	}
	return false
}

// replaceParent returns the paths of a selector with each "&" replaced by each
// path around; replaced reports whether there was one.
func (j *joiner) replaceParent(around []route, s *Selector) (paths []route, replaced bool, err error) {
	paths = []route{nil}
	var pending []Element // since the last "&"
	for i := range s.Elements {
		e := &s.Elements[i]
		switch {
		case e.Text == "&" && e.Odd().Attr == nil && e.Odd().Paren == nil && e.Odd().Nested == nil:
			replaced = true
			paths = j.appendElements(paths, pending)
			if paths, err = j.multiply(paths, around, e, s); err != nil {
				return nil, false, err
			}
			pending = nil
		case e.Odd().Paren != nil:
			paths = j.appendElements(paths, pending)
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
	paths = j.appendElements(paths, pending)
	paths = slices.DeleteFunc(paths, func(p route) bool { return len(p) == 0 })
	for _, p := range paths {
		last := len(p) - 1
		p[last] = j.pool.copied(p[last])
		if s.Extends != nil {
			p[last].Extends = s.Extends
		}
	}
	return paths, replaced, nil
}

// multiply puts each path around in place of the "&" e behind each path so far.
func (j *joiner) multiply(paths, around []route, e *Element, s *Selector) ([]route, error) {
	if len(around) == 0 {
		// The combinator of the "&" goes to what follows.
		for _, p := range paths {
			if len(p) > 0 {
				p[0] = j.pool.derived(p[0], append(slices.Clone(p[0].Elements), Element{Comb: e.Comb, At: e.At}))
			}
		}
		return paths, nil
	}
	if err := j.spend(len(paths) * len(around)); err != nil {
		return nil, err
	}
	out := j.pool.routes.Make(len(paths) * len(around))[:0]
	for _, p := range paths {
		for _, a := range around {
			out = append(out, j.spliced(p, a, e, s))
		}
	}
	return out, nil
}

// replaceInParens resolves "&" inside parentheses.
func (j *joiner) replaceInParens(paths, around []route, e *Element, s *Selector) (out []route, replaced bool, err error) {
	inner := e.Odd().Paren
	add := func(content *Selector) {
		j.room.weigh(content)
		wrapped := route{{Elements: []Element{{Oddity: &Oddity{Paren: content}, At: e.At}}}}
		for _, p := range paths {
			out = append(out, j.spliced(p, wrapped, e, s))
		}
	}
	if slices.ContainsFunc(inner.Elements, func(x Element) bool { return x.Odd().Bare && x.Odd().Nested != nil }) {
		// Of a list, each selector is resolved with the first path around it only.
		var list []Element
		for _, x := range inner.Elements {
			if x.Odd().Nested != nil {
				sub, did, err := j.replaceParent(around, x.Odd().Nested)
				if err != nil {
					return nil, false, err
				}
				replaced = replaced || did
				if len(sub) > 0 && len(sub[0]) > 0 {
					x.Oddity = &Oddity{Nested: sub[0][0], Bare: x.Odd().Bare}
				}
			}
			list = append(list, x)
		}
		add(&Selector{Elements: list, At: inner.At})
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
		var list []Element
		j.room.product(len(p), 2, elementSize)
		for _, part := range p {
			list = append(list, Element{Oddity: &Oddity{Nested: part}, At: e.At})
		}
		add(&Selector{Elements: list})
	}
	return out, replaced, nil
}

// spliced returns the path p followed by the path a in place of the element e.
func (j *joiner) spliced(p, a route, e *Element, s *Selector) route {
	out := route(j.pool.SelectorLists.Make(len(p) + len(a)))[:0]
	var before, after []Element
	if len(p) > 0 {
		out = append(out, p[:len(p)-1]...)
		before = p[len(p)-1].Elements
	}
	if len(a) > 0 {
		after = a[0].Elements
	}
	if len(before)+len(after) > 0 {
		elements := j.pool.concat(before, after)
		if len(a) > 0 {
			replaceMark(&elements[len(before)], e)
		}
		out = append(out, j.pool.derived(s, elements))
	}
	for _, o := range a[min(1, len(a)):] {
		d := j.pool.copied(o)
		d.Extends = []*Extend{}
		out = append(out, d)
	}
	return out
}

// appendElements adds elements to the last selector of each path.
func (j *joiner) appendElements(paths []route, elements []Element) []route {
	if len(elements) == 0 {
		return paths
	}
	if len(paths) == 0 {
		return []route{{{Elements: elements}}}
	}
	for i, p := range paths {
		if len(p) == 0 {
			paths[i] = route{{Elements: elements}}
			continue
		}
		last := p[len(p)-1]
		p[len(p)-1] = j.pool.derived(last, j.pool.concat(last.Elements, elements))
	}
	return paths
}

// markVisible marks everything but what a reference import brought in.
func markVisible(n Node) {
	v := n.Vis()
	if v.blocked() {
		return
	}
	v.shown = visible
	var rules []Node
	switch n := n.(type) {
	case *Ruleset:
		for _, p := range n.paths {
			for _, s := range p {
				markSelector(s)
			}
		}
		rules = n.Rules
	case *MediaRule:
		rules = n.Rules
	case *AtRule:
		rules = n.Rules
	case *Conditional:
		rules = n.Rules
	case *ExtendRule:
		if !n.Extend.blocked() {
			n.Extend.shown = visible
		}
	}
	for _, r := range rules {
		markVisible(r)
	}
}

func markSelector(s *Selector) {
	if s.blocked() {
		return
	}
	s.shown = visible
	for _, e := range s.Extends {
		if !e.blocked() {
			e.shown = visible
		}
	}
}
