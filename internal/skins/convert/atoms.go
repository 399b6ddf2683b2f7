package convert

import (
	"regexp"
	"strings"
)

// An atom is what the server replaces on a line: a token @Name@, or a call
// @name(params)@.
type atom struct {
	start, end int
	call       bool
	name       string // of the property, or of the function
	params     string // of a call, as written
	odd        bool   // text that stands between two "@" by accident, or is no plain name
}

// What the servlet searches a line for: first calls, then tokens in what is left.
// "." is what a Java pattern means by it.
var (
	callPattern  = regexp.MustCompile(`@([0-9A-Za-z_]+)\(([^\n\r\x{85}\x{2028}\x{2029}]*?)\)@`)
	tokenPattern = regexp.MustCompile(`@[^\n\r\x{85}\x{2028}\x{2029}]+?@`)
	plainName    = regexp.MustCompile(`^[0-9A-Za-z_.+-]+$`)
)

// filler replaces a call while tokens are searched for. It is not "@", and no
// name contains it.
const filler = "\x00"

// atomsIn returns the atoms in a text without line ends, in order.
func atomsIn(line string) []atom {
	if strings.Count(line, "@") < 2 {
		return nil
	}
	var calls, out []atom
	blanked := []byte(line)
	for _, m := range callPattern.FindAllStringSubmatchIndex(line, -1) {
		calls = append(calls, atom{start: m[0], end: m[1], call: true, name: line[m[2]:m[3]], params: line[m[4]:m[5]]})
		copy(blanked[m[0]:m[1]], strings.Repeat(filler, m[1]-m[0]))
	}
	for _, m := range tokenPattern.FindAllIndex(blanked, -1) {
		for len(calls) > 0 && calls[0].start < m[0] {
			out, calls = append(out, calls[0]), calls[1:]
		}
		for len(calls) > 0 && calls[0].end <= m[1] { // the token covers it
			calls = calls[1:]
		}
		name := line[m[0]+1 : m[1]-1]
		out = append(out, atom{start: m[0], end: m[1], name: name, odd: !plainName.MatchString(name)})
	}
	return append(out, calls...)
}

// hasOdd reports whether a single-line text contains an atom other than a plain
// token.
func hasOdd(line string) bool {
	for _, a := range atomsIn(line) {
		if a.odd {
			return true
		}
	}
	return false
}
