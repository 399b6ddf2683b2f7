package convert

import (
	"regexp"
	"strconv"
	"strings"
)

// calls are the servlet's functions by the name of the call in LESS. The
// servlet accepts any name that begins with "round" or "css".
var calls = map[string]string{
	"darken": "token-darken", "lighten": "token-lighten", "invert": "token-invert", "border": "token-border",
	"grad": "token-grad", "image": "token-image", "img": "token-img", "opacity": "token-opacity",
}

// callName returns the LESS name of a call; "" for a function that the servlet
// does not have.
func callName(name string) string {
	name = strings.ToLower(name)
	if less, ok := calls[name]; ok {
		return less
	}
	for _, prefix := range []string{"csstext", "cssvalue", "css", "round"} {
		if strings.HasPrefix(name, prefix) {
			return "token-" + prefix
		}
	}
	return ""
}

// givesDeclarations reports whether a call returns complete declarations.
func givesDeclarations(lessName string) bool {
	switch lessName {
	case "token-darken", "token-lighten", "token-invert", "token-cssvalue":
		return false
	}
	return true
}

// plainArgument is an argument that LESS reads as one word and prints
// unchanged.
var plainArgument = regexp.MustCompile(`^(#[0-9A-Fa-f]+|[A-Za-z_][\w-]*|\d+(px|em|%|rem)?)( (#[0-9A-Fa-f]+|[A-Za-z_][\w-]*|\d+(px|em|%|rem)?))*$`)

// callText writes a call in LESS; false if LESS cannot express it.
func callText(a atom) (string, bool) {
	name := callName(a.name)
	if name == "" {
		return "", false
	}
	params := strings.Split(strings.TrimSpace(a.params), ",")
	for i, p := range params {
		p = strings.TrimSpace(p)
		switch {
		case p == "" && len(params) == 1:
			return name + "()", true
		case p == "" || strings.ContainsAny(p, `"'@\()`):
			return "", false
		case plainArgument.MatchString(p):
			params[i] = p
		default:
			params[i] = `"` + p + `"`
		}
	}
	return name + "(" + strings.Join(params, ", ") + ")", true
}

// forms returns the ways to write the value of a declaration in LESS, most
// readable first. A probe decides which of them are correct.
func (v *vocabulary) forms(text string) []string {
	var out []string
	if plain, ok := v.plain(text); ok {
		out = append(out, plain)
	}
	body, important := text, ""
	if m := importantAtEnd.FindStringIndex(text); m != nil {
		body, important = text[:m[0]], " !important"
	}
	for _, quote := range []string{`"`, `'`} {
		if inner, ok := v.inString(body, quote[0]); ok {
			out = append(out, "~"+quote+inner+quote+important)
		}
	}
	return out
}

var importantAtEnd = regexp.MustCompile(`(?i)\s*!\s*important$`)

// plain writes a value with variables for its tokens and functions for its
// calls.
func (v *vocabulary) plain(text string) (string, bool) {
	if text == "" {
		return "", false
	}
	var b strings.Builder
	atoms := atomsIn(text)
	for i := 0; i < len(text); {
		if len(atoms) > 0 && atoms[0].start == i {
			a := atoms[0]
			atoms = atoms[1:]
			if !apart(text, a) {
				return "", false
			}
			word, ok := v.expression(a)
			if !ok {
				return "", false
			}
			b.WriteString(word)
			i = a.end
			continue
		}
		end, written, ok := v.part(text, i)
		if !ok {
			return "", false
		}
		b.WriteString(written)
		i = end
		for len(atoms) > 0 && atoms[0].start < i {
			atoms = atoms[1:]
		}
	}
	return b.String(), true
}

// part writes the part at i that is not a token: a string, url(...), or one
// byte.
func (v *vocabulary) part(text string, i int) (end int, written string, ok bool) {
	switch c := text[i]; {
	case c == '"' || c == '\'':
		end = stringEnd(text, i)
		if end-i < 2 {
			return 0, "", false
		}
		inner, ok := v.inString(text[i+1:end-1], c)
		return end, string(c) + inner + string(c), ok
	case len(text)-i > 4 && strings.EqualFold(text[i:i+4], "url(") && (i == 0 || !isWordByte(text[i-1])):
		n := strings.IndexByte(text[i:], ')')
		if n < 0 {
			return 0, "", false
		}
		inside := strings.TrimSpace(text[i+4 : i+n])
		switch {
		case strings.ContainsAny(inside, `"'`):
			return i + 4, text[i : i+4], true
		case len(atomsIn(inside)) == 0:
			return i + n + 1, text[i : i+n+1], true
		}
		inner, ok := v.inString(inside, '"')
		return i + n + 1, `url(~"` + inner + `")`, ok
	case c == '@':
		return 0, "", false
	case c == ',' && i+1 < len(text) && text[i+1] != ' ':
		return i + 1, ", ", true
	}
	return i + 1, text[i : i+1], true
}

func isWordByte(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

// apart reports whether a token is a separate word.
func apart(text string, a atom) bool {
	const glue = `#.@\$%+*/`
	if a.start > 0 && (isWordByte(text[a.start-1]) || strings.IndexByte(glue, text[a.start-1]) >= 0) {
		return false
	}
	return a.end == len(text) || !isWordByte(text[a.end]) && strings.IndexByte(glue+"(", text[a.end]) < 0
}

// inString writes text inside quotes, with tokens interpolated.
func (v *vocabulary) inString(text string, quote byte) (string, bool) {
	var b strings.Builder
	from := 0
	for _, a := range append(atomsIn(text), atom{start: len(text), end: len(text)}) {
		part := text[from:a.start]
		if strings.IndexByte(part, quote) >= 0 || strings.Contains(part, "@") || strings.ContainsAny(part, "\r\n") {
			return "", false
		}
		b.WriteString(part)
		from = a.end
		if a.start == len(text) {
			break
		}
		name, ok := v.variable(a)
		if !ok {
			return "", false
		}
		b.WriteString("@{" + name + "}")
	}
	return b.String(), !strings.HasSuffix(b.String(), `\`)
}

// name writes the name of a declaration's property.
func (v *vocabulary) name(text string) (string, bool) {
	var b strings.Builder
	from := 0
	for _, a := range atomsIn(text) {
		name, ok := v.variable(a)
		if !ok || a.call {
			return "", false
		}
		b.WriteString(text[from:a.start] + "@{" + name + "}")
		from = a.end
	}
	b.WriteString(text[from:])
	return b.String(), !strings.ContainsAny(text[from:], "@ ")
}

// rawText writes text as @raw rules, one per line.
func rawText(text string) string {
	var b strings.Builder
	for text != "" {
		line := nextLine(text)
		text = text[len(line):]
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		b.WriteString("@raw " + quoted(line) + ";\n")
	}
	return b.String()
}

// quoted writes a string that @raw reads as the text; a backslash escapes a
// quote and itself.
func quoted(line string) string {
	quote := `"`
	if strings.Contains(line, `"`) && !strings.Contains(line, "'") {
		quote = "'"
	}
	line = strings.ReplaceAll(line, `\`, `\\`)
	line = strings.ReplaceAll(line, quote, `\`+quote)
	return quote + line + quote
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
