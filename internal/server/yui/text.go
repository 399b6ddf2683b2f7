package yui

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// Patterns that the compressor applies to the whole sheet except quoted strings
// and data: URLs, so to names and addresses too.
var (
	zeroUnit  = regexp.MustCompile(`(?i)(?:^|[^0-9])((?:0?\.)?0)(px|em|%|in|cm|mm|pc|pt|ex|deg|g?rad|m?s|k?hz)`)
	lowerName = regexp.MustCompile(`(?i):(active|after|before|checked|disabled|empty|enabled|first-(?:child|of-type)|focus|hover|last-(?:child|of-type)|link|only-(?:child|of-type)|root|:selection|target|visited)`)
	lowerWord = regexp.MustCompile(`(?i)[:,( ](attr|color-stop|from|rgba|to|url|(?:-(?:atsc|khtml|moz|ms|o|wap|webkit)-)?(?:calc|max|min|(?:repeating-)?(?:linear|radial)-gradient)|-webkit-gradient)`)
	sixHex    = regexp.MustCompile(`#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])(?:[^0-9a-fA-F{]|$)`)
	dataURL   = regexp.MustCompile(`(?i)^url\(\s*(["']?)data:`)
)

// Limits of the compressor's recursive patterns on a stack of 256 kB, Zimbra's
// default for a request, with a margin: right after the server starts, a string
// of 215 characters or a selector list with 196 colons overflows it. Once
// compiled, the same code needs less stack.
const (
	maxString = 180
	maxColons = 160
)

func sorted(all []finding) []finding {
	slices.SortStableFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End))
	})
	return all
}

// token checks for damage that does not depend on the context.
func (c *checker) token(s *css.Statement, i int, t css.Token) {
	switch t.Type {
	case tokens.StringToken:
		c.commentIn(t)
		if len(t.Text) > maxString {
			c.add(finding{span: t.Span, rule: codes.YUIOverflow, crash: true, unclear: true, text: fmt.Sprintf("a string of %d bytes may overflow the stack of a request", len(t.Text)),
				hint: fmt.Sprintf("keep strings below %d bytes; a long address can be a data: URL", maxString)})
		}
	case tokens.URLToken:
		c.url(s, t)
	case tokens.IdentToken, tokens.HashToken, tokens.FunctionToken, tokens.AtKeywordToken, tokens.CustomPropertyNameToken:
		c.name(t)
	case tokens.CommentToken:
		c.comment(s, i)
	}
}

// commentIn reports a string or address that contains "/*": the compressor
// removes comments before it looks for strings.
func (c *checker) commentIn(t css.Token) {
	i := strings.Index(t.Text, "/*")
	if i < 0 {
		return
	}
	at := source.Span{Start: t.Start + i, End: t.Start + i + 2}
	c.add(finding{span: at, rule: codes.YUIComment, text: `"/*" in a string or address starts a comment`, hint: `write /\*`,
		safe: []source.Edit{{Span: at, New: `/\*`}}})
}

// comment reports a comment that is the only separator of two tokens.
func (c *checker) comment(s *css.Statement, i int) {
	if i == 0 || i+1 == len(s.Tokens) || s.Tokens[i-1].Blank() || s.Tokens[i+1].Blank() || strings.HasPrefix(s.Tokens[i].Text, "/*!") {
		return
	}
	before, after := s.Tokens[i-1], s.Tokens[i+1]
	if css.Tokens(before.Text + after.Text)[0].Text == before.Text {
		return
	}
	at := source.Span{Start: before.Start, End: after.End}
	c.add(finding{span: at, rule: codes.YUIComment, text: fmt.Sprintf("%s and %s become one word when the comment between them is removed", before.Text, after.Text),
		hint: "write a blank in place of the comment", safe: []source.Edit{{Span: s.Tokens[i].Span, New: " "}}})
}

