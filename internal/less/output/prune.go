package output

import (
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// pruner makes the output tree what is printed: it takes nested rules out of
// their parents and puts them behind, merges "+:" declarations, drops duplicate
// declarations, and removes what is invisible or empty.
//
// A node becomes none, one or several, which are appended to out.
type pruner struct {
	style   value.Style
	charset bool // one has been seen
	lines   bool // line numbers are on: a second charset becomes a comment
	pool    *Pool
	out     []Node // members of lists that are not yet complete
	own     []Node // what stays in the rulesets around
	room    room
}

// nodes prunes a list.
func (p *pruner) nodes(list []Node) ([]Node, error) {
	from := len(p.out)
	for _, n := range list {
		if err := p.node(n); err != nil {
			return nil, err
		}
	}
	out := p.pool.Nodes.List(p.out[from:])
	p.out = p.out[:from]
	return out, nil
}

func (p *pruner) node(n Node) error {
	switch n := n.(type) {
	case *Ruleset:
		return p.ruleset(n)
	case *MediaRule:
		return p.media(n)
	case *AtRule:
		return p.atRule(n)
	case *Conditional:
		return p.conditional(n)
	}
	if p.keeps(n) {
		p.out = append(p.out, n)
	}
	return nil
}

// keeps reports whether a node that holds no others is printed.
func (p *pruner) keeps(n Node) bool {
	switch n := n.(type) {
	case *Comment:
		return !n.blocked() && (!p.style.Compress || strings.HasPrefix(n.Text, "/*!"))
	case *ExtendRule, *Variable, interface{ IsUnprinted() }:
		return false
	}
	return !n.Vis().blocked()
}

func (p *pruner) media(m *MediaRule) (err error) {
	if m.Rules, err = p.nodes(m.Rules); err != nil {
		return err
	}
	switch {
	case m.Container: // also an empty one: less.js has no pass for it
	case m.blocked():
		if !unblocked(m.Rules, &m.Visibility) {
			return nil
		}
	case len(m.Rules) == 0:
		return nil
	}
	p.out = append(p.out, m)
	return nil
}

// unblocked reports whether something in an at-rule of a reference import is visible,
// and leaves that in it.
func unblocked(rules []Node, v *Visibility) bool {
	body, ok := FirstRuleset(rules)
	if !ok {
		return false
	}
	var kept []Node
	for _, r := range body.Rules {
		if r.Vis().shown == visible {
			kept = append(kept, r)
		}
	}
	body.Rules = kept
	if len(kept) == 0 {
		return false
	}
	v.shown = visible
	v.Blocks--
	return true
}

func (p *pruner) atRule(a *AtRule) (err error) {
	if len(a.Rules) == 0 || a.Simple {
		return p.plainAtRule(a)
	}
	if a.Rules, err = p.nodes(a.Rules); err != nil {
		return err
	}
	if body, ok := FirstRuleset(a.Rules); ok {
		body.Rules = MergeDeclarations(body.Rules)
	}
	if a.blocked() && !unblocked(a.Rules, &a.Visibility) || len(a.Rules) == 0 {
		return nil
	}
	p.out = append(p.out, a)
	return nil
}

// plainAtRule is one without rules in it. Of several charsets the first stays.
func (p *pruner) plainAtRule(a *AtRule) (err error) {
	if a.blocked() {
		return nil
	}
	if a.Simple {
		if a.Rules, err = p.nodes(a.Rules); err != nil {
			return err
		}
	}
	if a.Name == "@charset" {
		if p.charset && p.lines {
			text, err := value.Append(append([]byte("/* "), a.Name+" "...), a.Value, p.style, nil)
			if err != nil {
				return err
			}
			p.out = append(p.out, &Comment{Text: string(text) + "; */\n", At: a.At, origin: a.At})
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

func (p *pruner) ruleset(r *Ruleset) (err error) {
	if err := checkPlaces(r.Rules, r.FirstRoot); err != nil {
		return err
	}
	at := len(p.out)
	p.out = append(p.out, r) // before what was nested in it
	if r.Root {
		r.Rules, err = p.nodes(r.Rules)
	} else {
		p.dropPaths(r)
		err = p.hoist(r)
	}
	if err == nil {
		err = checkMerges(r.Rules)
	}
	if err != nil {
		return err
	}
	if r.Rules, err = p.withoutDuplicates(MergeDeclarations(r.Rules)); err != nil {
		return err
	}
	if !r.FirstRoot && (len(r.Rules) == 0 || !r.Root && len(r.paths) == 0) {
		p.out = slices.Delete(p.out, at, at+1)
		return nil
	}
	r.shown = visible
	return nil
}

// hoist takes the nodes that hold rules out of r, pruned, and prunes the rest.
func (p *pruner) hoist(r *Ruleset) (err error) {
	from := len(p.own)
	for _, n := range r.Rules {
		if c, ok := n.(*Conditional); ok {
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
	if slices.ContainsFunc(own, func(n Node) bool { _, plain := n.(*Declaration); return !plain || n.Vis().blocked() }) {
		r.Rules, err = p.nodes(own)
	} else {
		r.Rules = p.pool.Nodes.List(own)
	}
	p.own = p.own[:from]
	return err
}

func holdsRules(n Node) bool {
	switch n := n.(type) {
	case *Ruleset:
		return n.Rules != nil
	case *MediaRule:
		return true
	case *AtRule:
		return !n.Simple && n.Block
	}
	return false
}

// dropPaths keeps the paths of which some selector is visible.
func (p *pruner) dropPaths(r *Ruleset) {
	kept := r.paths[:0]
	for _, path := range r.paths {
		for _, s := range path {
			if s.shown == visible && !s.Off {
				kept = append(kept, path)
				break
			}
		}
	}
	r.paths = kept
}

// checkPlaces finds what cannot stand where it does.
func checkPlaces(rules []Node, root bool) error {
	for _, n := range rules {
		switch n := n.(type) {
		case *Conditional:
			if err := checkPlaces(n.Rules, root); err != nil {
				return err
			}
		case *Declaration:
			if root {
				return value.ErrorAt(n.At, "Syntax", "Properties must be inside selector blocks. They cannot be in the root")
			}
		case *Misplaced:
			if n.Kind == "Call" {
				return value.ErrorAt(n.At, "Syntax", "Function '"+n.Name+"' did not return a root node")
			}
			return value.ErrorAt(n.At, "Syntax", n.Kind+" node returned by a function is not valid here")
		}
	}
	return nil
}

// MergeDeclarations joins the declarations of a name that have a merge mark: "+"
// adds after a comma, "+_" after a space.
func MergeDeclarations(rules []Node) []Node {
	marked := false
	for _, n := range rules {
		if d, ok := n.(*Declaration); ok && d.Merge != syntax.NoMerge {
			marked = true
			break
		}
	}
	if !marked {
		return rules
	}
	type group struct {
		first *Declaration
		items []*value.List
	}
	groups := map[string]*group{}
	var order []*group
	out := make([]Node, 0, len(rules))
	for _, n := range rules {
		d, ok := n.(*Declaration)
		if !ok || d.Merge == 0 {
			out = append(out, n)
			continue
		}
		g := groups[d.Name]
		if g == nil {
			first := *d
			g = &group{first: &first, items: []*value.List{{}}}
			groups[d.Name] = g
			order = append(order, g)
			out = append(out, g.first)
		}
		last := g.items[len(g.items)-1]
		if d.Merge == syntax.MergeComma && len(last.Items) > 0 {
			last = &value.List{}
			g.items = append(g.items, last)
		}
		last.Items = append(last.Items, d.Value)
		if g.first.Important == "" {
			g.first.Important = d.Important
		}
	}
	for _, g := range order {
		all := &value.List{Comma: true}
		for _, l := range g.items {
			all.Items = append(all.Items, l)
		}
		g.first.Value = all
	}
	return out
}

// withoutDuplicates drops a declaration that is printed the same again later on.
func (p *pruner) withoutDuplicates(rules []Node) ([]Node, error) {
	if !repeats(rules) {
		return rules, nil
	}
	last := map[string]int{} // name → number of declarations
	for _, n := range rules {
		if d, ok := n.(*Declaration); ok {
			last[d.Name]++
		}
	}
	seen := map[string]bool{}
	drop := map[int]bool{}
	for i := len(rules) - 1; i >= 0; i-- {
		d, ok := rules[i].(*Declaration)
		if !ok || last[d.Name] < 2 {
			continue
		}
		p.room.at(d.At)
		text, err := p.declarationText(d)
		if err != nil {
			return nil, err
		}
		p.room.product(len(text), 1, 1)
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

// repeats reports whether two declarations have one name.
func repeats(rules []Node) bool {
	const few = 24 // are compared faster than hashed
	if len(rules) > few {
		seen := map[string]bool{}
		return slices.ContainsFunc(rules, func(n Node) bool {
			d, ok := n.(*Declaration)
			if !ok {
				return false
			}
			was := seen[d.Name]
			seen[d.Name] = true
			return was
		})
	}
	var names [few]string
	n := 0
	for _, rule := range rules {
		d, ok := rule.(*Declaration)
		if !ok {
			continue
		}
		if slices.Contains(names[:n], d.Name) {
			return true
		}
		names[n] = d.Name
		n++
	}
	return false
}

// declarationText is what is compared: the declaration as printed, but for the
// rounding of numbers.
func (p *pruner) declarationText(d *Declaration) (string, error) {
	style := p.style
	style.Round = false
	b, err := value.Append([]byte(d.Name+": "), d.Value, style, nil)
	if err != nil {
		return "", placed(err, d.At)
	}
	return string(b) + d.Important + strconv.FormatBool(d.Inline), nil
}

// placed adds a place to an error that has none.
func placed(err error, at value.Place) error {
	if e, ok := err.(*value.Failure); ok {
		return &value.Error{Failure: *e, At: at}
	}
	return err
}
