package skin

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"skinbuild/internal/source"
)

// A propLine is one line of the text that the properties reader gets: a line of
// a file, or one that the preprocessor put there (file is nil).
type propLine struct {
	text  string
	file  *source.File
	start int // offset of text in file
}

// A definition is one key with its value, and where they stand.
type definition struct {
	file  *source.File
	key   source.Span
	value source.Span // to the end of its last line in the file
	raw   string      // the value, unescaped
}

// A logical line is what is left of one or more lines after comments, blanks and
// continuations: it holds one property.
type logical struct {
	text   string
	pieces []piece // where the parts of text come from
}

type piece struct {
	at    int // offset in logical.text
	file  *source.File
	start int
}

const propBlanks = " \t\f"

// readProperties calls set for each property, in order, as java.util.Properties
// loads them. It stops at a bad \u escape and returns where that is; what came
// before it counts.
func readProperties(lines []propLine, set func(key string, d definition)) *source.Diag {
	for i := 0; i < len(lines); {
		var l logical
		l, i = nextLogical(lines, i)
		if l.text == "" {
			continue
		}
		key, d, bad := splitProperty(l)
		if bad != nil {
			return bad
		}
		set(key, d)
	}
	return nil
}

// nextLogical reads the logical line that begins at line i and returns the index
// of the line after it. A comment or a blank line gives an empty one, as does a
// line of nothing but "\" (JDK 9 and later).
func nextLogical(lines []propLine, i int) (logical, int) {
	text := strings.TrimLeft(lines[i].text, propBlanks)
	if text == "" || text[0] == '#' || text[0] == '!' || text == `\` {
		return logical{}, i + 1
	}
	out := logical{text: text, pieces: []piece{{0, lines[i].file, lines[i].start + len(lines[i].text) - len(text)}}}
	i++
	if !endsInOddBackslashes(text) {
		return out, i // the usual line is not copied
	}
	var b strings.Builder
	for more := true; ; i++ {
		more = endsInOddBackslashes(text)
		if more {
			text = text[:len(text)-1]
		}
		b.WriteString(text)
		if !more || i == len(lines) {
			break
		}
		text = strings.TrimLeft(lines[i].text, propBlanks)
		out.pieces = append(out.pieces, piece{b.Len(), lines[i].file, lines[i].start + len(lines[i].text) - len(text)})
	}
	out.text = b.String()
	return out, i
}

func endsInOddBackslashes(s string) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// splitProperty cuts a logical line into key and value.
func splitProperty(l logical) (string, definition, *source.Diag) {
	keyEnd := keyLength(l.text)
	value := keyEnd
	for separated := false; value < len(l.text); value++ {
		c := l.text[value]
		if strings.IndexByte(propBlanks, c) >= 0 {
			continue
		}
		if separated || c != '=' && c != ':' {
			break
		}
		separated = true
	}
	key, bad := unescape(l.text[:keyEnd])
	if bad >= 0 {
		return "", definition{}, l.badEscape(bad)
	}
	raw, bad := unescape(l.text[value:])
	if bad >= 0 {
		return "", definition{}, l.badEscape(value + bad)
	}
	d := definition{raw: raw}
	var keyAt, valueAt int
	d.file, keyAt = l.place(0)
	d.key = source.Span{Start: keyAt, End: keyAt + keyEnd}
	valueFile, valueAt := l.place(value)
	endFile, endAt := l.place(len(l.text))
	switch {
	case valueFile != d.file:
		d.value = source.At(d.key.End)
	case endFile != d.file || endAt < valueAt:
		d.value = source.At(valueAt)
	default:
		d.value = source.Span{Start: valueAt, End: endAt}
	}
	return key, d, nil
}

func keyLength(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '=', ':', ' ', '\t', '\f':
			return i
		}
	}
	return len(s)
}

// place returns where the byte at that offset of the logical line comes from.
func (l *logical) place(at int) (*source.File, int) {
	i, found := slices.BinarySearchFunc(l.pieces, at, func(p piece, at int) int { return p.at - at })
	if !found {
		i--
	}
	// Of several empty pieces at one place the last holds the byte.
	for i+1 < len(l.pieces) && l.pieces[i+1].at <= at {
		i++
	}
	p := l.pieces[i]
	return p.file, p.start + at - p.at
}

func (l *logical) badEscape(at int) *source.Diag {
	file, start := l.place(at)
	if file == nil {
		file = source.NewFile("", l.text)
	}
	return file.Errorf(source.Span{Start: start, End: start + 2}, codeBadEscape, `\u needs four hexadecimal digits`).
		WithHint("the server drops the rest of this file without a word")
}

// unescape turns what the file has into what the property is: escapes are
// resolved, and characters outside ISO-8859-1, in which the servlet hands the
// text to Properties, are "?". bad is the offset of an escape that Java refuses,
// or -1.
func unescape(s string) (text string, bad int) {
	if strings.IndexByte(s, '\\') < 0 && isASCII(s) {
		return s, -1
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '\\' && strings.HasPrefix(s[i+1:], "u") {
			n := unicodeEscapes(&b, s[i:])
			if n < 0 {
				return "", i
			}
			i += n
			continue
		}
		if s[i] == '\\' && i+1 < len(s) && s[i+1] < 0x80 {
			b.WriteByte(plainEscape(s[i+1]))
			i += 2
			continue
		}
		if s[i] == '\\' {
			i++ // before a character that is not ASCII, or at the end
			continue
		}
		i += latin1(&b, s[i:])
	}
	return b.String(), -1
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func plainEscape(c byte) byte {
	switch c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	}
	return c
}

// latin1 writes the first character of s and returns its length in bytes.
func latin1(b *strings.Builder, s string) int {
	for i, r := range s {
		if i > 0 {
			return i
		}
		if r > 0xff {
			r = '?'
		}
		b.WriteRune(r)
	}
	return len(s)
}

// unicodeEscapes writes the run of \uXXXX at the beginning of s and returns its
// length, or -1 where the first is malformed. Half a surrogate pair is written
// as "?", as the servlet's output has it.
func unicodeEscapes(b *strings.Builder, s string) int {
	unit, ok := unicodeEscape(s)
	if !ok {
		return -1
	}
	if !utf16.IsSurrogate(unit) {
		b.WriteRune(unit)
		return 6
	}
	if low, ok := unicodeEscape(s[6:]); ok {
		if r := utf16.DecodeRune(unit, low); r != '\uFFFD' {
			b.WriteRune(r)
			return 12
		}
	}
	b.WriteByte('?')
	return 6
}

func unicodeEscape(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(v), err == nil
}
