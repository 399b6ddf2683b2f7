package syntax

import (
	"fmt"
	"math"
	"strings"

	"skinbuild/internal/less/budget"
	"skinbuild/internal/source"
)

// maxDepth limits how deep blocks, parentheses and values nest; deeper input is an
// error and not a stack overflow.
const maxDepth = 1000

// maxOperations limits the operations of one statement: they nest, to the left, as deep
// as they are many.
const maxOperations = 1_000_000

// A Warning is what the parser dislikes and takes all the same. Kind groups them:
// the deprecated feature's name, or "" for none.
type Warning struct {
	Text string
	Kind string
	At   int
	Own  bool // less.js does not warn of it
	Hint string
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
	Bytes    int     // of memory that parsing took
}

type parser struct {
	input
	*stacks
	new      *Arena
	warnings []Warning
	warned   map[warned]bool
	errors   []Error
	inner    map[string]bool // for Sheet.Inner
	lastName string          // of an interpolation
	blocks   int             // that are open
	depth    int
	braces   finder
	squares  finder
	steps    int // values and blocks begun, those of attempts that failed too

	operations int // in the statement that is being read
}

// failure ends an attempt to parse a statement of the top level. It is caught in
// statement.
type failure struct{ Error }

// Parse parses the text of f. It goes on behind an error, with the next statement
// of the top level, so there can be one error per such statement.
func Parse(f *source.File) *Result { return ParseWithin(f, math.MaxInt, &Arena{}) }

// ParseWithin parses the text of f into at most that many bytes of memory. A file
// that needs more has an error of kind "Limit" where parsing ended. The nodes are the
// arena's.
func ParseWithin(f *source.File, memory int, arena *Arena) *Result {
	text := strings.TrimPrefix(f.Text(), "\ufeff")
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if len(text) != len(f.Text()) {
		f = source.NewFile(f.Name(), text)
	}
	p := &parser{input: input{text: text, made: &arena.comments}, stacks: &arena.stacks, new: arena}
	b := budget.New(memory)
	arena.slabs().Limit(b)
	sheet := &Sheet{File: f}
	p.sheet(sheet)
	sheet.Inner, sheet.verbatim = p.inner, p.verbatim
	return &Result{sheet, p.warnings, p.errors, b.Used()}
}

// sheet parses all statements.
func (p *parser) sheet(sheet *Sheet) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *budget.Exceeded:
			p.errors = append(p.errors, Error{r.Error(), "Limit", min(p.i, len(p.text))})
		default:
			panic(r)
		}
	}()
	p.skip(0)
	for {
		rules, done := p.toplevel()
		sheet.Rules = append(sheet.Rules, rules...)
		if done {
			return
		}
	}
}

// maxErrors is how many errors end the parsing of a sheet.
const maxErrors = 1000

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
			done = p.i >= len(p.text) || len(p.errors) >= maxErrors
		}
	}()
	p.depth, p.blocks, p.keepSlashes = 0, 0, false
	p.stacks.reset()
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
	p.comments, p.finished = p.comments[:0], false
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

// warn notes a warning, once however often its place is read.
func (p *parser) warn(at int, kind, text string) {
	if kind != "" {
		w := warned{at, kind}
		if p.warned[w] {
			return
		}
		if p.warned == nil {
			p.warned = map[warned]bool{}
		}
		p.warned[w] = true
	}
	p.warnings = append(p.warnings, Warning{Text: text, Kind: kind, At: at})
}

// warnOwn warns of what less.js takes without a word, once for a place.
func (p *parser) warnOwn(at int, kind, text, hint string) {
	p.warn(at, kind, text)
	w := &p.warnings[len(p.warnings)-1]
	if w.At == at && w.Kind == kind {
		w.Own, w.Hint = true, hint
	}
}

// warned is a warning that was noted.
type warned struct {
	at   int
	kind string
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
	from := len(p.openStmts)
	for {
		for _, c := range p.comments {
			p.openStmts = append(p.openStmts, c)
		}
		p.comments = p.comments[:0]
		if p.finished || p.char() == '}' {
			return p.popStmts(from)
		}
		s := p.statement()
		if s != nil {
			p.openStmts = append(p.openStmts, s)
			continue
		}
		if !p.eat(';') {
			return p.popStmts(from)
		}
		for p.eat(';') {
		}
	}
}

