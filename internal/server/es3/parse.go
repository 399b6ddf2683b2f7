package es3

import (
	"io"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// maxDepth limits the nesting of expressions and statements. YUI Compressor is
// recursive too and overflows its stack at about 1,500.
const maxDepth = 1000

// parser recognises a program. It builds no tree, because only the diagnostics
// are needed. After a syntax error it is at the end of the file.
type parser struct {
	f     *source.File
	lex   *js.Lexer
	tok   token
	end   int // offset of the byte after tok
	last  int // offset of the byte after the token before tok
	depth int
	diags source.Diags
	scope scope
}

// scope records whether return, break and continue are allowed.
type scope struct {
	function bool
	loops    int
	switches int
	labels   []string
}

// token is a token other than white space and comments. At the end of the file,
// and after a syntax error, its kind is js.ErrorToken.
type token struct {
	kind    js.TokenType
	text    string
	span    source.Span
	newline bool // a line ends between it and the token before
}

func newParser(f *source.File) *parser {
	p := &parser{f: f, lex: js.NewLexer(parse.NewInputString(f.Text()))}
	p.next()
	return p
}

// next moves to the next token. YUI Compressor does not count line ends in a
// comment, and treats a comment that it keeps as a statement.
func (p *parser) next() {
	newline := false
	p.last = p.tok.span.End
	for {
		kind, text := p.lex.Next()
		// The lexer counts the NUL that it appends to the text if it finds another
		// NUL.
		end := min(p.end+len(text), len(p.f.Text()))
		t := token{kind, string(text), source.Span{Start: p.end, End: end}, newline}
		p.end = t.span.End
		switch {
		case kind == js.LineTerminatorToken:
			newline = true
		case kind == js.WhitespaceToken || kind == js.CommentToken && !t.kept() || kind == js.CommentLineTerminatorToken && !t.kept():
			p.checkComment(t)
		default:
			p.tok = t
			p.checkToken()
			return
		}
	}
}

// kept reports whether YUI Compressor keeps the comment.
func (t token) kept() bool {
	return strings.HasPrefix(t.text, "/*!") || strings.HasPrefix(t.text, "/*@")
}

func (p *parser) checkComment(t token) {
	if strings.HasPrefix(t.text, "<!--") || strings.HasPrefix(t.text, "-->") {
		p.loose(t.span, codes.ES3HTMLComment, "an HTML comment, which comments out the rest of the line")
	}
}

// checkToken reports tokens that are wrong in any position.
func (p *parser) checkToken() {
	t := p.tok
	switch {
	case t.kind == js.ErrorToken && p.lex.Err() != io.EOF:
		p.stop("cannot read the script: %v", cause(p.lex.Err()))
	case t.kind == js.StringToken && strings.ContainsAny(t.text, "\u2028\u2029"):
		p.newer(t.span, "a line separator in a string")
	case t.kind == js.StringToken && strings.ContainsAny(t.text, "\n\r"):
		p.loose(t.span, codes.ES3LongString, "a string over several lines is not in ECMAScript 3")
	case js.IsNumeric(t.kind) && (t.kind == js.BinaryToken || t.kind == js.OctalToken && strings.ContainsAny(t.text, "oO") || strings.ContainsAny(t.text, "_n")):
		p.newer(t.span, "a number of this form")
	case t.kind == js.IdentifierToken && t.text == "DBG":
		p.checkDBG()
	case t.kind == js.IdentifierToken && strings.ContainsRune(t.text, '{'):
		p.newer(t.span, `an escape of the form \u{}`)
	}
}

// cause removes the position from the lexer's error; the diagnostic has its
// own.
func cause(err error) string {
	if e, ok := err.(*parse.Error); ok {
		return e.Message
	}
	return "unexpected end"
}

func (p *parser) checkDBG() {
	line, _ := p.f.Position(p.tok.span.Start)
	text := p.f.Line(line)
	if strings.HasPrefix(strings.TrimSpace(text), "DBG.") && dbgLine.MatchString(text) {
		p.diags = append(p.diags, p.f.Warnf(p.tok.span, codes.ES3DBGLine, "the server deletes this line before it compresses").
			WithHint("move code that must run to another line; the server deletes every line of the form DBG.name(...);"))
	}
}

// newer reports a construct that is newer than the 3rd edition.
func (p *parser) newer(s source.Span, what string) {
	p.diags = append(p.diags, p.f.Errorf(s, codes.ES3NewerSyntax, "%s is newer than ECMAScript 3: YUI Compressor rejects the whole script", what))
}

// loose reports a construct that YUI Compressor accepts although it is not in
// ECMAScript 3.
func (p *parser) loose(s source.Span, code codes.Code, format string, args ...any) {
	p.diags = append(p.diags, p.f.Warnf(s, code, format, args...))
}

// stop reports a syntax error at the current token and ends the check of the
// file.
func (p *parser) stop(format string, args ...any) {
	p.diags = append(p.diags, p.f.Errorf(p.tok.span, codes.ES3Syntax, format, args...))
	p.lex = js.NewLexer(parse.NewInputString(""))
	p.end = len(p.f.Text())
	p.tok = token{span: source.At(p.end), newline: true}
}

func (p *parser) is(kind js.TokenType) bool { return p.tok.kind == kind }

// done reports whether the parser is at the end of the file.
func (p *parser) done() bool { return p.tok.kind == js.ErrorToken }

func (p *parser) eat(kind js.TokenType) bool {
	if p.tok.kind != kind {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(kind js.TokenType) {
	if !p.eat(kind) {
		p.unexpected("expected " + kind.String())
	}
}

func (p *parser) unexpected(want string) {
	if p.done() && p.stopped() {
		return
	}
	what := "end of script"
	if !p.done() {
		what = p.tok.text
		if len(what) > 40 {
			what = what[:40] + "…"
		}
	}
	p.stop("unexpected %s, %s", what, want)
}

func (p *parser) stopped() bool {
	n := len(p.diags)
	return n > 0 && p.diags[n-1].Code == codes.ES3Syntax
}

// enter limits the recursion. It returns false, and ends the check of the file,
// if the nesting is too deep.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		if !p.stopped() {
			p.stop("nesting is deeper than %d", maxDepth)
		}
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// name reads an identifier: anything but a reserved word.
func (p *parser) name(what string) {
	if !js.IsIdentifierName(p.tok.kind) {
		p.unexpected("expected " + what)
		return
	}
	if reservedWords[p.tok.text] {
		p.reserved(what)
	}
	p.next()
}

func (p *parser) reserved(what string) {
	d := p.f.Errorf(p.tok.span, codes.ES3ReservedWord, "reserved word %s as %s: YUI Compressor rejects the whole script", p.tok.text, what)
	switch what {
	case "property":
		d.WithHint("write [%q]", p.tok.text)
	case "key":
		d.WithHint("write %q:", p.tok.text)
	default:
		d.WithHint("use another name")
	}
	p.diags = append(p.diags, d)
}
