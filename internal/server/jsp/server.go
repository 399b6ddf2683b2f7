package jsp

import (
	"strings"

	"skinbuild/internal/source"
)

// server is the inner machine. If a server part begins at pos, it emits the
// text before it as a segment of kind host and the part as a segment, and moves
// pos behind the part. A server part is what the JSP container removes from the
// page: a comment, directive, scriptlet, action or expression.
func (s *scanner) server(host Kind) bool {
	if !s.doc.JSP || !mayBegin(s.text[s.pos]) {
		return false
	}
	k, end := s.part(host)
	if end == 0 {
		return false
	}
	s.emit(host, s.pos)
	if k == Action {
		t := s.action(end)
		t.Inside = host != Text || s.noscript
		s.doc.Tags = append(s.doc.Tags, t)
	}
	s.pos = end
	s.emit(k, end)
	return true
}

func mayBegin(c byte) bool { return c == '<' || c == '$' || c == '#' }

// part returns the kind and the end of the server part at pos. The end is 0 if
// there is none.
func (s *scanner) part(host Kind) (Kind, int) {
	rest := s.text[s.pos:]
	if !mayBegin(rest[0]) {
		return Text, 0
	}
	switch {
	case strings.HasPrefix(rest, "<%--"):
		return ServerComment, s.endOf(s.pos+4, "--%>")
	case strings.HasPrefix(rest, "<%@"):
		return Directive, s.directiveEnd(s.pos + 3)
	case strings.HasPrefix(rest, "<%"):
		return Scriptlet, s.scriptletEnd(s.pos + 2)
	case strings.HasPrefix(rest, "${"), strings.HasPrefix(rest, "#{"):
		return EL, s.elEnd(s.pos)
	case s.isAction(host):
		return Action, s.actionEnd()
	}
	return Text, 0
}

// endOf returns the end of the first delim at or after from, or the end of the
// text if there is none.
func (s *scanner) endOf(from int, delim string) int {
	if i := strings.Index(s.text[from:], delim); i >= 0 {
		return from + i + len(delim)
	}
	s.cutOff = true
	return len(s.text)
}

// scriptletEnd returns the end of a scriptlet; Java code in it spells %> as
// %\>.
func (s *scanner) scriptletEnd(from int) int { return s.endOf(from, "%>") }

// directiveEnd skips quoted values, because the container parses attributes
// first.
func (s *scanner) directiveEnd(from int) int {
	for i := from; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case '"', '\'':
			n := strings.IndexByte(s.text[i+1:], c)
			if n < 0 {
				return s.endOf(from, "%>")
			}
			i += n + 1
		case '%':
			if strings.HasPrefix(s.text[i:], "%>") {
				return i + 2
			}
		}
	}
	s.cutOff = true
	return len(s.text)
}

// elEnd returns the end of the expression at i: braces nest, except inside
// quotes. It returns 0 if the expression never ends and so is text.
func (s *scanner) elEnd(i int) int {
	from, depth, quote := i, 0, byte(0)
	if s.tired() {
		return 0
	}
	for i++; i < len(s.text); i++ {
		c := s.text[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	s.wasted += i - from
	return 0
}

// tired reports whether too many bytes were searched for delimiters that were
// not found. In a text that consists of "${" only, each one is searched for up
// to the end. From then on expressions and actions are no longer recognised.
func (s *scanner) tired() bool { return s.wasted > 1<<20+8*len(s.text) }

// isAction reports whether the "<" at pos begins an action. In code, where
// a<b:c may be an expression, a directive of this file must declare the prefix;
// elsewhere any prefix counts, since an including file may declare it.
func (s *scanner) isAction(host Kind) bool {
	if s.text[s.pos] != '<' {
		return false
	}
	i := s.pos + 1
	if i < len(s.text) && s.text[i] == '/' {
		i++
	}
	from := i
	for i < len(s.text) && isNameByte(s.text[i]) {
		i++
	}
	if i == from || !isLetter(s.text[from]) || i+1 >= len(s.text) || s.text[i] != ':' || !isLetter(s.text[i+1]) {
		return false
	}
	prefix := s.text[from:i]
	if host == Script || host == Style || host == CodeComment {
		return prefix == "jsp" || s.prefixes[prefix]
	}
	return true
}

// actionEnd returns the end of the action at pos: the first ">" outside quotes
// and expressions.
func (s *scanner) actionEnd() int {
	if s.tired() {
		return 0
	}
	for i := s.pos + 1; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			i = s.actionValueEnd(i+1, c)
		}
	}
	s.wasted += len(s.text) - s.pos
	return 0
}

// actionValueEnd returns the offset of the quote that closes the value
// beginning at i. A Java expression as value ends with %> and the quote.
func (s *scanner) actionValueEnd(i int, quote byte) int {
	if strings.HasPrefix(s.text[i:], "<%=") && !s.tired() {
		if n := strings.Index(s.text[i:], "%>"+string(rune(quote))); n >= 0 {
			return i + n + 2
		}
		s.wasted += len(s.text) - i
	}
	for ; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == quote:
			return i
		case c == '\\':
			i++
		case (c == '$' || c == '#') && i+1 < len(s.text) && s.text[i+1] == '{':
			if end := s.elEnd(i); end > 0 {
				i = end - 1
			}
		}
	}
	return i
}

// action parses the name and the attributes of the action between pos and end.
func (s *scanner) action(end int) Tag {
	t := Tag{Span: source.Span{Start: s.pos, End: end}}
	i := s.pos + 1
	if s.text[i] == '/' {
		t.End = true
		i++
	}
	from := i
	for i < end && (isNameByte(s.text[i]) || s.text[i] == ':') {
		i++
	}
	t.Name = s.text[from:i]
	t.Closed = s.text[end-2] == '/'
	for i < end {
		if !isNameByte(s.text[i]) {
			i++
			continue
		}
		from = i
		for i < end && isNameByte(s.text[i]) {
			i++
		}
		a := Attr{Name: s.text[from:i], Value: source.At(i), Bare: true}
		for i < end && isSpace(s.text[i]) {
			i++
		}
		if i+1 < end && s.text[i] == '=' {
			i = s.actionValue(&a, i+1, end)
		}
		t.Attrs = append(t.Attrs, a)
	}
	return t
}

func (s *scanner) actionValue(a *Attr, i, end int) int {
	for i < end && isSpace(s.text[i]) {
		i++
	}
	if i == end || s.text[i] != '"' && s.text[i] != '\'' {
		return i
	}
	a.Bare, a.Quote = false, s.text[i]
	stop := min(s.actionValueEnd(i+1, a.Quote), end)
	a.Value = source.Span{Start: i + 1, End: stop}
	value := s.text[i+1 : stop]
	a.Dynamic = strings.Contains(value, "${") || strings.Contains(value, "#{") || strings.Contains(value, "<%")
	return stop + 1
}

func isNameByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.'
}

// declaredPrefixes returns the prefixes of the file's taglib directives.
func declaredPrefixes(text string) map[string]bool {
	prefixes := map[string]bool{}
	for {
		i := strings.Index(text, "<%@")
		if i < 0 {
			return prefixes
		}
		s := &scanner{text: text}
		end := s.directiveEnd(i + 3)
		directive := text[i:end]
		text = text[end:]
		if !strings.HasPrefix(strings.TrimSpace(directive[3:]), "taglib") {
			continue
		}
		if _, after, ok := strings.Cut(directive, "prefix="); ok && len(after) > 1 {
			name, _, _ := strings.Cut(after[1:], after[:1])
			prefixes[name] = true
		}
	}
}
