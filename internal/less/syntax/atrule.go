package syntax

import "strings"

func (p *parser) atRule() Stmt {
	if s := p.importRule(); s != nil {
		return s
	}
	if s := p.plugin(); s != nil {
		return s
	}
	if s := p.query(); s != nil {
		return s
	}
	return p.otherAtRule()
}

// directive reads the word and the white space that must follow it.
func (p *parser) directive(word string) bool {
	if !p.has(word) || !isSpace(p.at(len(word))) {
		return false
	}
	p.skip(len(word))
	return true
}

func (p *parser) importRule() Stmt {
	start := p.i
	if !p.directive("@import") {
		return nil
	}
	r := &Import{At: start, Options: p.importOptions()}
	if r.Path = p.path(); r.Path == nil {
		p.i = start
		p.fail("Syntax", "malformed import statement")
	}
	r.Features = p.features(false)
	if !p.eat(';') {
		p.i = start
		p.fail("Syntax", "missing semi-colon or unrecognised media features on import")
	}
	return r
}

func (p *parser) path() Expr {
	if q := p.quoted(false); q != nil {
		return q
	}
	return p.url()
}

func (p *parser) importOptions() []string {
	if !p.eat('(') {
		return nil
	}
	var options []string
	for {
		option := p.importOption()
		if option == "" {
			break
		}
		options = append(options, option)
		if !p.eat(',') {
			break
		}
	}
	p.need(')')
	return options
}

func (p *parser) importOption() string {
	for _, option := range []string{"less", "css", "multiple", "once", "inline", "reference", "optional"} {
		if p.eatText(option) {
			return option
		}
	}
	return ""
}

func (p *parser) plugin() Stmt {
	start := p.i
	if !p.directive("@plugin") {
		return nil
	}
	p.warn(start, "at-plugin", "The @plugin directive is deprecated and will be replaced in Less 5.x. Use --plugin CLI option or the programmatic plugin API instead.")
	r := &Plugin{At: start}
	if p.char() == '(' {
		if end := strings.IndexAny(p.text[p.i:], ");"); end > 1 && p.text[p.i+end] == ')' {
			p.keepVerbatim(p.i, p.i+end+1)
			r.Args = strings.TrimSpace(p.text[p.i+1 : p.i+end])
			p.skip(end + 1)
		}
	}
	if r.Path = p.path(); r.Path == nil {
		p.i = start
		p.fail("Syntax", "malformed @plugin statement")
	}
	if !p.eat(';') {
		p.i = start
		p.fail("Syntax", "missing semi-colon on @plugin")
	}
	return r
}

// query parses @media and @container.
func (p *parser) query() Stmt {
	start := p.i
	name := ""
	for _, word := range []string{"@media", "@container"} {
		if p.eatText(word) {
			name = word
		}
	}
	if name == "" {
		return nil
	}
	r := &Query{Name: name, At: start, Features: p.features(true)}
	rules, ok := p.block()
	if !ok {
		p.fail("Syntax", "media definitions require block statements after any features")
	}
	r.Rules = rules
	return r
}

// atRuleKind says what follows the name of an at-rule. Rules that no kind fits
// take whatever stands there.
type atRuleKind struct {
	identifier, expression, unknown, noBlock, unrooted bool
}

func kindOf(name string) atRuleKind {
	switch name {
	case "@charset":
		return atRuleKind{identifier: true, noBlock: true}
	case "@namespace":
		return atRuleKind{expression: true, noBlock: true}
	case "@keyframes", "@counter-style":
		return atRuleKind{identifier: true}
	case "@document", "@supports":
		return atRuleKind{unknown: true, unrooted: true}
	case "@starting-style", "@layer":
		return atRuleKind{unrooted: true}
	}
	return atRuleKind{unknown: true}
}

// atRuleName reads the name of an at-rule; without returns it without the vendor.
func (p *parser) atRuleName() (name, without string) {
	end := p.i + 1
	for end < len(p.text) && (p.text[end] >= 'a' && p.text[end] <= 'z' || p.text[end] == '-') {
		end++
	}
	if end == p.i+1 {
		return "", ""
	}
	name = p.take(end)
	without = name
	if name[1] == '-' {
		if i := strings.IndexByte(name[2:], '-'); i > 0 || i == 0 {
			without = "@" + name[i+3:]
		}
	}
	return name, without
}

func (p *parser) otherAtRule() Stmt {
	start := p.i
	name, without := p.atRuleName()
	if name == "" {
		return nil
	}
	kind := kindOf(without)
	r := &AtRule{Name: name, Rooted: !kind.unrooted, At: start}
	if hint := scssRules[name]; hint != "" {
		p.warnOwn(start, "scss", name+" is a rule of SCSS, not of LESS: it is printed as it is", hint)
	}
	p.comments = p.comments[:0]
	hasBlock := !kind.noBlock
	switch {
	case kind.identifier:
		p.atRuleIdentifier(r, without)
	case kind.expression:
		p.atRuleExpression(r)
	case kind.unknown:
		hasBlock = p.unknownPrelude(r)
	}
	if hasBlock {
		p.atRuleBlock(r)
		if !r.Block && !kind.unknown {
			p.back(start, "")
			p.atRuleName()
			r.Keywords = nil
			if hasBlock = p.unknownPrelude(r); hasBlock {
				p.atRuleBlock(r)
			}
		}
	}
	if r.Block || r.Keywords != nil || !hasBlock && r.Value != nil && p.eat(';') {
		return r
	}
	p.back(start, "at-rule options not recognised")
	return nil
}

