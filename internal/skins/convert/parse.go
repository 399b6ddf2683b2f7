package convert

import (
	"errors"
	"fmt"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// Limits of one sheet. The servlet has none, but a sheet beyond them is not a
// real style sheet.
const (
	maxBlocks = 200 // blocks and #IFDEFs inside each other
	maxMacros = 6   // macros of one stretch that an #IFDEF cuts across
	maxSplit  = 2   // macros for which such a stretch is written out for each case
)

// errCross means that an #IFDEF begins in one statement or block and ends in
// another.
var errCross = errors.New("an #IFDEF does not enclose whole statements")

// errOdd means that a statement cannot be parsed as CSS.
var errOdd = errors.New("not valid CSS")

// parser reads macro CSS: CSS with #IFDEF lines, tokens and calls.
type parser struct {
	f          *source.File
	text       string
	pos        int
	atoms      map[int]atom           // by where they start
	directives map[int]skin.Directive // by where their line starts
	blocks     int                    // open blocks and #IFDEFs
	conds      int                    // open #IFDEFs
	part       bool                   // the text is a part of the sheet, written out for a case
	ds         source.Diags
}

// parseSheet parses a whole sheet. The result always contains all of the text:
// what cannot be parsed is a *raw. The diagnostics are warnings about raw text,
// and errors about directives that make the server fail.
func parseSheet(f *source.File) ([]stmt, source.Diags) {
	p := newParser(f)
	var all []stmt
	for {
		list, err := p.list(false)
		all = append(all, list...)
		if err == nil && p.pos >= len(p.text) {
			return all, p.ds
		}
		if err == nil { // a directive that nothing opened
			if !p.strayDirective() {
				return nil, p.ds
			}
			continue
		}
		all = append(all, p.rawTo(p.pos, len(p.text), "it cannot be taken apart"))
		p.pos = len(p.text)
	}
}

func newParser(f *source.File) *parser {
	p := &parser{f: f, text: f.Text(), atoms: map[int]atom{}, directives: map[int]skin.Directive{}}
	for _, d := range skin.Directives(f) {
		p.directives[d.Span.Start] = d
	}
	for at := 0; at < len(p.text); {
		line := nextLine(p.text[at:])
		for _, a := range atomsIn(line) {
			a.start, a.end = a.start+at, a.end+at
			p.atoms[a.start] = a
		}
		at += len(line)
	}
	return p
}

// nextLine returns the first line of a text with its end, as the servlet reads
// it.
func nextLine(text string) string {
	n := strings.IndexAny(text, "\r\n") + 1
	if n == 0 {
		return text
	}
	if text[n-1] == '\r' && n < len(text) && text[n] == '\n' {
		n++
	}
	return text[:n]
}

// strayDirective handles an #ELSE or #ENDIF without #IFDEF as the server does:
// it ignores a last #ENDIF, and fails on others.
func (p *parser) strayDirective() bool {
	d := p.directives[p.pos]
	if d.Word == "#endif" && strings.TrimSpace(p.text[d.Span.End:]) == "" {
		p.ds = append(p.ds, p.f.Warnf(d.Span, codes.ConvertDirective, "#ENDIF without #IFDEF is dropped"))
		p.pos = len(p.text)
		return true
	}
	diag := p.f.Errorf(d.Span, codes.ConvertDirective, "%s without an #IFDEF", strings.ToUpper(d.Word))
	if d.Word == "#endif" {
		diag.WithHint("the server answers every request for this sheet with HTTP 500; remove the line")
	} else {
		diag.WithHint("the server drops the rest of the file; remove this line, or the lines after it")
	}
	p.ds = append(p.ds, diag)
	return false
}

// space skips white space up to the next directive and returns the number of
// line ends.
func (p *parser) space() (newlines int) {
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		if p.directive() {
			return newlines
		}
		if p.text[p.pos] == '\n' {
			newlines++
		}
		p.pos++
	}
	return newlines
}

// directive reports whether a directive line starts at the position.
func (p *parser) directive() bool {
	_, ok := p.directives[p.pos]
	return ok
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}

// list parses statements up to the end of the block or text, or to a directive
// that closes an outer one. decls reports whether they are the statements of a
// rule.
func (p *parser) list(decls bool) ([]stmt, error) {
	var all []stmt
	newlines := 2
	for {
		newlines += p.space()
		if p.pos >= len(p.text) {
			return all, nil
		}
		start := p.pos
		if p.directive() {
			if d := p.directives[p.pos]; d.Word == "#else" || d.Word == "#endif" {
				return all, nil
			}
		} else if p.text[p.pos] == '}' && (decls || p.blocks > 0) {
			return all, nil
		} else if p.text[p.pos] == ';' {
			p.pos++
			continue
		}
		conds, blocks := p.conds, p.blocks
		s, err := p.statement(decls)
		if err != nil {
			p.conds, p.blocks = conds, blocks
			if s, err = p.recover(start, decls, err); err != nil {
				p.pos = start
				return all, err
			}
		}
		lead := s.lead()
		lead.source = p.text[start:p.pos]
		if lead.at = start; p.part {
			lead.at = -1
		}
		lead.blank = newlines > 1
		if _, ok := s.(*comment); ok {
			lead.behind = newlines == 0 && len(all) > 0
		}
		all = append(all, s)
		newlines = 0
	}
}

