package java

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"skinbuild/internal/source"
)

// ErrEscape is the error of a text with a \u that four hexadecimal digits do not
// follow. Its text is that of Java's exception.
//
//lint:ignore ST1005 tests compare the text with that of Java
var ErrEscape = errors.New(`Malformed \uxxxx encoding.`)

// A Charset says what the characters of a properties text are. The format itself
// consists of ASCII characters, so the charset decides only what keys and values
// hold, never where they begin and end.
type Charset uint8

const (
	// Unicode is load(Reader), and how PropertyResourceBundle of JDK 9 and later
	// reads a file in UTF-8. The text is decoded already.
	Unicode Charset = iota
	// Latin1 is load(InputStream): every byte of the text is one character.
	Latin1
	// ReencodedLatin1 is a decoded text that its reader encodes in ISO-8859-1 before
	// load(InputStream), as the skin servlet does: characters beyond U+00FF become "?".
	ReencodedLatin1
)

// A Property is one key with its value, without escapes, and the places of both in
// the text. A key or value on several lines has the span from its first byte to its
// last. Half a surrogate pair is "?", which is how Java writes it.
type Property struct {
	Key, Value         string
	KeySpan, ValueSpan source.Span
}

// ReadProperties reads text as java.util.Properties.load of JDK 9 to 21 does. It
// returns the properties in the order of the text; of those with one key the last
// is in force. If err is ErrEscape, bad is the place of the escape, and the list
// holds what Java has stored when it throws.
func ReadProperties(text string, charset Charset) (list []Property, bad source.Span, err error) {
	r := propertyReader{text: text}
	for r.next() {
		p, at := r.property(charset)
		if at >= 0 {
			start := r.place(at)
			return list, source.Span{Start: start, End: start + 2}, ErrEscape
		}
		list = append(list, p)
	}
	return list, source.Span{}, nil
}

// A propertyReader cuts a text into logical lines. Each holds one property.
type propertyReader struct {
	text   string
	at     int     // where the next logical line is looked for
	line   string  // the logical line: no leading blanks, line ends or continuations
	pieces []piece // where the parts of line stand in text
}

// A piece is a part of a logical line that stands in one line of the text.
type piece struct{ line, text int }

const propertyBlanks = " \t\f"

// next reads the next logical line. It skips blank lines and comments.
func (r *propertyReader) next() bool {
	for {
		rest := strings.TrimLeft(r.text[r.at:], propertyBlanks+"\r\n")
		r.at = len(r.text) - len(rest)
		switch {
		case rest == "":
			return false
		case rest[0] == '#' || rest[0] == '!':
			r.at = r.lineEnd()
		case r.logicalLine():
			return true
		}
	}
}

// logicalLine joins the lines from here on that end in a backslash with the line
// that follows. It reports false if nothing has been joined where a line can begin a
// property or a comment: a lone backslash continues nothing.
func (r *propertyReader) logicalLine() bool {
	r.pieces = r.pieces[:0]
	var joined strings.Builder // of more than one line: the usual line is not copied
	for {
		start := r.at
		r.at = r.lineEnd()
		part := r.text[start:r.at]
		more := endsInOddBackslashes(part)
		if more {
			part = part[:len(part)-1]
		}
		r.pieces = append(r.pieces, piece{joined.Len(), start})
		if !more && len(r.pieces) == 1 {
			r.line = part
			return true
		}
		joined.WriteString(part)
		r.line = joined.String()
		size := r.skipLineEnd()
		switch {
		case !more || r.at == len(r.text) && (r.line != "" || size < 2):
			return true // Java takes a lone backslash at the end for an empty property, but not one before "\r\n"
		case r.line == "":
			return false
		}
		r.at = len(r.text) - len(strings.TrimLeft(r.text[r.at:], propertyBlanks))
	}
}

func (r *propertyReader) lineEnd() int {
	if i := strings.IndexAny(r.text[r.at:], "\r\n"); i >= 0 {
		return r.at + i
	}
	return len(r.text)
}

// skipLineEnd returns the length of the line end here: 0 at the end of the text.
func (r *propertyReader) skipLineEnd() int {
	size := min(1, len(r.text)-r.at)
	if strings.HasPrefix(r.text[r.at:], "\r\n") {
		size = 2
	}
	r.at += size
	return size
}

func endsInOddBackslashes(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// property cuts the logical line into key and value. bad is the offset in it of a
// malformed escape, or -1.
func (r *propertyReader) property(charset Charset) (p Property, bad int) {
	line := r.line
	keyEnd := keyLength(line)
	value := keyEnd + len(line[keyEnd:]) - len(strings.TrimLeft(line[keyEnd:], propertyBlanks))
	if value < len(line) && (line[value] == '=' || line[value] == ':') {
		value++
		value += len(line[value:]) - len(strings.TrimLeft(line[value:], propertyBlanks))
	}
	if p.Key, bad = unescape(line[:keyEnd], charset); bad >= 0 {
		return p, bad
	}
	if p.Value, bad = unescape(line[value:], charset); bad >= 0 {
		return p, value + bad
	}
	p.KeySpan, p.ValueSpan = r.span(0, keyEnd), r.span(value, len(line))
	return p, -1
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

// span returns where the bytes of the logical line from start to end stand.
func (r *propertyReader) span(start, end int) source.Span {
	from := r.place(start)
	if start == end {
		return source.At(from)
	}
	return source.Span{Start: from, End: r.place(end-1) + 1}
}

// place returns where the byte at that offset of the logical line stands.
func (r *propertyReader) place(at int) int {
	i, found := slices.BinarySearchFunc(r.pieces, at, func(p piece, at int) int { return p.line - at })
	if !found {
		i--
	}
	// Of several pieces that begin at one offset all but the last are empty.
	for i+1 < len(r.pieces) && r.pieces[i+1].line <= at {
		i++
	}
	return r.pieces[i].text + at - r.pieces[i].line
}

// unescape returns the text that s stands for. bad is the offset of a malformed
// escape, or -1.
func unescape(s string, charset Charset) (text string, bad int) {
	if strings.IndexByte(s, '\\') < 0 && (charset == Unicode || isASCII(s)) {
		return s, -1
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		switch {
		case s[i] != '\\':
			i += writeCharacter(&b, s[i:], charset)
		case strings.HasPrefix(s[i+1:], "u"):
			n := writeUnicodeEscapes(&b, s[i:])
			if n < 0 {
				return "", i
			}
			i += n
		case i+1 < len(s) && s[i+1] < utf8.RuneSelf:
			b.WriteByte(plainEscape(s[i+1]))
			i += 2
		default:
			i++ // the character behind the backslash is not ASCII: it stands for itself
		}
	}
	return b.String(), -1
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
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

// writeCharacter writes the first character of s and returns its length in s.
func writeCharacter(b *strings.Builder, s string, charset Charset) int {
	if charset == Latin1 {
		b.WriteRune(rune(s[0]))
		return 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if charset == ReencodedLatin1 && r > 0xff {
		b.WriteByte('?')
		return size
	}
	b.WriteString(s[:size])
	return size
}

// writeUnicodeEscapes writes the character of the \uXXXX at the beginning of s, or
// of the two that are a surrogate pair. It returns their length, or -1 where the
// first is malformed.
func writeUnicodeEscapes(b *strings.Builder, s string) int {
	unit, ok := unicodeEscape(s)
	if !ok {
		return -1
	}
	if !utf16.IsSurrogate(unit) {
		b.WriteRune(unit)
		return 6
	}
	if low, ok := unicodeEscape(s[6:]); ok {
		if r := utf16.DecodeRune(unit, low); r != utf8.RuneError {
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
