package less

import (
	"skinbuild/internal/less/syntax"
)

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
	call := newCall(a.Name, e.host(at), e.textStyle())
	lines, err := own(&call, prelude)
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
