package convert

import (
	"fmt"
	"strings"

	"skinbuild/internal/css"
)

// A stop is the character that ends a statement's text: ";", "{", "}", or 0 for
// the end of the text or of its readable part.
type stop struct {
	end  int
	mark byte
}

// scan finds the end of the text at the position. It fails if the text contains
// a directive.
func (p *parser) scan() (stop, error) {
	round, odd := 0, false
	for i := p.pos; i < len(p.text); {
		if _, ok := p.directives[i]; ok && i > p.pos {
			return stop{}, errCross
		}
		if a, ok := p.atoms[i]; ok {
			odd = odd || a.odd
			i = a.end
			continue
		}
		c := p.text[i]
		switch {
		case c == '"' || c == '\'':
			i = stringEnd(p.text, i)
			continue
		case c == '\\':
			i += 2
			continue
		case strings.HasPrefix(p.text[i:], "/*"):
			end, err := p.commentEnd(i)
			if err != nil {
				return stop{}, err
			}
			i = end
			continue
		case c == '(' || c == '[':
			round++
		case c == ')' || c == ']':
			round = max(0, round-1)
		case c == '{' || c == '}' || c == ';' && round == 0:
			if odd {
				return stop{}, fmt.Errorf("%w: the server reads the text between two @ as a token", errOdd)
			}
			return stop{i, c}, nil
		}
		i++
	}
	return stop{len(p.text), 0}, nil
}

// stringEnd returns the end of the string that starts at i: after its quote, or
// at the end of the line, where CSS ends it.
func stringEnd(text string, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		switch text[i] {
		case quote:
			return i + 1
		case '\\':
			i++
		case '\n', '\r':
			return i
		}
	}
	return len(text)
}

func (p *parser) commentEnd(start int) (int, error) {
	n := strings.Index(p.text[start+2:], "*/")
	if n < 0 {
		return 0, fmt.Errorf("%w: an unterminated comment", errOdd)
	}
	end := start + n + 4
	for i := start; i < end; i++ {
		if _, ok := p.directives[i]; ok {
			return 0, errCross
		}
	}
	return end, nil
}

// textual parses a declaration, a rule or an at-rule.
func (p *parser) textual(decls bool) (stmt, error) {
	start := p.pos
	s, err := p.scan()
	if err != nil {
		return nil, err
	}
	if p.wouldDirect(start) {
		return nil, fmt.Errorf("%w: a directive that is not on a line by itself", errOdd)
	}
	text := p.text[start:s.end]
	at := strings.HasPrefix(text, "@") && p.atoms[start].end == 0
	switch {
	case s.mark == '{' && at && !decls:
		return p.atRule(text, s)
	case s.mark == '{' && !decls:
		return p.rule(text, s)
	case s.mark == '{':
		return nil, fmt.Errorf("%w: a block inside a rule", errOdd)
	case s.mark == 0 && (!decls || at):
		return nil, fmt.Errorf("%w: it is unterminated", errOdd)
	}
	p.pos = s.end
	if s.mark == ';' {
		p.pos++
	}
	if at {
		if plain, ok := uncommented(text); ok && !decls && s.mark == ';' {
			return &atRule{head: plain}, nil
		}
		return nil, fmt.Errorf("%w: an at-rule among declarations", errOdd)
	}
	if decls {
		return declaration(text)
	}
	return nil, fmt.Errorf("%w: text outside a rule", errOdd)
}

func declaration(text string) (stmt, error) {
	plain, ok := uncommented(text)
	colon := -1
	if ok {
		colon = colonOf(plain)
	}
	if colon <= 0 {
		return nil, fmt.Errorf("%w: not a declaration", errOdd)
	}
	return &decl{name: strings.TrimSpace(plain[:colon]), value: strings.TrimSpace(plain[colon+1:])}, nil
}

// colonOf returns the first colon outside of an atom.
func colonOf(text string) int {
	from := 0
	for _, a := range atomsIn(text) {
		if i := strings.IndexByte(text[from:a.start], ':'); i >= 0 {
			return from + i
		}
		from = a.end
	}
	if i := strings.IndexByte(text[from:], ':'); i >= 0 {
		return from + i
	}
	return -1
}

func (p *parser) rule(text string, s stop) (stmt, error) {
	plain, ok := uncommented(text)
	r := &rule{selectors: splitList(plain)}
	if !ok || hasOdd(plain) || plain == "" {
		return nil, fmt.Errorf("%w: the selector is missing", errOdd)
	}
	p.pos = s.end + 1
	var err error
	r.body, err = p.body(true)
	return r, err
}

func (p *parser) atRule(text string, s stop) (stmt, error) {
	plain, ok := uncommented(text)
	if !ok || hasOdd(plain) {
		return nil, fmt.Errorf("%w: not an at-rule", errOdd)
	}
	p.pos = s.end + 1
	body, err := p.body(!holdsRules(plain))
	return &atRule{head: plain, block: true, body: body}, err
}

// holdsRules reports whether the block of an at-rule contains rules rather than
// declarations.
func holdsRules(head string) bool {
	name := head[1:]
	if i := strings.IndexAny(name, " \t("); i >= 0 {
		name = name[:i]
	}
	switch css.Unprefixed(strings.ToLower(name)) {
	case "font-face", "page", "viewport", "counter-style", "property", "font-palette-values":
		return false
	}
	return true
}

// uncommented removes comments and collapses white space. It returns false if a
// comment separates what would otherwise be one word, or a string spans several
// lines.
func uncommented(text string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '"' || c == '\'':
			end := stringEnd(text, i)
			if s := text[i:end]; len(s) < 2 || s[len(s)-1] != c || strings.ContainsAny(s, "\r\n") {
				return "", false
			}
			b.WriteString(text[i:end])
			i = end
		case c == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i += 2
		case isSpace(c):
			b.WriteByte(' ')
			for i < len(text) && isSpace(text[i]) {
				i++
			}
		case strings.HasPrefix(text[i:], "/*"):
			end := i + 4 + strings.Index(text[i+2:], "*/")
			if i > 0 && !isSpace(text[i-1]) && (text[i-1] == ')' || !isEdge(text[i-1])) && end < len(text) && !isSpace(text[end]) && !isEdge(text[end]) {
				return "", false
			}
			if i = end; end < len(text) && text[end] == '(' {
				b.WriteByte(' ') // else a word before it is a function
			}
		default:
			b.WriteByte(c)
			i++
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "  ", " ")), true
}

// isEdge reports whether a word cannot continue after c.
func isEdge(c byte) bool { return strings.IndexByte(",;:{}()>", c) >= 0 }

// splitList splits a selector list at its commas.
func splitList(text string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'':
			i = stringEnd(text, i) - 1
		case '\\':
			i++
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(text[from:i]))
				from = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(text[from:]))
}
