package syntax

import (
	"fmt"
	"strings"

	"skinbuild/internal/source"
)

// maxDepth limits how deep blocks, parentheses and values nest; deeper input is an
// error and not a stack overflow.
const maxDepth = 1000

// A Warning is what the parser dislikes and takes all the same. Kind groups them:
// the deprecated feature's name, or "" for none.
type Warning struct {
	Text string
	Kind string
	At   int
}

// An Error is a place that is not LESS, in the words of less.js. Kind is "Parse"
// or "Syntax".
type Error struct {
	Text string
	Kind string
	At   int
}

// Result is what Parse found.
type Result struct {
	Sheet    *Sheet
	Warnings []Warning
	Errors   []Error // the first is the one that less.js reports
}

type parser struct {
	input
	warnings []Warning
	errors   []Error
	depth    int
	steps    int // values and blocks begun, those of attempts that failed too
}

// failure ends an attempt to parse a statement of the top level. It is caught in
// statement.
type failure struct{ Error }

// Parse parses the text of f. It goes on behind an error, with the next statement
// of the top level, so there can be one error per such statement.
func Parse(f *source.File) *Result {
	text := strings.TrimPrefix(f.Text(), "\ufeff")
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if len(text) != len(f.Text()) {
		f = source.NewFile(f.Name(), text)
	}
	p := &parser{input: input{text: text}}
	p.skip(0)
	sheet := &Sheet{File: f}
	for {
		rules, ok := p.toplevel()
		sheet.Rules = append(sheet.Rules, rules...)
		if ok {
			break
		}
	}
	return &Result{sheet, p.warnings, p.errors}
}

// toplevel parses statements up to the end, or up to an error, which it notes and
// gets over; then it returns false.
func (p *parser) toplevel() (rules []Stmt, done bool) {
	start := p.i
	defer func() {
		if r := recover(); r != nil {
			fail, ok := r.(failure)
			if !ok {
				panic(r)
			}
			p.errors = append(p.errors, fail.Error)
			p.resync(start, fail.At)
			done = p.i >= len(p.text)
		}
	}()
	p.depth, p.keepSlashes = 0, false
	rules = p.primary()
	if p.i >= len(p.text) {
		return rules, true
	}
	at := max(p.i, p.furthest)
	msg := ""
	if p.i < p.furthest {
		msg = p.furthestMsg
	}
	panic(failure{Error{unrecognised(p.text, at, msg), "Parse", at}})
}

func unrecognised(text string, at int, msg string) string {
	if msg != "" {
		return msg
	}
	msg = "Unrecognised input"
	switch {
	case at < len(text) && text[at] == '}':
		msg += ". Possibly missing opening '{'"
	case at < len(text) && text[at] == ')':
		msg += ". Possibly missing opening '('"
	case at >= len(text)-1:
		msg += ". Possibly missing something"
	}
	return msg
}

