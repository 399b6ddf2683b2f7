package syntax

import "strings"

// lookupUse says what brackets after a mixin call mean.
type lookupUse uint8

const (
	lookupNever lookupUse = iota // a statement: brackets are no part of it
	lookupMay
	lookupMust
)

const dashOnlyMixin = "The dash-only mixin names .-() and #-() are deprecated and will be removed in Less 5.x. Rename the mixin to use a valid CSS identifier."

// mixinCall parses .a > .b(args). It returns a *MixinCall, a *Lookup or nil.
func (p *parser) mixinCall(inValue bool, lookup lookupUse) Expr {
	if c := p.char(); c != '.' && c != '#' {
		return nil
	}
	start := p.i
	path := p.mixinPath()
	if path == nil {
		p.back(start, "")
		return nil
	}
	call := p.new.mixinCalls.One()
	call.At, call.Path = start, path
	call.Names = p.new.names.Make(len(path))
	for i, el := range path {
		call.Names[i] = el.Text
	}
	parensAt, space := p.i, p.spaceBefore()
	if p.eat('(') {
		call.Args = p.callArgs()
		p.need(')')
		call.Parens = true
		if space {
			p.warn(parensAt, "mixin-call-whitespace", "Whitespace between a mixin name and parentheses for a mixin call is deprecated")
		}
	}
	var keys []string
	if lookup != lookupNever {
		keys = p.lookups()
	}
	if lookup == lookupMust && keys == nil || inValue && keys == nil && !call.Parens {
		p.back(start, "")
		return nil
	}
	if !inValue {
		call.Important = p.important() != ""
		if !p.end() {
			p.back(start, "")
			return nil
		}
	}
	for _, e := range call.Path {
		if e.Text == ".-" || e.Text == "#-" {
			p.warn(e.At, "dash-only-mixin-name", dashOnlyMixin)
		}
	}
	if keys != nil {
		return &Lookup{call, keys, start}
	}
	if !call.Parens {
		p.warn(parensAt, "mixin-call-no-parens", "Calling a mixin without parentheses is deprecated")
	}
	return call
}

func (p *parser) mixinPath() []*Element {
	from := len(p.openElements)
	comb := ""
	for {
		if c := p.char(); c != '.' && c != '#' {
			return p.popElements(from)
		}
		at := p.i
		end := p.scanName(at+1, false)
		if end == at+1 {
			return p.popElements(from)
		}
		el := p.new.elements.One()
		el.Comb, el.Text, el.At = comb, p.take(end), at
		p.openElements = append(p.openElements, el)
		comb = ""
		if p.eat('>') {
			comb = ">"
		}
	}
}

// args collects arguments or parameters. Commas separate them until the first
// semicolon; from there on semicolons do, and what commas separated was a list.
type args struct {
	comma, semicolon []Arg
	list             []Expr // values since the last semicolon
	bySemicolon      bool
	named            bool   // a named argument stands behind another value of list
	name             string // of the argument that a semicolon ends
	expand           bool
}

func (a *args) result() []Arg {
	if a.bySemicolon {
		return a.semicolon
	}
	return a.comma
}

// callArgs parses the arguments of a call, up to the closing parenthesis.
func (p *parser) callArgs() []Arg {
	p.enter()
	defer p.leave()
	a := &args{}
	for separated := true; ; {
		value := p.detached()
		if value == nil {
			value = p.expression()
		}
		if value == nil || !separated {
			return a.result()
		}
		value = withoutComments(value)
		arg := Arg{}
		if name, ok := onlyName(value); ok {
			switch {
			case p.eat(':'):
				if value = p.namedValue(a); value == nil {
					p.fail("Syntax", "could not understand value for named argument")
				}
				a.name, arg.Name = name, name
			case p.eatText("..."):
				a.expand = true
			}
		}
		arg.Value, arg.Expand = value, a.expand
		separated = p.addArg(a, arg)
	}
}

// namedValue parses the value behind "@name:", nil if there is none.
func (p *parser) namedValue(a *args) Expr {
	if len(a.list) > 0 {
		if a.bySemicolon {
			p.fail("Syntax", "Cannot mix ; and , as delimiter types")
		}
		a.named = true
	}
	if e := p.detached(); e != nil {
		return e
	}
	return p.expression()
}

// addArg adds an argument and reads the separator behind it; it returns whether
// there is one.
func (p *parser) addArg(a *args, arg Arg) (separated bool) {
	if arg.Value != nil {
		a.list = append(a.list, arg.Value)
	}
	a.comma = append(a.comma, arg)
	if p.eat(',') {
		return true
	}
	separated = p.eat(';')
	if !separated && !a.bySemicolon {
		return false
	}
	if a.named {
		p.fail("Syntax", "Cannot mix ; and , as delimiter types")
	}
	a.bySemicolon = true
	value := arg.Value
	if len(a.list) > 1 {
		value = &Commas{Items: a.list}
	}
	a.semicolon = append(a.semicolon, Arg{a.name, value, a.expand})
	a.name, a.list, a.named = "", nil, false
	return separated
}

// onlyName returns the name of a value that is one variable or property.
func onlyName(e Expr) (string, bool) {
	if s, ok := e.(*Spaces); ok && len(s.Items) == 1 && !s.Parens {
		e = s.Items[0]
	}
	switch e := e.(type) {
	case *Variable:
		return e.Name, true
	case *Property:
		return e.Name, true
	}
	return "", false
}

