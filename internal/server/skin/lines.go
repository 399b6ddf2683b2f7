package skin

import (
	"strings"
)

// lineKind is the kind of a line for the preprocessor.
type lineKind uint8

const (
	plain lineKind = iota
	ifDefined
	ifNotDefined
	endIf
	elseIf // #ELSE
)

// A line is one line of a file, without its terminator.
type line struct {
	start, end int // bytes of the file's text
	kind       lineKind
	tokens     bool // has at least two "@": substitution may change it
	macro      string
}

// splitLines splits at "\n", "\r\n" and lone "\r", as BufferedReader.readLine
// does. There is no empty last line.
func splitLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for start := 0; start < len(text); {
		end, next := len(text), len(text)
		if i := strings.IndexAny(text[start:], "\r\n"); i >= 0 {
			end, next = start+i, start+i+1
			if strings.HasPrefix(text[end:], "\r\n") {
				next++
			}
		}
		lines = append(lines, newLine(text, start, end))
		start = next
	}
	return lines
}

func newLine(text string, start, end int) line {
	l := line{start: start, end: end}
	s := text[start:end]
	l.tokens = strings.Count(s, "@") > 1
	if strings.IndexByte(s, '#') < 0 {
		return l
	}
	l.kind, l.macro = directive(s)
	return l
}

// directive recognises a line that consists of a directive only. The macro is
// the rest of the line without any syntax: "A || B" is a name.
func directive(s string) (kind lineKind, macro string) {
	s = strings.TrimLeft(s, javaSpace)
	word := s[:min(wordLen(s), len(s))]
	rest := s[len(word):]
	_, _, ended := cutAtTerminator(rest)
	blank := rest != "" && strings.IndexByte(javaSpace, rest[0]) >= 0
	switch strings.ToLower(word) {
	case "#ifdef":
		kind = ifDefined
	case "#ifndef":
		kind = ifNotDefined
	case "#endif":
		if rest == "" || blank && !ended {
			return endIf, ""
		}
		return plain, ""
	case "#else":
		if strings.Trim(rest, javaSpace) == "" {
			return elseIf, ""
		}
		return plain, ""
	}
	if kind == plain || !blank || ended {
		return plain, ""
	}
	return kind, strings.Trim(rest, javaSpace)
}

// wordLen returns the length of "#" and the ASCII letters after it.
func wordLen(s string) int {
	n := 0
	for n < len(s) && (n == 0 && s[n] == '#' || n > 0 && isLetter(s[n])) {
		n++
	}
	return n
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// javaSpace are the characters that \s matches in a Java pattern.
const javaSpace = " \t\n\v\f\r"

// cutAtTerminator cuts s before the first character that "." in a Java pattern
// does not match.
func cutAtTerminator(s string) (before, after string, found bool) {
	for i, r := range s {
		if isTerminator(r) {
			return s[:i], s[i:], true
		}
	}
	return s, "", false
}

func isTerminator(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
