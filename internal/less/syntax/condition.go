package syntax

// conditions parses a guard: conditions separated by commas.
func (p *parser) conditions() *Condition {
	at := p.i
	c := p.condition(true, false)
	if c == nil {
		return nil
	}
	for p.char() == ',' && p.conditionFollows() {
		p.skip(1)
		next := p.condition(true, false)
		if next == nil {
			break
		}
		c = &Condition{Op: "or", X: c, Y: next, At: at}
	}
	return c
}

// conditionFollows reports whether "(" or "not (" stands behind the comma here.
func (p *parser) conditionFollows() bool {
	i := p.scanSpace(p.i + 1)
	if len(p.text) > i+3 && p.text[i:i+3] == "not" {
		i = p.scanSpace(i + 3)
	}
	return i < len(p.text) && p.text[i] == '('
}

// condition parses a condition with "or" and "and". With operands, what a
// condition compares may be a condition itself, as in if().
func (p *parser) condition(parens, operands bool) *Condition {
	p.enter()
	defer p.leave()
	c := p.conditionAnd(parens, operands)
	if c == nil || !p.eatText("or") {
		return c
	}
	next := p.condition(parens, operands)
	if next == nil {
		return nil
	}
	return &Condition{Op: "or", X: c, Y: next}
}

func (p *parser) conditionAnd(parens, operands bool) *Condition {
	c := p.negated(parens, operands)
	if c == nil {
		c = p.parenthesised(parens, operands)
	}
	if c == nil && !parens {
		c = p.comparison(parens, nil, false)
	}
	if c == nil {
		return nil
	}
	if operands {
		if more := p.comparison(parens, c, true); more != nil {
			c = more
		}
	}
	if !p.eatText("and") {
		return c
	}
	next := p.conditionAnd(parens, operands)
	if next == nil {
		return nil
	}
	return &Condition{Op: "and", X: c, Y: next}
}

func (p *parser) negated(parens, operands bool) *Condition {
	if !p.eatText("not") {
		return nil
	}
	if c := p.parenthesised(parens, operands); c != nil {
		negation := *c
		negation.Negate = !c.Negate
		return &negation
	}
	at := p.i
	if x := p.plainOperand(true); x != nil {
		return &Condition{Op: "=", X: x, Y: &Keyword{"true", at}, At: at, Negate: true}
	}
	return nil
}

// plainOperand parses an operand of a condition that is no arithmetic.
func (p *parser) plainOperand(variable bool) Expr {
	if e := p.keyword(); e != nil {
		return e
	}
	if variable {
		if e := p.variable(); e != nil {
			return e
		}
	}
	if q := p.quoted(false); q != nil {
		return q
	}
	return p.mixinCall(true, lookupMust)
}

func (p *parser) parenthesised(parens, operands bool) *Condition {
	if p.char() != '(' {
		return nil
	}
	p.enter()
	defer p.leave()
	start := p.i
	p.skip(1)
	inner := p.i
	c := p.condition(parens, operands)
	if c != nil && p.eat(')') {
		return c
	}
	p.back(inner, "")
	c = p.comparison(parens, nil, false)
	if c == nil {
		p.back(start, "")
		return nil
	}
	if !p.eat(')') {
		p.back(start, "expected ')' got '"+p.current()+"'")
		return nil
	}
	return c
}

// comparison parses X op Y, or X alone, which asks whether X is true. With x given
// that is the first operand, and nil is returned if no comparison follows.
func (p *parser) comparison(parens bool, x *Condition, operands bool) *Condition {
	at := p.i
	c := &Condition{At: at}
	if x != nil {
		c.X = x
	} else if c.X = p.comparand(parens, operands); c.X == nil {
		return nil
	}
	c.Op = p.comparisonOp()
	switch {
	case c.Op != "":
		if c.Y = p.comparand(parens, operands); c.Y == nil {
			p.fail("Syntax", "expected expression")
		}
		return c
	case x != nil:
		return nil
	}
	c.Op, c.Y = "=", &Keyword{"true", at}
	return c
}

func (p *parser) comparand(parens, operands bool) Expr {
	if operands {
		if c := p.parenthesised(parens, false); c != nil {
			return c
		}
	}
	if e := p.addition(); e != nil {
		return e
	}
	return p.plainOperand(false)
}

// comparisonOp reads ">", ">=", "<", "<=", "=", "=>" or "=<"; the last two are old
// spellings of ">=" and "<=".
func (p *parser) comparisonOp() string {
	switch {
	case p.eat('>'):
		if p.eat('=') {
			return ">="
		}
		return ">"
	case p.eat('<'):
		if p.eat('=') {
			return "<="
		}
		return "<"
	case p.eat('='):
		if p.eat('>') {
			return "=>"
		}
		if p.eat('<') {
			return "=<"
		}
		return "="
	}
	return ""
}