func withoutComments(e Expr) Expr {
	s, ok := e.(*Spaces)
	if !ok {
		return e
	}
	kept := s.Items[:0:0]
	for _, item := range s.Items {
		if _, comment := item.(*Comment); !comment {
			kept = append(kept, item)
		}
	}
	switch len(kept) {
	case len(s.Items):
		return e
	case 1:
		return kept[0]
	}
	return &Spaces{Items: kept, At: s.At}
}

// params parses the parameters of a definition, up to the closing parenthesis.
func (p *parser) params() (params []Param, variadic bool) {
	params, variadic = p.paramList()
	for _, param := range params {
		if param.Name != "" {
			p.noteInner(param.Name)
		}
	}
	return params, variadic
}

func (p *parser) paramList() (params []Param, variadic bool) {
	p.enter()
	defer p.leave()
	a := &args{}
	start := p.i
	add := func(v Param) {
		if p.eat(';') {
			a.bySemicolon = true
		}
		params = append(toParams(a.result(), params), v)
	}
	for separated := true; ; {
		p.comments = p.comments[:0]
		if p.eatText("...") {
			add(Param{Variadic: true})
			return params, true
		}
		value := p.param()
		if value == nil || !separated {
			return toParams(a.result(), nil), false
		}
		arg := Arg{Value: value}
		if name, ok := onlyName(value); ok {
			switch {
			case p.eat(':'):
				if arg.Value = p.namedValue(a); arg.Value == nil {
					p.back(start, "")
					return nil, false
				}
			case p.eatText("..."):
				add(Param{Name: name, Variadic: true})
				return params, true
			default:
				arg.Value = nil
			}
			a.name, arg.Name = name, name
		}
		separated = p.addArg(a, arg)
	}
}

func toParams(list []Arg, params []Param) []Param {
	for _, a := range list {
		params = append(params, Param{Name: a.Name, Value: a.Value})
	}
	return params
}

// param parses what a parameter can be: a name or a pattern.
func (p *parser) param() Expr {
	if e := p.variable(); e != nil {
		return e
	}
	if e := p.property(); e != nil {
		return e
	}
	if e := p.literal(); e != nil {
		return e
	}
	if e := p.keyword(); e != nil {
		return e
	}
	return p.mixinCall(true, lookupMay)
}

// mixinDefinition parses .name(params) when guard { … }.
func (p *parser) mixinDefinition() Stmt {
	start := p.i
	end := p.scanName(start+1, false)
	paren := p.scanSpace(end)
	if end == start+1 || paren >= len(p.text) || p.text[paren] != '(' || p.endsBeforeBlock() {
		return nil
	}
	d := &MixinDef{Name: p.text[start:end], At: start}
	p.skip(paren + 1 - start)
	d.Params, d.Variadic = p.params()
	if !p.eat(')') {
		p.back(start, "Missing closing ')'")
		return nil
	}
	p.comments = p.comments[:0]
	if p.eatText("when") {
		if d.Guard = p.conditions(); d.Guard == nil {
			p.fail("Syntax", "expected condition")
		}
	}
	rules, ok := p.block()
	if !ok {
		p.back(start, "")
		return nil
	}
	d.Rules = rules
	if d.Name == ".-" || d.Name == "#-" {
		p.warn(start, "dash-only-mixin-name", dashOnlyMixin)
	}
	return d
}

// endsBeforeBlock reports whether the block around ends before another one starts, so
// that no definition can stand here.
func (p *parser) endsBeforeBlock() bool {
	i := p.braces.next(p.text, p.i, "{}")
	return i < len(p.text) && p.text[i] == '}'
}

// lookups parses [key][key]…; nil if no bracket follows.
func (p *parser) lookups() []string {
	var keys []string
	for p.char() == '[' {
		close := p.squares.next(p.text, p.i, "]") - p.i
		if p.i+close == len(p.text) {
			return keys
		}
		key := p.text[p.i+1 : p.i+close]
		trimmed := strings.Trim(key, " \n\t\r")
		if !isLookupKey(trimmed) {
			return keys
		}
		p.skip(close + 1)
		keys = append(keys, trimmed)
	}
	return keys
}

// variableCall parses @name() or @name[key]; name is given where it has been read
// as part of a value. It returns a *VarCall, a *Lookup or nil.
func (p *parser) variableCall(name string) Expr {
	start, inValue := p.i, name != ""
	parens := false
	if !inValue {
		end := p.scanWord(p.i + 1)
		if p.char() != '@' || end == p.i+1 {
			return nil
		}
		name = p.text[p.i:end]
		if end < len(p.text) && p.text[end] == '(' {
			if i := p.scanSpace(end + 1); i < len(p.text) && p.text[i] == ')' {
				parens = p.text[end:i+1] == "()"
				end = i + 1
			}
		}
		p.skip(end - p.i)
	}
	keys := p.lookups()
	if keys == nil {
		if inValue {
			p.eatText("()") // not a value; the error is behind it
		}
		if !parens {
			p.back(start, "Missing '[...]' lookup in variable call")
			return nil
		}
	}
	if !inValue {
		p.warnName(name, start)
	}
	call := &VarCall{name, start}
	if !inValue && keys == nil && p.end() {
		return call
	}
	return &Lookup{call, keys, start}
}
