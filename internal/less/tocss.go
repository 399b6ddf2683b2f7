package less

import (
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/less/syntax"
)

// pruner makes the output tree what is printed: it takes nested rules out of
// their parents and puts them behind, merges "+:" declarations, drops duplicate
// declarations, and removes what is invisible or empty.
//
// A node becomes none, one or several, which are appended to out.
type pruner struct {
	style   valueStyle
	charset bool // one has been seen
	lines   bool // line numbers are on: a second charset becomes a comment
	pool    *nodePool
	out     []cssNode // members of lists that are not yet complete
	own     []cssNode // what stays in the rulesets around
}

// nodes prunes a list.
func (p *pruner) nodes(list []cssNode) ([]cssNode, error) {
	from := len(p.out)
	for _, n := range list {
		if err := p.node(n); err != nil {
			return nil, err
		}
	}
	out := p.pool.nodes.List(p.out[from:])
	p.out = p.out[:from]
	return out, nil
}

func (p *pruner) node(n cssNode) error {
	switch n := n.(type) {
	case *ruleset:
		return p.ruleset(n)
	case *mediaRule:
		return p.media(n)
	case *atRule:
		return p.atRule(n)
	case *conditional:
		return p.conditional(n)
	}
	if p.keeps(n) {
		p.out = append(p.out, n)
	}
	return nil
}

// keeps says whether a node that holds no others is printed.
func (p *pruner) keeps(n cssNode) bool {
	switch n := n.(type) {
	case *comment:
		return !n.blocked() && (!p.style.compress || strings.HasPrefix(n.text, "/*!"))
	case *extendRule, *variableNode, interface{ IsUnprinted() }:
		return false
	}
	return !n.vis().blocked()
}

func (p *pruner) media(m *mediaRule) (err error) {
	if m.rules, err = p.nodes(m.rules); err != nil {
		return err
	}
	switch {
	case m.container: // also an empty one: less.js has no pass for it
	case m.blocked():
		if !unblocked(m.rules, &m.visibility) {
			return nil
		}
	case len(m.rules) == 0:
		return nil
	}
	p.out = append(p.out, m)
	return nil
}

// unblocked says whether something in an at-rule of a reference import is visible,
// and leaves that in it.
func unblocked(rules []cssNode, v *visibility) bool {
	body, ok := firstRuleset(rules)
	if !ok {
		return false
	}
	var kept []cssNode
	for _, r := range body.rules {
		if r.vis().shown == visible {
			kept = append(kept, r)
		}
	}
	body.rules = kept
	if len(kept) == 0 {
		return false
	}
	v.shown = visible
	v.blocks--
	return true
}

func (p *pruner) atRule(a *atRule) (err error) {
	if len(a.rules) == 0 || a.simple {
		return p.plainAtRule(a)
	}
	if a.rules, err = p.nodes(a.rules); err != nil {
		return err
	}
	if body, ok := firstRuleset(a.rules); ok {
		body.rules = mergeDeclarations(body.rules)
	}
	if a.blocked() && !unblocked(a.rules, &a.visibility) || len(a.rules) == 0 {
		return nil
	}
	p.out = append(p.out, a)
	return nil
}

// plainAtRule is one without rules in it. Of several charsets the first stays.
func (p *pruner) plainAtRule(a *atRule) (err error) {
	if a.blocked() {
		return nil
	}
	if a.simple {
		if a.rules, err = p.nodes(a.rules); err != nil {
			return err
		}
	}
	if a.name == "@charset" {
		if p.charset && p.lines {
			text, err := appendValue(append([]byte("/* "), a.name+" "...), a.value, p.style, nil)
			if err != nil {
				return err
			}
			p.out = append(p.out, &comment{text: string(text) + "; */\n", at: a.at, origin: a.at})
			return nil
		}
		if p.charset {
			return nil
		}
		p.charset = true
	}
	p.out = append(p.out, a)
	return nil
}

func (p *pruner) ruleset(r *ruleset) (err error) {
	if err := checkPlaces(r.rules, r.firstRoot); err != nil {
		return err
	}
	at := len(p.out)
	p.out = append(p.out, r) // before what was nested in it
	if r.root {
		r.rules, err = p.nodes(r.rules)
	} else {
		p.dropPaths(r)
		err = p.hoist(r)
	}
	if err == nil {
		err = checkMerges(r.rules)
	}
	if err != nil {
		return err
	}
	if r.rules, err = p.withoutDuplicates(mergeDeclarations(r.rules)); err != nil {
		return err
	}
	if !r.firstRoot && (len(r.rules) == 0 || !r.root && len(r.paths) == 0) {
		p.out = slices.Delete(p.out, at, at+1)
		return nil
	}
	r.shown = visible
	return nil
}

// hoist takes the nodes that hold rules out of r, pruned, and prunes the rest.
func (p *pruner) hoist(r *ruleset) (err error) {
	from := len(p.own)
	for _, n := range r.rules {
		if c, ok := n.(*conditional); ok {
			stays, leaves := c.split()
			if stays != nil {
				p.own = append(p.own, stays)
			}
			if leaves == nil {
				continue
			}
			n = leaves
		} else if !holdsRules(n) {
			p.own = append(p.own, n)
			continue
		}
		if err := p.node(n); err != nil {
			return err
		}
	}
	own := p.own[from:]
	if slices.ContainsFunc(own, func(n cssNode) bool { _, plain := n.(*declaration); return !plain || n.vis().blocked() }) {
		r.rules, err = p.nodes(own)
	} else {
		r.rules = p.pool.nodes.List(own)
	}
	p.own = p.own[:from]
	return err
}

