package convert

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/css"
)

// canonical normalises a value, a selector or the head of an at-rule, so that
// equivalent spellings are equal: white space, comments, the form of numbers,
// the names of the servlet's functions.
func canonical(text string) string {
	var b strings.Builder
	from := 0
	for _, a := range atomsIn(text) {
		b.WriteString(canonicalCSS(text[from:a.start]))
		b.WriteString(canonicalAtom(a))
		from = a.end
	}
	b.WriteString(canonicalCSS(text[from:]))
	return opaque.ReplaceAllStringFunc(strings.TrimSpace(b.String()), hexColor)
}

// canonicalHead is canonical for the head of an at-rule, where blanks around a
// colon have no meaning.
func canonicalHead(text string) string {
	text = canonical(text)
	if strings.HasPrefix(text, "@") {
		return strings.ReplaceAll(text, " :", ":")
	}
	return text
}

// opaque is a colour that LESS prints as #rrggbb, which is equivalent in every
// browser.
var opaque = regexp.MustCompile(`(?i)\brgb\((\d{1,3}),(\d{1,3}),(\d{1,3})\)`)

func hexColor(text string) string {
	m := opaque.FindStringSubmatch(text)
	out := "#"
	for _, channel := range m[1:] {
		n, _ := strconv.Atoi(channel)
		out += fmt.Sprintf("%02x", min(n, 255))
	}
	return out
}

func canonicalAtom(a atom) string {
	if !a.call {
		return "@" + a.name + "@"
	}
	name := a.name
	if known := callName(name); known != "" {
		name = known
	}
	params := strings.Split(a.params, ",")
	for i, p := range params {
		params[i] = canonicalParam(strings.TrimSpace(p))
	}
	return "@" + name + "(" + strings.Join(params, ",") + ")@"
}

func canonicalParam(p string) string {
	if len(p) == 4 && p[0] == '#' {
		p = string([]byte{'#', p[1], p[1], p[2], p[2], p[3], p[3]})
	}
	if strings.HasPrefix(p, "#") {
		return strings.ToLower(p)
	}
	return p
}

// canonicalCSS normalises text without tokens and calls.
func canonicalCSS(text string) string { return canonicalTokens(css.Tokens(text)) }

func canonicalTokens(list []css.Token) string {
	var b strings.Builder
	blank := false
	last := byte('(')
	for _, t := range list {
		if t.Blank() {
			blank = true
			continue
		}
		word := canonicalToken(t)
		if blank && !closesUp(last) && !closesUpBefore(word[0]) || blank && b.Len() == 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteString(word)
		last = word[len(word)-1]
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// closesUp reports whether a blank after c has no meaning.
func closesUp(c byte) bool { return strings.IndexByte("(,/!>~+:", c) >= 0 }

// closesUpBefore reports whether a blank before c has no meaning.
func closesUpBefore(c byte) bool { return strings.IndexByte("),/!>~+", c) >= 0 }

func canonicalToken(t css.Token) string {
	switch t.Type {
	case tokens.NumberToken, tokens.PercentageToken, tokens.DimensionToken:
		n := numberLength(t.Text)
		if x, err := strconv.ParseFloat(t.Text[:n], 64); err == nil {
			return strconv.FormatFloat(x, 'g', -1, 64) + t.Text[n:]
		}
	case tokens.URLToken:
		inside := strings.TrimSuffix(t.Text[4:], ")")
		return "url(" + strings.TrimSpace(inside) + ")"
	}
	return t.Text
}

// numberLength returns the length of the number in a dimension.
func numberLength(s string) int {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || n == 0 && (s[n] == '+' || s[n] == '-')) {
		n++
	}
	if n+1 < len(s) && s[n]|0x20 == 'e' && s[n+1] >= '0' && s[n+1] <= '9' {
		for n++; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		}
	}
	return n
}
