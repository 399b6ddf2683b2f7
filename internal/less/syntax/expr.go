package syntax

import (
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// IsColorName says whether a word is the name of a colour, letter case aside.
func IsColorName(word string) bool {
	if len(word) < 3 || len(word) > 20 {
		return false
	}
	word = strings.ToLower(word)
	_, ok := colornames.Map[word]
	return ok || word == "rebeccapurple" || word == "transparent"
}

// value parses a comma separated list, nil if there is none.
func (p *parser) value() Expr {
	list := &Commas{At: p.i}
	for {
		e := p.expression()
		if e == nil {
			break
		}
		list.Items = append(list.Items, e)
		if !p.eat(',') {
			break
		}
	}
	if list.Items == nil {
		return nil
	}
	return list
}

// expression parses values separated by white space; always a *Spaces.
func (p *parser) expression() Expr {
	s := &Spaces{At: p.i}
	for {
		if len(p.comments) > 0 {
			c := p.comments[0]
			p.comments = p.comments[1:]
			if !c.Line {
				s.Items = append(s.Items, c)
				continue
			}
		}
		e := p.addition()
		if e == nil {
			e = p.entity()
		}
		if e == nil {
			break
		}
		if _, comment := e.(*Comment); comment {
			break
		}
		s.Items = append(s.Items, e)
		if p.char() == '/' && p.at(1) != '/' && p.at(1) != '*' {
			p.skip(1)
			s.Items = append(s.Items, &Raw{"/", s.At})
		}
	}
	if s.Items == nil {
		return nil
	}
	return s
}

// entity parses one value that takes no part in arithmetic.
func (p *parser) entity() Expr {
	if len(p.comments) > 0 {
		c := p.comments[0]
		p.comments = p.comments[1:]
		return c
	}
	for _, parse := range [...]func() Expr{p.literal, p.variable, p.url, p.property, p.call, p.keyword} {
		if e := parse(); e != nil {
			return e
		}
	}
	if e := p.mixinCall(true, lookupMay); e != nil {
		return e
	}
	return p.javaScript()
}

func (p *parser) literal() Expr {
	for _, parse := range [...]func() Expr{p.number, p.color} {
		if e := parse(); e != nil {
			return e
		}
	}
	if q := p.quoted(false); q != nil {
		return q
	}
	return p.unicodeRange()
}

func (p *parser) addition() Expr {
	x := p.multiplication()
	if x == nil {
		return nil
	}
	spaced := p.spaceBefore()
	for {
		c := p.char()
		if c != '+' && c != '-' || spaced && !isSpace(p.at(1)) {
			return x
		}
		at := p.i
		p.skip(1)
		y := p.multiplication()
		if y == nil {
			return x
		}
		x = &Operation{string(c), x, y, spaced, at}
		spaced = p.spaceBefore()
	}
}

func (p *parser) multiplication() Expr {
	x := p.operand()
	if x == nil {
		return nil
	}
	spaced := p.spaceBefore()
	for {
		at := p.i
		op := ""
		switch c := p.char(); {
		case c == '/' && (p.at(1) == '*' || p.at(1) == '/'):
			return x
		case c == '/' || c == '*':
			op = string(c)
		case c == '.' && p.at(1) == '/':
			op = "./"
		default:
			return x
		}
		p.skip(len(op))
		if op == "./" {
			p.warn(at, "dot-slash-operator", "./ operator is deprecated")
		}
		y := p.operand()
		if y == nil {
			p.back(at, "")
			return x
		}
		x = &Operation{op, x, y, spaced, at}
		spaced = p.spaceBefore()
	}
}

// operand parses one value of arithmetic.
func (p *parser) operand() Expr {
	negate := false
	if c := p.at(1); p.char() == '-' && (c == '@' || c == '$' || c == '(') {
		p.skip(1)
		negate = true
	}
	e := p.operandValue()
	if negate && e != nil {
		return &Negative{e}
	}
	return e
}

func (p *parser) operandValue() Expr {
	for _, parse := range [...]func() Expr{p.sub, p.number, p.color, p.variable, p.property, p.call} {
		if e := parse(); e != nil {
			return e
		}
	}
	if q := p.quoted(true); q != nil {
		return q
	}
	if e := p.colorKeyword(); e != nil {
		return e
	}
	if e := p.colorOperand(); e != nil {
		return e
	}
	return p.mixinCall(true, lookupMust)
}

// sub parses an operation in parentheses.
func (p *parser) sub() Expr {
	if p.char() != '(' {
		return nil
	}
	p.enter()
	defer p.leave()
	start := p.i
	p.skip(1)
	if e := p.addition(); e != nil && p.eat(')') {
		return &Spaces{Items: []Expr{e}, Parens: true, At: start}
	}
	p.back(start, "Expected ')'")
	return nil
}

func (p *parser) number() Expr {
	c := p.char()
	if c > '9' || c < '+' || c == '/' || c == ',' {
		return nil
	}
	start := p.i
	i := start
	if c == '+' || c == '-' {
		i++
	}
	digits := i
	for i < len(p.text) && isDigit(p.text[i]) {
		i++
	}
	whole := i > digits
	if i+1 < len(p.text) && p.text[i] == '.' && isDigit(p.text[i+1]) {
		for i++; i < len(p.text) && isDigit(p.text[i]); i++ {
		}
	} else if !whole {
		return nil
	}
	end := i
	if end < len(p.text) && p.text[end] == '%' {
		end++
	} else {
		for end < len(p.text) && (isLetter(p.text[end]) || p.text[end] == '_') {
			end++
		}
	}
	n := &Number{Text: p.text[start:i], Unit: p.text[i:end], At: start}
	n.Val, _ = strconv.ParseFloat(n.Text, 64) // out of range gives the infinity that JavaScript has
	p.skip(end - start)
	return n
}

// color parses a hexadecimal colour; what goes on as a name is none.
func (p *parser) color() Expr {
	if p.char() != '#' {
		return nil
	}
	start := p.i
	end := start + 1
	for end < len(p.text) && end < start+9 && isHex(p.text[end]) {
		end++
	}
	switch n := end - start - 1; {
	case n == 8 || n == 6 || n == 4 || n == 3:
	default:
		return nil
	}
	if end < len(p.text) {
		if c := p.text[end]; c != '-' && isWord(c) || c == '.' || c == '#' || c == '[' {
			return nil
		}
	}
	return &Color{p.take(end), start}
}

// quoted parses a string; with escaped only ~"…" and ~'…'.
func (p *parser) quoted(escaped bool) Expr {
	start := p.i
	i := start
	tilde := p.char() == '~'
	if tilde {
		i = p.scanSpace(i + 1)
	} else if escaped {
		return nil
	}
	if i >= len(p.text) || p.text[i] != '"' && p.text[i] != '\'' {
		return nil
	}
	end := p.scanQuoted(i)
	if end < 0 {
		p.i = i
		p.back(start, "")
		return nil
	}
	q := &Quoted{Quote: p.text[i], Text: p.text[i+1 : end-1], Escaped: tilde, At: start}
	p.skip(end - start)
	return q
}

func (p *parser) unicodeRange() Expr {
	if p.char() != 'U' || p.at(1) != '+' {
		return nil
	}
	hexes := func(i int) int {
		for i < len(p.text) && (isHex(p.text[i]) || p.text[i] == '?') {
			i++
		}
		return i
	}
	start := p.i
	end := hexes(start + 2)
	if end == start+2 {
		return nil
	}
	if end < len(p.text) && p.text[end] == '-' {
		if second := hexes(end + 1); second > end+1 {
			end = second
		}
	}
	return &Keyword{p.take(end), start}
}

// keyword parses a bare word, which may stand in brackets, or "%".
func (p *parser) keyword() Expr {
	start := p.i
	if p.eat('%') {
		return &Keyword{"%", start}
	}
	i := start
	if p.char() == '[' {
		i++
	}
	end := p.scanName(i, false)
	if end == i {
		return nil
	}
	if end < len(p.text) && p.text[end] == ']' {
		end++
	}
	return wordOrColor(p.take(end), start)
}

func wordOrColor(word string, at int) Expr {
	if IsColorName(word) {
		return &Color{word, at}
	}
	return &Keyword{word, at}
}

// colorKeyword parses a colour's name.
func (p *parser) colorKeyword() Expr {
	c := p.char()
	if !isLetter(c) && c != '_' && c != '-' {
		return nil
	}
	end := p.scanWord(p.i + 1)
	if end == p.i+1 || !IsColorName(p.text[p.i:end]) {
		if end > p.i+1 {
			start := p.i
			p.i = p.scanSpace(end)
			p.back(start, "")
		}
		return nil
	}
	start := p.i
	return &Color{p.take(end), start}
}

// colorOperand parses a channel's name in a relative colour.
func (p *parser) colorOperand() Expr {
	c := p.char()
	if c == 0 || strings.IndexByte("lchrgbs", c) < 0 {
		return nil
	}
	if n := p.at(1); n != 0 && !isSpace(n) && strings.IndexByte("[,/*)]|", n) < 0 {
		return nil
	}
	at := p.i
	return &Keyword{p.take(at + 1), at}
}

// variable parses @name, @@name, @name() or @name[key].
func (p *parser) variable() Expr {
	if p.char() != '@' {
		return nil
	}
	start := p.i
	i := start + 1
	if i < len(p.text) && p.text[i] == '@' {
		i++
	}
	end := p.scanWord(i)
	if end == i {
		return nil
	}
	name := p.take(end)
	p.warnName(name, start)
	if c := p.char(); (c == '(' || c == '[') && !p.spaceBefore() {
		if e := p.variableCall(name); e != nil {
			return e
		}
	}
	return &Variable{name, start}
}

// variableCurly parses @{name} or @{name[key]}.
func (p *parser) variableCurly() Expr {
	if p.char() != '@' || p.at(1) != '{' {
		return nil
	}
	start := p.i
	close := strings.IndexByte(p.text[start:], '}')
	if close < 0 {
		return nil
	}
	e, ok := Interpolated(strings.Join(strings.Fields(p.text[start+2:start+close]), ""), start)
	if !ok {
		return nil
	}
	p.skip(close + 1)
	switch e := e.(type) {
	case *Variable:
		p.warnName(e.Name, start)
	case *Lookup:
		p.warnName(e.Call.(*VarCall).Name, start)
	}
	return e
}

func (p *parser) property() Expr {
	if p.char() != '$' {
		return nil
	}
	start := p.i
	end := p.scanWord(start + 1)
	if end == start+1 {
		return nil
	}
	return &Property{p.take(end), start}
}

func (p *parser) url() Expr {
	start := p.i
	if !p.has("url(") {
		return nil
	}
	p.keepSlashes = true
	p.skip(len("url("))
	value := p.quoted(false)
	if value == nil {
		value = p.variable()
	}
	if value == nil {
		value = p.property()
	}
	if value == nil {
		value = p.rawURL()
	}
	p.keepSlashes = false
	p.need(')')
	return &URL{value, start}
}

// rawURL parses the inside of an url( ) without quotes.
func (p *parser) rawURL() Expr {
	at := p.i
	end := at
scan:
	for end < len(p.text) {
		switch c := p.text[end]; c {
		case '(', ')', '\'', '"':
			break scan
		case '\\':
			if end+1 < len(p.text) && strings.IndexByte(`()'"`, p.text[end+1]) >= 0 {
				end++
			}
		}
		end++
	}
	text := p.take(end)
	if HasInterpolation(text) {
		return &Quoted{Text: text, Escaped: true, At: at}
	}
	return &Raw{text, at}
}

// HasInterpolation says whether text holds @{name}, @{name[key]} or ${name}.
func HasInterpolation(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		if text[i+1] != '{' || text[i] != '@' && text[i] != '$' {
			continue
		}
		close := strings.IndexByte(text[i:], '}')
		if close < 0 {
			return false
		}
		if e, ok := Interpolated(text[i+2:i+close], 0); ok {
			if _, plain := e.(*Variable); plain || text[i] == '@' {
				return true
			}
		}
	}
	return false
}