func (p *parser) atRuleIdentifier(r *AtRule, without string) {
	if r.Value = p.preludeEntity(true); r.Value == nil {
		p.fail("Syntax", "expected %s identifier", r.Name)
	}
	if without != "@charset" {
		return
	}
	q, quoted := r.Value.(*Quoted)
	if _, variable := r.Value.(*Variable); variable || quoted && HasInterpolation(q.Text) {
		p.warn(r.At, "dynamic-charset", "Dynamic @charset interpolation is deprecated and will be removed in Less 5.x. Use a static quoted encoding declaration instead.")
	}
}

func (p *parser) atRuleExpression(r *AtRule) {
	prefix := p.variableCurly()
	if prefix == nil && p.char() == '@' {
		at := p.i
		if prefix = p.variable(); prefix != nil {
			p.warn(at, preludeWarning, bareInPrelude)
		}
	}
	r.Value = p.expression()
	switch {
	case prefix != nil && r.Value != nil:
		items := []Expr{r.Value}
		if s, ok := r.Value.(*Spaces); ok && !s.Parens {
			items = s.Items
		}
		r.Value = &Spaces{Items: append([]Expr{prefix}, items...), At: r.At}
	case prefix != nil:
		r.Value = prefix
	case r.Value == nil:
		p.fail("Syntax", "expected %s expression", r.Name)
	}
}

func (p *parser) unknownPrelude(r *AtRule) (hasBlock bool) {
	value := p.permissive("{;", true)
	hasBlock = p.char() == '{'
	if value == nil && !hasBlock && p.char() != ';' {
		p.fail("Syntax", "%s rule is missing block or ending semi-colon", r.Name)
	}
	if raw, ok := value.(*Raw); ok && raw.Text == "" {
		value = nil
	}
	if value != nil {
		r.Value = value
	}
	return hasBlock
}

// atRuleBlock parses the block. Of a rule that is not rooted, a value or a list
// of values may stand before it or instead of it.
func (p *parser) atRuleBlock(r *AtRule) {
	r.Rules, r.Block = p.ruleBlock()
	if r.Block || r.Rooted {
		return
	}
	start := p.i
	r.Value = p.preludeEntity(true)
	if r.Rules, r.Block = p.ruleBlock(); r.Block {
		return
	}
	p.back(start, "")
	var list []Expr
	value := p.preludeEntity(true)
	for p.eat(',') {
		list = append(list, value)
		value = p.preludeEntity(true)
	}
	r.Value = value
	if value != nil && list != nil {
		r.Keywords = append(list, value)
		return
	}
	r.Rules, r.Block = p.ruleBlock()
}

// ruleBlock is block that gives up an unfinished one.
func (p *parser) ruleBlock() ([]Stmt, bool) {
	rules, ok := p.block()
	if !ok {
		return nil, false
	}
	return rules, true
}

// features parses the features of @media, @container or @import.
func (p *parser) features(ranges bool) []Expr {
	var list []Expr
	for {
		e := p.feature(ranges)
		if e == nil {
			e = p.featureReference()
		}
		if e == nil {
			return list
		}
		list = append(list, e)
		if !p.eat(',') {
			return list
		}
	}
}

func (p *parser) featureReference() Expr {
	if e := p.variableCurly(); e != nil {
		return e
	}
	at := p.i
	if e := p.variable(); e != nil {
		p.warn(at, preludeWarning, bareInPrelude)
		return e
	}
	return p.mixinCall(true, lookupMust)
}

// feature parses one feature: words, calls and parentheses.
func (p *parser) feature(ranges bool) Expr {
	p.enter()
	defer p.leave()
	at, from := p.i, len(p.openExprs)
	spacing := false
	for {
		if p.wordBeforeParen() {
			spacing = true
		}
		e := p.featureWord()
		if e == nil && p.char() == '(' {
			e = p.featureParens(ranges, !spacing)
			spacing = false
		} else if spaces(e) {
			spacing = true
		}
		if e == nil {
			break
		}
		p.openExprs = append(p.openExprs, e)
	}
	nodes := p.popExprs(from)
	if nodes == nil {
		return nil
	}
	s := p.newSpaces(nodes, at)
	if len(nodes) == 2 {
		paren, ok := nodes[1].(*Paren)
		switch nodes[0].(type) {
		case *Keyword, *Variable:
			s.NoSpace = ok && paren.NoSpace
		}
	}
	return s
}

