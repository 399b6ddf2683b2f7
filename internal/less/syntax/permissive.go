package syntax

import "strings"

const (
	bareInPrelude  = "A bare @variable in an at-rule prelude is deprecated. Use @{variable} interpolation instead."
	bareInUnknown  = "@variable in unknown values will not be evaluated as variables in the future. Use @{variable}"
	bareProperty   = "$property in unknown values will not be evaluated as property references in the future. Use ${property}"
	preludeWarning = "variable-in-at-rule-prelude"
)

// permissive takes a value that need not be one that LESS understands, up to one
// of the bytes in until: as much as parses, then text in which strings, comments
// and brackets are balanced and names are interpolated. In the prelude of an
// at-rule a bare variable is warned of. It returns nil if nothing stands here.
func (p *parser) permissive(until string, prelude bool) Expr {
	if p.stopsAt(until) {
		return nil
	}
	start := p.i
	items := p.permissiveItems(prelude)
	var result []Expr
	if items != nil {
		parsed := &Spaces{Items: items, At: start}
		if p.stopsAt(until) {
			return parsed
		}
		result = append(result, parsed)
	}
	if p.at(-1) == ' ' && items != nil {
		result = append(result, &Raw{" ", start})
	}
	from := p.i
	parts, ok := p.until(until, prelude)
	if !ok {
		p.back(from, "")
		return nil
	}
	if len(parts) == 1 && parts[0].text == " " {
		return &Raw{"", start}
	}
	p.keepVerbatim(start, start+len(trimRight(p.text[start:p.i], " \t\n\r")))
	return &Spaces{Items: append(result, p.permissiveParts(parts, start, prelude)...), NoSpace: true, At: start}
}

func (p *parser) stopsAt(until string) bool {
	return p.i < len(p.text) && strings.IndexByte(until, p.text[p.i]) >= 0
}

func (p *parser) permissiveItems(prelude bool) []Expr {
	var items []Expr
	for {
		if len(p.comments) > 0 {
			items = append(items, p.comments[0])
			p.comments = p.comments[1:]
			continue
		}
		e := p.preludeEntity(prelude)
		if e != nil {
			items = append(items, e)
		}
		if p.char() == ',' {
			items = append(items, &Raw{",", p.i})
			p.skip(1)
		}
		if e == nil {
			return items
		}
	}
}

// preludeEntity is entity that, in the prelude of an at-rule, takes @{name} and
// warns of a bare @name.
func (p *parser) preludeEntity(prelude bool) Expr {
	if !prelude {
		return p.entity()
	}
	if e := p.variableCurly(); e != nil {
		return e
	}
	at := p.i
	e := p.entity()
	switch e.(type) {
	case *Variable, *VarCall, *Lookup:
		p.warn(at, preludeWarning, bareInPrelude)
	}
	return e
}

// part is a piece of permissive text; a string is a piece of its own.
type part struct {
	text  string
	quote byte
}

// until reads text up to one of the bytes in stop, outside of brackets, strings
// and comments. It is false where the text ends before, and fails where brackets
// do not match.
func (p *parser) until(stop string, prelude bool) (parts []part, ok bool) {
	start, last := p.i, p.i
	var open []byte
	round := 0
	bare := -1
	for i := start; i < len(p.text); i++ {
		c := p.text[i]
		if len(open) == 0 && strings.IndexByte(stop, c) >= 0 {
			return p.endParts(parts, last, i, bare), true
		}
		switch c {
		case '@':
			if prelude && bare < 0 && round == 0 && i+1 < len(p.text) && isWord(p.text[i+1]) {
				bare = i
			}
		case '\\':
			i++
			parts = append(parts, part{text: p.text[last:min(i+1, len(p.text))]})
			last = min(i+1, len(p.text))
		case '/':
			if i+1 < len(p.text) && p.text[i+1] == '*' {
				end := strings.Index(p.text[i+2:], "*/")
				if end < 0 {
					return nil, false
				}
				i += end + 3
			}
		case '\'', '"':
			end := p.scanQuoted(i)
			if end < 0 {
				p.skip(i - start)
				p.fail("Parse", "Expected '%c'", c)
			}
			parts = append(parts, part{text: p.text[last:i]}, part{p.text[i:end], c})
			i, last = end-1, end
		case '{', '(', '[':
			open = append(open, closing(c))
			if c == '(' {
				round++
			}
		case '}', ')', ']':
			if len(open) == 0 {
				p.skip(i - start)
				return nil, false
			}
			if want := open[len(open)-1]; want != c {
				p.skip(i - start)
				p.fail("Parse", "Expected '%c'", want)
			}
			open = open[:len(open)-1]
			if c == ')' {
				round--
			}
		}
	}
	return nil, false
}

func closing(c byte) byte {
	switch c {
	case '{':
		return '}'
	case '(':
		return ')'
	}
	return ']'
}

func (p *parser) endParts(parts []part, last, end, bare int) []part {
	text := p.text[last:end]
	if text == "" {
		text = " "
	}
	p.skip(end - p.i)
	if bare >= 0 {
		p.warn(bare, preludeWarning, bareInPrelude)
	}
	return append(parts, part{text: text})
}

func (p *parser) permissiveParts(parts []part, at int, prelude bool) []Expr {
	var out []Expr
	for i, part := range parts {
		if part.quote != 0 {
			out = append(out, &Quoted{Quote: part.quote, Text: part.text, Escaped: true, At: at})
			continue
		}
		text := part.text
		if i == len(parts)-1 {
			text = strings.TrimSpace(text)
		}
		if !prelude && hasBare(text, '@') {
			p.warn(at, "variable-in-unknown-value", bareInUnknown)
		}
		if hasBare(text, '$') {
			p.warn(at, "property-in-unknown-value", bareProperty)
		}
		out = append(out, &Quoted{Quote: '\'', Text: text, Escaped: true, Loose: true, At: at})
	}
	return out
}

// hasBare reports whether text refers to a name by its mark alone, without braces.
func hasBare(text string, mark byte) bool {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == mark && isWord(text[i+1]) {
			return true
		}
	}
	return false
}
