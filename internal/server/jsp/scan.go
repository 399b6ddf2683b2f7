package jsp

import (
	"strings"

	"skinbuild/internal/source"
)

// scanner holds the state of the outer machine: pos is the current byte, start
// the first byte that is not yet part of a segment.
type scanner struct {
	text       string
	pos, start int
	open       bool // whether everything that began before start is closed
	prefixes   map[string]bool
	doc        *Doc
	noscript   bool            // inside a noscript element
	endless    map[string]bool // raw text elements whose end tag is known to be missing
	cutOff     bool            // the text ends inside a server part
	wasted     int             // bytes searched for delimiters that were not found
}

// emit ends the segment that began at start.
func (s *scanner) emit(k Kind, end int) {
	if end == s.start {
		return
	}
	s.doc.Segments = append(s.doc.Segments, Segment{source.Span{Start: s.start, End: end}, k, s.open})
	s.start = end
	s.open = k == Text
}

// run is the data state of the HTML tokenizer.
func (s *scanner) run() {
	s.open = true
	for s.pos < len(s.text) {
		next := strings.IndexAny(s.text[s.pos:], "<$#\\")
		if next < 0 {
			break
		}
		s.pos += next
		switch {
		case s.server(Text):
			s.open = !s.cutOff
		case s.text[s.pos] == '\\':
			s.pos += s.escapeLen()
		case s.text[s.pos] == '<' && s.markup():
		default:
			s.pos++
		}
	}
	s.pos = len(s.text)
	s.emit(Text, s.pos)
	s.doc.open = s.open
}

// escapeLen returns the length of an escape at pos: in a JSP, \${ and \#{ do
// not begin an expression.
func (s *scanner) escapeLen() int {
	if s.doc.JSP && s.pos+1 < len(s.text) && (s.text[s.pos+1] == '$' || s.text[s.pos+1] == '#') {
		return 2
	}
	return 1
}

// markup scans the markup that "<" begins and returns false if it does not
// begin any. Markup that is still open at the end of the text is one segment up
// to the end, with open set to false.
func (s *scanner) markup() bool {
	rest := s.text[s.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		s.emit(Text, s.pos)
		s.open = s.comment()
	case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"), len(rest) > 2 && rest[1] == '/' && !isLetter(rest[2]):
		s.emit(Text, s.pos)
		s.pos += 2
		s.open = s.until(Declaration, ">")
	case len(rest) > 1 && isLetter(rest[1]), len(rest) > 2 && rest[1] == '/':
		s.emit(Text, s.pos)
		s.open = s.tag()
	default:
		return false
	}
	return true
}

// until scans to the end of delim and emits server parts as separate segments.
// It reports whether delim was found.
func (s *scanner) until(k Kind, delim string) bool {
	for s.pos < len(s.text) {
		if strings.HasPrefix(s.text[s.pos:], delim) {
			s.pos += len(delim)
			s.emit(k, s.pos)
			return true
		}
		if !s.server(k) {
			s.pos++
		}
	}
	s.emit(k, s.pos)
	return false
}

// comment scans an HTML comment. As in browsers, "<!-->" and "<!--->" are
// complete comments, and "--!>" also ends one.
func (s *scanner) comment() bool {
	s.pos += len("<!--")
	for _, short := range []string{">", "->"} {
		if strings.HasPrefix(s.text[s.pos:], short) {
			s.pos += len(short)
			s.emit(PageComment, s.pos)
			return true
		}
	}
	for s.pos < len(s.text) {
		rest := s.text[s.pos:]
		for _, end := range []string{"-->", "--!>"} {
			if strings.HasPrefix(rest, end) {
				s.pos += len(end)
				s.emit(PageComment, s.pos)
				return true
			}
		}
		if !s.server(PageComment) {
			s.pos++
		}
	}
	s.emit(PageComment, s.pos)
	return false
}