// spaces reports whether a space follows the word of a feature.
func spaces(e Expr) bool {
	switch e := e.(type) {
	case *Variable:
		return true
	case *Keyword:
		switch strings.ToLower(e.Text) {
		case "and", "or", "not", "only":
			return true
		}
	}
	return false
}

// wordBeforeParen reports whether a word, white space and "(" follow.
func (p *parser) wordBeforeParen() bool {
	end := p.scanCSSWord(p.i)
	if end == p.i {
		return false
	}
	paren := p.scanSpace(end)
	return paren > end && paren < len(p.text) && p.text[paren] == '('
}

// scanCSSWord returns the end of a CSS identifier at i, or i.
func (p *parser) scanCSSWord(i int) int {
	start := i
	if i < len(p.text) && p.text[i] == '-' {
		i++
	}
	if i >= len(p.text) {
		return start
	}
	c := p.text[i]
	if i > start && c == '-' || c != '-' && isWord(c) || c >= 0x80 || c == '\\' && i+1 < len(p.text) && p.text[i+1] != '\n' {
		for i < len(p.text) {
			switch c := p.text[i]; {
			case isWord(c) || c >= 0x80:
				i++
			case c == '\\' && i+1 < len(p.text) && p.text[i+1] != '\n':
				i = p.scanEscape(i)
			default:
				return i
			}
		}
		return i
	}
	return start
}

func (p *parser) featureWord() Expr {
	if e := p.declarationCall(); e != nil {
		return e
	}
	at := p.i
	if end := p.scanCSSWord(at); end > at {
		return p.wordOrColor(p.take(end), at)
	}
	if e := p.keyword(); e != nil {
		return e
	}
	return p.featureReference()
}

// declarationCall parses name(property: value), as in style(--x: 1).
func (p *parser) declarationCall() Expr {
	start := p.i
	end := start
	for end < len(p.text) && isWord(p.text[end]) && p.text[end] != '-' {
		end++
	}
	if end == start || end >= len(p.text) || p.text[end] != '(' {
		return nil
	}
	name := p.text[start:end]
	switch strings.ToLower(name) {
	case "and", "or", "not", "only", "layer":
		p.i = end + 1
		p.back(start, "")
		return nil
	}
	p.skip(end + 1 - start)
	var args []Expr
	if name, parts, _ := p.ruleProperty(); name != "" || parts != nil {
		if v := p.value(); v != nil {
			args = []Expr{&Declaration{Name: name, Parts: parts, Value: v, Inline: true, At: p.i}}
		}
	}
	if !p.eat(')') {
		p.back(start, "Could not parse call arguments or missing ')'")
		return nil
	}
	return &Call{name, args, start}
}

// featureParens parses (property), (property: value), (a <= b < c) or a feature in
// parentheses.
func (p *parser) featureParens(ranges, noSpace bool) Expr {
	p.skip(1)
	property := p.featureProperty()
	var inner Expr
	closed := false
	if property == "" && ranges && p.rangeFollows() {
		if r := p.queryRange(); r != nil {
			p.closeFeature()
			return &Paren{r, noSpace}
		}
	} else {
		from := p.i
		if inner = p.value(); inner != nil && p.eat(')') {
			closed = true
		} else {
			p.back(from, "")
			inner = p.feature(ranges)
		}
	}
	if !closed {
		p.closeFeature()
	}
	switch {
	case inner == nil:
		p.fail("Syntax", "badly formed media feature definition")
	case property != "":
		d := &Declaration{Name: property, Value: inner, Inline: true, At: p.i}
		return &Paren{d, noSpace}
	}
	return &Paren{inner, noSpace}
}

func (p *parser) closeFeature() {
	if !p.eat(')') {
		p.fail("Parse", "Missing closing ')'")
	}
}

// featureProperty reads "name:" in the parentheses of a feature.
func (p *parser) featureProperty() (name string) {
	at := p.i
	i := at
	if p.char() == '*' {
		i++
	}
	end := p.scanWord(i)
	if colon := p.scanSpace(end); end > i && colon < len(p.text) && p.text[colon] == ':' {
		name = p.text[at:end]
		p.skip(colon + 1 - at)
	}
	return name
}

// rangeFollows reports whether a comparison stands before the parenthesis closes.
func (p *parser) rangeFollows() bool {
	depth := 0
	for i := p.i; i < len(p.text); i++ {
		switch p.text[i] {
		case '(':
			if depth++; depth > 1 {
				return false
			}
		case ')':
			if depth--; depth < 0 {
				return false
			}
		case '<', '>', '=':
			if depth == 0 {
				return true
			}
		}
	}
	return false
}

func (p *parser) queryRange() *QueryRange {
	c := p.condition(false, false)
	if c == nil {
		return nil
	}
	r := &QueryRange{Op: c.Op, X: c.X, Y: c.Y, At: c.At}
	from := p.i
	second := p.comparison(false, c, false)
	if second == nil {
		p.back(from, "")
		return r
	}
	r.Op2, r.Z = second.Op, second.Y
	return r
}
