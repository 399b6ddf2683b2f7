package skin

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A place is the text being substituted: a line of a file, or the value of a
// property. Nothing is reported about the zero place.
type place struct {
	file *source.File
	span source.Span
}

// definitionPlace returns the value in the last definition of a property.
func (t *table) definitionPlace(key string) place {
	defs := t.defs[key]
	if len(defs) == 0 {
		return place{}
	}
	d := defs[len(defs)-1]
	return place{d.file, d.value}
}

// find narrows the place to the first occurrence of part.
func (p place) find(part string) source.Span {
	text := p.file.Text()[p.span.Start:p.span.End]
	if i := strings.Index(text, part); i >= 0 {
		return source.Span{Start: p.span.Start + i, End: p.span.Start + i + len(part)}
	}
	return p.span
}

func (t *table) report(d *source.Diag) {
	id := fmt.Sprintf("%s\x00%d\x00%s\x00%s", d.File.Name(), d.Span.Start, d.Code, d.Text)
	if !t.seen[id] {
		t.seen[id] = true
		t.ds = append(t.ds, d)
	}
}

// maxOfLine is how many warnings about one line, or the value of one property, are
// reported.
const maxOfLine = 100

// A warned is a part of a place about which there was a warning.
type warned struct {
	file  *source.File
	start int
	code  codes.Code
	part  string
}

// isWarned reports whether a part of the place needs no warning: it has the same one, or
// the place has enough of them. It notes the warning.
func (t *table) isWarned(p place, part string, code codes.Code) bool {
	if p.file == nil {
		return true // not about source text
	}
	line := warned{file: p.file, start: p.span.Start}
	if t.warnings[line] > maxOfLine || t.warnings[warned{p.file, p.span.Start, code, part}] > 0 {
		return true
	}
	t.warnings[line]++
	t.warnings[warned{p.file, p.span.Start, code, part}]++
	if t.warnings[line] > maxOfLine {
		t.report(p.file.Warnf(p.span, codes.SkinLimit, "only the first %d warnings about this text are reported", maxOfLine))
		return true
	}
	return false
}

// warn reports a part of the place.
func (t *table) warn(p place, part string, code codes.Code, format string, args ...any) *source.Diag {
	if t.isWarned(p, part, code) {
		return &source.Diag{}
	}
	d := p.file.Warnf(p.find(part), code, format, args...)
	t.report(d)
	return d
}

// fail ends the request, as an exception in the servlet does.
func (t *table) fail(p place, code codes.Code, format string, args ...any) {
	if t.fatal != nil {
		return
	}
	if p.file == nil {
		p.file = source.NewFile("", "")
	}
	t.fatal = p.file.Errorf(p.span, code, format, args...).WithHint(hintServerFails)
	t.ds = append(t.ds, t.fatal)
}

// A cut is a part of a text that substitution replaced.
type cut struct {
	in, inEnd   int // in the text before
	out, outEnd int // in the text after
}

// replace substitutes first the calls, then the tokens in the result.
func (t *table) replace(p place, stack bool, s string) string {
	s, _ = t.replaceCalls(p, stack, s, nil)
	s, _ = t.replaceTokens(p, stack, s, nil)
	return s
}

// replaceCalls substitutes each @name(params)@ from left to right. It does not
// look for calls in the results. The cuts are appended to cuts.
func (t *table) replaceCalls(p place, stack bool, s string, cuts []cut) (string, []cut) {
	c, ok := nextCall(s, 0)
	if !ok {
		return s, cuts
	}
	var b strings.Builder
	done := 0
	for ok && t.fatal == nil {
		b.WriteString(s[done:c.start])
		out := b.Len()
		b.WriteString(t.call(p, stack, c))
		cuts = append(cuts, cut{c.start, c.end, out, b.Len()})
		done = c.end
		c, ok = nextCall(s, done)
	}
	b.WriteString(s[done:])
	t.count(p, b.Len())
	return b.String(), cuts
}