// name reports a name that contains what looks like a zero with a unit, or like
// a pseudo-class in upper or mixed case.
func (c *checker) name(t css.Token) {
	if !strings.ContainsAny(t.Text, "0:") { // true for almost all names
		return
	}
	if m := zeroUnit.FindStringSubmatchIndex(t.Text); m != nil {
		unit, written := t.Text[m[4]:m[5]], escapeAt(t.Text, m[3]-1) // escape the letter before the unit: a blank after an escape belongs to the escape
		c.add(finding{span: t.Span, rule: codes.YUIName, text: fmt.Sprintf("the name %s loses its %q, which looks like the unit of a zero", t.Text, unit),
			hint: "choose another name, or write " + written, safe: []source.Edit{{Span: t.Span, New: written}}})
	}
	if m := lowerName.FindStringSubmatchIndex(t.Text); m != nil && hasUpper(t.Text[m[2]:m[3]]) {
		c.add(finding{span: t.Span, rule: codes.YUICase, text: fmt.Sprintf("the name %s changes to lower case, because %q looks like a pseudo-class", t.Text, t.Text[m[0]:m[1]]),
			hint: "choose another name, or write " + escapeAt(t.Text, m[2]), safe: []source.Edit{{Span: t.Span, New: escapeAt(t.Text, m[2])}}})
	}
}

// escapeAt writes the letter at i of a name as a CSS escape.
func escapeAt(name string, i int) string {
	return fmt.Sprintf(`%s\%06x%s`, name[:i], name[i], name[i+1:])
}

func hasUpper(s string) bool { return strings.ToLower(s) != s }

