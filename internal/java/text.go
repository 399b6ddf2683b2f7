package java

import (
	"strings"
	"unicode/utf8"
)

// DecodeUTF8 returns data as Java's UTF-8 decoder reads it, with U+FFFD for what
// is malformed, and how many bytes were. A byte order mark stays. Where malformed
// bytes count as one or as several is Java's own: an encoded surrogate is one
// U+FFFD, as is what a truncated end leaves.
func DecodeUTF8(data []byte) (text string, malformed int) {
	if utf8.Valid(data) {
		return string(data), 0
	}
	var b strings.Builder
	for len(data) > 0 {
		if r, size := utf8.DecodeRune(data); r != utf8.RuneError || size > 1 {
			b.Write(data[:size])
			data = data[size:]
			continue
		}
		n := malformedLength(data)
		b.WriteRune(utf8.RuneError)
		malformed += n
		data = data[n:]
	}
	return b.String(), malformed
}

// malformedLength is how many of the bytes, which begin with no character, one
// U+FFFD stands for.
func malformedLength(b []byte) int {
	lead, more := b[0], 0
	switch {
	case lead >= 0xc2 && lead <= 0xdf:
		more = 1
	case lead >= 0xe0 && lead <= 0xef:
		more = 2
	case lead >= 0xf0 && lead <= 0xf4:
		more = 3
	}
	n := 1
	for n <= more && n < len(b) && continues(lead, b[n], n) {
		n++
	}
	return n
}

// continues reports whether c can be the byte at place n after lead.
func continues(lead, c byte, n int) bool {
	if n > 1 {
		return c&0xc0 == 0x80
	}
	switch lead {
	case 0xe0:
		return c >= 0xa0 && c <= 0xbf
	case 0xf0:
		return c >= 0x90 && c <= 0xbf
	case 0xf4:
		return c >= 0x80 && c <= 0x8f
	}
	return c&0xc0 == 0x80
}

// ToLower is String.toLowerCase in English: U+0130 becomes two characters.
func ToLower(s string) string {
	return strings.ToLower(strings.ReplaceAll(s, "\u0130", "i\u0307"))
}

// EncodeForm is URLEncoder.encode with UTF-8: a space is "+", and letters, digits
// and ". - * _" stay.
func EncodeForm(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('+')
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(".-*_", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// SplitAt is String.split at a separator character with any of the blanks around
// it: trailing empty parts vanish, and a text without the separator is one part.
func SplitAt(s string, separator byte, blanks string) []string {
	var parts []string
	start, found := 0, false
	for i := 0; i < len(s); i++ {
		if s[i] != separator {
			continue
		}
		found = true
		end := i
		for end > start && strings.IndexByte(blanks, s[end-1]) >= 0 {
			end--
		}
		for i+1 < len(s) && strings.IndexByte(blanks, s[i+1]) >= 0 {
			i++
		}
		parts = append(parts, s[start:end])
		start = i + 1
	}
	parts = append(parts, s[start:])
	for found && len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return parts
}