// recover turns a statement that cannot be parsed into raw text, or into one
// copy for each case of the macros in it. It returns an error if the enclosing
// block must handle it.
func (p *parser) recover(start int, decls bool, err error) (stmt, error) {
	if errors.Is(err, errCross) {
		return p.split(start, decls)
	}
	end, ok := p.statementEnd(start, decls)
	if !ok {
		return nil, err
	}
	p.pos = end
	return p.rawTo(start, end, err.Error()), nil
}

// rawTo returns the text unconverted.
func (p *parser) rawTo(start, end int, why string) *raw {
	text := p.text[start:end]
	if p.wouldDirect(start) {
		text = "/**/" + text
	}
	return &raw{place: place{source: text, at: start}, text: strings.TrimRight(text, "\r\n"), why: why}
}

// wouldDirect reports whether the text at start, which is not a directive
// because other text precedes it, would be one on a separate line.
func (p *parser) wouldDirect(start int) bool {
	if !strings.HasPrefix(strings.TrimLeft(p.text[start:], " \t\v\f"), "#") {
		return false
	}
	_, is := p.directives[start]
	return !is && len(skin.Directives(source.NewFile("", firstLine(p.text[start:])))) > 0
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimRight(line, "\r")
}

// statement parses one statement, with its ";".
func (p *parser) statement(decls bool) (stmt, error) {
	if p.blocks > maxBlocks {
		return nil, fmt.Errorf("%w: it is nested too deeply", errOdd)
	}
	if p.directive() {
		return p.cond(decls)
	}
	if strings.HasPrefix(p.text[p.pos:], "/*") {
		return p.comment()
	}
	if p.text[p.pos] == '}' {
		p.pos++
		return nil, fmt.Errorf("%w: a } without {", errOdd)
	}
	if a, ok := p.atoms[p.pos]; ok && !a.odd && p.standsAlone(a, decls) {
		return p.bundle(a), nil
	}
	return p.textual(decls)
}

func (p *parser) comment() (stmt, error) {
	end := strings.Index(p.text[p.pos+2:], "*/")
	if end < 0 {
		return nil, fmt.Errorf("%w: an unterminated comment", errOdd)
	}
	start := p.pos
	end += start + 4
	for i := start; i < end; i++ {
		if _, ok := p.directives[i]; ok {
			return nil, errCross
		}
	}
	p.pos = end
	return &comment{text: p.text[start:end]}, nil
}

// standsAlone reports whether an atom at the start of a statement is the whole
// statement. At the top of a sheet it must end its line, since a selector may
// begin with a token.
func (p *parser) standsAlone(a atom, decls bool) bool {
	end := a.end
	if end < len(p.text) && p.text[end] != ';' && p.text[end] != '}' && p.text[end] != '@' && !isSpace(p.text[end]) && !strings.HasPrefix(p.text[end:], "/*") {
		return false
	}
	for end < len(p.text) && isSpace(p.text[end]) {
		if p.text[end] == '\n' && !decls {
			return true
		}
		end++
	}
	return end == len(p.text) || p.text[end] == ';' || decls && p.text[end] != ':'
}

func (p *parser) bundle(a atom) stmt {
	b := &bundle{atom: a, text: p.text[a.start:a.end]}
	p.pos = a.end
	end := p.pos
	for end < len(p.text) && (p.text[end] == ' ' || p.text[end] == '\t') {
		end++
	}
	if end < len(p.text) && p.text[end] == ';' {
		b.semi = true
		p.pos = end + 1
	}
	return b
}

// cond parses an #IFDEF up to its #ENDIF, or to the end of the text.
func (p *parser) cond(decls bool) (stmt, error) {
	open := p.directives[p.pos]
	p.passLine(open)
	p.conds++
	p.blocks++
	defer func() { p.conds--; p.blocks-- }()
	c := &cond{macro: open.Macro}
	not := open.Word == "#ifndef"
	for {
		body, err := p.list(decls)
		if err != nil {
			return nil, err
		}
		c.parts = append(c.parts, part{not, body})
		if p.pos >= len(p.text) {
			p.ds = append(p.ds, p.f.Warnf(open.Span, codes.ConvertDirective, "#IFDEF without #ENDIF: it lasts to the end of the file"))
			return c, nil
		}
		if !p.directive() {
			return nil, errCross // the block ends
		}
		d := p.directives[p.pos]
		if d.Word == "#else" && p.conds > 1 {
			return nil, errCross // the server's #ELSE does not look at the block around it
		}
		p.passLine(d)
		if d.Word == "#endif" {
			return c, nil
		}
		not = !not
	}
}

// passLine skips a directive up to the end of its line.
func (p *parser) passLine(d skin.Directive) { p.pos = d.Span.End }

// body parses a block after its "{", and the "}".
func (p *parser) body(decls bool) ([]stmt, error) {
	p.blocks++
	defer func() { p.blocks-- }()
	list, err := p.list(decls)
	if err != nil {
		return nil, err
	}
	if p.pos >= len(p.text) {
		return nil, fmt.Errorf("%w: an unterminated block", errOdd)
	}
	if p.directive() {
		return nil, errCross
	}
	p.pos++
	return list, nil
}
