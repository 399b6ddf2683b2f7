package less

import (
	"slices"

	"skinbuild/internal/less/syntax"
)

// Lines are what an at-rule of a host prints. Without a Close it stands in a line,
// "@name prelude;", and Open is put in its place; "" removes it. With a Close it has
// a block that only some readers of the CSS get: the lines go around what stands in
// it, and again around what has to leave the rule that the block stands in. Else
// takes the place of Open for the block of an @else behind it.
type Lines struct{ Open, Else, Close string }

// A conditional is a block of a host's at-rule, or of an @else.
type conditional struct {
	visibility
	lines Lines
	rules []cssNode
	at    place
}

// split parts what stays in a rule from what leaves it; both are nil if empty.
func (c *conditional) split() (own, inner *conditional) {
	a, b := *c, *c
	a.rules, b.rules = nil, nil
	for _, n := range c.rules {
		if nested, ok := n.(*conditional); ok {
			stays, leaves := nested.split()
			if stays != nil {
				a.rules = append(a.rules, stays)
			}
			if leaves != nil {
				b.rules = append(b.rules, leaves)
			}
			continue
		}
		if holdsRules(n) {
			b.rules = append(b.rules, n)
		} else {
			a.rules = append(a.rules, n)
		}
	}
	if len(a.rules) > 0 {
		own = &a
	}
	if len(b.rules) > 0 {
		inner = &b
	}
	return own, inner
}

// conditional prunes what is in a block; nothing is merged across its ends.
func (p *pruner) conditional(c *conditional) error {
	rules, err := p.nodes(c.rules)
	if err != nil {
		return err
	}
	if c.rules, err = p.withoutDuplicates(mergeDeclarations(rules)); err != nil {
		return err
	}
	if c.blocked() {
		var shown []cssNode
		for _, n := range c.rules {
			if n.vis().shown == visible {
				shown = append(shown, n)
			}
		}
		c.rules = shown
		c.blocks--
		c.shown = visible
	}
	if len(c.rules) > 0 {
		p.out = append(p.out, c)
	}
	return nil
}

// checkMerges refuses values that would have to be merged into or out of a block:
// which of them a reader gets would not show in the text.
func checkMerges(rules []cssNode) error {
	if !slices.ContainsFunc(rules, func(n cssNode) bool { _, ok := n.(*conditional); return ok }) {
		return nil
	}
	outside := map[string]bool{}
	for _, n := range rules {
		if d, ok := n.(*declaration); ok && d.merge != syntax.NoMerge {
			outside[d.name] = true
		}
	}
	for _, n := range rules {
		c, ok := n.(*conditional)
		if !ok {
			continue
		}
		for _, inner := range c.rules {
			if d, ok := inner.(*declaration); ok && d.merge != syntax.NoMerge && outside[d.name] {
				return errorAt(d.at, "Syntax", "\"+:\" cannot add to a value outside of the block: write the whole value in each case")
			}
		}
		if err := checkMerges(c.rules); err != nil {
			return err
		}
	}
	return nil
}

// conditional writes a block between its lines.
func (p *printer) conditional(c *conditional) error {
	p.mark(c.at)
	p.ownLine(c.lines.Open)
	for _, n := range c.rules {
		if isNothing(n) {
			continue
		}
		p.newline(p.depth)
		if err := p.node(n); err != nil {
			return err
		}
	}
	p.newline(p.depth)
	p.ownLine(c.lines.Close)
	return nil
}

// ownLine writes a line of its own, also where the output has no other lines.
func (p *printer) ownLine(text string) {
	if !p.style.compress {
		p.text(text)
		return
	}
	if n := len(p.buf); n > 0 && p.buf[n-1] != '\n' {
		p.text("\n")
	}
	p.text(text + "\n")
}
