package skin

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/source"
)

// A StyleRule is one rule of a style sheet that a browser gets. Offsets are into
// the text of the Rendered; its Place gives the files.
type StyleRule struct {
	Span         source.Span // from the selector to the closing brace
	Selector     string      // as sent, white space as one blank
	Within       []string    // the at-rules around it, the outermost first: "@media print"
	Declarations []Declaration
}

// A Declaration is one "property: value" of a rule.
type Declaration struct {
	Span     source.Span
	Property string // in lower case
	Value    string
}

// Rules returns the rules of a style sheet that one of whose selectors has the
// given compounds in a row: ".a .b" is found in "x .a:hover .b.c" and not in
// ".b .a". Without a query it returns all rules. What is no CSS is skipped.
func (r Rendered) Rules(query string) []StyleRule {
	p := &ruleParser{lexer: css.NewLexer(parse.NewInputString(r.Text()))}
	p.next()
	p.rules(nil, 0)
	if query == "" {
		return p.found
	}
	want := compounds(query)
	return slices.DeleteFunc(p.found, func(rule StyleRule) bool {
		return !slices.ContainsFunc(splitSelectors(rule.Selector), func(s string) bool { return selects(compounds(s), want) })
	})
}

// ruleParser walks over the tokens of a style sheet.
type ruleParser struct {
	lexer *css.Lexer
	kind  css.TokenType
	text  string
	start int // of the token
	end   int
	found []StyleRule
}

func (p *ruleParser) next() {
	kind, data := p.lexer.Next()
	p.kind, p.text = kind, string(data)
	p.start, p.end = p.end, p.end+len(data)
}

// maxNesting bounds blocks within blocks; deeper ones are skipped.
const maxNesting = 100

// rules reads rules until the end of the block or of the text.
func (p *ruleParser) rules(within []string, depth int) {
	for p.kind != css.ErrorToken && p.kind != css.RightBraceToken {
		p.rule(within, depth)
		if depth == 0 && p.kind == css.RightBraceToken {
			p.next() // closes nothing
		}
	}
}

// rule reads one rule or at-rule.
func (p *ruleParser) rule(within []string, depth int) {
	prelude, start := p.prelude()
	switch {
	case p.kind == css.SemicolonToken:
		p.next()
		return
	case p.kind != css.LeftBraceToken:
		return
	}
	p.next()
	nested := strings.HasPrefix(prelude, "@media") || strings.HasPrefix(prelude, "@supports") || strings.HasPrefix(prelude, "@document") || strings.HasPrefix(prelude, "@layer")
	if nested && depth < maxNesting {
		p.rules(append(slices.Clone(within), prelude), depth+1)
	} else {
		rule := StyleRule{Selector: prelude, Within: within}
		p.declarations(&rule)
		rule.Span = source.Span{Start: start, End: p.end}
		p.found = append(p.found, rule)
	}
	if p.kind == css.RightBraceToken {
		p.next()
	}
}

// prelude reads up to a brace or a semicolon.
func (p *ruleParser) prelude() (text string, start int) {
	var b strings.Builder
	start = -1
	blank := false
	for ; p.kind != css.ErrorToken && p.kind != css.LeftBraceToken && p.kind != css.RightBraceToken && p.kind != css.SemicolonToken; p.next() {
		switch p.kind {
		case css.WhitespaceToken, css.CommentToken, css.CDOToken, css.CDCToken:
			blank = true
			continue
		}
		if start < 0 {
			start = p.start
		} else if blank {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteString(p.text)
	}
	return b.String(), max(start, 0)
}

// declarations reads a block of declarations; a block within it is skipped.
func (p *ruleParser) declarations(rule *StyleRule) {
	for p.kind != css.ErrorToken && p.kind != css.RightBraceToken {
		text, start := p.declaration()
		if p.kind == css.LeftBraceToken {
			p.next()
			p.skipBlock()
			continue
		}
		end := p.start
		if p.kind == css.SemicolonToken {
			p.next()
		}
		name, value, ok := strings.Cut(text, ":")
		if ok {
			rule.Declarations = append(rule.Declarations, Declaration{source.Span{Start: start, End: end}, strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)})
		}
	}
}

// declaration reads up to the semicolon that ends it; one within parentheses
// does not.
func (p *ruleParser) declaration() (text string, start int) {
	var b strings.Builder
	start = -1
	parens := 0
	for ; p.kind != css.ErrorToken && p.kind != css.RightBraceToken && p.kind != css.LeftBraceToken; p.next() {
		switch p.kind {
		case css.CommentToken:
			continue
		case css.FunctionToken, css.LeftParenthesisToken:
			parens++
		case css.RightParenthesisToken:
			parens = max(parens-1, 0)
		case css.SemicolonToken:
			if parens == 0 {
				return b.String(), max(start, 0)
			}
		case css.WhitespaceToken:
			if start >= 0 {
				b.WriteByte(' ')
			}
			continue
		}
		if start < 0 {
			start = p.start
		}
		b.WriteString(p.text)
	}
	return b.String(), max(start, 0)
}

func (p *ruleParser) skipBlock() {
	for open := 1; open > 0 && p.kind != css.ErrorToken; p.next() {
		switch p.kind {
		case css.LeftBraceToken:
			open++
		case css.RightBraceToken:
			open--
		}
	}
}

// splitSelectors cuts a selector list at its commas.
func splitSelectors(list string) []string {
	var out []string
	depth, start := 0, 0
	for i := range len(list) {
		switch list[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth <= 0 {
				out = append(out, list[start:i])
				start = i + 1
			}
		}
	}
	return append(out, list[start:])
}

// compounds cuts a selector into its compounds, and those into simple selectors:
// "td.a > .b:hover" is [[td .a] [.b :hover]].
func compounds(selector string) [][]string {
	var out [][]string
	for _, part := range strings.FieldsFunc(outsideBrackets(selector), func(r rune) bool { return strings.ContainsRune(" \t\n>+~", r) }) {
		out = append(out, simple(part))
	}
	return out
}

// outsideBrackets hides blanks and combinators within brackets and parentheses.
func outsideBrackets(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ' ', '>', '+', '~':
			if depth > 0 {
				return '\uFFFC'
			}
		}
		return r
	}, s)
}

func simple(compound string) []string {
	var out []string
	start, depth := 0, 0
	for i := range len(compound) {
		c := compound[i]
		begins := c == '.' || c == '#' || c == '[' || c == ':' && (i == 0 || compound[i-1] != ':')
		if begins && depth == 0 && i > start {
			out = append(out, compound[start:i])
			start = i
		}
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		}
	}
	return append(out, compound[start:])
}

// selects tells whether the compounds of want stand in a row in those of have,
// each with all of its simple selectors.
func selects(have, want [][]string) bool {
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		all := true
		for j, w := range want {
			for _, s := range w {
				all = all && slices.Contains(have[i+j], s)
			}
		}
		if all {
			return true
		}
	}
	return false
}
