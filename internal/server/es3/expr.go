package es3

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// expression reads a list of assignments. in reports whether the operator "in"
// is allowed, which it is not in the head of a for. It reports whether the
// expression can be assigned to.
func (p *parser) expression(in bool) (target bool) {
	target = p.assignment(in)
	for p.eat(js.CommaToken) {
		p.assignment(in)
		target = false
	}
	return target
}

func (p *parser) assignment(in bool) (target bool) {
	if !p.enter() {
		return false
	}
	defer p.leave()
	target = p.binary(in)
	switch {
	case p.eat(js.QuestionToken):
		p.assignment(true)
		p.expect(js.ColonToken)
		p.assignment(in)
		return false
	case p.is(js.ArrowToken):
		p.newer(p.tok.span, "an arrow function")
		p.next()
		p.arrowBody(in)
		return false
	case p.assigns():
		if !target {
			p.stop("cannot assign to the expression before %s", p.tok.text)
			return false
		}
		p.next()
		p.assignment(in)
		return false
	}
	return target
}

func (p *parser) arrowBody(in bool) {
	if !p.is(js.OpenBraceToken) {
		p.assignment(in)
		return
	}
	outer := p.scope
	p.scope = scope{function: true}
	p.block()
	p.scope = outer
}

// assigns reports whether the current token is an assignment operator, and
// reports newer operators as errors.
func (p *parser) assigns() bool {
	switch p.tok.kind {
	case js.EqToken, js.LtLtEqToken, js.GtGtEqToken, js.GtGtGtEqToken, js.AddEqToken, js.SubEqToken, js.MulEqToken, js.DivEqToken,
		js.ModEqToken, js.BitAndEqToken, js.BitOrEqToken, js.BitXorEqToken:
		return true
	case js.ExpEqToken, js.AndEqToken, js.OrEqToken, js.NullishEqToken:
		p.newer(p.tok.span, p.tok.text)
		return true
	}
	return false
}

// binary reads unary expressions joined by binary operators. Precedence does
// not matter here.
func (p *parser) binary(in bool) (target bool) {
	target = p.unary()
	for p.joins(in) {
		p.next()
		p.unary()
		target = false
	}
	return target
}

func (p *parser) joins(in bool) bool {
	switch p.tok.kind {
	case js.EqEqToken, js.EqEqEqToken, js.NotEqToken, js.NotEqEqToken, js.LtToken, js.LtEqToken, js.LtLtToken, js.GtToken, js.GtEqToken,
		js.GtGtToken, js.GtGtGtToken, js.AddToken, js.SubToken, js.MulToken, js.DivToken, js.ModToken, js.BitAndToken, js.BitOrToken,
		js.BitXorToken, js.AndToken, js.OrToken, js.InstanceofToken:
		return true
	case js.ExpToken, js.NullishToken:
		p.newer(p.tok.span, p.tok.text)
		return true
	case js.InToken:
		return in
	}
	return false
}

func (p *parser) unary() (target bool) {
	prefixed, step := false, false
	for {
		switch p.tok.kind {
		case js.DeleteToken, js.VoidToken, js.TypeofToken, js.AddToken, js.SubToken, js.BitNotToken, js.NotToken:
			step = false
		case js.IncrToken, js.DecrToken:
			step = true
		default:
			target = p.postfix(step)
			return target && !prefixed
		}
		prefixed = true
		p.next()
	}
}

// postfix reads an operand and a ++ or -- after it. step is set if one precedes
// the operand.
func (p *parser) postfix(step bool) (target bool) {
	target = p.member()
	if (p.is(js.IncrToken) || p.is(js.DecrToken)) && !p.tok.newline {
		if !target || step {
			p.stop("cannot assign to the expression before %s", p.tok.text)
			return false
		}
		p.next()
		return false
	}
	if step && !target && !p.stopped() {
		p.stop("++ or -- needs a variable or a property after it")
	}
	return target
}