// statement parses one statement, or returns nil. The order decides what
// ambiguous text is; what the first byte rules out is not tried.
func (p *parser) statement() Stmt {
	p.operations = 0
	switch p.char() {
	case '&':
		if e := p.extend(true); e != nil {
			return &ExtendRule{e}
		}
		return p.ruleset()
	case '.', '#':
		return p.classStatement()
	case ':':
		return p.ruleset()
	case '@':
		return p.atStatement()
	}
	if s := p.declaration(); s != nil {
		return s
	}
	if s := p.ruleset(); s != nil {
		return s
	}
	if c, ok := p.call().(*Call); ok {
		return &CallStmt{c}
	}
	return nil
}

// classStatement parses what begins with a class or an id.
func (p *parser) classStatement() Stmt {
	if p.plainSelectors() {
		return p.ruleset()
	}
	if s := p.mixinDefinition(); s != nil {
		return s
	}
	if s := p.mixinCall(false, lookupNever); s != nil {
		return s.(Stmt)
	}
	return p.ruleset()
}

// plainSelectors reports whether a block follows behind nothing but selectors without
// parentheses, which is then no mixin.
func (p *parser) plainSelectors() bool {
	for i := p.i; i < len(p.text); i++ {
		c := p.text[i]
		if class[c]&plainSelector == 0 {
			return c == '{'
		}
	}
	return false
}

func (p *parser) atStatement() Stmt {
	if s := p.declaration(); s != nil {
		return s
	}
	if s := p.ruleset(); s != nil {
		return s
	}
	if s := p.variableCall(""); s != nil {
		return s.(Stmt)
	}
	return p.atRule()
}

// block parses { … }; ok is false where none stands.
func (p *parser) block() (rules []Stmt, ok bool) {
	if !p.eat('{') {
		return nil, false
	}
	p.blocks++
	rules = p.primary()
	p.blocks--
	return rules, p.eat('}')
}

func (p *parser) ruleset() Stmt {
	start := p.i
	selectors := p.selectors()
	if len(selectors) > 0 {
		if rules, ok := p.block(); ok {
			r := p.new.rulesets.One()
			r.Selectors, r.Rules, r.At = selectors, rules, start
			return r
		}
	}
	p.back(start, "")
	return nil
}

// end reports whether a statement ends here, and reads its semicolon.
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
	var d Declaration
	if d.Name = p.variableName(); d.Name != "" {
		d.Variable = true
	} else if d.Name, d.Parts, d.Merge = p.ruleProperty(); d.Name == "" && d.Parts == nil {
		p.back(start, "")
		return nil
	}
	if d.Variable {
		if d.Value = p.detached(); d.Value != nil {
			p.comments = p.comments[:0]
			p.end()
			return p.newDeclaration(&d, start)
		}
	}
	p.comments = p.comments[:0]
	if d.Value = p.rawOrCustom(d.firstName()); d.Value != nil {
		return p.newDeclaration(&d, start)
	}
	if v := p.value(); v != nil {
		d.Value = v
		d.Important = p.important()
	} else if d.Variable {
		d.Value = p.permissive(";", false)
	}
	if d.Value != nil && p.end() {
		return p.newDeclaration(&d, start)
	}
	p.back(start, "")
	return nil
}

// firstName is the name, or how one with interpolations begins.
func (d *Declaration) firstName() string {
	if len(d.Parts) > 0 {
		if k, ok := d.Parts[0].(*Keyword); ok {
			return k.Text
		}
	}
	return d.Name
}

func (p *parser) newDeclaration(d *Declaration, at int) *Declaration {
	out := p.new.declarations.One()
	*out = *d
	out.At = at
	if d.Variable && p.blocks > 0 {
		p.noteInner(d.Name)
	}
	return out
}

func (p *parser) noteInner(name string) {
	if p.inner == nil {
		p.inner = map[string]bool{}
	}
	p.inner[name] = true
}

