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
type pruner struct {
	style   valueStyle
	charset bool // one has been seen
	lines   bool // line numbers are on: a second charset becomes a comment
	pool    *pool
	open    []cssNode // members of lists that are not yet complete
}

// nodes prunes a list: each node becomes none, one or several.
func (p *pruner) nodes(list []cssNode) ([]cssNode, error) {
	from := len(p.open)
	for _, n := range list {
		switch n.(type) {
		case *ruleset, *mediaRule, *atRule, *conditional:
			kept, err := p.node(n)
			if err != nil {
				return nil, err
			}
			p.open = append(p.open, kept...)
		default:
			if p.keeps(n) {
				p.open = append(p.open, n)
			}
		}
	}
	return p.close(from), nil
}

// close returns what was added since the list had that length.
func (p *pruner) close(from int) []cssNode {
	out := p.pool.nodes.List(p.open[from:])
	p.open = p.open[:from]
	return out
}

// keeps says whether a node that holds no others is printed.
func (p *pruner) keeps(n cssNode) bool {
	switch n := n.(type) {
	case *comment:
		return !n.blocked() && (!p.style.compress || strings.HasPrefix(n.text, "/*!"))
	case *extendRule, *variableNode, *mixinNode:
		return false
	}
	return !n.vis().blocked()
}

func (p *pruner) node(n cssNode) ([]cssNode, error) {
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
	if !p.keeps(n) {
		return nil, nil
	}
	return p.pool.nodes.Of(n), nil
}

func (p *pruner) media(m *mediaRule) ([]cssNode, error) {
	rules, err := p.nodes(m.rules)
	if err != nil {
		return nil, err
	}
	m.rules = rules
	if m.container {
		return []cssNode{m}, nil // also an empty one: less.js has no pass for it
	}
	if m.blocked() {
		return p.unblocked(m, m.rules, &m.visibility)
	}
	if len(m.rules) == 0 {
		return nil, nil
	}
	return []cssNode{m}, nil
}

// unblocked keeps an at-rule of a reference import if something in it is visible.
func (p *pruner) unblocked(n cssNode, rules []cssNode, v *visibility) ([]cssNode, error) {
	body, ok := firstRuleset(rules)
	if !ok {
		return nil, nil
	}
	var kept []cssNode
	for _, r := range body.rules {
		if r.vis().shown == visible {
			kept = append(kept, r)
		}
	}
	body.rules = kept
	if len(kept) == 0 {
		return nil, nil
	}
	v.shown = visible
	v.blocks--
	return []cssNode{n}, nil
}

func (p *pruner) atRule(a *atRule) ([]cssNode, error) {
	if len(a.rules) == 0 || a.simple {
		return p.plainAtRule(a)
	}
	rules, err := p.nodes(a.rules)
	if err != nil {
		return nil, err
	}
	a.rules = rules
	if body, ok := firstRuleset(a.rules); ok {
		body.rules = mergeDeclarations(body.rules)
	}
	if a.blocked() {
		return p.unblocked(a, a.rules, &a.visibility)
	}
	if len(a.rules) == 0 {
		return nil, nil
	}
	return []cssNode{a}, nil
}

// plainAtRule is one without rules in it. Of several charsets the first stays.
func (p *pruner) plainAtRule(a *atRule) ([]cssNode, error) {
	if a.blocked() {
		return nil, nil
	}
	if a.simple {
		rules, err := p.nodes(a.rules)
		if err != nil {
			return nil, err
		}
		a.rules = rules
	}
	if a.name == "@charset" {
		if p.charset && p.lines {
			text, err := appendValue(append([]byte("/* "), a.name+" "...), a.value, p.style, nil)
			if err != nil {
				return nil, err
			}
			return []cssNode{&comment{text: string(text) + "; */\n", at: a.at, origin: a.at}}, nil
		}
		if p.charset {
			return nil, nil
		}
		p.charset = true
	}
	return []cssNode{a}, nil
}

func (p *pruner) ruleset(r *ruleset) ([]cssNode, error) {
	if err := checkPlaces(r.rules, r.firstRoot); err != nil {
		return nil, err
	}
	var inner []cssNode
	var err error
	if r.root {
		if r.rules, err = p.nodes(r.rules); err != nil {
			return nil, err
		}
	} else {
		p.dropPaths(r)
		if inner, err = p.hoist(r); err != nil {
			return nil, err
		}
	}
	if err = checkMerges(r.rules); err != nil {
		return nil, err
	}
	r.rules = mergeDeclarations(r.rules)
	if r.rules, err = p.withoutDuplicates(r.rules); err != nil {
		return nil, err
	}
	if !r.firstRoot && (len(r.rules) == 0 || !r.root && len(r.paths) == 0) {
		return inner, nil
	}
	r.shown = visible
	if len(inner) == 0 {
		return p.pool.nodes.Of(r), nil
	}
	return append([]cssNode{r}, inner...), nil
}

// hoist takes the nodes that hold rules out of r, pruned, and prunes the rest.
func (p *pruner) hoist(r *ruleset) (inner []cssNode, err error) {
	from := len(p.open)
	for _, n := range r.rules {
		if c, ok := n.(*conditional); ok {
			stays, leaves := c.split()
			if stays != nil {
				p.open = append(p.open, stays)
			}
			if leaves == nil {
				continue
			}
			n = leaves
		} else if !holdsRules(n) {
			p.open = append(p.open, n)
			continue
		}
		kept, err := p.node(n)
		if err != nil {
			return nil, err
		}
		if inner == nil {
			inner = kept
		} else {
			inner = append(inner, kept...)
		}
	}
	own := p.open[from:]
	p.open = p.open[:from]
	if !slices.ContainsFunc(own, func(n cssNode) bool { _, plain := n.(*declaration); return !plain || n.vis().blocked() }) {
		r.rules = p.pool.nodes.List(own)
		return inner, nil
	}
	r.rules, err = p.nodes(slices.Clone(own))
	return inner, err
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
