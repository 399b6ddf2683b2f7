package strip

import "strings"

// A literal is a string of a script, and what it touches.
type literal struct {
	text          string
	at            int
	before, after bool // a "+" joins it with what is before or behind it
	inside        bool // the strings before it left the value of a class or an id open
}

// scanScript cuts a script into code, strings and comments, and calls word for the
// code's words and lit for each string. It reads on whatever comes: what is no
// script comes out as words all the same.
func scanScript(text string, word, comment func(text string, at int), lit func(literal)) {
	s := &scriptScanner{text: text, word: word, comment: comment, lit: lit}
	for s.i < len(text) {
		s.step()
	}
}

type scriptScanner struct {
	text          string
	i             int
	last          byte   // the last character of code that is no blank
	lastWord      string // the last word, if last is its end
	open          int    // how many strings on the value of a class or an id can still go
	word, comment func(text string, at int)
	lit           func(literal)
}

func (s *scriptScanner) step() {
	c := s.text[s.i]
	rest := s.text[s.i:]
	switch {
	case isBlank(c):
		s.i++
	case strings.HasPrefix(rest, "//"):
		s.remark(lineEnd(s.text, s.i))
	case strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			s.remark(len(s.text))
		} else {
			s.remark(s.i + end + 4)
		}
	case c == '"' || c == '\'' || c == '`':
		s.quoted(c)
	case c == '/' && s.regexCanStart() && s.regex():
	case isName(c):
		end := s.i
		for end < len(s.text) && isName(s.text[end]) {
			end++
		}
		s.lastWord = s.text[s.i:end]
		s.word(s.lastWord, s.i)
		s.last = s.text[end-1]
		s.i = end
	default:
		s.last, s.lastWord = c, ""
		s.i++
	}
}

func (s *scriptScanner) remark(end int) {
	s.comment(s.text[s.i:end], s.i)
	s.i = end
}

// quoted reads a string; one without an end is read to the end of its line.
func (s *scriptScanner) quoted(quote byte) {
	start := s.i + 1
	end := start
	for end < len(s.text) && s.text[end] != quote {
		if s.text[end] == '\\' {
			end++
		} else if s.text[end] == '\n' && quote != '`' {
			break
		}
		end++
	}
	end = min(end, len(s.text))
	next := end + 1
	for next < len(s.text) && isBlank(s.text[next]) {
		next++
	}
	text := s.text[start:end]
	s.lit(literal{text, start, s.last == '+', next < len(s.text) && s.text[next] == '+', s.open > 0})
	s.follow(text)
	s.last, s.lastWord = quote, ""
	s.i = min(end+1, len(s.text))
}

// maxOpen is how many strings the value of an attribute is followed through.
const maxOpen = 12

// follow notes whether a string leaves the value of a class or an id open, so that
// the next ones are pieces of it, whatever joins them.
func (s *scriptScanner) follow(text string) {
	switch {
	case leavesOpen(text):
		s.open = maxOpen
	case strings.ContainsAny(text, `'">`):
		s.open = 0
	case s.open > 0:
		s.open--
	}
}

// leavesOpen reports whether a text ends within the value of a class or an id.
func leavesOpen(text string) bool {
	low := strings.ToLower(text)
	for _, attribute := range []string{"class=", "id="} {
		i := strings.LastIndex(low, attribute)
		if i < 0 {
			continue
		}
		value := strings.TrimLeft(text[i+len(attribute):], `\`)
		if value == "" {
			return true
		}
		if quote := value[0]; quote == '\'' || quote == '"' {
			return strings.IndexByte(value[1:], quote) < 0
		}
		return !strings.ContainsAny(value, " >")
	}
	return false
}

// regexCanStart reports whether a "/" begins a regular expression and no division.
func (s *scriptScanner) regexCanStart() bool {
	if s.last == 0 || strings.IndexByte("(,=:[!&|?{};+-*%~^<>", s.last) >= 0 {
		return true
	}
	return s.lastWord == "return" || s.lastWord == "typeof" || s.lastWord == "case"
}

// regex passes over a regular expression; false if it does not end in its line.
func (s *scriptScanner) regex() bool {
	class := false
	for i := s.i + 1; i < len(s.text) && s.text[i] != '\n'; i++ {
		switch s.text[i] {
		case '\\':
			i++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				s.i, s.last, s.lastWord = i+1, '/', ""
				return true
			}
		}
	}
	return false
}

func lineEnd(text string, i int) int {
	if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(text)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// isName reports whether c can be in a name of a script; in a class it can be "-" too.
func isName(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}