// url reports an address that the compressor's patterns change.
func (c *checker) url(s *css.Statement, t css.Token) {
	if m := dataURL.FindStringSubmatch(t.Text); m != nil {
		c.dataURL(t, m[1])
		return
	}
	c.commentIn(t)
	inside, closed := strings.CutSuffix(t.Text[len("url("):], ")")
	inside = strings.TrimSpace(inside)
	if !closed || inside == "" || inside[0] == '"' || inside[0] == '\'' {
		return
	}
	var why string
	m := lowerWord.FindStringSubmatchIndex("(" + inside)
	hash := sixHex.FindString(inside)
	switch {
	case zeroUnit.MatchString(t.Text):
		why = "loses what looks like the unit of a zero"
	case m != nil && hasUpper(("(" + inside)[m[2]:m[3]]):
		why = fmt.Sprintf("changes to lower case, because %q looks like a function", ("(" + inside)[m[2]:m[3]])
	case s.Kind == css.Declaration && hash != "" && (hasUpper(hash[:7]) || hash[1] == hash[2] && hash[3] == hash[4] && hash[5] == hash[6]):
		why = fmt.Sprintf("is shortened, because %s looks like a colour", hash[:7])
	default:
		return
	}
	start := t.Start + len("url(") + strings.Index(t.Text[len("url("):], inside)
	end := start + len(inside)
	safe := []source.Edit{{Span: source.Span{Start: t.Start + len("url("), End: start}, New: `"`}}
	for i := range len(inside) {
		if inside[i] == '"' {
			safe = append(safe, source.Edit{Span: source.At(start + i), New: `\`})
		}
	}
	safe = append(safe, source.Edit{Span: source.Span{Start: end, End: t.End - 1}, New: `"`})
	c.add(finding{span: t.Span, rule: codes.YUIURL, text: "the address " + inside + " " + why, hint: "put it in quotes", safe: safe})
}

// dataURL reports white space in data that is not base64; the compressor
// removes it.
func (c *checker) dataURL(t css.Token, quote string) {
	start := strings.Index(strings.ToLower(t.Text), "data:")
	end := len(strings.TrimRight(t.Text, ") \t\r\n\f"))
	if i := strings.LastIndex(t.Text, quote); quote != "" && i > start {
		end = i
	}
	data := t.Text[start:max(start, end)]
	head, _, _ := strings.Cut(data, ",")
	if strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), ";base64") || !strings.ContainsAny(data, " \t") {
		return
	}
	var safe []source.Edit
	for i := range len(data) {
		if written := map[byte]string{' ': "%20", '\t': "%09"}[data[i]]; written != "" {
			at := t.Start + start + i
			safe = append(safe, source.Edit{Span: source.Span{Start: at, End: at + 1}, New: written})
		}
	}
	c.add(finding{span: t.Span, rule: codes.YUIDataURL, text: "the blanks in the data: URL are removed", hint: "write %20 for each, or base64", safe: safe})
}

// charset reports an @charset that the compressor moves to the front of the
// sheet.
func (c *checker) charset(all []css.Token) {
	dollar := false
	for i, t := range all {
		switch {
		case t.Type == tokens.AtKeywordToken && strings.EqualFold(t.Text, "@charset") && i > 0:
			c.add(finding{span: t.Span, rule: codes.YUICharset, crash: dollar, unclear: !dollar, text: "@charset is moved to the front of the whole response", hint: "leave it out: the server sends UTF-8"})
		case t.Type != tokens.StringToken && t.Type != tokens.CommentToken && strings.Contains(t.Text, "$"):
			dollar = true
		}
	}
}

// parentheses reports a word before a parenthesis: without the blank between
// them they become a function.
func (c *checker) parentheses(s *css.Statement) {
	for i := 2; i < len(s.Tokens); i++ {
		word, open := s.Tokens[i-2], s.Tokens[i]
		if open.Type != tokens.LeftParenthesisToken || !s.Tokens[i-1].Space() || word.Type != tokens.IdentToken || strings.EqualFold(word.Text, "and") {
			continue
		}
		d := finding{span: source.Span{Start: word.Start, End: open.End}, rule: codes.YUINotParen,
			text: fmt.Sprintf("%q becomes a function, because the blank before the parenthesis is removed", word.Text+"(")}
		insert := "/*!*/"
		if s.At == "media" && strings.EqualFold(word.Text, "not") && startsQuery(s.Tokens[:i-2]) {
			insert = "all and "
		}
		d.safe = []source.Edit{{Span: source.At(open.Start), New: insert}}
		c.add(d)
	}
}

// startsQuery reports whether a media query starts after the tokens.
func startsQuery(before []css.Token) bool {
	for _, t := range slices.Backward(before) {
		if !t.Blank() {
			return t.Type == tokens.AtKeywordToken || t.Type == tokens.CommaToken
		}
	}
	return false
}

// selector reports blanks before a colon that the compressor removes: it keeps
// them only between a "}" and the next "{", and only if something precedes the
// first colon.
func (c *checker) selector(s *css.Statement) {
	colons := 0
	for i, t := range s.Tokens {
		if t.Type != tokens.ColonToken {
			continue
		}
		colons++
		if s.AfterRule && !(c.startsWithColon(s)) || i < 2 || !s.Tokens[i-1].Space() || !endsCompound(s.Tokens[i-2]) {
			continue
		}
		c.add(finding{span: source.Span{Start: s.Tokens[i-2].Start, End: t.End}, rule: codes.YUIDescendant,
			text: "the blank before the colon is removed, so the selector matches the element instead of its descendants",
			safe: []source.Edit{{Span: source.At(t.Start), New: "*"}}})
	}
	if colons > maxColons {
		c.add(finding{span: s.Tokens[0].Span, rule: codes.YUIOverflow, crash: true, unclear: true, text: fmt.Sprintf("a selector list with %d colons may overflow the stack of a request", colons),
			hint: fmt.Sprintf("split it into lists of at most %d colons", maxColons)})
	}
}

// startsWithColon reports whether only comments are between the last brace and
// the first colon.
func (c *checker) startsWithColon(s *css.Statement) bool {
	for _, t := range s.Tokens {
		if t.Type != tokens.CommentToken {
			return t.Type == tokens.ColonToken
		}
	}
	return false
}

func endsCompound(t css.Token) bool {
	switch t.Type {
	case tokens.IdentToken, tokens.HashToken, tokens.RightBracketToken, tokens.RightParenthesisToken:
		return true
	}
	return t.Text == "*" || t.Text == "&"
}

// empty reports an empty block whose removal changes something.
func (c *checker) empty(s *css.Statement) {
	at := source.Span{Start: s.Tokens[0].Start, End: s.Tokens[len(s.Tokens)-1].End}
	if s.At == "layer" || s.At == "keyframes" {
		c.add(finding{span: at, rule: codes.YUIEmpty, text: fmt.Sprintf("the empty @%s is removed", s.At), hint: "set the order of layers with @layer NAME; give empty keyframes one frame"})
		return
	}
	for _, t := range s.Tokens {
		if strings.Contains(t.Text, "/") && t.Type != tokens.StringToken && t.Type != tokens.CommentToken {
			c.add(finding{span: at, rule: codes.YUIEmpty, text: "the empty rule is removed only from its slash on; the rest becomes part of the next rule", hint: "leave the rule out"})
			return
		}
	}
}