// call parses a function call; for alpha(opacity=…) a *Quoted.
func (p *parser) call() Expr {
	start := p.i
	name := p.callName()
	if name == "" {
		return nil
	}
	p.enter()
	defer p.leave()
	p.skip(len(name) + 1)
	var args []Expr
	first := false
	switch strings.ToLower(name) {
	case "alpha":
		if q := p.ieAlpha(); q != nil {
			return q
		}
	case "boolean", "if":
		c := p.condition(false, true)
		if c == nil {
			p.fail("Syntax", "expected condition")
		}
		args, first = []Expr{c}, true
	}
	args = p.arguments(args, first)
	if !p.eat(')') {
		p.back(start, "Could not parse call arguments or missing ')'")
		return nil
	}
	return &Call{name, args, start}
}

// callName returns the name before a "(", "" if there is no call here.
func (p *parser) callName() string {
	i := p.i
	switch c := p.char(); {
	case c == '%' || c == '~':
		i++
	case p.has("progid:"):
		i += len("progid:")
		for i < len(p.text) && (isWord(p.text[i]) && p.text[i] != '-' || p.text[i] == '.') {
			i++
		}
	default:
		i = p.scanWord(i)
	}
	if i == p.i || i >= len(p.text) || p.text[i] != '(' {
		return ""
	}
	name := p.text[p.i:i]
	if strings.EqualFold(name, "url") {
		return ""
	}
	return name
}

