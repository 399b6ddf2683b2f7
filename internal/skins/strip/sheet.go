package strip

import (
	"regexp"
	"slices"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// A Report says what of a sheet can style nothing.
type Report struct {
	File  *source.File
	Rules int      // that were looked at
	Dead  []Rule   // none of whose selectors can match
	Part  []Rule   // some of whose selectors cannot
	Names []string // the classes and ids of its selectors, ".class" and "#id", sorted
	less  bool
	cuts  []source.Span
}

// A Rule is one with names that nothing mentions.
type Rule struct {
	Span     source.Span // of the selectors
	Selector string      // with those of the rules around it in front
	Missing  []Reason    // of each selector that cannot match the first such name
}

// Sheet looks at the rules of a style sheet: LESS if the file is called so, else CSS
// as the server reads it.
func (m *Mentions) Sheet(f *source.File) *Report {
	s := &sheet{m: m, r: &Report{File: f, less: strings.HasSuffix(f.Name(), ".less")}, of: map[*css.Statement]*block{}}
	text := f.Text()
	if s.r.less {
		text = withoutLineComments(text)
	} else {
		text = withoutDirectives(f)
	}
	s.scan(text)
	slices.Sort(s.r.Names)
	s.r.Names = slices.Compact(s.r.Names)
	return s.r
}

// Strip returns the sheet without its dead rules, in the usual form. The sheet is
// LESS; what remains of blocks that held only such rules goes too.
func (r *Report) Strip() (string, error) {
	var edits []source.Edit
	for _, c := range r.cuts {
		edits = append(edits, source.Edit{Span: c})
	}
	text, err := source.Apply(r.File, edits)
	if err != nil {
		return "", err
	}
	parsed := syntax.Parse(source.NewFile(r.File.Name(), text))
	for _, e := range parsed.Errors {
		return "", parsed.Sheet.File.Errorf(source.At(e.At), codes.StripParse, "%s", e.Text)
	}
	return string(syntax.Format(parsed.Sheet)), nil
}

// sheet is one sheet while it is looked at.
type sheet struct {
	m     *Mentions
	r     *Report
	of    map[*css.Statement]*block
	mixin map[string]bool // names that are called as mixins, or extended
}

// A block is a rule or at-rule and what is known about it.
type block struct {
	parent   *block
	span     source.Span // from its first token to behind its "}"
	selector string
	rule     bool
	dead     bool
	names    int // of statements and blocks in it
	gone     int // of them, those that are cut
}

func (s *sheet) scan(text string) {
	s.mixin = mixinCalls(text)
	var blocks []*block
	for _, st := range css.Scan(source.NewFile("", text)) {
		parent := s.of[st.Parent]
		if parent != nil {
			parent.names++
		}
		if st.Kind != css.Rule {
			continue
		}
		b := s.block(st, parent, text)
		s.of[st] = b
		blocks = append(blocks, b)
	}
	// Blocks end in the order of their starts reversed: inner ones are counted first.
	for _, b := range slices.Backward(blocks) {
		if b.names > 0 && b.names == b.gone {
			b.dead = true
		}
		if b.dead && b.parent != nil {
			b.parent.gone++
		}
	}
	s.cut(blocks)
}

// cut notes what is to be taken out, from the end on, so that each cut knows what
// will follow it.
func (s *sheet) cut(blocks []*block) {
	text := s.r.File.Text()
	follows := len(text) // where what stays behind the last cut begins
	last := source.Span{Start: len(text), End: len(text)}
	for _, b := range slices.Backward(blocks) {
		if !b.dead || b.parent != nil && b.parent.dead {
			continue
		}
		if strings.TrimSpace(text[b.span.End:max(last.Start, b.span.End)]) != "" {
			follows = b.span.End
		}
		c := withComment(text, b.span, text[follows:])
		s.r.cuts = append(s.r.cuts, c)
		last = c
	}
	slices.Reverse(s.r.cuts)
}

// block judges a rule.
func (s *sheet) block(st *css.Statement, parent *block, text string) *block {
	list := trim(st.Tokens)
	b := &block{parent: parent}
	if len(list) == 0 {
		return b
	}
	start := list[0].Start
	b.span = source.Span{Start: start, End: blockEnd(text, list[len(list)-1].End)}
	if parent != nil {
		b.selector = parent.selector
	}
	if st.At != "" || isMixin(list) {
		return b
	}
	b.rule = true
	s.r.Rules++
	own := text[start:list[len(list)-1].End]
	b.selector = joined(b.selector, own)
	r := Rule{Span: source.Span{Start: start, End: list[len(list)-1].End}, Selector: b.selector}
	selectors := css.Split(list)
	for _, sel := range selectors {
		if reason, missing := s.missing(sel); missing {
			r.Missing = append(r.Missing, reason)
		}
	}
	switch {
	case parent != nil && parent.deadAround():
		b.dead = true
		r.Missing = nil
		s.r.Dead = append(s.r.Dead, r)
	case len(r.Missing) == len(selectors):
		b.dead = true
		s.r.Dead = append(s.r.Dead, r)
	case len(r.Missing) > 0:
		s.r.Part = append(s.r.Part, r)
	}
	return b
}

func (b *block) deadAround() bool {
	for ; b != nil; b = b.parent {
		if b.dead {
			return true
		}
	}
	return false
}

// missing returns the first name of a selector that nothing mentions.
func (s *sheet) missing(sel []css.Token) (Reason, bool) {
	needed := names(sel)
	s.r.Names = append(s.r.Names, needed...)
	for _, name := range needed {
		if s.mixin[name] {
			return Reason{}, false
		}
		if r := s.m.Why(name); !r.Alive {
			return r, true
		}
	}
	return Reason{}, false
}

// names returns the classes and ids that a selector needs: those in :not(…) and its
// like are not needed.
func names(sel []css.Token) []string {
	var out []string
	depth := 0
	for i, t := range sel {
		switch t.Type {
		case tokens.FunctionToken, tokens.LeftParenthesisToken, tokens.LeftBracketToken:
			depth++
		case tokens.RightParenthesisToken, tokens.RightBracketToken:
			depth--
		case tokens.HashToken:
			if depth == 0 && !interpolated(sel, i) {
				out = append(out, t.Text)
			}
		case tokens.IdentToken:
			if depth == 0 && i > 0 && sel[i-1].Text == "." && !interpolated(sel, i) {
				out = append(out, "."+t.Text)
			}
		}
	}
	return out
}

// interpolated reports whether a part of the name is a variable.
func interpolated(sel []css.Token, i int) bool {
	return i+1 < len(sel) && strings.HasPrefix(sel[i+1].Text, "@") || strings.ContainsRune(sel[i].Text, '\\')
}

func trim(list []css.Token) []css.Token {
	for len(list) > 0 && list[0].Blank() {
		list = list[1:]
	}
	for len(list) > 0 && list[len(list)-1].Blank() {
		list = list[:len(list)-1]
	}
	return list
}

// isMixin reports whether what stands before a "{" defines a mixin, which styles
// nothing by itself, or is a detached ruleset.
func isMixin(list []css.Token) bool {
	last := list[len(list)-1]
	if last.Type == tokens.RightParenthesisToken || strings.HasSuffix(last.Text, ":") || strings.HasPrefix(list[0].Text, "@") {
		return list[0].Text == "." || list[0].Type == tokens.HashToken || list[0].Text[0] == '@' || strings.HasSuffix(last.Text, ":")
	}
	return slices.ContainsFunc(list, func(t css.Token) bool { return t.Text == "when" })
}

// joined writes a selector with that around it, for readers.
func joined(outer, own string) string {
	own = strings.Join(strings.Fields(own), " ")
	if outer == "" {
		return own
	}
	if strings.Contains(outer, ",") {
		outer = ":is(" + outer + ")"
	}
	var list []string
	for _, s := range strings.Split(own, ",") {
		s = strings.TrimSpace(s)
		if rest, ok := strings.CutPrefix(s, "&"); ok {
			list = append(list, outer+rest)
		} else {
			list = append(list, outer+" "+s)
		}
	}
	return strings.Join(list, ", ")
}

// blockEnd returns the end of the block that begins with the first "{" from i on.
func blockEnd(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'':
			for i++; i < len(text) && text[i] != c && text[i] != '\n'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '/':
			if strings.HasPrefix(text[i:], "/*") {
				if n := strings.Index(text[i+2:], "*/"); n >= 0 {
					i += n + 3
				}
			}
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// withComment returns the lines of a block, with the comment lines right above if they
// are about it alone: what follows has a comment of its own, or nothing follows.
func withComment(text string, s source.Span, rest string) source.Span {
	for s.End < len(text) && (text[s.End] == ' ' || text[s.End] == '\t') {
		s.End++
	}
	if strings.HasPrefix(text[s.End:], "//") {
		s.End += len(text[s.End:]) - len(strings.TrimLeft(text[s.End:], "/"))
		for s.End < len(text) && text[s.End] != '\n' {
			s.End++
		}
	}
	start := strings.LastIndexByte(text[:s.Start], '\n') + 1
	if strings.TrimSpace(text[start:s.Start]) != "" {
		return s
	}
	s.Start = start
	if after := strings.TrimSpace(rest); after != "" && after[0] != '}' && !strings.HasPrefix(after, "//") {
		return s
	}
	for s.Start > 0 {
		line := strings.LastIndexByte(text[:s.Start-1], '\n') + 1
		if !strings.HasPrefix(strings.TrimSpace(text[line:s.Start]), "//") {
			break
		}
		s.Start = line
	}
	return s
}

var mixinCall = regexp.MustCompile(`([.#][\w-]+)\s*(?:\([^(){}]*\))?\s*(?:!important\s*)?;`)

// mixinCalls returns the classes and ids whose rules are called as mixins or
// extended: they live in what calls them.
func mixinCalls(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range mixinCall.FindAllStringSubmatch(text, -1) {
		out[m[1]] = true
	}
	for _, part := range strings.Split(text, ":extend(")[1:] {
		inside, _, _ := strings.Cut(part, ")")
		for _, w := range strings.FieldsFunc(inside, func(r rune) bool { return r == ' ' || r == ',' || r == '>' }) {
			out[w] = true
		}
	}
	return out
}

// withoutLineComments blanks the comments that CSS does not have, so that all else
// keeps its place.
func withoutLineComments(text string) string {
	out := []byte(text)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\'':
			for i++; i < len(text) && text[i] != c && text[i] != '\n'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case strings.HasPrefix(text[i:], "/*"):
			if n := strings.Index(text[i+2:], "*/"); n >= 0 {
				i += n + 3
			}
		case strings.HasPrefix(text[i:], "//") && (i == 0 || text[i-1] != ':'):
			for ; i < len(text) && text[i] != '\n'; i++ {
				out[i] = ' '
			}
		}
	}
	return string(out)
}

var serverToken = regexp.MustCompile(`@\w+\([^\n]*?\)@|@[\w.+-]+@`)

// withoutDirectives blanks what the server takes for itself.
func withoutDirectives(f *source.File) string {
	out := []byte(f.Text())
	blank := func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = ' '
		}
	}
	for _, d := range skin.Directives(f) {
		blank(d.Span.Start, d.Span.End)
	}
	for _, m := range serverToken.FindAllIndex(out, -1) {
		blank(m[0], m[1])
	}
	return string(out)
}
