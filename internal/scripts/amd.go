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

// amdToModule turns define([names], function (values) {…}) into an ECMAScript
// module: names become imports, the function's value the default export. What
// stands beside the call, comments and a directive, stays.
func amdToModule(f *source.File) (string, error) {
	call, err := findDefine(f)
	if err != nil {
		return "", err
	}
	var imports, values strings.Builder
	for i, name := range call.names {
		value := "amd" + strconv.Itoa(i)
		fmt.Fprintf(&imports, "import %s from %q;", value, name)
		if i > 0 {
			values.WriteString(", ")
		}
		values.WriteString(value)
	}
	text := f.Text()
	return imports.String() + text[:call.start] + "export default (" + text[call.factory:call.end] + ")(" + values.String() + ")" + text[call.end+1:], nil
}

// define is one call of define: the byte offsets of its word, of its function
// and of its closing parenthesis, and the names it wants.
type define struct {
	start, factory, end int
	names               []string
}

// findDefine finds the call of define at the top level of the file.
func findDefine(f *source.File) (define, error) {
	lex := js.NewLexer(parse.NewInputString(f.Text()))
	d := define{start: -1, factory: -1}
	depth, offset, inNames := 0, 0, false
	last := js.ErrorToken
	for {
		kind, text := lex.Next()
		if kind == js.ErrorToken {
			break
		}
		if regexpMayFollow(last) && (kind == js.DivToken || kind == js.DivEqToken) {
			if kind, text = lex.RegExp(); kind == js.ErrorToken {
				break
			}
		}
		start := offset
		offset += len(text)
		switch kind {
		case js.WhitespaceToken, js.LineTerminatorToken, js.CommentToken, js.CommentLineTerminatorToken:
			continue
		case js.OpenParenToken, js.OpenBraceToken, js.OpenBracketToken:
			if kind == js.OpenBracketToken && depth == 1 && d.start >= 0 && d.factory < 0 {
				inNames = true
			}
			depth++
		case js.CloseParenToken, js.CloseBraceToken, js.CloseBracketToken:
			depth--
			inNames = inNames && depth > 1
			if depth == 0 && d.factory >= 0 {
				d.end = start
				return d, nil
			}
		case js.IdentifierToken:
			if depth == 0 && string(text) == "define" && d.start < 0 {
				d.start = start
			}
		case js.StringToken:
			if inNames {
				d.names = append(d.names, string(text[1:len(text)-1]))
			}
		case js.FunctionToken:
			if depth == 1 && d.start >= 0 && d.factory < 0 {
				d.factory = start
			}
		}
		last = kind
	}
	return define{}, fmt.Errorf("%s: no call of define with a function: not an AMD module", f.Name())
}

// regexpMayFollow says whether "/" after the token begins a regular expression.
func regexpMayFollow(last js.TokenType) bool {
	switch last {
	case js.CloseParenToken, js.CloseBracketToken, js.CloseBraceToken, js.StringToken, js.RegExpToken, js.ThisToken:
		return false
	}
	return !js.IsNumeric(last) && !js.IsIdentifier(last)
}
