package jsp

import (
	"strings"

	"skinbuild/internal/source"
)

// rawElements maps the elements whose text contains no tags to the kind of that
// text. noscript is not listed: if scripts are disabled its text is markup, and
// its tags are marked as Inside.
var rawElements = map[string]Kind{
	"script": Script, "style": Style,
	"title": Raw, "textarea": Raw, "xmp": Raw, "iframe": Raw, "noembed": Raw, "noframes": Raw,
}

// rawBody scans the text up to the end tag of t and reports whether there is
// one; pos is then before that end tag. If the end tag is missing, the body is
// scanned for tags: the vendor's templates begin and end in the middle of
// elements, and "<title/>" in one of them is meant as an empty element.
func (s *scanner) rawBody(t *Tag) bool {
	from := s.pos
	end := s.rawEnd(t.Name)
	if end < 0 {
		return false
	}
	switch kind := rawElements[t.Name]; {
	case kind == Style:
		s.code(end, newCode(false))
	case kind == Script && isJavaScript(s.text, t):
		s.code(end, newCode(true))
	default:
		s.plain(kind, end)
	}
	t.Body = source.Span{Start: from, End: end}
	return true
}

// plain emits segments of kind k up to end.
func (s *scanner) plain(k Kind, end int) {
	for s.pos < end {
		if !s.server(k) {
			s.pos++
		}
	}
	s.pos = end
	s.emit(k, end)
}

// rawEnd returns the offset of the element's end tag, or -1. Server parts are
// skipped. In a script, "<!--" followed by "<script" hides the next "</script"
// (the "script data double escaped" state of HTML).
func (s *scanner) rawEnd(name string) int {
	if s.endless[name] {
		return -1
	}
	kind, first, escaped, double := rawElements[name], -1, false, false
	for i := s.pos; i < len(s.text); i++ {
		if c := s.text[i]; c != '-' && !mayBegin(c) {
			continue
		}
		if end := s.partEnd(i, kind); end > 0 {
			i = end - 1
			continue
		}
		rest := s.text[i:]
		switch {
		case isTagNamed(rest, "</", name):
			if !double {
				return i
			}
			double = false
			if first < 0 {
				first = i
			}
		case name != "script":
		case strings.HasPrefix(rest, "<!--"):
			escaped = true
		case strings.HasPrefix(rest, "-->"):
			escaped, double = false, false
		case escaped && isTagNamed(rest, "<", name) && !s.tired():
			double = true
		}
	}
	if first < 0 {
		s.endless = with(s.endless, name)
	}
	s.wasted += len(s.text) - s.pos
	return first // escaped up to the end of the file: take it as not escaped
}

func with(set map[string]bool, name string) map[string]bool {
	if set == nil {
		set = map[string]bool{}
	}
	set[name] = true
	return set
}

// partEnd returns the end of the server part at i, or 0 if there is none.
func (s *scanner) partEnd(i int, host Kind) int {
	if !s.doc.JSP || !mayBegin(s.text[i]) {
		return 0
	}
	at := s.pos
	s.pos = i
	_, end := s.part(host)
	s.pos = at
	return end
}

// isTagNamed reports whether text begins with a tag of that name, ignoring
// case.
func isTagNamed(text, open, name string) bool {
	n := len(open) + len(name)
	if text[0] != '<' || len(text) <= n || text[:len(open)] != open || !strings.EqualFold(text[len(open):n], name) {
		return false
	}
	return isSpace(text[n]) || text[n] == '/' || text[n] == '>'
}

// isJavaScript reports whether browsers run scripts of the element's type.
func isJavaScript(text string, t *Tag) bool {
	a, ok := t.Attr("type")
	if !ok || a.Bare {
		return true
	}
	v := strings.ToLower(strings.TrimSpace(text[a.Value.Start:a.Value.End]))
	return v == "" || v == "module" || strings.Contains(v, "javascript") || strings.Contains(v, "ecmascript")
}

// code holds the lexical state needed to tell comments from code. Where the
// server inserts text the grammar is unknown, so a wrong guess must not spread:
// strings and regular expressions end with the line.
type code struct {
	script bool // JavaScript; else CSS
	quote  byte // quote of the current string; '/' for a regular expression, 0 for none
	class  bool // in [ ] of a regular expression
	last   byte // last byte other than white space, to tell a division from a regular expression
	word   []byte
	gap    bool // white space since last
}

func newCode(script bool) *code { return &code{script: script, word: make([]byte, 0, 8)} }

// code emits segments up to end, with comments as separate segments.
func (s *scanner) code(end int, c *code) {
	kind := Style
	if c.script {
		kind = Script
	}
	for s.pos < end {
		if s.server(kind) {
			c.last = 'x'
			continue
		}
		if n := c.comment(s.text[s.pos:end]); n > 0 {
			s.emit(kind, s.pos)
			s.codeComment(s.pos + n)
			continue
		}
		s.pos += c.advance(s.text[s.pos:end])
	}
	s.pos = end
	s.emit(kind, end)
}

// codeComment emits the segments of a comment. Server parts in it are
// evaluated, so they become separate segments.
func (s *scanner) codeComment(end int) {
	for s.pos < end {
		if !s.server(CodeComment) {
			s.pos++
		}
	}
	s.emit(CodeComment, max(end, s.pos))
	s.pos = max(end, s.pos)
}

// comment returns the length of the comment at the start of text.
func (c *code) comment(text string) int {
	if c.quote != 0 || text[0] != '/' || len(text) < 2 {
		return 0
	}
	if text[1] == '*' {
		if i := strings.Index(text[2:], "*/"); i >= 0 {
			return i + 4
		}
		return len(text)
	}
	if text[1] == '/' && c.script {
		if i := strings.IndexAny(text, "\r\n"); i >= 0 {
			return i
		}
		return len(text)
	}
	return 0
}

// advance updates the state with the first byte of text and returns the number
// of bytes to skip.
func (c *code) advance(text string) int {
	b := text[0]
	switch {
	case c.quote != 0:
		return c.inQuote(text)
	case b == '"' || b == '\'' || b == '`' && c.script:
		c.quote = b
	case b == '/' && c.script && c.regexpMayStart():
		c.quote = '/'
	}
	switch {
	case isNameByte(b) || b == '$':
		if c.gap || !isNameByte(c.last) && c.last != '$' {
			c.word = c.word[:0]
		}
		if len(c.word) < 8 { // longer than any keyword that matters
			c.word = append(c.word, b)
		}
		c.last = b
	case !isSpace(b):
		c.word, c.last = c.word[:0], b
	}
	c.gap = isSpace(b)
	return 1
}

func (c *code) inQuote(text string) int {
	switch b := text[0]; {
	case b == '\\' && len(text) > 1:
		return 2
	case b == '\n' && c.quote != '`':
		c.quote = 0
	case c.quote == '/' && b == '[':
		c.class = true
	case c.quote == '/' && b == ']':
		c.class = false
	case b == c.quote && !c.class:
		c.quote, c.last, c.word = 0, ')', c.word[:0]
	}
	if c.quote == 0 {
		c.class = false
	}
	return 1
}

// regexpMayStart reports whether a slash begins a regular expression: after a
// value it divides, after an operator, a bracket or a keyword it begins one.
func (c *code) regexpMayStart() bool {
	switch string(c.word) {
	case "return", "typeof", "case", "in", "of", "delete", "void", "throw", "else", "do":
		return true
	}
	return c.last == 0 || !isNameByte(c.last) && strings.IndexByte(")]}$\"'`", c.last) < 0
}