// arguments parses the arguments of a call. With first the one in args was just
// read and its separator follows.
func (p *parser) arguments(args []Expr, first bool) []Expr {
	var bySemicolon []Expr
	semicolons := false
	for {
		if !first {
			e := p.argument()
			if e == nil {
				break
			}
			args = append(args, e)
		}
		first = false
		if p.eat(',') {
			continue
		}
		if p.eat(';') || semicolons {
			semicolons = true
			var value Expr
			if len(args) > 0 {
				value = &Commas{Items: args}
			}
			bySemicolon = append(bySemicolon, value)
			args = nil
		}
	}
	if semicolons {
		return bySemicolon
	}
	return args
}

func (p *parser) argument() Expr {
	if e := p.detached(); e != nil {
		return e
	}
	if e := p.assignment(); e != nil {
		return e
	}
	e := p.expression()
	if s, ok := e.(*Spaces); ok && len(s.Items) == 1 {
		return s.Items[0]
	}
	return e
}

func (p *parser) assignment() Expr {
	end := p.i
	for end < len(p.text) && isWord(p.text[end]) && p.text[end] != '-' {
		end++
	}
	if end == p.i || end >= len(p.text) {
		return nil
	}
	if eq := end; p.text[eq] != '=' && !(isSpace(p.text[eq]) && eq+1 < len(p.text) && p.text[eq+1] == '=') {
		return nil
	}
	start := p.i
	key := p.take(end)
	if p.eat('=') {
		if v := p.entity(); v != nil {
			return &Assignment{key, v}
		}
	}
	p.back(start, "")
	return nil
}

