package compile

import (
	"regexp"
	"slices"
	"strings"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/less"
)

// A block is an #IFDEF or #IFNDEF that is open.
type block struct {
	line   string
	other  bool // its #ELSE has been written: what is open is the opposite of the line
	silent bool // one around it says the same, so neither end is written
}

// directive writes a directive, which line i is. A block that goes on at once is not
// closed, and one within its like not opened. Of two cases that follow each other,
// #ELSE is written between them; but not inside of another block, since an #ELSE
// there switches the output on when the block around is off. The result reports whether
// the next line is done too.
func (p *printer) directive(v *less.Verbatim, i int) (taken bool) {
	text := p.sheet.css[v.Start:v.End]
	if text != "#ENDIF" {
		again := slices.ContainsFunc(p.open, func(b block) bool { return b.line == text && !b.other })
		p.open = append(p.open, block{line: text, silent: again && !p.foreign})
		if !again || p.foreign {
			p.put(text+"\n", v.Start)
		}
		return false
	}
	if len(p.open) == 0 {
		return false // cannot be: LESS closes what it opens
	}
	last := &p.open[len(p.open)-1]
	var next string
	if i+1 < len(p.lines) && !last.other {
		if n := p.alone(&p.lines[i+1]); n != nil {
			next = p.sheet.css[n.Start:n.End]
		}
	}
	switch {
	case next == last.line:
		return true
	case next == opposite(last.line) && len(p.open) == 1 && !p.foreign:
		last.other = true
		p.put("#ELSE\n", v.Start)
		return true
	}
	if !last.silent {
		p.put("#ENDIF\n", v.Start)
	}
	p.open = p.open[:len(p.open)-1]
	return false
}

func opposite(line string) string {
	if macro, ok := strings.CutPrefix(line, "#IFDEF "); ok {
		return "#IFNDEF " + macro
	}
	return strings.Replace(line, "#IFNDEF ", "#IFDEF ", 1)
}

// The servlet's own patterns; "." is no line terminator of Java's.
var (
	callPattern  = regexp.MustCompile(`@(\w+)\([^\n\r\x{85}\x{2028}\x{2029}]*?\)@`)
	tokenPattern = regexp.MustCompile(`@[^\n\r\x{85}\x{2028}\x{2029}]+?@`)
)

// understood reports whether the servlet finds the texts of the skin in a line, and
// nothing else.
func understood(pieces []piece) bool {
	text := joined(pieces)
	if strings.Count(text, "@") < 2 {
		return true
	}
	calls, tokens := map[int]int{}, map[int]int{}
	at := 0
	for _, x := range pieces {
		if x.own {
			if strings.HasSuffix(x.text, ")@") {
				calls[at] = at + len(x.text)
			} else {
				tokens[at] = at + len(x.text)
			}
		}
		at += len(x.text)
	}
	found := callPattern.FindAllStringIndex(text, -1)
	if !matches(found, calls) {
		return false
	}
	for _, m := range found { // the servlet does not look at what calls return
		text = text[:m[0]] + strings.Repeat("\n", m[1]-m[0]) + text[m[1]:]
	}
	return matches(tokenPattern.FindAllStringIndex(text, -1), tokens)
}

func matches(found [][]int, want map[int]int) bool {
	for _, m := range found {
		if want[m[0]] != m[1] {
			return false
		}
	}
	return len(found) == len(want)
}

// otherAt is how an @ is written where the servlet would take it for its own.
var otherAt = map[tokens.TokenType]string{
	tokens.StringToken: `\40 `, tokens.BadStringToken: `\40 `, tokens.URLToken: "%40", tokens.CommentToken: "(at)",
}

// escaped writes the @ in strings, addresses and comments in another spelling.
func (p *printer) escaped(pieces []piece) []piece {
	var out []piece
	for _, x := range pieces {
		if x.own {
			out = append(out, x)
			continue
		}
		done := 0
		for i := range len(x.text) {
			if x.text[i] != '@' {
				continue
			}
			if other, ok := otherAt[p.kindAt(x, i)]; ok {
				changed := x.part(i, i+1)
				changed.text, changed.kind = other, slices.Repeat([]tokens.TokenType{p.kindAt(x, i)}, len(other))
				out = append(out, x.part(done, i), changed)
				done = i + 1
			}
		}
		out = append(out, x.part(done, len(x.text)))
	}
	return out
}

// broken cuts a line that the servlet would misread at blanks, so that an @ which
// begins an at-rule has a line of its own.
func (p *printer) broken(pieces []piece) [][]piece {
	var parts [][]piece
	for !understood(pieces) {
		k, i, ok := p.cutPlace(pieces)
		if !ok {
			break
		}
		x := pieces[k]
		head := x.part(0, i+1)
		head.text = x.text[:i] + "\n"
		parts = append(parts, append(slices.Clone(pieces[:k]), head))
		pieces = append([]piece{x.part(i+1, len(x.text))}, pieces[k+1:]...)
	}
	return append(parts, pieces)
}

// cutPlace returns the last blank between the first @ and the second one: the piece
// that it is in, and its byte there.
func (p *printer) cutPlace(pieces []piece) (k, at int, ok bool) {
	seen := false
	for n, x := range pieces {
		if x.own {
			if seen && ok {
				return k, at, true
			}
			seen = true
			continue
		}
		for i := range len(x.text) {
			switch {
			case x.text[i] == '@' && seen && ok:
				return k, at, true
			case x.text[i] == '@':
				seen = true
			case x.text[i] == ' ' && seen && p.kindAt(x, i) == tokens.WhitespaceToken:
				k, at, ok = n, i, true
			}
		}
	}
	return 0, 0, false
}

// directiveLike is what the servlet takes for a directive.
var directiveLike = regexp.MustCompile(`(?i)^[ \t\n\v\f\r]*#(ifn?def[ \t\v\f]|endif([ \t\v\f\r\n]|$)|else[ \t\v\f\r\n]*$)`)

// noDirective writes a line that looks like a directive so that the servlet sees none.
func (p *printer) noDirective(pieces []piece) []piece {
	if !directiveLike.MatchString(joined(pieces)) {
		return pieces
	}
	k := slices.IndexFunc(pieces, func(x piece) bool { return strings.Contains(x.text, "#") })
	x := pieces[k]
	i := strings.IndexByte(x.text, '#')
	if x.own || i+1 == len(x.text) {
		return pieces // cannot be: texts of the skin begin with an @, and no edit ends with a #
	}
	var other string
	end := i + 1
	switch p.kindAt(x, i) {
	case tokens.CommentToken:
		other = "# "
	case tokens.StringToken:
		other = `\23 `
	default: // a selector
		other = `#\0000` + hex(x.text[i+1])
		end++
	}
	changed := piece{text: other, at: x.at + i}
	return slices.Replace(slices.Clone(pieces), k, k+1, x.part(0, i), changed, x.part(end, len(x.text)))
}

func hex(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
