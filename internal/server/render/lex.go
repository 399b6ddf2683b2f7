package render

import (
	"strings"
)

// tokenKind is the kind of a token. EL and Java share one lexical grammar here.
type tokenKind uint8

const (
	endToken tokenKind = iota
	nameToken
	numberToken
	stringToken // text is the value
	opToken
	nodeToken // the text between two scriptlets, which is a statement
	badToken
)

type token struct {
	kind tokenKind
	text string
	pos  int   // offset in the text
	node *node // of a nodeToken; for other tokens the scriptlet that contains them
}

var operators = []string{
	"&&", "||", "==", "!=", "<=", ">=", "++", "--", "+=", "-=",
}

// lex splits an expression or a scriptlet into tokens and drops Java's
// comments.
func lex(s string, in *node) []token {
	var out []token
	for i := 0; i < len(s); {
		t, next := lexOne(s, i)
		i = next
		if t.kind == endToken {
			continue
		}
		t.node = in
		out = append(out, t)
	}
	return out
}

func lexOne(s string, i int) (token, int) {
	c := s[i]
	switch {
	case c <= ' ':
		return token{}, i + 1
	case strings.HasPrefix(s[i:], "//"):
		return token{}, i + lineEnd(s[i:])
	case strings.HasPrefix(s[i:], "/*"):
		if n := strings.Index(s[i+2:], "*/"); n >= 0 {
			return token{}, i + n + 4
		}
		return token{}, len(s)
	case c == '"' || c == '\'':
		return lexString(s, i)
	case isNameByte(c) && (c < '0' || c > '9'):
		j := i
		for j < len(s) && isNameByte(s[j]) {
			j++
		}
		return token{kind: nameToken, text: s[i:j], pos: i}, j
	case c >= '0' && c <= '9':
		j := i
		for j < len(s) && (isNameByte(s[j]) || s[j] == '.') {
			j++
		}
		return token{kind: numberToken, text: s[i:j], pos: i}, j
	}
	for _, op := range operators {
		if strings.HasPrefix(s[i:], op) {
			return token{kind: opToken, text: op, pos: i}, i + 2
		}
	}
	return token{kind: opToken, text: s[i : i+1], pos: i}, i + 1
}

func lineEnd(s string) int {
	if n := strings.IndexAny(s, "\r\n"); n >= 0 {
		return n
	}
	return len(s)
}

func isNameByte(c byte) bool {
	return c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', '0': 0}

func lexString(s string, i int) (token, int) {
	quote := s[i]
	var b strings.Builder
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case quote:
			return token{kind: stringToken, text: b.String(), pos: i}, j + 1
		case '\\':
			if j++; j < len(s) {
				c, ok := escapes[s[j]]
				if !ok {
					c = s[j]
				}
				b.WriteByte(c)
			}
		default:
			b.WriteByte(s[j])
		}
	}
	return token{kind: badToken, text: s[i:], pos: i}, len(s)
}
