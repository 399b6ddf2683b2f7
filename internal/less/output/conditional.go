package output

import (
	"slices"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// Lines are what an at-rule of a host prints. Without a Close it stands in a line,
// "@name prelude;", and Open is put in its place; "" removes it. With a Close it has
// a block that only some readers of the CSS get: the lines go around what stands in
// it, and again around what has to leave the rule that the block stands in. Else
// takes the place of Open for the block of an @else behind it.
type Lines struct{ Open, Else, Close string }

// A Conditional is a block of a host's at-rule, or of an @else.
type Conditional struct {
	Visibility
	Lines Lines
	Rules []Node
	At    value.Place
}

// split parts what stays in a rule from what leaves it; both are nil if empty.
func (c *Conditional) split() (own, inner *Conditional) {
	a, b := *c, *c
	a.Rules, b.Rules = nil, nil
	for _, n := range c.Rules {
		if nested, ok := n.(*Conditional); ok {
			stays, leaves := nested.split()
			if stays != nil {
				a.Rules = append(a.Rules, stays)
			}
			if leaves != nil {
				b.Rules = append(b.Rules, leaves)
			}
			continue
		}
		if holdsRules(n) {
			b.Rules = append(b.Rules, n)
		} else {
			a.Rules = append(a.Rules, n)
		}
	}
	if len(a.Rules) > 0 {
		own = &a
	}
	if len(b.Rules) > 0 {
		inner = &b
	}
	return own, inner
}

// conditional prunes what is in a block; nothing is merged across its ends.
func (p *pruner) conditional(c *Conditional) error {
	rules, err := p.nodes(c.Rules)
	if err != nil {
		return err
	}
	if c.Rules, err = p.withoutDuplicates(MergeDeclarations(rules)); err != nil {
		return err
	}
	if c.blocked() {
		var shown []Node
		for _, n := range c.Rules {
			if n.Vis().shown == visible {
				shown = append(shown, n)
			}
		}
		c.Rules = shown
		c.Blocks--
		c.shown = visible
	}
	if len(c.Rules) > 0 {
		p.out = append(p.out, c)
	}
	return nil
}

// checkMerges refuses values that would have to be merged into or out of a block:
// which of them a reader gets would not show in the text.
func checkMerges(rules []Node) error {
	if !slices.ContainsFunc(rules, func(n Node) bool { _, ok := n.(*Conditional); return ok }) {
		return nil
	}
	outside := map[string]bool{}
	for _, n := range rules {
		if d, ok := n.(*Declaration); ok && d.Merge != syntax.NoMerge {
			outside[d.Name] = true
		}
	}
	for _, n := range rules {
		c, ok := n.(*Conditional)
		if !ok {
			continue
		}
		for _, inner := range c.Rules {
			if d, ok := inner.(*Declaration); ok && d.Merge != syntax.NoMerge && outside[d.Name] {
				return value.ErrorAt(d.At, "Syntax", "\"+:\" cannot add to a value outside of the block: write the whole value in each case")
			}
		}
		if err := checkMerges(c.Rules); err != nil {
			return err
		}
	}
	return nil
}

// conditional writes a block between its lines.
func (p *printer) conditional(c *Conditional) error {
	p.mark(c.At)
	p.ownLine(c.Lines.Open)
	for _, n := range c.Rules {
		if isNothing(n) {
			continue
		}
		p.newline(p.depth)
		if err := p.node(n); err != nil {
			return err
		}
	}
	p.newline(p.depth)
	p.ownLine(c.Lines.Close)
	return nil
}

// ownLine writes a line of its own, also where the output has no other lines.
func (p *printer) ownLine(text string) {
	if !p.style.Compress {
		p.text(text)
		return
	}
	if n := len(p.buf); n > 0 && p.buf[n-1] != '\n' {
		p.text("\n")
	}
	p.text(text + "\n")
}
