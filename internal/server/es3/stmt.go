package es3

import (
	"slices"

	"github.com/tdewolff/parse/v2/js"

	"skinbuild/internal/codes"
)

func (p *parser) program() {
	for !p.done() {
		p.statement()
	}
}

func (p *parser) block() {
	p.expect(js.OpenBraceToken)
	for !p.done() && !p.is(js.CloseBraceToken) {
		p.statement()
	}
	p.expect(js.CloseBraceToken)
}

func (p *parser) statement() {
	if !p.enter() {
		return
	}
	defer p.leave()
	switch p.tok.kind {
	case js.OpenBraceToken:
		p.block()
	case js.SemicolonToken:
		p.next()
	case js.CommentToken, js.CommentLineTerminatorToken:
		p.next()
		p.semicolon()
	case js.VarToken, js.ConstToken:
		p.declaration()
		p.semicolon()
	case js.FunctionToken:
		p.next()
		p.function(true)
	case js.IfToken:
		p.ifStatement()
	case js.ForToken:
		p.forStatement()
	case js.WhileToken:
		p.next()
		p.condition()
		p.body()
	case js.WithToken:
		p.next()
		p.condition()
		p.statement()
	case js.DoToken:
		p.doStatement()
	case js.ContinueToken, js.BreakToken:
		p.jump()
	case js.ReturnToken, js.ThrowToken:
		p.result()
	case js.SwitchToken:
		p.switchStatement()
	case js.TryToken:
		p.tryStatement()
	case js.DebuggerToken:
		p.loose(p.tok.span, codes.ES3Debugger, "debugger stops browsers that are being debugged")
		p.next()
		p.semicolon()
	case js.ClassToken, js.ImportToken, js.ExportToken, js.EnumToken:
		p.modern()
	default:
		p.expressionStatement()
	}
}

// modern skips a statement that only newer editions have, if its end can be
// found.
func (p *parser) modern() {
	p.newer(p.tok.span, p.tok.text)
	if !p.is(js.ClassToken) {
		p.diags = p.diags[:len(p.diags)-1]
		p.stop("%s is newer than ECMAScript 3: YUI Compressor rejects the whole script", p.tok.text)
		return
	}
	p.next()
	p.classTail()
}

// classTail skips a class after its keyword.
func (p *parser) classTail() {
	for !p.done() && !p.is(js.OpenBraceToken) {
		p.next()
	}
	for open := 0; !p.done(); {
		switch p.tok.kind {
		case js.OpenBraceToken:
			open++
		case js.CloseBraceToken:
			open--
		}
		p.next()
		if open == 0 {
			return
		}
	}
}

// declaration reads "var a = 1, b" without its semicolon.
func (p *parser) declaration() {
	if p.is(js.ConstToken) {
		p.loose(p.tok.span, codes.ES3Const, "const is not in ECMAScript 3; YUI Compressor passes it unchanged to every browser")
	}
	p.next()
	p.declarators(true)
}

// declarators reads the names of a declaration with their values; in has the
// same meaning as in expression. It reports whether there is exactly one name
// without a value, as for-in requires.
func (p *parser) declarators(in bool) (single bool) {
	single = true
	for {
		p.binding("variable")
		if p.eat(js.EqToken) {
			single = false
			p.assignment(in)
		}
		if !p.eat(js.CommaToken) {
			return single
		}
		single = false
	}
}

// binding reads the name of a variable or parameter, or skips a pattern.
func (p *parser) binding(what string) {
	if p.is(js.OpenBraceToken) || p.is(js.OpenBracketToken) {
		p.newer(p.tok.span, "destructuring")
		p.primary()
		return
	}
	p.name(what)
}

func (p *parser) ifStatement() {
	p.next()
	p.condition()
	p.statement()
	if p.eat(js.ElseToken) {
		p.statement()
	}
}

func (p *parser) condition() {
	p.expect(js.OpenParenToken)
	p.expression(true)
	p.expect(js.CloseParenToken)
}

func (p *parser) forStatement() {
	p.next()
	if p.is(js.AwaitToken) || p.tok.text == "each" {
		p.newer(p.tok.span, "for "+p.tok.text)
		p.next()
	}
	p.expect(js.OpenParenToken)
	p.forHead()
	p.expect(js.CloseParenToken)
	p.body()
}

func (p *parser) forHead() {
	target := true
	switch p.tok.kind {
	case js.VarToken, js.ConstToken, js.LetToken:
		if !p.is(js.VarToken) {
			p.loose(p.tok.span, codes.ES3Const, "%s is not in ECMAScript 3; YUI Compressor passes it unchanged to every browser", p.tok.text)
		}
		p.next()
		target = p.declarators(false)
	case js.SemicolonToken:
		target = false
	default:
		target = p.expression(false)
	}
	if p.tok.text == "of" {
		p.newer(p.tok.span, "for-of")
		p.next()
		p.assignment(true)
		return
	}
	if target && p.eat(js.InToken) {
		p.expression(true)
		return
	}
	p.expect(js.SemicolonToken)
	if !p.is(js.SemicolonToken) {
		p.expression(true)
	}
	p.expect(js.SemicolonToken)
	if !p.is(js.CloseParenToken) {
		p.expression(true)
	}
}

