package syntax

import "strings"

// value parses a comma separated list, nil if there is none. A list of one is its
// member.
func (p *parser) value() Expr {
	at, from := p.i, len(p.openExprs)
	for {
		e := p.expression()
		if e == nil {
			break
		}
		p.openExprs = append(p.openExprs, e)
		if !p.eat(',') {
			break
		}
	}
	switch len(p.openExprs) - from {
	case 0:
		return nil
	case 1:
		e := p.openExprs[from]
		p.openExprs = p.openExprs[:from]
		return e
	}
	list := p.new.commas.One()
	list.Items, list.At = p.popExprs(from), at
	return list
}

// expression parses values separated by white space. A list of one is its member,
// but for a comment.
func (p *parser) expression() Expr {
	at, from := p.i, len(p.openExprs)
	for {
		if len(p.comments) > 0 {
			c := p.comments[0]
			p.comments = p.comments[1:]
			if !c.Line {
				p.openExprs = append(p.openExprs, c)
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
		p.openExprs = append(p.openExprs, e)
		if p.char() == '/' && p.at(1) != '/' && p.at(1) != '*' {
			p.skip(1)
			p.openExprs = append(p.openExprs, p.newRaw("/", at))
		}
	}
	switch len(p.openExprs) - from {
	case 0:
		return nil
	case 1:
		e := p.openExprs[from]
		if _, comment := e.(*Comment); !comment {
			p.openExprs = p.openExprs[:from]
			return e
		}
	}
	return p.newSpaces(p.popExprs(from), at)
}

// entity parses one value that takes no part in arithmetic. What the first byte
// rules out is not tried.
func (p *parser) entity() Expr {
	if len(p.comments) > 0 {
		c := p.comments[0]
		p.comments = p.comments[1:]
		return c
	}
	switch c := p.char(); {
	case c == 0, c == ';', c == ',', c == ')', c == '{', c == '}', c == '!', c == ':', c == '=', c == '>', c == '<', c == '/', c == '*':
		return nil
	case c == '@':
		return p.variable()
	case c == '$':
		return p.property()
	case c == '"', c == '\'':
		return p.quoted(false)
	case c == '.', c == '#', c == '+', isDigit(c):
		if e := p.literal(); e != nil {
			return e
		}
	case c == 'u', c == 'U':
		if e := p.unicodeRange(); e != nil {
			return e
		}
		if e := p.url(); e != nil {
			return e
		}
		return p.word()
	case isLetter(c), c == '_':
		return p.word()
	default:
		if e := p.literal(); e != nil {
			return e
		}
	}
	if e := p.word(); e != nil {
		return e
	}
	if e := p.mixinCall(true, lookupMay); e != nil {
		return e
	}
	return p.javaScript()
}

// word parses a call or a bare word.
func (p *parser) word() Expr {
	if e := p.call(); e != nil {
		return e
	}
	return p.keyword()
}

func (p *parser) literal() Expr {
	if e := p.number(); e != nil {
		return e
	}
	if e := p.color(); e != nil {
		return e
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
		x = p.operation(at, x, y, spaced, 1)
		spaced = p.spaceBefore()
	}
}

// operation returns the operation whose mark, of n bytes, is at that position.
func (p *parser) operation(at int, x, y Expr, spaced bool, n int) Expr {
	if p.operations++; p.operations > maxOperations {
		p.i = at
		p.fail("Limit", "more than %d operations in one statement (the limit on operations)", maxOperations)
	}
	markOperand(x)
	markOperand(y)
	o := p.new.operations.One()
	o.Op, o.X, o.Y, o.Spaced, o.At = p.text[at:at+n], x, y, spaced, at
	return o
}

func markOperand(x Expr) {
	if s, ok := x.(*Spaces); ok {
		s.InOp = true
	}
}

func (p *parser) multiplication() Expr {
	x := p.operand()
	if x == nil {
		return nil
	}
	spaced := p.spaceBefore()
	for {
		at, n := p.i, 1
		switch c := p.char(); {
		case c == '/' && (p.at(1) == '*' || p.at(1) == '/'):
			return x
		case c == '/' || c == '*':
		case c == '.' && p.at(1) == '/':
			n = 2
		default:
			return x
		}
		p.skip(n)
		if n == 2 {
			p.warn(at, "dot-slash-operator", "./ operator is deprecated")
		}
		y := p.operand()
		if y == nil {
			p.back(at, "")
			return x
		}
		x = p.operation(at, x, y, spaced, n)
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
		markOperand(e)
		return &Negative{e}
	}
	return e
}

// operandValue parses one value. What the first byte rules out is not tried.
func (p *parser) operandValue() Expr {
	switch c := p.char(); {
	case c == '(':
		return p.sub()
	case c == '@':
		return p.variable()
	case c == '$':
		return p.property()
	case c == '#':
		if e := p.color(); e != nil {
			return e
		}
		return p.mixinCall(true, lookupMust)
	case c == '.':
		if e := p.number(); e != nil {
			return e
		}
		return p.mixinCall(true, lookupMust)
	case c == '%':
		return p.call()
	case c == '~':
		if e := p.call(); e != nil {
			return e
		}
		return p.quoted(true)
	case class[c]&word == 0 && c != '+':
		return nil
	case !isLetter(c) && c != '_':
		if e := p.number(); e != nil {
			return e
		}
	}
	if e := p.call(); e != nil {
		return e
	}
	if e := p.colorKeyword(); e != nil {
		return e
	}
	return p.colorOperand()
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
		from := len(p.openExprs)
		p.openExprs = append(p.openExprs, e)
		s := p.newSpaces(p.popExprs(from), start)
		s.Parens = true
		return s
	}
	p.back(start, "Expected ')'")
	return nil
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
	return p.newColor(p.take(end), start)
}

func (p *parser) newColor(text string, at int) *Color {
	c := p.new.colors.One()
	c.Text, c.At = text, at
	return c
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
	q := p.new.quoteds.One()
	q.Quote, q.Text, q.Escaped, q.At = p.text[i], p.text[i+1:end-1], tilde, start
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
	return p.newKeyword(p.take(end), start)
}

// keyword parses a bare word, which may stand in brackets, or "%".
func (p *parser) keyword() Expr {
	start := p.i
	if p.eat('%') {
		return p.newKeyword("%", start)
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
	return p.wordOrColor(p.take(end), start)
}

func (p *parser) wordOrColor(word string, at int) Expr {
	if IsColorName(word) {
		return p.newColor(word, at)
	}
	return p.newKeyword(word, at)
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
	return p.newColor(p.take(end), start)
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
	return p.newKeyword(p.take(at+1), at)
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
	return p.newVariable(name, start)
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
	raw := p.text[start+2 : start+close]
	e := p.interpolated(raw, start)
	if e == nil {
		e = p.interpolated(strings.Join(strings.Fields(raw), ""), start)
	}
	if e == nil {
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
	p.keepVerbatim(at, end)
	text := p.take(end)
	if HasInterpolation(text) {
		return &Quoted{Text: text, Escaped: true, At: at}
	}
	return p.newRaw(text, at)
}

// HasInterpolation reports whether text holds @{name}, @{name[key]} or ${name}.
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
	var first Expr
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
		first = c
	}
	args := p.arguments(first)
	if !p.eat(')') {
		p.back(start, "Could not parse call arguments or missing ')'")
		return nil
	}
	return p.newCall(name, args, start)
}

func (p *parser) newCall(name string, args []Expr, at int) *Call {
	c := p.new.calls.One()
	c.Name, c.Args, c.At = name, args, at
	return c
}

// callName returns the name before a "(", "" if there is no call here.
func (p *parser) callName() string {
	i := p.i
	switch c := p.char(); {
	case c == '%' || c == '~':
		i++
	case c == 'p' && p.has("progid:"):
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

// arguments parses the arguments of a call. first is one that was read already, or
// nil; its separator follows.
func (p *parser) arguments(first Expr) []Expr {
	from := len(p.openExprs)
	var bySemicolon []Expr
	semicolons := false
	if first != nil {
		p.openExprs = append(p.openExprs, first)
	}
	for {
		if first == nil {
			e := p.argument()
			if e == nil {
				break
			}
			p.openExprs = append(p.openExprs, e)
		}
		first = nil
		if p.eat(',') {
			continue
		}
		if p.eat(';') || semicolons {
			semicolons = true
			var value Expr
			if len(p.openExprs) > from {
				value = p.listOf(p.popExprs(from))
			}
			bySemicolon = append(bySemicolon, value)
		}
	}
	args := p.popExprs(from)
	if semicolons {
		return bySemicolon
	}
	return args
}

// listOf is a list with commas; of one member it is that.
func (p *parser) listOf(items []Expr) Expr {
	if len(items) == 1 {
		return items[0]
	}
	c := p.new.commas.One()
	c.Items = items
	return c
}

func (p *parser) argument() Expr {
	if e := p.detached(); e != nil {
		return e
	}
	if e := p.assignment(); e != nil {
		return e
	}
	e := p.expression()
	if s, ok := e.(*Spaces); ok && len(s.Items) == 1 && !s.Parens {
		return s.Items[0] // a comment
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
