package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func (p *parser) selectors() []*Selector {
	from := len(p.openSelectors)
	for {
		s := p.selector(true)
		if s == nil {
			return p.popSelectors(from)
		}
		p.openSelectors = append(p.openSelectors, s)
		p.comments = p.comments[:0]
		if s.Guard != nil && len(p.openSelectors) > from+1 {
			p.fail("Syntax", "Guards are only currently allowed on a single selector.")
		}
		if !p.eat(',') {
			return p.popSelectors(from)
		}
		if s.Guard != nil {
			p.fail("Syntax", "Guards are only currently allowed on a single selector.")
		}
		p.comments = p.comments[:0]
	}
}

// selector parses one selector; with less it may carry extends and a guard.
func (p *parser) selector(less bool) *Selector {
	s := p.new.selectors.One()
	s.At = p.i
	from := len(p.openElements)
	for {
		var after byte
		switch extends := p.selectorExtend(less); {
		case extends != nil:
			s.Extends = append(s.Extends, extends...)
		case less && p.eatText("when"):
			if s.Guard = p.conditions(); s.Guard == nil {
				p.fail("Syntax", "expected condition")
			}
		default:
			e := p.element()
			if e == nil {
				return p.finishSelector(s, from)
			}
			if s.Guard != nil {
				p.fail("Syntax", "CSS guard can only be used at the end of selector")
			}
			if s.Extends != nil {
				p.fail("Syntax", "Extend can only be used at the end of selector")
			}
			p.openElements = append(p.openElements, e)
			after = p.char()
		}
		switch after {
		case '{', '}', ';', ',', ')':
			return p.finishSelector(s, from)
		}
	}
}

func (p *parser) selectorExtend(less bool) []*Extend {
	if !less {
		return nil
	}
	return p.extend(false)
}

func (p *parser) finishSelector(s *Selector, from int) *Selector {
	s.Elements = p.popElements(from)
	if s.Elements != nil {
		return s
	}
	if s.Extends != nil {
		p.fail("Syntax", "Extend must be used to extend a selector, it cannot be used on its own")
	}
	return nil
}

// extend parses :extend(…) of a selector or &:extend(…); of a block.
func (p *parser) extend(rule bool) []*Extend {
	at := p.i
	start := ":extend("
	if rule {
		start = "&:extend("
	}
	if !p.eatText(start) {
		return nil
	}
	var list []*Extend
	for {
		list = append(list, p.extendTarget(at))
		if !p.eat(',') {
			break
		}
	}
	if !p.eat(')') || rule && !p.eat(';') {
		p.fail("Syntax", "unexpected token")
	}
	return list
}

func (p *parser) extendTarget(at int) *Extend {
	e := &Extend{Target: &Selector{At: p.i}, At: at}
	for {
		if e.Option = p.extendOption(); e.Option != "" {
			break
		}
		el := p.element()
		if el == nil {
			break
		}
		if len(e.Target.Elements) > 0 && el.Comb != "" {
			p.warn(at, "", "Targeting complex selectors can have unexpected behavior, and this behavior may change in the future.")
		}
		e.Target.Elements = append(e.Target.Elements, el)
	}
	if e.Target.Elements == nil {
		p.fail("Syntax", "Missing target selector for :extend().")
	}
	return e
}

// extendOption reads "all" or "!all" at the end of a target.
func (p *parser) extendOption() string {
	for _, option := range []string{"all", "!all"} {
		if !p.has(option) {
			continue
		}
		if i := p.scanSpace(p.i + len(option)); i < len(p.text) && (p.text[i] == ')' || p.text[i] == ',') {
			p.skip(len(option))
			return option
		}
	}
	return ""
}

// trimElement takes off the ends what JavaScript takes for white space and a name may
// hold otherwise, unless that is all.
func trimElement(text string) string {
	if text[0] < utf8.RuneSelf && text[len(text)-1] < utf8.RuneSelf {
		return text
	}
	trimmed := strings.TrimFunc(text, func(r rune) bool { return r == '\uFEFF' || r != '\u0085' && unicode.IsSpace(r) })
	if trimmed == "" {
		return text
	}
	return trimmed
}

// element parses a combinator and what follows it. A combinator without an element
// is read, and nil returned.
func (p *parser) element() *Element {
	e := p.new.elements.One()
	e.At = p.i
	e.Comb = p.combinator()
	if e.Text = p.elementText(); e.Text != "" {
		e.Text = trimElement(e.Text)
		return e
	}
	if p.char() == '[' {
		e.Part = p.attribute()
		return e
	}
	if end := p.plainParens(); end > 0 {
		p.keepVerbatim(p.i, end)
		e.Text = p.take(end)
		return e
	}
	if c := p.char(); (c == '.' || c == '#' || c == ':') && p.at(1) == '@' {
		e.Text = p.take(p.i + 1)
		return e
	}
	if e.Part, _ = p.variableCurly().(ElementPart); e.Part != nil {
		return e
	}
	if p.char() == '(' {
		if list := p.selectorParens(); list != nil {
			e.Part = &Parens{list}
			return e
		}
	}
	return nil
}

