package unsupported

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"

	own "skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A selector is one selector of a rule's list.
type selector struct {
	canonical string // with the features' own names in it
	needs     []need
	knows     set
}

// selectorsOf returns the selectors of a rule.
func (s *sheet) selectorsOf(st *own.Statement) []selector {
	var out []selector
	for _, tokens := range own.Split(st.Tokens) {
		out = append(out, s.selector(tokens))
	}
	return out
}

// selector parses one selector. The contents of :is() and :where() do not
// count, because browsers ignore unknown selectors there.
func (s *sheet) selector(tokens []own.Token) selector {
	sel := selector{knows: s.all}
	var canonical strings.Builder
	forgiven, depth := 0, 0 // forgiven: depth of the :is() or :where() that one is in, or 0
	for i, t := range tokens {
		text := strings.ToLower(t.Text)
		switch t.Type {
		case css.RightParenthesisToken:
			if depth == forgiven {
				forgiven = 0
			}
			depth--
		case css.LeftParenthesisToken:
			depth++
		case css.FunctionToken:
			depth++
			if forgiven == 0 && (text == "is(" || text == "where(") {
				forgiven = depth
			}
		}
		n, ok := s.pseudo(tokens, i)
		if ok && (forgiven == 0 || forgiven == depth && t.Type == css.FunctionToken) {
			sel.needs = append(sel.needs, n)
			sel.knows = sel.knows.and(n.knows)
			if n.feature != "" {
				_, text = cut(n.feature)
			}
			if n.written == ":-ms-input-placeholder" { // a pseudo-class that people use as the element
				text = "placeholder"
			}
		}
		switch {
		case t.Blank():
			text = " "
		case t.Type == css.ColonToken:
			text = ":" // one or two: the old pseudo-elements have both
			if i > 0 && tokens[i-1].Type == css.ColonToken {
				text = ""
			}
		}
		canonical.WriteString(text)
	}
	sel.canonical = strings.TrimSpace(canonical.String())
	return sel
}

// pseudo returns the need of the token if it is the name of a pseudo-class or
// pseudo-element, or the modifier of an attribute selector.
func (s *sheet) pseudo(tokens []own.Token, i int) (need, bool) {
	t := tokens[i]
	name := strings.ToLower(strings.TrimSuffix(t.Text, "("))
	if t.Type != css.IdentToken && t.Type != css.FunctionToken {
		return need{}, false
	}
	if t.Type == css.IdentToken && (name == "i" || name == "s") && i > 1 && i+1 < len(tokens) && tokens[i+1].Type == css.RightBracketToken && tokens[i-1].Blank() {
		feature := map[string]string{"i": "css.selectors.attribute.case_insensitive_modifier", "s": "css.selectors.attribute.case_sensitive_modifier"}[name]
		return s.of(Selector, feature, "["+name+"]", t.Span), true
	}
	if i == 0 || tokens[i-1].Type != css.ColonToken {
		return need{}, false
	}
	start, colons := tokens[i-1].Start, ":"
	if i > 1 && tokens[i-2].Type == css.ColonToken {
		start, colons = tokens[i-2].Start, "::"
	}
	span := source.Span{Start: start, End: t.Start + len(name)}
	written := colons + name
	if t.Type == css.FunctionToken {
		written += "()"
	}
	n := s.need(Selector, name, written, span, "css.selectors")
	switch {
	case strings.HasPrefix(name, "-webkit-") && colons == "::":
		n.knows = n.knows.or(s.forgiving())
	case name == "not" && t.Type == css.FunctionToken && commas(tokens[i+1:]):
		list := s.of(Selector, "css.selectors.not.selector_list", ":not() of a list", span)
		list.knows = list.knows.and(n.knows)
		return list, true
	}
	return n, n.feature != "" || n.special
}
