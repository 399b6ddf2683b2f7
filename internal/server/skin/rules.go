package skin

import (
	"slices"
	"strings"

	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A StyleRule is one rule of a style sheet that a browser receives. Offsets
// refer to the text of the Rendered; its Place maps them to files.
type StyleRule struct {
	Span         source.Span // of the selector
	Selector     string      // as sent, with white space collapsed
	Within       []string    // the at-rules around it, outermost first: "@media print"
	Declarations []Declaration
}

// A Declaration is one "property: value" of a rule.
type Declaration struct {
	Span     source.Span
	Property string // in lower case
	Value    string
}

// Rules returns the rules of a style sheet with a selector that contains the
// given consecutive compounds: ".a .b" matches "x .a:hover .b.c" and not ".b
// .a". An empty query returns all rules. Text that is not CSS is skipped.
func (r Rendered) Rules(query string) []StyleRule {
	var all []*StyleRule
	of := map[*css.Statement]*StyleRule{}
	for _, st := range css.Scan(source.NewFile("", r.Text())) {
		switch st.Kind {
		case css.Rule:
			rule := &StyleRule{Selector: css.Join(st.Tokens), Span: css.SpanOf(st.Tokens), Within: within(st.Parent)}
			of[st] = rule
			all = append(all, rule)
		case css.Declaration:
			if rule := of[st.Parent]; rule != nil && st.Tokens[st.Colon].Text == ":" {
				name, value := css.Join(st.Tokens[:st.Colon]), css.Join(st.Tokens[st.Colon+1:])
				rule.Declarations = append(rule.Declarations, Declaration{css.SpanOf(st.Tokens), strings.ToLower(name), value})
			}
		}
	}
	want := compounds(query)
	var out []StyleRule
	for _, rule := range all {
		grouping := strings.HasPrefix(rule.Selector, "@") && len(rule.Declarations) == 0
		if !grouping && slices.ContainsFunc(splitSelectors(rule.Selector), func(s string) bool { return query == "" || selects(compounds(s), want) }) {
			out = append(out, *rule)
		}
	}
	return out
}

// within returns the at-rules around a statement, outermost first.
func within(st *css.Statement) []string {
	var out []string
	for ; st != nil; st = st.Parent {
		if st.At != "" {
			out = append(out, css.Join(st.Tokens))
		}
	}
	slices.Reverse(out)
	return out
}

// splitSelectors splits a selector list at its commas.
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

// compounds splits a selector into its compounds, and those into simple
// selectors: "td.a > .b:hover" is [[td .a] [.b :hover]].
func compounds(selector string) [][]string {
	var out [][]string
	for _, part := range strings.FieldsFunc(outsideBrackets(selector), func(r rune) bool { return strings.ContainsRune(" \t\n>+~", r) }) {
		out = append(out, simple(part))
	}
	return out
}

// outsideBrackets hides blanks and combinators inside brackets and parentheses.
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

// selects reports whether have contains the compounds of want consecutively,
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