// elementText reads a percentage of keyframes, a name with its mark, "*" or "&".
func (p *parser) elementText() string {
	i := p.i
	for i < len(p.text) && isDigit(p.text[i]) {
		i++
	}
	if i > p.i {
		end := i
		if i < len(p.text) && p.text[i] == '.' {
			for end = i + 1; end < len(p.text) && isDigit(p.text[end]); end++ {
			}
			if end == i+1 {
				end = i
			}
		}
		if end < len(p.text) && p.text[end] == '%' {
			return p.take(end + 1)
		}
	}
	i = p.i
	switch p.char() {
	case '.', '#':
		i++
	case ':':
		for i < len(p.text) && p.text[i] == ':' {
			i++
		}
	case '*', '&':
		return p.take(p.i + 1)
	}
	if end := p.scanName(i, true); end > i {
		return p.take(end)
	}
	return ""
}

// plainParens returns the end of parentheses that hold neither parentheses nor
// anything of LESS, 0 if none stand here.
func (p *parser) plainParens() int {
	if p.char() != '(' {
		return 0
	}
	for i := p.i + 1; i < len(p.text); i++ {
		switch p.text[i] {
		case '&', '(', '@':
			return 0
		case ')':
			if i == p.i+1 {
				return 0
			}
			return i + 1
		}
	}
	return 0
}

func (p *parser) selectorParens() []*Selector {
	p.enter()
	defer p.leave()
	start := p.i
	p.skip(1)
	s := p.selector(false)
	if s == nil {
		p.back(start, "Missing closing ')'")
		return nil
	}
	list := []*Selector{s}
	for p.eat(',') {
		if s = p.selector(false); s == nil {
			p.back(start, "Missing closing ')'")
			return nil
		}
		list = append(list, s)
	}
	if !p.eat(')') {
		p.back(start, "Missing closing ')'")
		return nil
	}
	return list
}

func (p *parser) combinator() string {
	c := p.char()
	if c == '/' {
		end := p.i + 1
		for end < len(p.text) && isLetter(p.text[end]) {
			end++
		}
		if end > p.i+1 && end < len(p.text) && p.text[end] == '/' {
			return p.take(end + 1)
		}
	}
	switch c {
	case '>', '+', '~', '|', '^':
		mark := p.text[p.i : p.i+1]
		p.i++
		if c == '^' && p.char() == '^' {
			mark = "^^"
			p.i++
		}
		for isSpace(p.char()) {
			p.i++
		}
		return mark
	}
	if p.spaceBefore() {
		return " "
	}
	return ""
}

func (p *parser) attribute() *Attribute {
	p.skip(1)
	a := &Attribute{}
	if a.KeyVar = p.variableCurly(); a.KeyVar == nil {
		end := p.scanAttributeKey()
		if end < 0 {
			p.fail("Syntax", "unexpected token")
		}
		a.Key = p.take(end)
	}
	if c := p.char(); c == '=' {
		a.Op = p.take(p.i + 1)
	} else if c != 0 && strings.IndexByte("|~*$^", c) >= 0 && p.at(1) == '=' {
		a.Op = p.take(p.i + 2)
	}
	if a.Op != "" {
		a.Value = p.attributeValue()
		if c := p.char() | 0x20; a.Value != nil && (c == 'i' || c == 's') {
			a.Case = p.take(p.i + 1)
		}
	}
	p.need(']')
	return a
}

// scanAttributeKey returns the end of ns|name, -1 if there is no name.
func (p *parser) scanAttributeKey() int {
	name := func(i int) int {
		for i < len(p.text) {
			switch c := p.text[i]; {
			case isWord(c):
				i++
			case c == '\\' && i+1 < len(p.text) && p.text[i+1] != '\n':
				i += 2
			default:
				return i
			}
		}
		return i
	}
	i := p.i
	for i < len(p.text) && (isWord(p.text[i]) || p.text[i] == '*') {
		i++
	}
	if i < len(p.text) && p.text[i] == '|' {
		if end := name(i + 1); end > i+1 {
			return end
		}
	}
	if end := name(p.i); end > p.i {
		return end
	}
	return -1
}

func (p *parser) attributeValue() Expr {
	if q := p.quoted(false); q != nil {
		return q
	}
	at := p.i
	i := at
	for i < len(p.text) && isDigit(p.text[i]) {
		i++
	}
	if i > at && i < len(p.text) && p.text[i] == '%' {
		return &Keyword{p.take(i + 1), at}
	}
	if end := p.scanWord(at); end > at {
		return &Keyword{p.take(end), at}
	}
	return p.variableCurly()
}