// resync moves to the statement of the top level after the one that holds at.
func (p *parser) resync(start, at int) {
	depth := 0
	p.i = min(start, at)
	for p.i < len(p.text) {
		c := p.text[p.i]
		switch {
		case c == '"' || c == '\'':
			if end := p.scanQuoted(p.i); end > 0 && end-p.i < 1000 {
				p.i = end - 1
			}
		case c == '/' && (p.at(1) == '/' || p.at(1) == '*'):
			if p.comment() {
				continue
			}
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
		p.i++
		if p.i > at && depth <= 0 && (c == ';' || c == '}') {
			break
		}
	}
	p.comments, p.finished = nil, false
	p.skip(0)
	p.furthest, p.furthestMsg = p.i, ""
}

// fail ends the statement of the top level with an error at the position.
func (p *parser) fail(kind, format string, args ...any) {
	panic(failure{Error{fmt.Sprintf(format, args...), kind, p.i}})
}

// enter counts a level of nesting, which the caller must leave, and a step. Nested
// brackets that do not close are tried in several ways on each level, which would
// take forever; real files need a step for every twenty bytes.
func (p *parser) enter() {
	if p.steps++; p.steps > 10_000+2*len(p.text) {
		p.i, p.furthest = len(p.text), 0
		p.fail("Parse", "too many ways to read nested brackets")
	}
	if p.depth++; p.depth > maxDepth {
		p.fail("Parse", "nested deeper than %d levels", maxDepth)
	}
}

func (p *parser) leave() { p.depth-- }

func (p *parser) warn(at int, kind, text string) {
	if n := len(p.warnings); kind != "" {
		for i := n - 1; i >= 0; i-- {
			if p.warnings[i].At == at && p.warnings[i].Kind == kind {
				return
			}
		}
	}
	p.warnings = append(p.warnings, Warning{text, kind, at})
}

// need reads the byte c or fails.
func (p *parser) need(c byte) {
	if !p.eat(c) {
		p.fail("Syntax", "expected '%c' got '%s'", c, p.current())
	}
}

// current is the character at the position, "" at the end.
func (p *parser) current() string {
	if p.i >= len(p.text) {
		return ""
	}
	for _, r := range p.text[p.i:] {
		return string(r)
	}
	return ""
}

// primary parses the statements of a block or of the file.
func (p *parser) primary() []Stmt {
	p.enter()
	defer p.leave()
	var rules []Stmt
	for {
		for _, c := range p.comments {
			rules = append(rules, c)
		}
		p.comments = nil
		if p.finished || p.char() == '}' {
			return rules
		}
		s := p.statement()
		if s != nil {
			rules = append(rules, s)
			continue
		}
		if !p.eat(';') {
			return rules
		}
		for p.eat(';') {
		}
	}
}

// statement parses one statement, or returns nil. The order decides what
// ambiguous text is.
func (p *parser) statement() Stmt {
	c := p.char()
	if c == '&' {
		if e := p.extend(true); e != nil {
			return &ExtendRule{e}
		}
	}
	if c == '.' || c == '#' {
		if s := p.mixinDefinition(); s != nil {
			return s
		}
	}
	if s := p.declaration(); s != nil {
		return s
	}
	if c == '.' || c == '#' {
		if s := p.mixinCall(false, lookupNever); s != nil {
			return s.(Stmt)
		}
	}
	if s := p.ruleset(); s != nil {
		return s
	}
	if c == '@' {
		if s := p.variableCall(""); s != nil {
			return s.(Stmt)
		}
	}
	if s, ok := p.call().(*Call); ok {
		return &CallStmt{s}
	}
	if c == '@' {
		return p.atRule()
	}
	return nil
}

// block parses { … }; ok is false where none stands.
func (p *parser) block() (rules []Stmt, ok bool) {
	if !p.eat('{') {
		return nil, false
	}
	rules = p.primary()
	return rules, p.eat('}')
}

func (p *parser) ruleset() Stmt {
	start := p.i
	selectors := p.selectors()
	if len(selectors) > 0 {
		if rules, ok := p.block(); ok {
			return &Ruleset{selectors, rules, start}
		}
	}
	p.back(start, "")
	return nil
}

// end says whether a statement ends here, and reads its semicolon.
func (p *parser) end() bool { return p.eat(';') || p.char() == '}' }

// detached parses { … } as a value, with the parameters of an anonymous mixin.
func (p *parser) detached() Expr {
	if c := p.char(); c != '{' && !((c == '.' || c == '#') && p.at(1) == '(') {
		return nil
	}
	p.enter()
	defer p.leave()
	start := p.i
	var params []Param
	variadic, mixin := false, false
	if p.char() != '{' {
		p.skip(2)
		mixin = true
		params, variadic = p.params()
		if !p.eat(')') {
			p.back(start, "")
			return nil
		}
	}
	if rules, ok := p.block(); ok {
		if mixin {
			return &MixinDef{Params: params, Variadic: variadic, Rules: rules, At: start}
		}
		return &Detached{rules, start}
	}
	p.back(start, "")
	return nil
}

func (p *parser) declaration() Stmt {
	switch p.char() {
	case '.', '#', '&', ':', '}', 0:
		return nil
	}
	start := p.i
	d := &Declaration{At: start}
	if d.Variable = p.variableName(); d.Variable != "" {
		d.Name = []Expr{&Keyword{d.Variable, start}}
	} else if d.Name, d.Merge = p.ruleProperty(); d.Name == nil {
		p.back(start, "")
		return nil
	}
	if d.Variable != "" {
		if d.Value = p.detached(); d.Value != nil {
			p.end()
			return d
		}
	}
	p.comments = nil
	if d.Value = p.rawOrCustom(d.Name[0]); d.Value != nil {
		return d
	}
	if v := p.value(); v != nil {
		d.Value = v
		d.Important = p.important()
	} else if d.Variable != "" {
		d.Value = p.permissive(";", false)
	}
	if d.Value != nil && p.end() {
		return d
	}
	p.back(start, "")
	return nil
}

// rawOrCustom takes values that are kept as written: those of custom properties
// and those that have nothing to evaluate.
func (p *parser) rawOrCustom(name Expr) Expr {
	if k, ok := name.(*Keyword); ok && strings.HasPrefix(k.Text, "--") {
		if p.eat(';') {
			return &Raw{"", p.i}
		}
		return p.permissive(";}", false)
	}
	for i := p.i; i < len(p.text); i++ {
		switch p.text[i] {
		case ';':
			v := &Raw{p.text[p.i:i], p.i}
			p.skip(i + 1 - p.i)
			return v
		case '.', '#', '@', '$', '+', '/', '\'', '"', '*', '`', '(', '{', '}', '-':
			return nil
		}
	}
	return nil
}

func (p *parser) important() bool {
	if p.char() != '!' {
		return false
	}
	i := p.i + 1
	for i < len(p.text) && p.text[i] == ' ' {
		i++
	}
	if !strings.HasPrefix(p.text[i:], "important") {
		return false
	}
	p.skip(i + len("important") - p.i)
	return true
}

// variableName reads "@name:" and returns "@name".
func (p *parser) variableName() string {
	if p.char() != '@' {
		return ""
	}
	end := p.scanWord(p.i + 1)
	colon := p.scanSpace(end)
	if end == p.i+1 || colon >= len(p.text) || p.text[colon] != ':' {
		return ""
	}
	name := p.text[p.i:end]
	p.skip(colon + 1 - p.i)
	p.warnName(name, p.i-(colon+1-(end-len(name))))
	return name
}

// ruleProperty reads the name of a declaration with its colon and merge mark.
func (p *parser) ruleProperty() (name []Expr, merge string) {
	start := p.i
	end := p.scanWord(start)
	if colon := p.scanSpace(end); end > start && colon < len(p.text) && p.text[colon] == ':' {
		k := &Keyword{p.text[start:end], start}
		p.skip(colon + 1 - start)
		return []Expr{k}, ""
	}
	if p.char() == '*' {
		name = append(name, &Keyword{"*", start})
		p.skip(1)
	}
	for part := p.propertyPart(); part != nil; part = p.propertyPart() {
		name = append(name, part)
	}
	if len(name) > 0 {
		i := p.i
		for _, mark := range []string{"+_", "+"} {
			if strings.HasPrefix(p.text[i:], mark) {
				merge, i = mark, i+len(mark)
				break
			}
		}
		if i = p.scanSpace(i); i < len(p.text) && p.text[i] == ':' && !onlyStar(name) {
			p.skip(i + 1 - p.i)
			for _, part := range name {
				if v, ok := part.(*Variable); ok {
					p.warnName(v.Name, v.At)
				}
			}
			return name, merge
		}
	}
	p.back(start, "")
	return nil, ""
}

func onlyStar(name []Expr) bool {
	k, ok := name[0].(*Keyword)
	return len(name) == 1 && ok && k.Text == "*"
}

// propertyPart reads a word, @{name[key]} or ${name} of a property's name.
func (p *parser) propertyPart() Expr {
	at := p.i
	if end := p.scanWord(at); end > at {
		return &Keyword{p.take(end), at}
	}
	if c := p.char(); (c != '@' && c != '$') || p.at(1) != '{' {
		return nil
	}
	close := strings.IndexByte(p.text[at:], '}')
	if close < 0 {
		return nil
	}
	raw := p.text[at+2 : at+close]
	if p.char() == '$' {
		if raw == "" || p.scanWord(at+2) != at+close {
			return nil
		}
		p.skip(close + 1)
		return &Property{"$" + raw, at}
	}
	e, ok := Interpolated(raw, at)
	if !ok {
		return nil
	}
	p.skip(close + 1)
	return e
}

// Interpolated returns what "@{raw}" refers to: a *Variable or a *Lookup at that
// position; false if raw is neither.
func Interpolated(raw string, at int) (Expr, bool) {
	name, rest, found := strings.Cut(raw, "[")
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f || !isWord(byte(r)) }) {
		return nil, false
	}
	if !found {
		return &Variable{"@" + name, at}, true
	}
	var keys []string
	for {
		key, more, ok := strings.Cut(rest, "]")
		if !ok || !isLookupKey(key) {
			return nil, false
		}
		keys = append(keys, key)
		if more == "" {
			return &Lookup{&VarCall{"@" + name, at}, keys, at}, true
		}
		if more[0] != '[' {
			return nil, false
		}
		rest = more[1:]
	}
}

// isLookupKey says whether key can stand between the brackets of a lookup: up to
// two marks and a word, which may be empty.
func isLookupKey(key string) bool {
	for n := 0; n < 2 && key != "" && (key[0] == '@' || key[0] == '$'); n++ {
		key = key[1:]
	}
	for i := range len(key) {
		if !isWord(key[i]) {
			return false
		}
	}
	return true
}

func (p *parser) warnName(name string, at int) {
	bare := strings.TrimPrefix(strings.TrimPrefix(name, "@"), "@")
	if bare != "" && isDigit(bare[0]) {
		p.warn(at, "numeric-variable-name", "Variable names beginning with a number are deprecated and will be removed in Less 5.x. Rename the variable to start with a valid identifier character.")
	}
	if bare == "-" {
		p.warn(at, "dash-only-variable-name", "The dash-only variable names @- and @{-} are deprecated and will be removed in Less 5.x. Rename the variable to use a valid identifier.")
	}
}
