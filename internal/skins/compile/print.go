package compile

import (
	"slices"
	"strings"
	"unicode/utf8"

	tokens "github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/less"
	"skinbuild/internal/server/yui"
	"skinbuild/internal/source"
)

// A printer writes the sheet that the server reads from the CSS that LESS made. It
// reads the CSS once, collects what has to change (spellings that the compressor
// would damage, text that the servlet would take for its own) and writes all of it
// in one pass.
type printer struct {
	sheet  *Sheet
	tokens []css.Token // of the CSS; the texts of the skin are names or comments there
	lines  []line

	out     strings.Builder
	open    []block
	foreign bool // a raw text may have directives of its own
	diags   source.Diags
}

// A line is a line of the CSS and what in it is not printed as it stands.
type line struct {
	start, end int
	specials   []special
}

// A special is a text of the skin, or an edit of the CSS.
type special struct {
	source.Span
	text *less.Verbatim // nil for an edit
	new  string         // of an edit
}

// printSheet returns the text of a sheet: no line of it has what the servlet would
// take for a token or directive of its own.
func printSheet(s *Sheet) (string, source.Diags) {
	p := &printer{sheet: s}
	masked := mask(s.css, s.texts)
	f := source.NewFile(s.name, masked)
	p.tokens = css.Tokens(masked)
	edits, left := yui.Repair(f, p.tokens)
	p.split(edits)
	p.foreign = slices.ContainsFunc(s.texts, func(v less.Verbatim) bool {
		return kind(v.Kind) == raw && strings.Contains(s.css[v.Start:v.End], "#")
	})
	p.out.Grow(len(s.css) + len(s.css)/16)
	for i := 0; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch v := p.alone(l); {
		case v == nil:
			p.line(l)
		case kind(v.Kind) != directive:
			p.put(s.css[v.Start:v.End]+"\n", v.Start)
		case p.directive(v, i):
			i++ // the line that opened the other case
		}
	}
	p.damaged(left)
	return p.out.String(), p.diags
}

// maskByte stands for each byte of a text of the skin: a letter that is no
// hexadecimal digit and begins no unit.
const maskByte = "w"

// mask returns the CSS with each text of the skin replaced by one of the same length
// that is CSS: a comment if the text has a line of its own, else a name.
func mask(text string, texts []less.Verbatim) string {
	if len(texts) == 0 {
		return text
	}
	out := []byte(text)
	for _, v := range texts {
		n := v.End - v.Start
		cover := strings.Repeat(maskByte, n)
		if hasLine(text, v.Span) {
			if cover = strings.Repeat(" ", n); n >= len("/**/") {
				cover = "/*" + cover[4:] + "*/"
			}
		}
		copy(out[v.Start:], cover)
	}
	return string(out)
}

// hasLine reports whether nothing but white space is beside the span in its lines.
func hasLine(text string, s source.Span) bool {
	before := text[strings.LastIndexByte(text[:s.Start], '\n')+1 : s.Start]
	after, _, _ := strings.Cut(text[s.End:], "\n")
	return strings.TrimSpace(before) == "" && strings.TrimSpace(after) == ""
}

// split cuts the CSS into lines. The texts of the skin and what is edited belong to
// the line in which they begin.
func (p *printer) split(edits []source.Edit) {
	s := p.sheet
	specials := make([]special, 0, len(s.texts)+len(edits))
	for i := range s.texts {
		v := &s.texts[i]
		for len(edits) > 0 && edits[0].Start <= v.Start {
			specials = append(specials, special{Span: edits[0].Span, new: edits[0].New})
			edits = edits[1:]
		}
		specials = append(specials, special{Span: v.Span, text: v})
	}
	for _, e := range edits {
		specials = append(specials, special{Span: e.Span, new: e.New})
	}
	for at := 0; at < len(s.css); {
		l, end := line{start: at}, at
		n := 0
		for {
			if i := strings.IndexByte(s.css[end:], '\n'); i < 0 {
				l.end = len(s.css)
			} else {
				l.end = end + i + 1
			}
			if n == len(specials) || specials[n].Start >= l.end {
				break
			}
			end = max(end, specials[n].End)
			n++
		}
		l.specials, specials = specials[:n:n], specials[n:]
		p.lines = append(p.lines, l)
		at = l.end
	}
}

// alone returns the text of the skin that the line is, or nil.
func (p *printer) alone(l *line) *less.Verbatim {
	if len(l.specials) != 1 || l.specials[0].text == nil || !hasLine(p.sheet.css, l.specials[0].Span) {
		return nil
	}
	return l.specials[0].text
}

// put writes a text that comes from that byte of the CSS.
func (p *printer) put(text string, at int) {
	p.sheet.note(p.out.Len(), at)
	p.out.WriteString(text)
}

// A piece is a part of a line: of the CSS, of an edit, or a text of the skin.
type piece struct {
	text string
	at   int                // in the CSS
	own  bool               // a text of the skin
	kind []tokens.TokenType // of the bytes of an edit
}

