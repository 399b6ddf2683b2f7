package unsupported

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"

	own "skinbuild/internal/css"
	"skinbuild/internal/source"
)

// progressive are at-rules that are harmless in browsers that do not support
// them: they contain refinements, or are tests.
var progressive = map[string]bool{"supports": true, "property": true, "starting-style": true, "view-transition": true, "font-palette-values": true, "charset": true}

// enter reports unsupported features in the head of a rule and returns the
// browsers that read its block.
func (s *sheet) enter(st *own.Statement) set {
	reach := s.reaches(st.Parent)
	if st.Parent != nil && st.Parent.At == "" && st.Kind == own.Rule {
		n := s.of(AtRule, "css.selectors.nesting", "a rule within a rule", own.SpanOf(st.Tokens))
		s.report(n, reach.minus(n.knows))
		reach = reach.and(n.knows)
	}
	switch st.At {
	case "":
		if st.Parent != nil && (st.Parent.At == "keyframes" || st.Parent.At == "page") {
			return reach
		}
		return s.enterRule(st, reach)
	case "media":
		return s.enterMedia(st, reach)
	case "supports":
		n := s.atRule(st)
		return reach.and(n.knows).and(s.condition(afterName(st)))
	}
	n := s.atRule(st)
	if !progressive[st.At] {
		s.report(n, reach.minus(n.knows).minus(s.served[keyOfAtRule(st)]))
	}
	return reach.and(n.knows)
}

// atRule is the need of the at-rule itself.
func (s *sheet) atRule(st *own.Statement) need {
	t := st.Tokens[firstOf(st.Tokens)]
	name := strings.ToLower(t.Text[1:])
	return s.need(AtRule, name, "@"+name, t.Span, "css.at-rules")
}

// firstOf returns the index of the first token other than a blank.
func firstOf(tokens []own.Token) int {
	for i, t := range tokens {
		if !t.Blank() {
			return i
		}
	}
	return 0
}

// afterName returns the tokens after the name of an at-rule.
func afterName(st *own.Statement) []own.Token { return st.Tokens[firstOf(st.Tokens)+1:] }

// keyOfAtRule is equal for @keyframes and @-webkit-keyframes with the same
// name.
func keyOfAtRule(st *own.Statement) string { return "@" + st.At + " " + joined(afterName(st)) }

// findSiblings finds, for each rule that can be written in several spellings,
// the browsers that know one of the spellings in the sheet.
func (s *sheet) findSiblings() {
	s.served = map[string]set{}
	add := func(key string, knows set) {
		if have, ok := s.served[key]; ok {
			knows = knows.or(have)
		}
		s.served[key] = knows
	}
	none := s.all.minus(s.all)
	for _, st := range s.statements {
		switch {
		case st.Kind == own.Declaration:
		case st.At != "":
			add(keyOfAtRule(st), s.atRule(st).knows)
		default:
			for _, sel := range s.selectorsOf(st) {
				add(sel.canonical, none)
			}
			// A list with an unknown selector serves no browser.
			knows := s.all
			for _, sel := range s.selectorsOf(st) {
				knows = knows.and(sel.knows)
			}
			for _, sel := range s.selectorsOf(st) {
				add(sel.canonical, knows)
			}
		}
	}
}

// enterMedia reports media features; the queries of a list are alternatives.
func (s *sheet) enterMedia(st *own.Statement, reach set) set {
	queries := own.Split(afterName(st))
	know := s.all.minus(s.all)
	var last []need
	for _, q := range queries {
		needs := s.mediaNeeds(q)
		all := s.all
		for _, n := range needs {
			all = all.and(n.knows)
		}
		know = know.or(all)
		last = append(last, needs...)
	}
	lacking := reach.minus(know)
	for _, n := range last {
		s.report(n, lacking.minus(n.knows))
		lacking = lacking.and(n.knows)
	}
	return reach.and(know)
}