// member reads an operand with its properties, calls and preceding "new"
// operators.
func (p *parser) member() (target bool) {
	news := 0
	for ; p.is(js.NewToken); news++ {
		p.next()
		if p.is(js.DotToken) {
			p.newer(p.tok.span, "new.target")
			p.next()
			p.next()
			return false
		}
	}
	target = p.primary()
	for {
		call := p.is(js.OpenParenToken)
		if !p.suffix() {
			return target && news == 0
		}
		target = !call || news == 0
		if call && news > 0 {
			news--
		}
	}
}

// suffix reads one property, index or call.
func (p *parser) suffix() bool {
	switch p.tok.kind {
	case js.OptChainToken:
		p.newer(p.tok.span, "?.")
		p.next()
		if !p.is(js.OpenBracketToken) && !p.is(js.OpenParenToken) {
			p.property()
			return true
		}
		return p.suffix()
	case js.DotToken:
		p.next()
		p.property()
	case js.OpenBracketToken:
		p.next()
		p.expression(true)
		p.expect(js.CloseBracketToken)
	case js.OpenParenToken:
		p.arguments()
	case js.TemplateToken, js.TemplateStartToken:
		p.template()
	default:
		return false
	}
	return true
}

func (p *parser) property() {
	if p.is(js.PrivateIdentifierToken) {
		p.newer(p.tok.span, "a private name")
		p.next()
		return
	}
	p.name("property")
}

func (p *parser) arguments() {
	p.next()
	for !p.done() && !p.is(js.CloseParenToken) {
		p.spread()
		p.assignment(true)
		comma := p.tok.span
		if !p.eat(js.CommaToken) {
			break
		}
		if p.is(js.CloseParenToken) {
			p.newer(comma, "a comma after the last argument")
		}
	}
	p.expect(js.CloseParenToken)
}

func (p *parser) spread() {
	if p.is(js.EllipsisToken) {
		p.newer(p.tok.span, "...")
		p.next()
	}
}

// primary reads an operand without its suffixes.
func (p *parser) primary() (target bool) {
	switch k := p.tok.kind; {
	case k == js.StringToken || js.IsNumeric(k) || k == js.ThisToken || k == js.NullToken || k == js.TrueToken || k == js.FalseToken:
		p.next()
	case k == js.OpenParenToken:
		return p.parenthesis()
	case k == js.OpenBracketToken:
		p.array()
		return true // a pattern, perhaps; "[a] = b" passes YUI Compressor
	case k == js.OpenBraceToken:
		p.object()
	case k == js.FunctionToken:
		p.next()
		p.function(false)
	case k == js.DivToken || k == js.DivEqToken:
		p.regexp()
	case k == js.TemplateToken || k == js.TemplateStartToken:
		p.template()
	case k == js.ClassToken:
		p.newer(p.tok.span, "class")
		p.next()
		p.classTail()
	case k == js.ImportToken || k == js.SuperToken:
		p.newer(p.tok.span, p.tok.text)
		p.next()
	case js.IsIdentifier(k) || k == js.AwaitToken || k == js.EnumToken || k == js.YieldToken:
		return p.variable()
	default:
		p.unexpected("expected an expression")
	}
	return false
}

func (p *parser) variable() (target bool) {
	name := p.tok
	p.name("variable")
	if name.text == "async" && p.is(js.FunctionToken) && !p.tok.newline {
		p.newer(name.span, "async")
		p.next()
		p.function(false)
		return false
	}
	return true
}

// parenthesis reads a parenthesised expression or the parameters of an arrow
// function.
func (p *parser) parenthesis() (target bool) {
	p.next()
	if p.is(js.CloseParenToken) {
		p.next()
		if !p.is(js.ArrowToken) {
			p.unexpected("expected an expression before )")
		}
		return false
	}
	p.spread()
	target = p.assignment(true)
	for p.eat(js.CommaToken) {
		p.spread()
		p.assignment(true)
		target = false
	}
	p.expect(js.CloseParenToken)
	return target
}

