package less

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// printer writes the output tree as CSS.
type printer struct {
	buf   []byte
	style valueStyle
	marks *mapMarks // nil without a source map
	lines string    // Options.LineNumbers
	depth int       // indentation
	last  bool      // the node being written is the last of its block
	limit int       // bytes
}

// within ends the printing where the output has become too long.
func (p *printer) within(at place) error {
	if len(p.buf) <= p.limit {
		return nil
	}
	return errorAt(at, "Limit", fmt.Sprintf("more than %d bytes of CSS (the limit on output)", p.limit))
}

// mark says that what is written next comes from a place.
func (p *printer) mark(at place) {
	if p.marks != nil && at.file != nil {
		p.marks.add(len(p.buf), at)
	}
}

func (p *printer) text(s string) { p.buf = append(p.buf, s...) }

func (p *printer) value(v Value) (err error) {
	var mark mapper
	if p.marks != nil {
		mark = func(at place, written int) {
			if at.file != nil {
				p.marks.add(written, at)
			}
		}
	}
	p.buf, err = appendValue(p.buf, v, p.style, mark)
	return err
}

func (p *printer) indent(depth int) {
	if !p.style.compress {
		for range depth {
			p.buf = append(p.buf, "  "...)
		}
	}
}

func (p *printer) newline(depth int) {
	if !p.style.compress {
		p.buf = append(p.buf, '\n')
		p.indent(depth)
	}
}

// stylesheet writes the root.
func (p *printer) stylesheet(root *ruleset) error {
	if err := p.ruleset(root); err != nil {
		return err
	}
	if len(p.buf) > 0 && !p.style.compress {
		p.text("\n")
	}
	return nil
}

func (p *printer) ruleset(r *ruleset) error {
	rules := ordered(r.rules)
	if !r.root {
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
		if !p.last && n.vis().shown == visible && !isNothing(n) {
			p.newline(p.depth)
		} else {
			p.last = false
		}
	}
	if !r.root {
		p.newline(p.depth - 1)
		p.text("}")
		p.depth--
	}
	return nil
}

// isNothing says whether a node is the empty result of a function.
func isNothing(n cssNode) bool {
	r, ok := n.(*rawText)
	return ok && r.text == ""
}

// ordered returns the nodes with charsets first and then imports, each in their
// order; comments at the start stay before them.
func ordered(rules []cssNode) []cssNode {
	special := false
	for _, n := range rules {
		special = special || isImport(n) || isCharset(n)
	}
	if !special {
		return rules
	}
	out := make([]cssNode, 0, len(rules))
	insert := func(at int, n cssNode) {
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
			if _, ok := n.(*comment); ok && imports == i {
				imports++
			}
			out = append(out, n)
		}
	}
	return out
}

func isImport(n cssNode) bool { _, ok := n.(*importRule); return ok }

func isCharset(n cssNode) bool {
	a, ok := n.(*atRule)
	return ok && a.name == "@charset"
}

// isBlock says whether a node keeps the ";" of what is before it in compressed output.
func isBlock(n cssNode) bool {
	switch n := n.(type) {
	case *ruleset, *mediaRule, *conditional:
		return true
	case *atRule:
		return len(n.rules) > 0 && !n.simple || n.name != "@charset"
	case *rawText:
		return n.block
	}
	return false
}

// head writes the selectors of a ruleset and its "{".
func (p *printer) head(r *ruleset) error {
	if p.lines != "" && !p.style.compress && !r.undecorated && r.at.file != nil {
		p.lineNumber(r.at, p.depth-1)
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
		if err := p.within(r.at); err != nil {
			return err
		}
	}
	if p.style.compress {
		p.text("{")
		return nil
	}
	p.text(" {\n")
	p.indent(p.depth)
	return nil
}

func (p *printer) selector(s *selector, first bool) {
	if len(s.elements) == 0 {
		return
	}
	if !first && s.elements[0].comb == "" {
		p.mark(s.at)
		p.text(" ")
	}
	for i := range s.elements {
		e := &s.elements[i]
		start := len(p.buf)
		p.mark(e.at)
		p.buf = appendElement(p.buf, e, p.style.compress, first && i == 0)
		if len(p.buf) == start && p.marks != nil {
			p.marks.dropAt(start)
		}
	}
}

// appendElement writes an element; the one that begins a selector has no
// descendant combinator.
func appendElement(dst []byte, e *element, compress, first bool) []byte {
	switch {
	case e.comb == "" || e.comb == " " && first:
	case e.comb == " " || e.comb == "|" || compress:
		dst = append(dst, e.comb...)
	default:
		dst = append(append(append(dst, ' '), e.comb...), ' ')
	}
	switch {
	case e.odd().attr != nil:
		return appendAttribute(dst, e.odd().attr)
	case e.odd().paren != nil:
		return append(appendSelector(append(dst, '('), e.odd().paren, compress), ')')
	case e.odd().nested != nil:
		return appendSelector(dst, e.odd().nested, compress)
	}
	return append(dst, e.text...)
}

