// Package css cuts the text of a style sheet into statements whose tokens know
// their places. It checks nothing and never fails: what is not CSS comes out as
// tokens all the same, so that a check of vendor sheets, with their hacks, can
// look at everything.
package css

import (
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/source"
)

// A Token is one token and its place.
type Token struct {
	Type css.TokenType
	source.Span
	Text string
}

// Space reports whether the token is white space.
func (t Token) Space() bool { return t.Type == css.WhitespaceToken }

// Blank reports whether the token is white space or a comment.
func (t Token) Blank() bool { return t.Space() || t.Type == css.CommentToken }

// Kind says what a statement is.
type Kind uint8

const (
	Declaration Kind = iota // NAME: VALUE
	Rule                    // what stands before a "{"
	AtStatement             // an at-rule that ends with ";"
)

// A Statement is what ends with a ";", a "}" or a "{" outside brackets.
type Statement struct {
	Kind   Kind
	Tokens []Token    // without the terminator; blanks included
	Parent *Statement // the rule whose block it is in; nil at the top
	At     string     // "media" for @media and "keyframes" for @-webkit-keyframes, lower case; "" if it is no at-rule
	Depth  int        // how many blocks it is in
	Empty  bool       // of a Rule: nothing but blanks between its braces

	AfterRule bool // a "}", or nothing at all, is the last brace before it
	Colon     int  // of a Declaration: index of its colon in Tokens
}

// maxDepth is how deep blocks may nest before braces count as text.
const maxDepth = 256

// Scan returns the statements of a sheet in the order of their ends. Statements
// of blanks only are left out.
func Scan(f *source.File) []*Statement { return Statements(Tokens(f.Text())) }

// Statements returns the statements that the tokens of a sheet make up, as Scan does.
func Statements(all []Token) []*Statement {
	s := scanner{after: true}
	for _, t := range all {
		s.add(t)
	}
	s.end(false)
	return s.all
}

// Tokens returns the tokens of a text; joined they are the text.
func Tokens(text string) []Token {
	all := make([]Token, 0, len(text)/4) // a bit more than style sheets have
	lexer := css.NewLexer(parse.NewInputString(text))
	at := 0
	for {
		kind, b := lexer.Next()
		if kind == css.ErrorToken {
			break
		}
		all = append(all, Token{kind, source.Span{Start: at, End: at + len(b)}, text[at : at+len(b)]})
		at += len(b)
	}
	if at < len(text) { // a NUL ends the lexer
		all = append(all, Token{css.DelimToken, source.Span{Start: at, End: len(text)}, text[at:]})
	}
	return all
}

type scanner struct {
	all     []*Statement
	pending []Token
	parents []*Statement
	round   int // open "(" and "["
	ignored int // open "{" beyond maxDepth or inside brackets
	after   bool
}

func (s *scanner) add(t Token) {
	switch t.Type {
	case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken:
		s.round++
	case css.RightParenthesisToken, css.RightBracketToken:
		s.round = max(0, s.round-1)
	case css.LeftBraceToken:
		if len(s.parents) < maxDepth && !s.inCustomProperty() {
			s.open()
			return
		}
		s.ignored++
	case css.RightBraceToken:
		if s.ignored == 0 {
			s.close()
			return
		}
		s.ignored--
	case css.SemicolonToken:
		if s.round == 0 && s.ignored == 0 {
			s.end(false)
			return
		}
	}
	s.pending = append(s.pending, t)
}

// inCustomProperty reports whether a "{" would belong to the value of one.
func (s *scanner) inCustomProperty() bool {
	name := first(s.pending)
	if name < 0 || s.pending[name].Type != css.CustomPropertyNameToken {
		return false
	}
	colon := first(s.pending[name+1:])
	return colon >= 0 && s.pending[name+1+colon].Type == css.ColonToken
}

// first returns the index of the first token that is no blank, or -1.
func first(tokens []Token) int {
	for i, t := range tokens {
		if !t.Blank() {
			return i
		}
	}
	return -1
}

