package output

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"skinbuild/internal/less/value"
)

// printer writes the output tree as CSS.
type printer struct {
	buf   []byte
	style value.Style
	marks *Marks // nil without a source map
	whole bool   // the marks are not of a source map, in which less.js leaves some out
	lines string // Options.LineNumbers
	depth int    // indentation
	last  bool   // the node being written is the last of its block
	limit int    // bytes
	room  room
	taken int // of the output, counted so far
}

// within ends the printing where the output has become too long.
func (p *printer) within(at value.Place) error {
	if len(p.buf) > p.taken {
		room := max(len(p.buf), 2*p.taken)
		p.room.at(at)
		p.room.product(room-p.taken, 1, 1)
		p.taken = room
	}
	if len(p.buf) <= p.limit {
		return nil
	}
	return value.ErrorAt(at, "Limit", fmt.Sprintf("more than %d bytes of CSS (the limit on output)", p.limit))
}

// mark says that what is written next comes from a place.
func (p *printer) mark(at value.Place) {
	if p.marks != nil && at.File != nil {
		p.marks.add(len(p.buf), at)
	}
}

func (p *printer) text(s string) { p.buf = append(p.buf, s...) }

// largeValue is the weight from which on the output may have to grow far for a value.
const largeValue = 1 << 20

func (p *printer) value(v value.Value) (err error) {
	var mark value.Mapper
	if p.marks != nil {
		mark = func(at value.Place, written int) {
			if at.File != nil {
				p.marks.add(written, at)
			}
		}
	}
	if weight, _ := value.Extent(v); weight > largeValue {
		p.room.budget.Check(2 * weight)
	}
	p.buf, err = value.Append(p.buf, v, p.style, mark)
	return err
}

func (p *printer) indent(depth int) {
	if !p.style.Compress {
		for range depth {
			p.buf = append(p.buf, "  "...)
		}
	}
}

func (p *printer) newline(depth int) {
	if !p.style.Compress {
		p.buf = append(p.buf, '\n')
		p.indent(depth)
	}
}

// stylesheet writes the root.
func (p *printer) stylesheet(root *Ruleset) error {
	if err := p.ruleset(root); err != nil {
		return err
	}
	if len(p.buf) > 0 && !p.style.Compress {
		p.text("\n")
	}
	return nil
}

func (p *printer) ruleset(r *Ruleset) error {
	rules := ordered(r.Rules)
	if !r.Root {
		p.depth++
		if err := p.head(r); err != nil {
			return err
		}
	}
	for i, n := range rules {
		if i+1 == len(rules) {
			p.last = true
		}
		last := p.last
		if isBlock(n) {
			p.last = false
		}
		if err := p.node(n); err != nil {
			return err
		}
		p.last = last
		if !p.last && n.Vis().shown == visible && !isNothing(n) {
			p.newline(p.depth)
		} else {
			p.last = false
		}
	}
	if !r.Root {
		p.newline(p.depth - 1)
		p.text("}")
		p.depth--
	}
	return nil
}

// isNothing reports whether a node is the empty result of a function.
func isNothing(n Node) bool {
	r, ok := n.(*RawText)
	return ok && r.Text == ""
}

// ordered returns the nodes with charsets first and then imports, each in their
// order; comments at the start stay before them.
func ordered(rules []Node) []Node {
	special := false
	for _, n := range rules {
		special = special || isImport(n) || isCharset(n)
	}
	if !special {
		return rules
	}
	out := make([]Node, 0, len(rules))
	insert := func(at int, n Node) {
		out = append(out, nil)
		copy(out[at+1:], out[at:])
		out[at] = n
	}
	charsets, imports := 0, 0
	for i, n := range rules {
		switch {
		case isCharset(n):
			insert(charsets, n)
			charsets++
			imports++
		case isImport(n):
			insert(imports, n)
			imports++
		default:
			if _, ok := n.(*Comment); ok && imports == i {
				imports++
			}
			out = append(out, n)
		}
	}
	return out
}