func (p *parser) array() {
	p.next()
	comma := p.tok.span
	trailing := false
	for !p.done() && !p.is(js.CloseBracketToken) {
		if trailing = p.is(js.CommaToken); trailing {
			comma = p.tok.span
			p.next()
			continue
		}
		p.spread()
		p.assignment(true)
		if !p.is(js.CloseBracketToken) {
			comma, trailing = p.tok.span, true
			p.expect(js.CommaToken)
		}
	}
	if trailing {
		p.loose(comma, codes.ES3TrailingComma, "comma after the last element: Internet Explorer 8 counts one more element")
	}
	p.expect(js.CloseBracketToken)
}

func (p *parser) object() {
	p.next()
	for !p.done() && !p.is(js.CloseBraceToken) {
		p.entry()
		if p.is(js.CloseBraceToken) {
			break
		}
		comma := p.tok.span
		p.expect(js.CommaToken)
		if p.is(js.CloseBraceToken) {
			p.loose(comma, codes.ES3TrailingComma, "comma after the last property: Internet Explorer 7 rejects the script")
		}
	}
	p.expect(js.CloseBraceToken)
}

// entry reads one property of an object literal.
func (p *parser) entry() {
	if p.is(js.EllipsisToken) {
		p.spread()
		p.assignment(true)
		return
	}
	first := p.tok
	p.key(first)
	accessor := first.kind == js.GetToken || first.kind == js.SetToken
	if accessor && p.isKey() {
		if !js.IsIdentifierName(p.tok.kind) {
			p.newer(p.tok.span, "an accessor of this name")
		}
		p.loose(first.span, codes.ES3Accessor, "accessors are not in ECMAScript 3; Internet Explorer 8 rejects the script")
		p.key(p.tok)
		p.method()
		return
	}
	if first.kind == js.AsyncToken && (p.isKey() || p.is(js.MulToken)) || first.kind == js.MulToken {
		p.key(p.tok)
	}
	switch p.tok.kind {
	case js.ColonToken:
		p.next()
		p.assignment(true)
	case js.OpenParenToken:
		p.newer(first.span, "a method of this form")
		p.method()
	case js.CommaToken, js.CloseBraceToken, js.EqToken:
		p.newer(first.span, "a property without a value")
		if p.eat(js.EqToken) {
			p.assignment(true)
		}
	default:
		p.unexpected("expected : and a value")
	}
}

func (p *parser) isKey() bool {
	return p.is(js.StringToken) || js.IsNumeric(p.tok.kind) || js.IsIdentifierName(p.tok.kind) || p.is(js.OpenBracketToken)
}

func (p *parser) key(t token) {
	switch {
	case t.kind == js.OpenBracketToken:
		p.newer(t.span, "a computed key")
		p.next()
		p.assignment(true)
		p.expect(js.CloseBracketToken)
	case t.kind == js.MulToken, t.kind == js.StringToken, js.IsNumeric(t.kind):
		p.next()
	default:
		p.name("key")
	}
}

// method reads the parameters and the body of a method or accessor.
func (p *parser) method() { p.function(false) }

func (p *parser) regexp() {
	kind, text := p.lex.RegExp()
	if kind != js.RegExpToken {
		p.stop("unterminated regular expression")
		return
	}
	start := p.tok.span.Start
	p.end = start + len(text)
	flags := string(text[strings.LastIndexByte(string(text), '/')+1:])
	if i := strings.IndexFunc(flags, func(r rune) bool { return !strings.ContainsRune("gim", r) }); i >= 0 {
		p.newer(source.Span{Start: p.end - len(flags) + i, End: p.end}, "the flag "+flags[i:])
	}
	p.next()
}

func (p *parser) template() {
	p.newer(p.tok.span, "a template literal")
	if p.eat(js.TemplateToken) {
		return
	}
	p.next()
	for {
		p.expression(true)
		if !p.is(js.TemplateMiddleToken) {
			break
		}
		p.next()
	}
	p.expect(js.TemplateEndToken)
}
