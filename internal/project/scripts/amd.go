package scripts

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"skinbuild/internal/source"
)

// amdPath is the file that an AMD name of the modernizr package means: "test/…"
// is a feature detect, "lib/…" a part of its build, all else lies in src/.
func amdPath(name string) string {
	if detect, ok := strings.CutPrefix(name, "test/"); ok {
		return "modernizr/feature-detects/" + detect + ".js"
	}
	return "modernizr/src/" + path.Clean(name) + ".js"
}

// amdToModule turns define([names], function (values) { …; return value; }) into
// an ECMAScript module: names become imports of the values, the value its default
// export. What stands beside the call, comments and a directive, stays. A function
// that also returns elsewhere stays a function, and is called.
func amdToModule(f *source.File) (string, error) {
	call, err := findDefine(f)
	if err != nil {
		return "", err
	}
	var imports strings.Builder
	values := make([]string, len(call.names))
	for i, name := range call.names {
		values[i] = "amd" + strconv.Itoa(i)
		if i < len(call.params) && len(call.returns) <= 1 {
			values[i] = call.params[i]
		}
		fmt.Fprintf(&imports, "import %s from %q;", values[i], name)
	}
	text := f.Text()
	head, tail := imports.String()+text[:call.start], text[call.end+1:]
	switch len(call.returns) {
	case 0:
		return head + text[call.body:call.bodyEnd] + ";\nexport default undefined" + tail, nil
	case 1:
		at := call.returns[0]
		return head + text[call.body:at] + "export default" + text[at+len("return"):call.bodyEnd] + tail, nil
	}
	return head + "export default (" + text[call.factory:call.end] + ")(" + strings.Join(values, ", ") + ")" + tail, nil
}

// define is one call of define. The numbers are byte offsets: of its word, of its
// function, of the inside of the function's braces and of its closing parenthesis.
type define struct {
	start, factory, body, bodyEnd, end int

	names   []string // the modules it wants
	params  []string // the names of its function's parameters
	returns []int    // offsets of the function's own returns
}

// findDefine finds the call of define at the top level of the file.
func findDefine(f *source.File) (define, error) {
	s := defineScan{define: define{start: -1, factory: -1, body: -1}, lex: js.NewLexer(parse.NewInputString(f.Text())), last: js.ErrorToken}
	for s.next() {
		if s.end > 0 {
			return s.define, nil
		}
	}
	return define{}, fmt.Errorf("%s: no call of define with a function: not an AMD module", f.Name())
}

// defineScan reads the file token by token.
type defineScan struct {
	define
	lex    *js.Lexer
	last   js.TokenType // before the current token, white space aside
	offset int          // after the current token
	depth  int          // of open brackets
	inner  []int        // depths at which functions inside the define's function began
	words  bool         // inside the list of names
}

// next reads a token; false at the end of the file.
func (s *defineScan) next() bool {
	kind, text := s.lex.Next()
	if regexpMayFollow(s.last) && (kind == js.DivToken || kind == js.DivEqToken) {
		kind, text = s.lex.RegExp()
	}
	start := s.offset
	s.offset += len(text)
	switch kind {
	case js.ErrorToken:
		return false
	case js.WhitespaceToken, js.LineTerminatorToken, js.CommentToken, js.CommentLineTerminatorToken:
		return true
	case js.OpenParenToken, js.OpenBraceToken, js.OpenBracketToken:
		s.open(kind)
	case js.CloseParenToken, js.CloseBraceToken, js.CloseBracketToken:
		s.close(kind, start)
	case js.StringToken:
		if s.words {
			s.names = append(s.names, string(text[1:len(text)-1]))
		}
	case js.FunctionToken:
		if s.depth == 1 && s.start >= 0 && s.factory < 0 {
			s.factory = start
		} else if s.body >= 0 {
			s.inner = append(s.inner, s.depth)
		}
	case js.ReturnToken:
		if s.body >= 0 && len(s.inner) == 0 {
			s.returns = append(s.returns, start)
			if s.depth > 2 {
				s.returns = append(s.returns, start) // in a branch: never the last word
			}
		}
	default:
		s.word(kind, string(text), start)
	}
	s.last = kind
	return true
}

func (s *defineScan) word(kind js.TokenType, text string, start int) {
	switch {
	case !js.IsIdentifier(kind):
	case s.depth == 0 && text == "define" && s.start < 0:
		s.start = start
	case s.factory >= 0 && s.body < 0 && s.depth == 2:
		s.params = append(s.params, text)
	}
}

func (s *defineScan) open(kind js.TokenType) {
	if kind == js.OpenBracketToken && s.depth == 1 && s.start >= 0 && s.factory < 0 {
		s.words = true
	}
	if kind == js.OpenBraceToken && s.depth == 1 && s.factory >= 0 && s.body < 0 {
		s.body = s.offset
	}
	s.depth++
}

func (s *defineScan) close(kind js.TokenType, start int) {
	s.depth--
	s.words = s.words && s.depth > 1
	// A function ends with the brace, not the parenthesis, that leads back to its depth.
	if n := len(s.inner); n > 0 && s.inner[n-1] == s.depth && kind == js.CloseBraceToken {
		s.inner = s.inner[:n-1]
	}
	switch {
	case s.body > 0 && s.bodyEnd == 0 && s.depth == 1:
		s.bodyEnd = start
	case s.depth == 0 && s.factory >= 0:
		s.end = start
	}
}

// regexpMayFollow reports whether "/" after the token begins a regular expression.
func regexpMayFollow(last js.TokenType) bool {
	switch last {
	case js.CloseParenToken, js.CloseBracketToken, js.CloseBraceToken, js.StringToken, js.RegExpToken, js.ThisToken:
		return false
	}
	return !js.IsNumeric(last) && !js.IsIdentifier(last)
}