// from returns the piece from its byte i up to its byte j.
func (x piece) part(i, j int) piece {
	if x.kind != nil {
		return piece{text: x.text[i:j], at: x.at, kind: x.kind[i:j]}
	}
	return piece{text: x.text[i:j], at: x.at + i}
}

// kindAt returns the kind of token that a byte of a piece belongs to.
func (p *printer) kindAt(x piece, i int) tokens.TokenType {
	if x.kind != nil {
		return x.kind[i]
	}
	n, _ := slices.BinarySearchFunc(p.tokens, x.at+i+1, func(t css.Token, at int) int { return t.End - at })
	if n == len(p.tokens) {
		return tokens.ErrorToken
	}
	return p.tokens[n].Type
}

// line writes a line that is not a text of the skin alone.
func (p *printer) line(l *line) {
	text := p.sheet.css[l.start:l.end]
	if !utf8.ValidString(text) {
		p.report(l.start, codes.SkinNotUTF8, "a character is not encoded in UTF-8: the server sends U+FFFD instead", "save the file in UTF-8")
		return
	}
	if strings.Contains(text, "\uFDD0") || strings.Contains(text, "\uFDD1") {
		p.report(l.start, codes.SkinNoncharacter, "the character U+FDD0 or U+FDD1, which no text may have", "")
		return
	}
	if len(l.specials) == 0 && strings.Count(text, "@") < 2 && !strings.Contains(text, "#") {
		p.put(text, l.start)
		return
	}
	pieces := p.pieces(l)
	if !understood(pieces) {
		pieces = p.escaped(pieces)
	}
	for _, part := range p.broken(pieces) {
		if !understood(part) {
			p.lost(part)
		}
		for _, x := range p.noDirective(part) {
			p.put(x.text, x.at)
		}
	}
}

// pieces cuts a line at its specials.
func (p *printer) pieces(l *line) []piece {
	out := make([]piece, 0, 2*len(l.specials)+1)
	at := l.start
	add := func(end int) {
		if at < end {
			out = append(out, piece{text: p.sheet.css[at:end], at: at})
		}
	}
	for _, s := range l.specials {
		if s.Start < at {
			continue // an edit of what has been written
		}
		add(s.Start)
		at = s.End
		if s.text == nil {
			out = append(out, edited(s))
			continue
		}
		if kind(s.text.Kind) != token {
			p.misplaced(s.text)
		}
		out = append(out, piece{text: p.sheet.css[s.Start:s.End], at: s.Start, own: true})
	}
	add(l.end)
	return out
}

// edited returns what an edit writes.
func edited(s special) piece {
	x := piece{text: s.new, at: s.Start, kind: make([]tokens.TokenType, 0, len(s.new))}
	for _, t := range css.Tokens(s.new) {
		for range t.Text {
			x.kind = append(x.kind, t.Type)
		}
		for len(x.kind) < t.End {
			x.kind = append(x.kind, t.Type)
		}
	}
	return x
}

func joined(pieces []piece) string {
	if len(pieces) == 1 {
		return pieces[0].text
	}
	var b strings.Builder
	for _, x := range pieces {
		b.WriteString(x.text)
	}
	return b.String()
}

// misplaced reports a call that makes declarations in the place of a value.
func (p *printer) misplaced(v *less.Verbatim) {
	p.diags = append(p.diags, v.File.Errorf(source.At(v.At), codes.SkinToken, "%s() makes whole declarations, so it cannot stand in a value", v.Name).
		WithHint("write it as a statement: %s(…);", v.Name))
}

func (p *printer) lost(pieces []piece) {
	text := strings.TrimSpace(joined(pieces))
	p.report(pieces[0].at, codes.SkinLostText, "the server takes the text between two @ for a token: "+text, "token(NAME) prints a token, and @raw text as it is")
}

// damaged reports what the compressor will damage, whatever the spelling.
func (p *printer) damaged(left source.Diags) {
	for _, d := range left {
		d.Text, d.Hint = p.unmasked(d.Text, d.Span), p.unmasked(d.Hint, d.Span)
		p.report(d.Span.Start, d.Code, d.Text, d.Hint).Severity = source.Warning
	}
}

// unmasked puts the texts of the skin within the span into what is said about it.
func (p *printer) unmasked(text string, span source.Span) string {
	for _, v := range p.sheet.texts {
		if v.Start >= span.Start && v.End <= span.End {
			text = strings.Replace(text, strings.Repeat(maskByte, v.End-v.Start), p.sheet.css[v.Start:v.End], 1)
		}
	}
	return text
}

// report reports something about a byte of the CSS, at the place that its line
// comes from.
func (p *printer) report(at int, code codes.Code, text, hint string) *source.Diag {
	f, span := p.sheet.author(p.sheet.lineStart(at))
	d := f.Errorf(span, code, "%s", text)
	if hint != "" {
		d.WithHint("%s", hint)
	}
	p.diags = append(p.diags, d)
	return d
}