func isImport(n Node) bool { _, ok := n.(*ImportRule); return ok }

func isCharset(n Node) bool {
	a, ok := n.(*AtRule)
	return ok && a.Name == "@charset"
}

// isBlock reports whether a node keeps the ";" of what is before it in compressed output.
func isBlock(n Node) bool {
	switch n := n.(type) {
	case *Ruleset, *MediaRule, *Conditional:
		return true
	case *AtRule:
		return len(n.Rules) > 0 && !n.Simple || n.Name != "@charset"
	case *RawText:
		return n.Block
	}
	return false
}

// head writes the selectors of a ruleset and its "{".
func (p *printer) head(r *Ruleset) error {
	if p.lines != "" && !p.style.Compress && !r.Undecorated && r.At.File != nil {
		p.lineNumber(r.At, p.depth-1)
		p.indent(p.depth - 1)
	}
	for i, path := range r.paths {
		if i > 0 {
			p.text(",")
			p.newline(p.depth - 1)
		}
		for k, s := range path {
			p.selector(s, k == 0)
		}
		if err := p.within(r.At); err != nil {
			return err
		}
	}
	if p.style.Compress {
		p.text("{")
		return nil
	}
	p.text(" {\n")
	p.indent(p.depth)
	return nil
}

func (p *printer) selector(s *Selector, first bool) {
	if len(s.Elements) == 0 {
		return
	}
	if !first && s.Elements[0].Comb == "" {
		p.mark(s.At)
		p.text(" ")
	}
	for i := range s.Elements {
		e := &s.Elements[i]
		start := len(p.buf)
		p.mark(e.At)
		p.buf = AppendElement(p.buf, e, p.style.Compress, first && i == 0)
		if len(p.buf) == start && p.marks != nil {
			p.marks.dropAt(start)
		}
	}
}

// AppendElement writes an element; the one that begins a selector has no
// descendant combinator.
func AppendElement(dst []byte, e *Element, compress, first bool) []byte {
	switch {
	case e.Comb == "" || e.Comb == " " && first:
	case e.Comb == " " || e.Comb == "|" || compress:
		dst = append(dst, e.Comb...)
	default:
		dst = append(append(append(dst, ' '), e.Comb...), ' ')
	}
	switch {
	case e.Odd().Attr != nil:
		return appendAttribute(dst, e.Odd().Attr)
	case e.Odd().Paren != nil:
		return append(AppendSelector(append(dst, '('), e.Odd().Paren, compress), ')')
	case e.Odd().Nested != nil:
		return AppendSelector(dst, e.Odd().Nested, compress)
	}
	return append(dst, e.Text...)
}

func appendAttribute(dst []byte, a *Attribute) []byte {
	dst = append(append(dst, '['), a.Key...)
	if a.Op != "" {
		dst = append(append(dst, a.Op...), a.Value...)
	}
	if a.Flag != "" {
		dst = append(append(dst, ' '), a.Flag...)
	}
	return append(dst, ']')
}

// AppendSelector appends a selector as it is printed.
func AppendSelector(dst []byte, s *Selector, compress bool) []byte {
	for i := range s.Elements {
		dst = AppendElement(dst, &s.Elements[i], compress, false)
	}
	return dst
}

// selectorCSS is a selector as less.js prints it in messages.
func selectorCSS(s *Selector) string {
	b := AppendSelector(nil, s, false)
	if len(s.Elements) > 0 && s.Elements[0].Comb == "" {
		b = append([]byte{' '}, b...)
	}
	return string(b)
}

func (p *printer) node(n Node) error {
	switch n := n.(type) {
	case *Ruleset:
		return p.ruleset(n)
	case *Declaration:
		return p.declaration(n)
	case *MediaRule:
		return p.media(n)
	case *AtRule:
		return p.atRule(n)
	case *ImportRule:
		return p.importRule(n)
	case *Conditional:
		return p.conditional(n)
	case *Comment:
		if n.origin.File != nil && p.lines != "" && !p.style.Compress {
			p.lineNumber(n.origin, 0)
		}
		p.text(n.Text)
		return p.within(n.At)
	case *RawText:
		p.raw(n)
		return p.within(n.At)
	}
	return nil
}

