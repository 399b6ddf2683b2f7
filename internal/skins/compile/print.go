package compile

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/css"
	"skinbuild/internal/less"
	"skinbuild/internal/server/yui"
	"skinbuild/internal/source"

	tokens "github.com/tdewolff/parse/v2/css"
)

// sheetPrinter writes the sheet that the server reads from the CSS that LESS made.
type sheetPrinter struct {
	marks  *marks
	result *less.Result
	name   string // of the LESS file
	text   string // the CSS, in the spelling that the compressor leaves alone
	lines  []string
	class  []tokens.TokenType // for each byte of text; nil until it is needed

	out     strings.Builder
	open    []block
	foreign bool  // some raw text may have directives of its own
	from    []int // for each line written the line of the CSS
	counted int   // bytes of out that from is about
	starts  []int // for each line of the CSS where its text begins; nil until it is needed
	diags   source.Diags
}

func newSheetPrinter(m *marks, name string, r *less.Result) *sheetPrinter {
	text := yui.Safe(source.NewFile(name, m.comments(string(r.CSS))))
	return &sheetPrinter{
		marks: m, result: r, name: name, text: text, lines: strings.SplitAfter(text, "\n"),
		foreign: slices.ContainsFunc(m.list, func(t mark) bool { return t.kind == raw && strings.Contains(t.text, "#") }),
	}
}

// print returns the sheet of a compilation: marks have become their texts, and no
// line holds what the servlet would take for a token or directive of its own.
func (p *sheetPrinter) print() string {
	at := 0
	for i := 0; i < len(p.lines); i++ {
		line, from := p.lines[i], i
		if t := p.alone(line); t == nil {
			p.line(i, at, line)
		} else if t.kind == directive {
			if p.directive(t.text, i) {
				i++ // the line that opened the other case
				at += len(p.lines[i])
			}
		} else {
			p.out.WriteString(t.text + "\n")
		}
		at += len(line)
		p.count(from)
	}
	p.damaged()
	return p.out.String()
}

// count notes which line of the CSS the lines come from that have been written
// since the last call.
func (p *sheetPrinter) count(line int) {
	text := p.out.String()
	for range strings.Count(text[p.counted:], "\n") {
		p.from = append(p.from, line)
	}
	p.counted = len(text)
}

// damaged reports what the compressor will damage in spite of all.
func (p *sheetPrinter) damaged() {
	f := source.NewFile(p.name, p.text)
	for _, d := range yui.Check(f) {
		line, _ := f.Position(d.Span.Start)
		own := p.report(line-1, d.Code, d.Text, d.Hint)
		own.Severity = source.Warning
	}
}

// origin returns the place in the sources that a line of the sheet, counted from 1,
// comes from.
func (p *sheetPrinter) origin(line int) (*source.File, source.Span) {
	if line < 1 || line > len(p.from) {
		return source.NewFile(p.name, ""), source.At(0)
	}
	return p.place(p.from[line-1])
}

// alone returns the mark that the line is, or nil.
func (p *sheetPrinter) alone(line string) *mark {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "/*"+markOpen) || !strings.HasSuffix(line, markClose+"*/") {
		return nil
	}
	before, i, after := p.marks.cut(line[len("/*") : len(line)-len("*/")])
	if before != "" || i < 0 || after != "" {
		return nil
	}
	return &p.marks.list[i]
}

// A block is an #IFDEF or #IFNDEF that is open.
type block struct {
	line   string
	other  bool // its #ELSE has been written: what is open is the opposite of the line
	silent bool // one around it says the same, so neither end is written
}

