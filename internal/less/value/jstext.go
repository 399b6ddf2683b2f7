package value

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"
)

// What stays as it is in encodeURIComponent and, beyond that, in encodeURI
// (ECMA-262, 19.2.6).
const (
	uriMarks    = "-_.!~*'()"
	uriReserved = ";/?:@&=+$,#"
)

// encodeURI is JavaScript's function of that name: percent signs for the bytes of
// all but letters, digits, uriMarks and the characters of keep.
func encodeURI(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' ||
			c < utf8.RuneSelf && (strings.IndexByte(uriMarks, c) >= 0 || strings.IndexByte(keep, c) >= 0) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// matchLimit bounds one replace(): a pattern that backtracks without end becomes
// an error instead of a hang.
const matchLimit = 5 * time.Second

// replacePattern is JavaScript's s.replace(new RegExp(pattern, flags), with).
func replacePattern(s, pattern, with, flags string) (string, error) {
	opts := regexp2.ECMAScript
	global := false
	for _, f := range flags {
		switch f {
		case 'g':
			global = true
		case 'i':
			opts |= regexp2.IgnoreCase
		case 'm':
			opts |= regexp2.Multiline
		case 's':
			opts |= regexp2.Singleline
		case 'u':
			opts |= regexp2.Unicode
		case 'd', 'y':
			return "", fmt.Errorf("regular expression flag %q is not supported", f)
		default:
			return "", runtimeError("Invalid flags supplied to RegExp constructor '%s'", flags)
		}
	}
	if pattern != "" && opts == regexp2.ECMAScript && !strings.ContainsAny(pattern, `\^$.|?*+()[]{}/`) && !strings.Contains(with, "$") {
		times := 1
		if global {
			times = -1
		}
		return strings.Replace(s, pattern, with, times), nil // most patterns are just text
	}
	re, err := regexp2.Compile(pattern, opts)
	if err != nil {
		return "", runtimeError("Invalid regular expression: /%s/%s: %v", pattern, flags, err)
	}
	re.MatchTimeout = matchLimit
	return replaceMatches(re, s, with, global)
}

func replaceMatches(re *regexp2.Regexp, s, with string, global bool) (string, error) {
	text := []rune(s)
	var b strings.Builder
	done := 0
	m, err := re.FindRunesMatch(text)
	for m != nil && err == nil {
		b.WriteString(string(text[done:m.RuneIndex]))
		expand(&b, with, text, m)
		done = m.RuneIndex + m.RuneLength
		if !global {
			break
		}
		m, err = re.FindNextMatch(m)
	}
	if err != nil {
		return "", err
	}
	b.WriteString(string(text[done:]))
	return b.String(), nil
}

// expand writes the replacement with its $ patterns replaced (ECMA-262,
// GetSubstitution).
func expand(b *strings.Builder, with string, text []rune, m *regexp2.Match) {
	for {
		i := strings.IndexByte(with, '$')
		if i < 0 || i+1 == len(with) {
			b.WriteString(with)
			return
		}
		b.WriteString(with[:i])
		n := expandOne(b, with[i:], text, m)
		with = with[i+n:]
	}
}

// expandOne writes what the pattern at the start of with, a "$", stands for and
// returns the length of the pattern.
func expandOne(b *strings.Builder, with string, text []rune, m *regexp2.Match) int {
	switch c := with[1]; {
	case c == '$':
		b.WriteByte('$')
		return 2
	case c == '&':
		b.WriteString(m.String())
		return 2
	case c == '`':
		b.WriteString(string(text[:m.RuneIndex]))
		return 2
	case c == '\'':
		b.WriteString(string(text[m.RuneIndex+m.RuneLength:]))
		return 2
	case '0' <= c && c <= '9':
		if n, width := groupNumber(with[1:], m.GroupCount()-1); width > 0 {
			b.WriteString(m.GroupByNumber(n).String())
			return 1 + width
		}
	}
	b.WriteByte('$')
	return 1
}

// groupNumber reads the number of a group that exists: two digits if they name
// one, else one; width is 0 if neither does.
func groupNumber(digits string, groups int) (n, width int) {
	n = int(digits[0] - '0')
	if len(digits) > 1 && '0' <= digits[1] && digits[1] <= '9' {
		if two := n*10 + int(digits[1]-'0'); two >= 1 && two <= groups {
			return two, 2
		}
	}
	if n >= 1 && n <= groups {
		return n, 1
	}
	return 0, 0
}
