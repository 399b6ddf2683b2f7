package convert

import "strings"

// A piece is one simple selector and how it is joined to the previous one: ""
// if adjacent, " " for a descendant, otherwise ">", "+" or "~".
type piece struct{ joint, text string }

// pieces splits a selector into simple selectors; nil if it cannot be nested.
func pieces(selector string) []piece {
	if selector == "" || strings.ContainsAny(selector, "&@\\/{}$%") {
		return nil
	}
	var out []piece
	joint := ""
	for i := 0; i < len(selector); {
		c := selector[i]
		if isSpace(c) || c == '>' || c == '+' || c == '~' {
			if c != ' ' && !isSpace(c) {
				if joint != "" && joint != " " {
					return nil
				}
				joint = string(c)
			} else if joint == "" {
				joint = " "
			}
			i++
			continue
		}
		end := simpleEnd(selector, i)
		if end <= i {
			return nil
		}
		if len(out) == 0 && joint != "" {
			return nil
		}
		out = append(out, piece{joint, selector[i:end]})
		joint, i = "", end
	}
	if joint != "" && joint != " " {
		return nil
	}
	return out
}

// simpleEnd returns the end of the simple selector that starts at i.
func simpleEnd(s string, i int) int {
	depth := 0
	for start := i; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\'':
			i = stringEnd(s, i) - 1
		case c == '(' || c == '[':
			if c == '[' && depth == 0 && i > start {
				return i
			}
			depth++
		case c == ')' || c == ']':
			if depth--; depth == 0 && c == ']' {
				return i + 1
			}
		case depth > 0:
		case isSpace(c) || c == '>' || c == '+' || c == '~' || c == ',':
			return i
		case (c == '.' || c == '#' || c == '*') && i > start:
			return i
		case c == ':' && i > start && s[i-1] != ':':
			return i
		}
	}
	if depth != 0 {
		return -1
	}
	return len(s)
}

// join writes pieces as a selector.
func join(list []piece) string {
	var b strings.Builder
	for i, p := range list {
		switch {
		case p.joint == "" || i == 0 && p.joint == " ":
		case p.joint == " ":
			b.WriteByte(' ')
		case i == 0:
			b.WriteString(p.joint + " ")
		default:
			b.WriteString(" " + p.joint + " ")
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// below writes the rest of a selector inside the block of its beginning.
func below(rest []piece) string {
	if rest[0].joint == "" {
		return "&" + join(rest)
	}
	return join(rest)
}

// canPart reports whether the first n pieces may form a block: they contain a
// class, id or attribute, and do not end in the middle of a compound that
// begins with an element name.
func canPart(list []piece, n int) bool {
	if n <= 0 || n >= len(list) {
		return false
	}
	named := false
	for _, p := range list[:n] {
		named = named || strings.ContainsRune(".#[", rune(p.text[0]))
	}
	if !named {
		return false
	}
	last := list[n-1]
	if list[n].joint != "" {
		return true
	}
	return strings.ContainsRune(".#[", rune(last.text[0]))
}
