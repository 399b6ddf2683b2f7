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

// A HostError is an error of a host's function or at-rule. It is reported under
// its own code and as it is; Hint may be "".
type HostError struct{ Code, Text, Hint string }

// Error returns the text.
func (e *HostError) Error() string { return e.Text }

// A conditional is a block of a host's at-rule, or of an @else.
type conditional struct {
	visibility
	lines Lines
	rules []cssNode
	at    place
}

const elseRule = "@else"

// hostRule evaluates an at-rule of the host, or an @else of one; before are the
// statements before it in its block.
func (e *evaluator) hostRule(a *syntax.AtRule, before []item) (n cssNode, ok bool) {
	own := e.opt.AtRules[a.Name]
	switch {
	case own == nil && a.Name == elseRule && len(e.opt.AtRules) > 0:
		return e.elseBlock(a, before), true
	case own == nil:
		return nil, false
	}
	at := e.at(a.At)
	var prelude Value = &Anonymous{}
	if a.Value != nil {
		prelude = e.value(a.Value)
	}
	lines, err := own(&Call{Name: a.Name, host: callContext{*e, at}, style: e.textStyle()}, prelude)
	switch {
	case err != nil:
		e.throw(err, at)
	case lines.Close != "" && a.Block:
		return e.conditional(a, lines), true
	case lines.Close != "":
		e.fail(at, "Syntax", "%s needs a block", a.Name)
	case a.Block:
		e.fail(at, "Syntax", "%s takes no block", a.Name)
	case lines.Open == "":
		return nil, true
	}
	return &rawText{text: lines.Open, at: at}, true
}

// elseBlock evaluates an @else, which stands right behind the block that it
// belongs to; comments may be between.
func (e *evaluator) elseBlock(a *syntax.AtRule, before []item) cssNode {
	at := e.at(a.At)
	for i := len(before) - 1; i >= 0; i-- {
		if _, comment := before[i].stmt.(*syntax.Comment); comment {
			continue
		}
		own, isRule := before[i].stmt.(*syntax.AtRule)
		c, isBlock := before[i].node.(*conditional)
		if isBlock && c.lines.Else != "" && a.Block {
			if a.Value != nil {
				e.fail(at, "Syntax", "@else takes no condition: put one inside of its block")
			}
			return e.conditional(a, Lines{Open: c.lines.Else, Close: c.lines.Close})
		}
		if !isBlock && isRule && e.opt.AtRules[own.Name] != nil {
			return nil // what it belongs to has failed
		}
		break
	}
	e.fail(at, "Syntax", "@else belongs right behind the block of the other case")
	return nil
}

// conditional evaluates the block. Queries that leave it take the lines along.
func (e *evaluator) conditional(a *syntax.AtRule, lines Lines) cssNode {
	out := &conditional{lines: lines, at: e.at(a.At)}
	from := e.medias.count()
	out.rules = flat(e.block(e.pool.frame(a.Rules, e.info), nil, false))
	e.bubbleLines(from, out)
	return out
}

// bubbleLines puts the lines of a block into the queries that began inside of it.
func (e *evaluator) bubbleLines(from int, c *conditional) {
	if e.medias == nil {
		return
	}
	for _, m := range e.medias.blocks[min(from, len(e.medias.blocks)):] {
		body, ok := firstRuleset(m.rules)
		if !ok || len(m.rules) != 1 {
			body = &ruleset{selectors: emptySelectors(m.at), rules: m.rules, undecorated: true, at: m.at}
			m.rules = []cssNode{body}
		}
		body.rules = []cssNode{&conditional{lines: c.lines, rules: body.rules, at: c.at}}
	}
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