func (s *scanner) open() {
	st := s.end(true)
	if st == nil {
		st = &Statement{Kind: Rule, AfterRule: s.after, Depth: len(s.parents), Parent: s.parent()}
	}
	st.Empty = true
	s.parents = append(s.parents, st)
	s.after = false
}

func (s *scanner) close() {
	s.end(false)
	if n := len(s.parents); n > 0 {
		s.parents = s.parents[:n-1]
	}
	s.after = true
}

func (s *scanner) parent() *Statement {
	if len(s.parents) == 0 {
		return nil
	}
	return s.parents[len(s.parents)-1]
}

// end makes a statement of the pending tokens; nil if they are blank.
func (s *scanner) end(rule bool) *Statement {
	tokens := s.pending
	s.pending, s.round, s.ignored = nil, 0, 0
	i := first(tokens)
	if i < 0 {
		return nil
	}
	st := &Statement{Kind: Declaration, Tokens: tokens, Parent: s.parent(), Depth: len(s.parents), AfterRule: s.after}
	if st.Parent != nil {
		st.Parent.Empty = false
	}
	if tokens[i].Type == css.AtKeywordToken {
		st.At = Unprefixed(strings.ToLower(tokens[i].Text[1:]))
		st.Kind = AtStatement
	}
	if rule {
		st.Kind = Rule
	}
	if st.Kind == Declaration {
		st.Colon = colon(tokens)
		if st.Colon < 0 {
			st.Colon = len(tokens) - 1 // a name without a value
		}
	}
	s.all = append(s.all, st)
	return st
}

func colon(tokens []Token) int {
	for i, t := range tokens {
		if t.Type == css.ColonToken {
			return i
		}
	}
	return -1
}

// Name returns the name of a declaration as it is written, "" for another statement.
func (s *Statement) Name() string {
	if s.Kind != Declaration {
		return ""
	}
	var name strings.Builder
	for _, t := range s.Tokens[:s.Colon] {
		if !t.Blank() {
			name.WriteString(t.Text)
		}
	}
	return name.String()
}

// Value returns the tokens behind the colon of a declaration, else none.
func (s *Statement) Value() []Token {
	if s.Kind != Declaration {
		return nil
	}
	return s.Tokens[s.Colon+1:]
}

// Within returns the nearest rule around the statement that is the at-rule, nil if there is none.
func (s *Statement) Within(at string) *Statement {
	for p := s.Parent; p != nil; p = p.Parent {
		if p.At == at {
			return p
		}
	}
	return nil
}

// Unprefixed returns a name without the vendor prefix it may have.
func Unprefixed(name string) string {
	if len(name) < 2 || name[0] != '-' || name[1] == '-' {
		return name
	}
	if i := strings.IndexByte(name[1:], '-'); i > 0 {
		return name[i+2:]
	}
	return name
}

// Join returns the text of tokens without what surrounds it; comments and white
// space within become one blank.
func Join(tokens []Token) string {
	var b strings.Builder
	blank := false
	for _, t := range tokens {
		if t.Blank() {
			blank = true
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteString(t.Text)
	}
	return b.String()
}

// SpanOf is from the first to the last token that is no blank.
func SpanOf(tokens []Token) source.Span {
	var s source.Span
	for _, t := range tokens {
		if t.Blank() {
			continue
		}
		if s.End == 0 {
			s.Start = t.Start
		}
		s.End = t.End
	}
	return s
}

// Split cuts tokens at the commas outside brackets.
func Split(tokens []Token) [][]Token {
	var out [][]Token
	depth, start := 0, 0
	for i, t := range tokens {
		switch t.Type {
		case css.FunctionToken, css.LeftParenthesisToken, css.LeftBracketToken:
			depth++
		case css.RightParenthesisToken, css.RightBracketToken:
			depth--
		case css.CommaToken:
			if depth <= 0 {
				out = append(out, tokens[start:i])
				start = i + 1
			}
		}
	}
	return append(out, tokens[start:])
}