// tag scans a start or end tag, and the body of a raw text element. It returns
// false if the tag or its body does not end.
func (s *scanner) tag() bool {
	t := Tag{Span: source.Span{Start: s.pos}, Inside: s.noscript}
	s.pos++
	if s.text[s.pos] == '/' {
		t.End = true
		s.pos++
	}
	from := s.pos
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n\f/><$", s.text[s.pos]) < 0 {
		s.pos++
	}
	t.Name = strings.ToLower(s.text[from:s.pos])
	if !s.attributes(&t) {
		s.emit(Markup, s.pos)
		return false
	}
	t.Span.End = s.pos
	s.emit(Markup, s.pos)
	if t.Name == "noscript" {
		s.noscript = !t.End
	}
	over := t.End || rawElements[t.Name] == 0 || !s.rawBody(&t)
	s.doc.Tags = append(s.doc.Tags, t)
	return over
}

// attributes scans to the end of the tag; false if the text ends first.
func (s *scanner) attributes(t *Tag) bool {
	depth := 0
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '>':
			s.pos++
			return true
		case isSpace(c):
			s.pos++
		case c == '/':
			t.Closed = strings.HasPrefix(s.text[s.pos:], "/>")
			s.pos++
		case s.nested(&depth):
		default:
			s.attribute(t, depth > 0)
		}
	}
	return false
}

// nested scans a server part between two attributes, and counts the actions and
// code blocks that are open there. An expression stands for an attribute or for
// the beginning of one.
func (s *scanner) nested(depth *int) bool {
	if !s.doc.JSP {
		return false
	}
	from, before := s.pos, len(s.doc.Tags)
	if s.standsForText() || !s.server(Markup) {
		return false
	}
	*depth += Braces(s.text[from:s.pos])
	for _, a := range s.doc.Tags[before:] {
		switch {
		case a.End:
			*depth--
		case !a.Closed:
			*depth++
		}
	}
	return true
}

// standsForText reports whether an expression begins at pos.
func (s *scanner) standsForText() bool {
	k, end := s.part(Markup)
	return end > 0 && (k == EL || k == Scriptlet && strings.HasPrefix(s.text[s.pos:], "<%="))
}

// attribute scans one attribute. A server part may stand for its name, its
// value or a piece of either.
func (s *scanner) attribute(t *Tag, conditional bool) {
	a := Attr{Conditional: conditional}
	from := s.pos
	for s.pos < len(s.text) && (s.pos == from || strings.IndexByte(" \t\r\n\f/>=", s.text[s.pos]) < 0) {
		if mayBegin(s.text[s.pos]) && s.doc.JSP && s.standsForText() {
			s.server(Markup)
			a.Dynamic = true
			continue
		}
		if s.pos > from && s.partEnd(s.pos, Markup) > 0 {
			break
		}
		s.pos++
	}
	a.Name = strings.ToLower(s.text[from:s.pos])
	a.Value = source.At(s.pos)
	s.space()
	if s.pos < len(s.text) && s.text[s.pos] == '=' {
		s.pos++
		for s.space(); strings.HasPrefix(s.text[s.pos:], "<%--") && s.server(Markup); s.space() {
		}
		s.value(&a)
	} else {
		a.Bare = true
	}
	t.Attrs = append(t.Attrs, a)
}

func (s *scanner) value(a *Attr) {
	stop := " \t\r\n\f>"
	if s.pos < len(s.text) && (s.text[s.pos] == '"' || s.text[s.pos] == '\'') {
		a.Quote = s.text[s.pos]
		stop = string(rune(a.Quote))
		s.pos++
	}
	s.emit(Markup, s.pos)
	a.Value.Start = s.pos
	for s.pos < len(s.text) && strings.IndexByte(stop, s.text[s.pos]) < 0 {
		if s.server(Value) {
			a.Dynamic = true
		} else {
			s.pos++
		}
	}
	a.Value.End = s.pos
	s.emit(Value, s.pos)
	if a.Quote != 0 && s.pos < len(s.text) {
		s.pos++
	}
}

func (s *scanner) space() {
	for s.pos < len(s.text) && isSpace(s.text[s.pos]) {
		s.pos++
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