func (p *printer) declaration(d *Declaration) error {
	p.mark(d.At)
	p.text(d.Name)
	p.text(":")
	if !p.style.Compress {
		p.text(" ")
	}
	if err := p.value(d.Value); err != nil {
		return placed(err, d.At)
	}
	end := d.Important
	if !d.Inline && !(p.last && p.style.Compress) {
		end += ";"
	}
	if end != "" {
		p.mark(d.At)
		p.text(end)
	}
	return p.within(d.At)
}

func (p *printer) media(m *MediaRule) error {
	if p.whole || !m.Unmapped {
		p.mark(m.At)
	}
	if m.Container {
		p.text("@container ")
	} else {
		p.text("@media ")
	}
	for i, f := range m.Features {
		if i > 0 {
			p.buf = value.AppendComma(p.buf, p.style)
		}
		if err := p.value(f); err != nil {
			return placed(err, m.At)
		}
	}
	return p.block(m.Rules)
}

func (p *printer) atRule(a *AtRule) error {
	p.mark(a.At)
	p.text(a.Name)
	if a.Value != nil {
		p.text(" ")
		if err := p.value(a.Value); err != nil {
			return placed(err, a.At)
		}
	}
	if !a.Block {
		p.text(";")
		return p.within(a.At)
	}
	return p.block(a.Rules)
}

// block writes the braces of an at-rule and what is in them.
func (p *printer) block(rules []Node) error {
	p.depth++
	defer func() { p.depth-- }()
	p.text(map[bool]string{true: "{", false: " {"}[p.style.Compress])
	for _, n := range rules {
		p.newline(p.depth)
		if err := p.node(n); err != nil {
			return err
		}
	}
	p.newline(p.depth - 1)
	p.text("}")
	return nil
}

func (p *printer) importRule(i *ImportRule) error {
	if p.whole {
		p.mark(i.At)
	}
	p.text("@import ")
	if err := p.value(i.Path); err != nil {
		return placed(err, i.At)
	}
	if i.Features != nil {
		p.text(" ")
		if err := p.value(i.Features); err != nil {
			return placed(err, i.At)
		}
	}
	p.text(";")
	return p.within(i.At)
}

func (p *printer) raw(r *RawText) {
	if r.Text == "" {
		return
	}
	p.mark(r.At)
	if p.marks != nil && r.Lines && r.At.File != nil {
		line, _ := r.At.File.Position(r.At.Offset)
		for i := 0; ; {
			next := strings.IndexByte(r.Text[i:], '\n')
			if next < 0 {
				break
			}
			i += next + 1
			line++
			if offset, ok := r.At.File.Offset(line, 1); ok {
				p.marks.add(len(p.buf)+i, value.Place{File: r.At.File, Offset: offset})
			}
		}
	}
	p.text(r.Text)
}

// lineNumber writes where a rule comes from, as Options.LineNumbers asks.
func (p *printer) lineNumber(at value.Place, depth int) {
	line, _ := at.File.Position(at.Offset)
	if p.lines != "mediaquery" {
		p.text("/* line " + strconv.Itoa(line) + ", " + at.File.Name() + " */\n")
	}
	if p.lines == "all" {
		p.indent(depth)
	}
	if p.lines != "comments" {
		p.text("@media -sass-debug-info{filename{font-family:")
		name := at.File.Name()
		if !bytes.Contains([]byte(name), []byte("://")) {
			name = "file://" + name
		}
		for i := range len(name) {
			if strings.IndexByte(`.:/\`, name[i]) >= 0 {
				p.buf = append(p.buf, '\\')
			}
			p.buf = append(p.buf, strings.ReplaceAll(name[i:i+1], `\`, "/")...)
		}
		p.text(`}line{font-family:\00003` + strconv.Itoa(line) + "}}\n")
	}
}