// directive writes a directive. A block that goes on at once is not closed, and one
// within its like not opened. Of two cases that follow each other, #ELSE is written
// between them; but not inside of another block, since an #ELSE there switches the
// output on when the block around is off. taken says that the next line is done too.
func (p *sheetPrinter) directive(text string, i int) (taken bool) {
	if text != "#ENDIF" {
		again := slices.ContainsFunc(p.open, func(b block) bool { return b.line == text && !b.other })
		p.open = append(p.open, block{line: text, silent: again && !p.foreign})
		if !again || p.foreign {
			p.out.WriteString(text + "\n")
		}
		return false
	}
	if len(p.open) == 0 {
		return false // cannot be: LESS closes what it opens
	}
	last := &p.open[len(p.open)-1]
	var next string
	if i+1 < len(p.lines) && !last.other {
		if m := p.alone(p.lines[i+1]); m != nil {
			next = m.text
		}
	}
	switch {
	case next == last.line:
		return true
	case next == opposite(last.line) && len(p.open) == 1 && !p.foreign:
		last.other = true
		p.out.WriteString("#ELSE\n")
		return true
	}
	if !last.silent {
		p.out.WriteString("#ENDIF\n")
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

// A piece is a part of a line: of the CSS, or a marked text.
type piece struct {
	text string
	at   int // in the CSS
	mark *mark
}

// line writes a line of CSS that begins at that byte of the text.
func (p *sheetPrinter) line(i, at int, line string) {
	if !utf8.ValidString(line) {
		p.report(i, "skin/not-utf8", "a character that is not encoded in UTF-8: the server sends U+FFFD for it", "save the file in UTF-8")
		return
	}
	plain := !strings.Contains(line, markOpen) && !strings.Contains(line, markClose)
	if plain && strings.Count(line, "@") < 2 && !strings.Contains(line, "#") {
		p.out.WriteString(line)
		return
	}
	pieces, ok := p.pieces(i, at, line)
	if !ok {
		return
	}
	if !understood(pieces) {
		pieces = p.escaped(pieces)
	}
	for _, part := range p.broken(pieces) {
		if !understood(part) {
			p.lost(i, part)
		}
		p.out.WriteString(joined(p.noDirective(part)))
	}
}

// pieces cuts a line at its marks.
func (p *sheetPrinter) pieces(i, at int, line string) (out []piece, ok bool) {
	for line != "" {
		before, n, after := p.marks.cut(line)
		if n == -2 {
			p.report(i, "skin/noncharacter", "the character U+FDD0 or U+FDD1, which no text may have", "")
			return nil, false
		}
		if before != "" {
			out = append(out, piece{text: before, at: at})
		}
		if n >= 0 {
			t := &p.marks.list[n]
			if t.kind != token {
				p.misplaced(t)
			}
			out = append(out, piece{text: t.text, at: at + len(before), mark: t})
		}
		at += len(line) - len(after)
		line = after
	}
	return out, true
}

// misplaced reports a call that makes declarations in the place of a value.
func (p *sheetPrinter) misplaced(t *mark) {
	p.diags = append(p.diags, t.file.Errorf(t.span, codeToken, "%s() makes whole declarations, so it cannot stand in a value", t.call).
		WithHint("write it as a statement: %s(…);", t.call))
}

func joined(pieces []piece) string {
	var b strings.Builder
	for _, x := range pieces {
		b.WriteString(x.text)
	}
	return b.String()
}

// The servlet's own patterns; "." is no line terminator of Java's.
var (
	callPattern  = regexp.MustCompile(`@(\w+)\([^\n\r\x{85}\x{2028}\x{2029}]*?\)@`)
	tokenPattern = regexp.MustCompile(`@[^\n\r\x{85}\x{2028}\x{2029}]+?@`)
)

// understood says whether the servlet finds in a line the marked texts, and
// nothing else.
func understood(pieces []piece) bool {
	text := joined(pieces)
	if strings.Count(text, "@") < 2 {
		return true
	}
	calls, tokens := map[int]int{}, map[int]int{}
	at := 0
	for _, x := range pieces {
		if x.mark != nil {
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
	for _, m := range found { // what calls give is not looked at
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

// classOf returns what kind of token the byte of the CSS belongs to.
func (p *sheetPrinter) classOf(at int) tokens.TokenType {
	if p.class == nil {
		p.class = make([]tokens.TokenType, 0, len(p.text))
		for _, t := range css.Tokens(p.text) {
			for range t.Text {
				p.class = append(p.class, t.Type)
			}
			for len(p.class) < t.End {
				p.class = append(p.class, t.Type)
			}
		}
	}
	if at >= len(p.class) {
		return tokens.ErrorToken
	}
	return p.class[at]
}

// escaped writes the @ in strings, addresses and comments in another spelling.
func (p *sheetPrinter) escaped(pieces []piece) []piece {
	spelling := map[tokens.TokenType]string{
		tokens.StringToken: `\40 `, tokens.BadStringToken: `\40 `, tokens.URLToken: "%40", tokens.CommentToken: "(at)",
	}
	var out []piece
	for _, x := range pieces {
		if x.mark != nil {
			out = append(out, x)
			continue
		}
		done := 0
		for i := range len(x.text) {
			if x.text[i] != '@' {
				continue
			}
			if other, ok := spelling[p.classOf(x.at+i)]; ok {
				out = append(out, piece{text: x.text[done:i], at: x.at + done}, piece{text: other, at: x.at + i})
				done = i + 1
			}
		}
		out = append(out, piece{text: x.text[done:], at: x.at + done})
	}
	return out
}

// broken cuts a line that the servlet would misread at blanks, so that an @ which
// begins an at-rule has a line of its own.
func (p *sheetPrinter) broken(pieces []piece) [][]piece {
	var parts [][]piece
	for !understood(pieces) {
		cut, ok := p.cutPlace(pieces)
		if !ok {
			break
		}
		var head []piece
		head, pieces = cutAt(pieces, cut)
		parts = append(parts, head)
	}
	return append(parts, pieces)
}

// cutPlace returns the last blank between the first @ and the second one.
func (p *sheetPrinter) cutPlace(pieces []piece) (at int, ok bool) {
	seen := false
	for _, x := range pieces {
		if x.mark != nil {
			if seen && ok {
				return at, true
			}
			seen = true
			continue
		}
		for i := range len(x.text) {
			switch {
			case x.text[i] == '@' && seen && ok:
				return at, true
			case x.text[i] == '@':
				seen = true
			case x.text[i] == ' ' && seen && p.classOf(x.at+i) == tokens.WhitespaceToken:
				at, ok = x.at+i, true
			}
		}
	}
	return 0, false
}

// cutAt puts a line end in place of the blank at that byte of the CSS.
func cutAt(pieces []piece, at int) (head, tail []piece) {
	for k, x := range pieces {
		if i := at - x.at; x.mark == nil && i >= 0 && i < len(x.text) {
			head = append(slices.Clone(pieces[:k]), piece{text: x.text[:i] + "\n", at: x.at})
			tail = append([]piece{{text: x.text[i+1:], at: at + 1}}, pieces[k+1:]...)
			return head, tail
		}
	}
	return pieces, nil
}

// directiveLike is what the servlet takes for a directive.
var directiveLike = regexp.MustCompile(`(?i)^[ \t\n\v\f\r]*#(ifn?def[ \t\v\f]|endif([ \t\v\f\r\n]|$)|else[ \t\v\f\r\n]*$)`)

// noDirective writes what is no directive of ours so that the servlet sees none.
func (p *sheetPrinter) noDirective(pieces []piece) []piece {
	if !directiveLike.MatchString(joined(pieces)) {
		return pieces
	}
	x := &pieces[0]
	i := strings.IndexByte(x.text, '#')
	switch p.classOf(x.at + i) {
	case tokens.CommentToken:
		x.text = x.text[:i+1] + " " + x.text[i+1:]
	case tokens.StringToken:
		x.text = x.text[:i] + `\23 ` + x.text[i+1:]
	default: // a selector
		x.text = x.text[:i+1] + `\0000` + hex(x.text[i+1]) + x.text[i+2:]
	}
	return pieces
}

func hex(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}

func (p *sheetPrinter) lost(i int, pieces []piece) {
	text := strings.TrimSpace(joined(pieces))
	p.report(i, "skin/lost-text", "the server takes the text between two @ for a token: "+text, "token(NAME) prints a token, and @raw text as it is")
}

// report reports something about a line of the CSS, at the place that it comes from.
func (p *sheetPrinter) report(i int, code, text, hint string) *source.Diag {
	f, span := p.place(i)
	d := f.Errorf(span, code, "%s", text)
	if hint != "" {
		d.WithHint("%s", hint)
	}
	p.diags = append(p.diags, d)
	return d
}

// fromLibrary says whether a mixin of the library printed a line of the sheet,
// counted from 1.
func (p *sheetPrinter) fromLibrary(line int) bool {
	if line < 1 || line > len(p.from) {
		return false
	}
	f, _, ok := p.printedAt(p.from[line-1])
	return ok && isLibrary(f)
}

func isLibrary(f *source.File) bool { return path.Base(path.Dir(f.Name())) == library }

// place returns where a line of the CSS, counted from 0, comes from. Of what a mixin
// of the library printed it is the place of the rule, which somebody else wrote.
func (p *sheetPrinter) place(i int) (*source.File, source.Span) {
	for k := i; k >= 0; k-- {
		if f, span, ok := p.printedAt(k); ok && !isLibrary(f) {
			return f, span
		}
	}
	return source.NewFile(p.name, ""), source.At(0)
}

// printedAt returns the place of what printed a line of the CSS.
func (p *sheetPrinter) printedAt(i int) (f *source.File, span source.Span, ok bool) {
	if p.starts == nil {
		offset := 0
		p.starts = []int{}
		for line := range strings.Lines(string(p.result.CSS)) {
			p.starts = append(p.starts, offset+len(line)-len(strings.TrimLeft(line, " ")))
			offset += len(line)
		}
	}
	if i >= len(p.starts) || len(p.starts) != len(p.lines)-1 { // the safe spelling would have other lines
		return nil, span, false
	}
	return p.result.Origin(p.starts[i])
}