// mediaNeeds returns the media features and units in one query.
func (s *sheet) mediaNeeds(query []own.Token) []need {
	var needs []need
	depth := 0
	for _, t := range query {
		switch {
		case t.Type == css.LeftParenthesisToken || t.Type == css.FunctionToken:
			depth++
		case t.Type == css.RightParenthesisToken:
			depth--
		case depth > 0 && t.Type == css.IdentToken:
			name := strings.ToLower(t.Text)
			bare := strings.TrimPrefix(strings.TrimPrefix(name, "min-"), "max-")
			if n := s.need(Media, bare, "("+name+")", t.Span, "css.at-rules.media"); n.feature != "" || n.special {
				needs = append(needs, n)
			}
		case depth > 0 && t.Type == css.DelimToken && (t.Text == "<" || t.Text == ">"):
			needs = append(needs, s.of(Media, "css.at-rules.media.range_syntax", "a comparison in a media query", t.Span))
		case depth == 0 && t.Type == css.IdentToken && strings.EqualFold(t.Text, "or"):
			needs = append(needs, s.of(Media, "css.at-rules.media.or_syntax", `"or" in a media query`, t.Span))
		case depth > 0 && t.Type == css.DimensionToken:
			if n := s.unitNeed(t); n.feature != "" {
				needs = append(needs, n)
			}
		}
	}
	return needs
}

// enterRule reports the selectors of a rule: a browser drops the whole rule if
// it does not know one of them.
func (s *sheet) enterRule(st *own.Statement, reach set) set {
	list := s.selectorsOf(st)
	some := s.all.minus(s.all) // browsers that know at least one selector
	every := s.all
	for _, sel := range list {
		some = some.or(sel.knows)
		every = every.and(sel.knows)
	}
	for _, sel := range list {
		lacking := reach.minus(sel.knows).minus(s.served[sel.canonical])
		for _, n := range sel.needs {
			s.reportSelector(n, lacking.minus(n.knows), some)
			lacking = lacking.and(n.knows)
		}
	}
	return reach.and(every)
}

// reportSelector is like report for a name that is specific to one engine:
// alone it is harmless, but in a list it makes other browsers drop the other
// selectors.
func (s *sheet) reportSelector(n need, lacking, some set) {
	if n.special {
		if hit := lacking.and(some); !hit.empty() {
			s.gaps = append(s.gaps, Use{Selector, n.feature, n.written, n.span, hit.in(s.list)})
		}
		return
	}
	s.report(n, lacking)
}

// condition returns the browsers for which the condition of an @supports holds.
// A condition that cannot be evaluated holds for all.
func (s *sheet) condition(tokens []own.Token) set {
	tokens = trim(tokens)
	if len(tokens) == 0 {
		return s.all
	}
	if tokens[0].Type == css.IdentToken && strings.EqualFold(tokens[0].Text, "not") {
		return s.all.minus(s.condition(tokens[1:]))
	}
	if list, word := operands(tokens); len(list) > 1 {
		out := s.condition(list[0])
		for _, part := range list[1:] {
			if word == "or" {
				out = out.or(s.condition(part))
			} else {
				out = out.and(s.condition(part))
			}
		}
		return out
	}
	last := len(tokens) - 1
	if tokens[last].Type != css.RightParenthesisToken {
		return s.all
	}
	switch {
	case strings.EqualFold(tokens[0].Text, "selector("):
		knows := s.of(AtRule, "css.at-rules.supports.selector", "", source.Span{}).knows
		for _, sel := range own.Split(tokens[1:last]) {
			knows = knows.and(s.selector(sel).knows)
		}
		return knows
	case tokens[0].Type != css.LeftParenthesisToken:
		return s.all
	}
	inner := trim(tokens[1:last])
	for i, t := range inner {
		if t.Type == css.ColonToken && i > 0 {
			st := &own.Statement{Kind: own.Declaration, Tokens: inner, Colon: i}
			d, ok := s.declaration(st, nil)
			if !ok {
				return s.all
			}
			return d.knows
		}
		if t.Type == css.LeftParenthesisToken || t.Type == css.FunctionToken {
			break
		}
	}
	return s.condition(inner)
}

// operands splits a condition at its "and"s or "or"s outside brackets.
func operands(tokens []own.Token) (list [][]own.Token, word string) {
	depth, start := 0, 0
	for i, t := range tokens {
		switch t.Type {
		case css.LeftParenthesisToken, css.FunctionToken:
			depth++
		case css.RightParenthesisToken:
			depth--
		case css.IdentToken:
			if w := strings.ToLower(t.Text); depth == 0 && (w == "and" || w == "or") {
				list = append(list, tokens[start:i])
				word, start = w, i+1
			}
		}
	}
	return append(list, tokens[start:]), word
}

// trim removes the blanks at both ends.
func trim(tokens []own.Token) []own.Token {
	for len(tokens) > 0 && tokens[0].Blank() {
		tokens = tokens[1:]
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].Blank() {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens
}