func appendAttribute(dst []byte, a *attribute) []byte {
	dst = append(append(dst, '['), a.key...)
	if a.op != "" {
		dst = append(append(dst, a.op...), a.value...)
	}
	if a.flag != "" {
		dst = append(append(dst, ' '), a.flag...)
	}
	return append(dst, ']')
}

// appendSelector appends a selector as it is printed.
func appendSelector(dst []byte, s *selector, compress bool) []byte {
	for i := range s.elements {
		dst = appendElement(dst, &s.elements[i], compress, false)
	}
	return dst
}

// selectorCSS is a selector as less.js prints it in messages.
func selectorCSS(s *selector) string {
	b := appendSelector(nil, s, false)
	if len(s.elements) > 0 && s.elements[0].comb == "" {
		b = append([]byte{' '}, b...)
	}
	return string(b)
}

func (p *printer) node(n cssNode) error {
	switch n := n.(type) {
	case *ruleset:
		return p.ruleset(n)
	case *declaration:
		return p.declaration(n)
	case *mediaRule:
		return p.media(n)
	case *atRule:
		return p.atRule(n)
	case *importRule:
		return p.importRule(n)
	case *conditional:
		return p.conditional(n)
	case *comment:
		if n.origin.file != nil && p.lines != "" && !p.style.compress {
			p.lineNumber(n.origin, 0)
		}
		p.text(n.text)
		return p.within(n.at)
	case *rawText:
		p.raw(n)
		return p.within(n.at)
	}
	return nil
}

func (p *printer) declaration(d *declaration) error {
	p.mark(d.at)
	p.text(d.name)
	p.text(":")
	if !p.style.compress {
		p.text(" ")
	}
	if err := p.value(d.value); err != nil {
		return placed(err, d.at)
	}
	end := d.important
	if !d.inline && !(p.last && p.style.compress) {
		end += ";"
	}
	if end != "" {
		p.mark(d.at)
		p.text(end)
	}
	return p.within(d.at)
}

func (p *printer) media(m *mediaRule) error {
	p.mark(m.at)
	if m.container {
		p.text("@container ")
	} else {
		p.text("@media ")
	}
	for i, f := range m.features {
		if i > 0 {
			p.buf = appendComma(p.buf, p.style)
		}
		if err := p.value(f); err != nil {
			return placed(err, m.at)
		}
	}
	return p.block(m.rules)
}

func (p *printer) atRule(a *atRule) error {
	p.mark(a.at)
	p.text(a.name)
	if a.value != nil {
		p.text(" ")
		if err := p.value(a.value); err != nil {
			return placed(err, a.at)
		}
	}
	if !a.block {
		p.text(";")
		return p.within(a.at)
	}
	return p.block(a.rules)
}

// block writes the braces of an at-rule and what is in them.
func (p *printer) block(rules []cssNode) error {
	p.depth++
	defer func() { p.depth-- }()
	p.text(map[bool]string{true: "{", false: " {"}[p.style.compress])
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

func (p *printer) importRule(i *importRule) error {
	p.mark(i.at)
	p.text("@import ")
	if err := p.value(i.path); err != nil {
		return placed(err, i.at)
	}
	if i.features != nil {
		p.text(" ")
		if err := p.value(i.features); err != nil {
			return placed(err, i.at)
		}
	}
	p.text(";")
	return p.within(i.at)
}

func (p *printer) raw(r *rawText) {
	if r.text == "" {
		return
	}
	p.mark(r.at)
	if p.marks != nil && r.lines && r.at.file != nil {
		line, _ := r.at.file.Position(r.at.offset)
		for i := 0; ; {
			next := strings.IndexByte(r.text[i:], '\n')
			if next < 0 {
				break
			}
			i += next + 1
			line++
			if offset, ok := r.at.file.Offset(line, 1); ok {
				p.marks.add(len(p.buf)+i, place{r.at.file, offset})
			}
		}
	}
	p.text(r.text)
}

// lineNumber writes where a rule comes from, as Options.LineNumbers asks.
func (p *printer) lineNumber(at place, depth int) {
	line, _ := at.file.Position(at.offset)
	if p.lines != "mediaquery" {
		p.text("/* line " + strconv.Itoa(line) + ", " + at.file.Name() + " */\n")
	}
	if p.lines == "all" {
		p.indent(depth)
	}
	if p.lines != "comments" {
		p.text("@media -sass-debug-info{filename{font-family:")
		name := at.file.Name()
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