func (p *parser) doStatement() {
	p.next()
	p.body()
	p.expect(js.WhileToken)
	p.condition()
	p.eat(js.SemicolonToken) // every engine allows it to be omitted here
}

// body reads the statement that a loop repeats.
func (p *parser) body() {
	p.scope.loops++
	p.statement()
	p.scope.loops--
}

func (p *parser) result() {
	if p.is(js.ReturnToken) && !p.scope.function {
		p.stop("return outside a function")
		return
	}
	throw := p.is(js.ThrowToken)
	p.next()
	switch {
	case !p.atEnd():
		p.expression(true)
	case throw:
		p.unexpected("expected the value to throw on the same line")
	}
	p.semicolon()
}

func (p *parser) jump() {
	word := p.tok
	p.next()
	switch {
	case js.IsIdentifier(p.tok.kind) && !p.tok.newline:
		if !slices.Contains(p.scope.labels, p.tok.text) {
			p.stop("no enclosing statement has the label %s", p.tok.text)
			return
		}
		p.name("label")
	case p.scope.loops == 0 && (word.kind == js.ContinueToken || p.scope.switches == 0):
		p.tok = word
		p.stop("%s outside a loop", word.text)
		return
	}
	p.semicolon()
}

func (p *parser) switchStatement() {
	p.next()
	p.condition()
	p.expect(js.OpenBraceToken)
	p.scope.switches++
	defaults := 0
	for p.is(js.CaseToken) || p.is(js.DefaultToken) {
		if p.is(js.DefaultToken) {
			if defaults++; defaults == 2 {
				p.stop("a switch has a second default")
				return
			}
			p.next()
		} else {
			p.next()
			p.expression(true)
		}
		p.expect(js.ColonToken)
		for !p.done() && !p.is(js.CaseToken) && !p.is(js.DefaultToken) && !p.is(js.CloseBraceToken) {
			p.statement()
		}
	}
	p.scope.switches--
	p.expect(js.CloseBraceToken)
}

func (p *parser) tryStatement() {
	p.next()
	p.block()
	handled := false
	if p.is(js.CatchToken) {
		handled = true
		start := p.tok.span
		p.next()
		if p.is(js.OpenBraceToken) {
			p.newer(start, "catch without a parameter")
		} else {
			p.expect(js.OpenParenToken)
			p.binding("parameter")
			p.expect(js.CloseParenToken)
		}
		p.block()
	}
	if p.eat(js.FinallyToken) {
		p.block()
	} else if !handled {
		p.unexpected("expected catch or finally")
	}
}

// function reads a function from its name on.
func (p *parser) function(named bool) {
	if p.is(js.MulToken) {
		p.newer(p.tok.span, "a generator")
		p.next()
	}
	if named || !p.is(js.OpenParenToken) {
		p.name("function name")
	}
	p.expect(js.OpenParenToken)
	for !p.done() && !p.is(js.CloseParenToken) {
		p.parameter()
		if !p.is(js.CloseParenToken) {
			comma := p.tok.span
			p.expect(js.CommaToken)
			if p.is(js.CloseParenToken) {
				p.newer(comma, "a comma after the last parameter")
			}
		}
	}
	p.expect(js.CloseParenToken)
	outer := p.scope
	p.scope = scope{function: true}
	p.block()
	p.scope = outer
}

func (p *parser) parameter() {
	if p.is(js.EllipsisToken) {
		p.newer(p.tok.span, "a rest parameter")
		p.next()
	}
	p.binding("parameter")
	if p.is(js.EqToken) {
		p.newer(p.tok.span, "a default value of a parameter")
		p.next()
		p.assignment(true)
	}
}

func (p *parser) expressionStatement() {
	start := p.tok
	if start.kind == js.LetToken {
		p.loose(start.span, codes.ES3Const, "let is not in ECMAScript 3; YUI Compressor passes it unchanged to every browser")
		p.next()
		p.declarators(true)
		p.semicolon()
		return
	}
	p.expression(true)
	if p.is(js.ColonToken) && js.IsIdentifierName(start.kind) && p.last == start.span.End {
		p.next()
		p.scope.labels = append(p.scope.labels, start.text)
		p.statement()
		p.scope.labels = p.scope.labels[:len(p.scope.labels)-1]
		return
	}
	p.semicolon()
}

// atEnd reports whether a statement may end before the current token.
func (p *parser) atEnd() bool {
	return p.done() || p.tok.newline || p.is(js.SemicolonToken) || p.is(js.CloseBraceToken)
}

// semicolon reads the end of a statement: a semicolon, or a place where it may
// be omitted.
func (p *parser) semicolon() {
	if !p.eat(js.SemicolonToken) && !p.atEnd() {
		p.unexpected("expected ; or a line end")
	}
}