// rawOrCustom takes values that are kept as written: those of custom properties
// and those that have nothing to evaluate.
func (p *parser) rawOrCustom(name string) Expr {
	if strings.HasPrefix(name, "--") {
		if p.eat(';') {
			return &Raw{"", p.i}
		}
		return p.permissive(";}", false)
	}
	for i := p.i; i < len(p.text); i++ {
		c := p.text[i]
		if class[c]&notRaw == 0 {
			continue
		}
		if c != ';' {
			return nil
		}
		v := p.newRaw(p.text[p.i:i], p.i)
		p.warnSemicolon(v)
		if strings.IndexByte(v.Text, '[') >= 0 || strings.IndexByte(v.Text, '\\') >= 0 {
			p.keepVerbatim(p.i, p.i+len(trimRight(v.Text, " \t\n\r"))) // neither means anything here
		}
		p.skip(i + 1 - p.i)
		return v
	}
	return nil
}

// warnSemicolon warns of a value that holds what looks like a further declaration.
func (p *parser) warnSemicolon(v *Raw) {
	for i := strings.IndexByte(v.Text, '\n'); i >= 0 && i < len(v.Text); {
		start := v.At + i + 1
		if m, ok := semicolonBefore(p.text, start); ok {
			p.warnOwn(m.Span.Start, "missing-semicolon", m.Text, m.Hint)
			return
		}
		next := strings.IndexByte(v.Text[i+1:], '\n')
		if next < 0 {
			return
		}
		i += 1 + next
	}
}

// important returns "!important" as it is written, "" if it does not stand there.
func (p *parser) important() string {
	if p.char() != '!' {
		return ""
	}
	i := p.i + 1
	for i < len(p.text) && p.text[i] == ' ' {
		i++
	}
	if !strings.HasPrefix(p.text[i:], "important") {
		return ""
	}
	text := p.text[p.i : i+len("important")]
	p.skip(len(text))
	return text
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

// ruleProperty reads the name of a declaration with its colon and merge mark; the
// name is "" and parts nil where none stands.
func (p *parser) ruleProperty() (name string, parts []Expr, merge Merge) {
	start := p.i
	end := p.scanWord(start)
	if colon := p.scanSpace(end); end > start && colon < len(p.text) && p.text[colon] == ':' {
		name = p.text[start:end]
		p.skip(colon + 1 - start)
		return name, nil, NoMerge
	}
	if p.char() == '*' {
		parts = append(parts, p.newKeyword("*", start))
		p.skip(1)
	}
	for part := p.propertyPart(); part != nil; part = p.propertyPart() {
		parts = append(parts, part)
	}
	if len(parts) > 0 {
		i := p.i
		switch {
		case strings.HasPrefix(p.text[i:], "+_"):
			merge, i = MergeSpace, i+2
		case strings.HasPrefix(p.text[i:], "+"):
			merge, i = MergeComma, i+1
		}
		if i = p.scanSpace(i); i < len(p.text) && p.text[i] == ':' && !onlyStar(parts) {
			p.skip(i + 1 - p.i)
			for _, part := range parts {
				if v, ok := part.(*Variable); ok {
					p.warnName(v.Name, v.At)
				}
			}
			name, parts = joinedName(parts)
			return name, parts, merge
		}
	}
	p.back(start, "")
	return "", nil, NoMerge
}

func onlyStar(parts []Expr) bool {
	k, ok := parts[0].(*Keyword)
	return len(parts) == 1 && ok && k.Text == "*"
}

// joinedName makes the parts of a name without interpolations one text.
func joinedName(parts []Expr) (string, []Expr) {
	name := ""
	for _, part := range parts {
		k, ok := part.(*Keyword)
		if !ok {
			return "", parts
		}
		name += k.Text
	}
	return name, nil
}

// propertyPart reads a word, @{name[key]} or ${name} of a property's name.
func (p *parser) propertyPart() Expr {
	at := p.i
	if end := p.scanWord(at); end > at {
		return p.newKeyword(p.take(end), at)
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
	e := p.interpolated(raw, at)
	if e == nil {
		return nil
	}
	p.skip(close + 1)
	return e
}

// interpolated is Interpolated, nil for what it does not know. A prefix that stands
// in hundreds of selectors has one name in memory.
func (p *parser) interpolated(raw string, at int) Expr {
	if raw != "" && len(p.lastName) == len(raw)+1 && p.lastName[1:] == raw {
		return p.newVariable(p.lastName, at)
	}
	x, ok := Interpolated(raw, at)
	if !ok {
		return nil
	}
	if v, plain := x.(*Variable); plain {
		p.lastName = v.Name
	}
	return x
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

// isLookupKey reports whether key can stand between the brackets of a lookup: up to
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