// ieAlpha parses the rest of alpha(opacity=50) or alpha(opacity=@a).
func (p *parser) ieAlpha() Expr {
	at := p.i
	if len(p.text) < at+8 || !strings.EqualFold(p.text[at:at+8], "opacity=") {
		return nil
	}
	p.skip(8)
	end := p.i
	for end < len(p.text) && isDigit(p.text[end]) {
		end++
	}
	value := ""
	if end > p.i {
		value = p.take(end)
	} else {
		v, ok := p.variable().(*Variable)
		if !ok {
			p.fail("Syntax", "Could not parse alpha")
		}
		value = "@{" + v.Name[1:] + "}"
	}
	p.need(')')
	return &Quoted{Text: "alpha(opacity=" + value + ")", At: at}
}

func (p *parser) javaScript() Expr {
	start := p.i
	escaped := p.eat('~')
	if p.char() != '`' {
		if escaped {
			p.back(start, "")
		}
		return nil
	}
	p.skip(1)
	end := strings.IndexByte(p.text[min(p.i, len(p.text)):], '`')
	if end < 0 {
		p.back(start, "invalid javascript definition")
		return nil
	}
	p.warn(start, "js-eval", "Inline JavaScript evaluation (backtick expressions) is deprecated and will be removed in Less 5.x. Use Less functions or custom plugins instead.")
	text := p.text[p.i : p.i+end]
	p.skip(end + 1)
	return &JavaScript{text, escaped, start}
}
