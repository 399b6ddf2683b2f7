package eval

import (
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

const elseRule = "@else"

// hostRule evaluates an at-rule of the host, or an @else of one; before are the
// statements before it in its block.
func (e *evaluator) hostRule(a *syntax.AtRule, before []item) (n output.Node, ok bool) {
	own := e.opt.AtRules[a.Name]
	switch {
	case own == nil && a.Name == elseRule && len(e.opt.AtRules) > 0:
		return e.elseBlock(a, before), true
	case own == nil:
		return nil, false
	}
	at := e.at(a.At)
	var prelude value.Value = &value.Anonymous{}
	if a.Value != nil {
		prelude = e.value(a.Value)
	}
	call := value.NewCall(a.Name, e.host(at), e.textStyle())
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
	return &output.RawText{Text: lines.Open, At: at}, true
}

// elseBlock evaluates an @else, which stands right behind the block that it
// belongs to; comments may be between.
func (e *evaluator) elseBlock(a *syntax.AtRule, before []item) output.Node {
	at := e.at(a.At)
	for i := len(before) - 1; i >= 0; i-- {
		if _, comment := before[i].stmt.(*syntax.Comment); comment {
			continue
		}
		own, isRule := before[i].stmt.(*syntax.AtRule)
		c, isBlock := before[i].node.(*output.Conditional)
		if isBlock && c.Lines.Else != "" && a.Block {
			if a.Value != nil {
				e.fail(at, "Syntax", "@else takes no condition: put one inside of its block")
			}
			return e.conditional(a, output.Lines{Open: c.Lines.Else, Close: c.Lines.Close})
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
func (e *evaluator) conditional(a *syntax.AtRule, lines output.Lines) output.Node {
	out := &output.Conditional{Lines: lines, At: e.at(a.At)}
	from := e.medias.count()
	out.Rules = flat(e.block(e.pool.frame(a.Rules, e.info), nil, false))
	e.bubbleLines(from, out)
	return out
}

// bubbleLines puts the lines of a block into the queries that began inside of it.
func (e *evaluator) bubbleLines(from int, c *output.Conditional) {
	if e.medias == nil {
		return
	}
	for _, m := range e.medias.blocks[min(from, len(e.medias.blocks)):] {
		body, ok := output.FirstRuleset(m.Rules)
		if !ok || len(m.Rules) != 1 {
			body = &output.Ruleset{Selectors: output.EmptySelectors(m.At), Rules: m.Rules, Undecorated: true, At: m.At}
			m.Rules = []output.Node{body}
		}
		body.Rules = []output.Node{&output.Conditional{Lines: c.Lines, Rules: body.Rules, At: c.At}}
	}
}