func holdsRules(n cssNode) bool {
	switch n := n.(type) {
	case *ruleset:
		return n.rules != nil
	case *mediaRule:
		return true
	case *atRule:
		return !n.simple && n.block
	}
	return false
}

// dropPaths keeps the paths of which some selector is visible.
func (p *pruner) dropPaths(r *ruleset) {
	kept := r.paths[:0]
	for _, path := range r.paths {
		for _, s := range path {
			if s.shown == visible && !s.off {
				kept = append(kept, path)
				break
			}
		}
	}
	r.paths = kept
}

// checkPlaces finds what cannot stand where it does.
func checkPlaces(rules []cssNode, root bool) error {
	for _, n := range rules {
		switch n := n.(type) {
		case *conditional:
			if err := checkPlaces(n.rules, root); err != nil {
				return err
			}
		case *declaration:
			if root {
				return errorAt(n.at, "Syntax", "Properties must be inside selector blocks. They cannot be in the root")
			}
		case *misplaced:
			if n.kind == "Call" {
				return errorAt(n.at, "Syntax", "Function '"+n.name+"' did not return a root node")
			}
			return errorAt(n.at, "Syntax", n.kind+" node returned by a function is not valid here")
		}
	}
	return nil
}

// mergeDeclarations joins the declarations of a name that have a merge mark: "+"
// adds after a comma, "+_" after a space.
func mergeDeclarations(rules []cssNode) []cssNode {
	marked := false
	for _, n := range rules {
		if d, ok := n.(*declaration); ok && d.merge != syntax.NoMerge {
			marked = true
			break
		}
	}
	if !marked {
		return rules
	}
	type group struct {
		first *declaration
		items []*List
	}
	groups := map[string]*group{}
	var order []*group
	out := make([]cssNode, 0, len(rules))
	for _, n := range rules {
		d, ok := n.(*declaration)
		if !ok || d.merge == 0 {
			out = append(out, n)
			continue
		}
		g := groups[d.name]
		if g == nil {
			first := *d
			g = &group{first: &first, items: []*List{{}}}
			groups[d.name] = g
			order = append(order, g)
			out = append(out, g.first)
		}
		last := g.items[len(g.items)-1]
		if d.merge == syntax.MergeComma && len(last.Items) > 0 {
			last = &List{}
			g.items = append(g.items, last)
		}
		last.Items = append(last.Items, d.value)
		if g.first.important == "" {
			g.first.important = d.important
		}
	}
	for _, g := range order {
		all := &List{Comma: true}
		for _, l := range g.items {
			all.Items = append(all.Items, l)
		}
		g.first.value = all
	}
	return out
}

// withoutDuplicates drops a declaration that is printed the same again later on.
func (p *pruner) withoutDuplicates(rules []cssNode) ([]cssNode, error) {
	if !repeats(rules) {
		return rules, nil
	}
	last := map[string]int{} // name → number of declarations
	for _, n := range rules {
		if d, ok := n.(*declaration); ok {
			last[d.name]++
		}
	}
	seen := map[string]bool{}
	drop := map[int]bool{}
	for i := len(rules) - 1; i >= 0; i-- {
		d, ok := rules[i].(*declaration)
		if !ok || last[d.name] < 2 {
			continue
		}
		text, err := p.declarationText(d)
		if err != nil {
			return nil, err
		}
		if seen[text] {
			drop[i] = true
		}
		seen[text] = true
	}
	out := rules[:0]
	for i, n := range rules {
		if !drop[i] {
			out = append(out, n)
		}
	}
	return out, nil
}

// repeats says whether two declarations have one name.
func repeats(rules []cssNode) bool {
	const few = 24 // are compared faster than hashed
	if len(rules) > few {
		seen := map[string]bool{}
		return slices.ContainsFunc(rules, func(n cssNode) bool {
			d, ok := n.(*declaration)
			if !ok {
				return false
			}
			was := seen[d.name]
			seen[d.name] = true
			return was
		})
	}
	var names [few]string
	n := 0
	for _, rule := range rules {
		d, ok := rule.(*declaration)
		if !ok {
			continue
		}
		if slices.Contains(names[:n], d.name) {
			return true
		}
		names[n] = d.name
		n++
	}
	return false
}

// declarationText is what is compared: the declaration as printed, but for the
// rounding of numbers.
func (p *pruner) declarationText(d *declaration) (string, error) {
	style := p.style
	style.round = false
	b, err := appendValue([]byte(d.name+": "), d.value, style, nil)
	if err != nil {
		return "", placed(err, d.at)
	}
	return string(b) + d.important + strconv.FormatBool(d.inline), nil
}

// placed adds a place to an error that has none.
func placed(err error, at place) error {
	if e, ok := err.(*evalError); ok {
		return &outputError{evalError: *e, at: at}
	}
	return err
}