// replaceTokens substitutes each @name@. A name is any text between two "@" of
// a line, blanks included, so text between two stray "@" is lost.
func (t *table) replaceTokens(p place, stack bool, s string, cuts []cut) (string, []cut) {
	start, end := nextToken(s, 0)
	if start < 0 {
		return s, cuts
	}
	var b strings.Builder
	done := 0
	for start >= 0 && t.fatal == nil {
		b.WriteString(s[done:start])
		name := s[start+1 : end-1]
		v := t.property(name, stack)
		if v.undefined {
			t.reportUnknown(p, name)
		}
		out := b.Len()
		b.WriteString(v.text)
		cuts = append(cuts, cut{start, end, out, b.Len()})
		done = end
		start, end = nextToken(s, done)
	}
	b.WriteString(s[done:])
	t.count(p, b.Len())
	return b.String(), cuts
}

// count adds up the text produced, so that properties which double themselves
// end with an error.
func (t *table) count(p place, n int) {
	if t.size += n; t.size > maxOutput {
		t.fail(p, codes.SkinLimit, "substitution gives more than %d MB of text", maxOutput>>20)
	}
}

// nextToken finds the first match of @.+?@ at or after from, where "." does not
// match line terminators. start is -1 if there is none.
func nextToken(s string, from int) (start, end int) {
	for {
		i := strings.IndexByte(s[from:], '@')
		if i < 0 {
			return -1, 0
		}
		start = from + i
		_, first := utf8.DecodeRuneInString(s[start+1:])
		j := strings.IndexByte(s[start+1+first:], '@')
		if first == 0 || j < 0 {
			return -1, 0
		}
		end = start + 1 + first + j + 1
		if _, _, broken := cutAtTerminator(s[start+1 : end-1]); !broken {
			return start, end
		}
		from = start + 1
	}
}

// A callText is one @name(params)@ in a text.
type callText struct {
	start, end int
	name       string
	params     string
}

// nextCall finds the first match of @(\w+)\((.*?)\)@ at or after from.
func nextCall(s string, from int) (c callText, ok bool) {
	for {
		i := strings.IndexByte(s[from:], '@')
		if i < 0 {
			return c, false
		}
		c.start = from + i
		n := c.start + 1
		for n < len(s) && isWord(s[n]) {
			n++
		}
		if n > c.start+1 && n < len(s) && s[n] == '(' {
			j := strings.Index(s[n+1:], ")@")
			if j < 0 {
				return c, false // later calls cannot end either
			}
			c.name, c.params, c.end = s[c.start+1:n], s[n+1:n+1+j], n+1+j+2
			before, _, broken := cutAtTerminator(c.params)
			if !broken {
				return c, true
			}
			from = n + 1 + len(before) // calls that begin before this line end cannot end either
			continue
		}
		from = c.start + 1
	}
}

func isWord(c byte) bool { return c == '_' || c >= '0' && c <= '9' || isLetter(c) }

// reportUnknown reports a token that the server drops. A token that does not
// look like a name is text that happens to be between two "@".
func (t *table) reportUnknown(p place, name string) {
	if _, isDefined := t.defs[name]; isDefined || name == "jsVersion" {
		return
	}
	token := "@" + name + "@"
	line, lost := warned{file: p.file, start: p.span.Start}, warned{p.file, p.span.Start, codes.SkinLostText, token}
	switch {
	case p.file == nil || t.warnings[line] > maxOfLine || t.warnings[lost] > 0:
		return
	case looksLikeName(name):
		t.warn(p, token, codes.SkinUnknownToken, "no property %s: the server replaces %s with nothing", name, token)
		return
	case !strings.Contains(p.file.Text()[p.span.Start:p.span.End], token):
		// Left over from a failed call, which has been reported.
		t.warnings[line]++
		t.warnings[lost]++
		return
	}
	t.warn(p, token, codes.SkinLostText, "the server reads the text between two @ as a token and drops it: %s", shortened(token)).
		WithHint("write \\40 for @ in CSS, &#64; in HTML; an at-rule must stand on a line without another @")
}

func looksLikeName(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return r >= 0x80 || !isWord(byte(r)) && r != '-' && r != '+' && r != '.'
	}) < 0
}

func shortened(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
