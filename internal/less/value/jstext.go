package value

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
	"unsafe"

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

// MaxMatching is how long the regular expressions of one compilation may run in all.
// A pattern that backtracks without end becomes an error instead of a hang.
const MaxMatching = 3 * time.Second

// matchingOver is the error of regular expressions that ran longer.
func matchingOver() error {
	return &Failure{"Limit", fmt.Sprintf("regular expressions ran longer than %s (the limit on time)", MaxMatching)}
}

// A replacement is JavaScript's text.replace(new RegExp(pattern, flags), with).
type replacement struct {
	text, pattern, with, flags string

	host host
	out  strings.Builder
}

func (r *replacement) replaced() (string, error) {
	opts := regexp2.ECMAScript
	global := false
	for _, f := range r.flags {
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
			return "", runtimeError("Invalid flags supplied to RegExp constructor '%s'", r.flags)
		}
	}
	if r.pattern != "" && opts == regexp2.ECMAScript && !strings.ContainsAny(r.pattern, `\^$.|?*+()[]{}/`) && !strings.Contains(r.with, "$") {
		return r.plain(global), nil // most patterns are just text
	}
	re, err := regexp2.Compile(r.pattern, opts)
	if err != nil {
		return "", runtimeError("Invalid regular expression: /%s/%s: %v", r.pattern, r.flags, err)
	}
	return r.matches(re, global)
}

// plain replaces text by text.
func (r *replacement) plain(global bool) string {
	times := 1
	if global {
		times = strings.Count(r.text, r.pattern)
	}
	r.host.Take(len(r.text) + times*len(r.with))
	return strings.Replace(r.text, r.pattern, r.with, times)
}

func (r *replacement) matches(re *regexp2.Regexp, global bool) (string, error) {
	r.host.Take(len(r.text) * int(unsafe.Sizeof(rune(0))))
	text := []rune(r.text)
	done := 0
	re.MatchTimeout = r.host.Matching(0)
	m, err := r.next(func() (*regexp2.Match, error) { return re.FindRunesMatch(text) })
	for m != nil && err == nil {
		r.write(string(text[done:m.RuneIndex]))
		r.expand(r.with, text, m)
		done = m.RuneIndex + m.RuneLength
		if !global {
			break
		}
		re.MatchTimeout = r.host.Matching(0)
		m, err = r.next(func() (*regexp2.Match, error) { return re.FindNextMatch(m) })
	}
	if err != nil {
		return "", err
	}
	r.write(string(text[done:]))
	return r.out.String(), nil
}

// next looks for a match within the time that is left.
func (r *replacement) next(find func() (*regexp2.Match, error)) (*regexp2.Match, error) {
	if r.host.Matching(0) <= 0 {
		return nil, matchingOver()
	}
	start := time.Now()
	m, err := find()
	if r.host.Matching(time.Since(start)) <= 0 {
		return nil, matchingOver()
	}
	return m, err
}

// write appends to the result.
func (r *replacement) write(s string) {
	r.host.Take(len(s))
	r.out.WriteString(s)
}

// expand writes the replacement with its $ patterns replaced (ECMA-262,
// GetSubstitution).
func (r *replacement) expand(with string, text []rune, m *regexp2.Match) {
	for {
		i := strings.IndexByte(with, '$')
		if i < 0 || i+1 == len(with) {
			r.write(with)
			return
		}
		r.write(with[:i])
		n := r.expandOne(with[i:], text, m)
		with = with[i+n:]
	}
}

// expandOne writes what the pattern at the start of with, a "$", stands for and
// returns the length of the pattern.
func (r *replacement) expandOne(with string, text []rune, m *regexp2.Match) int {
	switch c := with[1]; {
	case c == '$':
		r.write("$")
		return 2
	case c == '&':
		r.write(m.String())
		return 2
	case c == '`':
		r.write(string(text[:m.RuneIndex]))
		return 2
	case c == '\'':
		r.write(string(text[m.RuneIndex+m.RuneLength:]))
		return 2
	case '0' <= c && c <= '9':
		if n, width := groupNumber(with[1:], m.GroupCount()-1); width > 0 {
			r.write(m.GroupByNumber(n).String())
			return 1 + width
		}
	}
	r.write("$")
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
