package less

import (
	"errors"
	"strconv"
	"strings"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

// call evaluates a function call: the result of the function or, where there is
// none or it declines, the call with its arguments evaluated.
func (e *evaluator) call(x *syntax.Call) Value {
	e.step(e.at(x.At))
	e.enter(e.at(x.At))
	defer e.leave()
	in := *e
	in.math.off = x.Name == "calc"
	if in.math.off || in.math.calc > 0 {
		in.math.calc++
	}
	v, args := in.applied(x, strings.ToLower(x.Name))
	if v == nil && args == nil {
		args = in.arguments(x.Args)
	}
	if v != nil {
		return v
	}
	c := &cssCall{name: x.Name, args: args}
	if e.opt.SourceMap != nil {
		c.at = e.at(x.At)
	}
	return c
}

func (e *evaluator) arguments(list []syntax.Expr) []Value {
	args := e.pool.values.Make(len(list))
	for i, a := range list {
		if a == nil {
			args[i] = &Anonymous{}
			continue
		}
		args[i] = e.value(a)
	}
	return args
}

// applied calls the function of a name. args are the evaluated arguments, if they
// were needed.
func (e *evaluator) applied(x *syntax.Call, name string) (v Value, args []Value) {
	special := e.isSpecial(name)
	f := e.function(name)
	if e.opt.Functions[name] != nil || e.plugins {
		e.stacks.effects.impure = true
	}
	if !special && f == nil {
		return nil, nil
	}
	at := e.at(x.At)
	e.enterTrail(waypoint{functionPoint, x.Name, at})
	if special {
		v = e.special(name, x)
		e.leaveTrail()
		return v, nil
	}
	args = e.arguments(x.Args)
	c := e.pool.calls.One()
	*c = newCall(x.Name, e.host(at), e.textStyle())
	v, err := f(c, withoutComments(args))
	if err != nil {
		e.throw(err, at)
	}
	e.leaveTrail()
	return v, args
}

// function returns the function of a name: of a plugin in scope, of the host, or
// of the language.
func (e *evaluator) function(name string) Func {
	if e.plugins {
		var f Func
		e.scope.each(func(fr *frame, _ *scope) bool {
			f = fr.ofFile().funcs[name]
			return f != nil
		})
		if f != nil {
			return f
		}
	}
	if f := e.opt.Functions[name]; f != nil {
		return f
	}
	return builtins()[name]
}

// withoutComments takes the comments out of arguments, also of those that are lists.
func withoutComments(args []Value) []Value {
	clean := true
	for _, a := range args {
		switch a := a.(type) {
		case *commentValue:
			clean = false
		case *List:
			for _, item := range a.Items {
				if _, ok := item.(*commentValue); ok {
					clean = false
				}
			}
		}
	}
	if clean {
		return args
	}
	var out []Value
	for _, a := range args {
		switch v := a.(type) {
		case *commentValue:
			continue
		case *List:
			if !v.Comma {
				l := &List{Items: withoutComments(v.Items), noSpace: v.noSpace}
				a = l
				if len(l.Items) == 1 {
					a = l.Items[0]
				}
			}
		}
		out = append(out, a)
	}
	return out
}

// isSpecial says whether a function evaluates its arguments itself or needs the
// context; special calls it.
func (e *evaluator) isSpecial(name string) bool {
	switch name {
	case "default":
		e.stacks.effects.impure = true
		return e.def.known || e.def.forbidden
	case "isdefined", "each", "style":
		e.stacks.effects.impure = true
		return true
	case "if", "boolean":
		return true
	}
	return false
}

func (e *evaluator) special(name string, x *syntax.Call) Value {
	switch name {
	case "if":
		return e.ifFunc(x)
	case "isdefined":
		return e.isDefined(x)
	case "boolean":
		return e.boolean(x)
	case "default":
		return e.defaultFunc(x)
	case "each":
		return e.each(x)
	}
	return e.styleFunc(x)
}

func (e *evaluator) ifFunc(x *syntax.Call) Value {
	if len(x.Args) < 2 {
		panic(errorAt(place{}, "", "Cannot read properties of undefined (reading 'eval')"))
	}
	if e.truthy(x.Args[0]) {
		return e.value(x.Args[1])
	}
	if len(x.Args) > 2 {
		return e.value(x.Args[2])
	}
	return &Anonymous{}
}

// truthy is what JavaScript takes for true: a condition's result, or any value.
func (e *evaluator) truthy(x syntax.Expr) bool {
	if t, ok := e.value(x).(truth); ok {
		return bool(t)
	}
	return true
}

func (e *evaluator) boolean(x *syntax.Call) Value {
	return keywordOf(len(x.Args) > 0 && e.truthy(x.Args[0]))
}

func (e *evaluator) isDefined(x *syntax.Call) (v Value) {
	defined := func() (ok bool) {
		before := e.stacks
		defer func() {
			if e.over {
				return // a limit was exceeded
			}
			if r := recover(); r != nil {
				e.caught(r, before)
			}
		}()
		if len(x.Args) == 0 {
			return false
		}
		e.value(x.Args[0])
		return true
	}
	return keywordOf(defined())
}

func (e *evaluator) defaultFunc(x *syntax.Call) Value {
	if e.def.forbidden {
		e.fail(e.at(x.At), "Syntax", "it is currently only allowed in parametric mixin guards,")
	}
	return keywordOf(e.def.value)
}

// styleFunc is style(@variable) of container queries; with anything else it is CSS.
func (e *evaluator) styleFunc(x *syntax.Call) Value {
	args := e.arguments(x.Args)
	if len(args) > 0 {
		if name := textOf(args[0]); strings.HasPrefix(name, "@") {
			if v, ok := e.lookupVariable(name, x.At, x); ok {
				return &Anonymous{Text: "style(" + e.css(v, e.at(x.At)) + ")"}
			}
		}
	}
	return &cssCall{name: x.Name, args: args}
}

// callContext is the evaluator as a function sees it.
type callContext struct {
	e  evaluator
	at place
}

// lookup evaluates a variable where the call stands.
func (c *callContext) lookup(name string) (Value, bool) {
	c.e.stacks.effects.impure = true
	return c.e.lookupVariable(name, c.at.offset, c.at.offset)
}

func (c *callContext) readFile(name string) ([]byte, error) {
	c.e.stacks.effects.impure = true
	return c.e.readFile(name, c.at)
}

func (c *callContext) rewriteURL(u *URL) Value   { return c.e.rewriteURL(u) }
func (c *callContext) function(name string) Func { return c.e.function(name) }
func (c *callContext) warn(text string)          { c.e.stacks.effects.impure = true; c.e.warn(c.at, text) }
func (c *callContext) spend(n int) error         { return c.e.spend(n) }
func (c *callContext) place() place              { return c.at }

func (c *callContext) verbatims() *verbatims { return &c.e.c.verbatims }

// host is the context of a function that is called at a place.
func (e *evaluator) host(at place) *callContext {
	c := e.pool.contexts.One()
	c.e, c.at = *e, at
	return c
}

// callStatement evaluates a call that stands as a statement.
func (e *evaluator) callStatement(x *syntax.CallStmt) cssNode {
	at := e.at(x.Call.At)
	switch v := e.call(x.Call).(type) {
	case *detached:
		if v.def == nil && v.nodes != nil {
			return e.pool.group(v.nodes)
		}
		return &misplaced{kind: "DetachedRuleset", at: at}
	case *Anonymous:
		return &rawText{text: v.Text, at: v.at}
	case *Quoted:
		if v.Escaped {
			return &rawText{text: v.Text}
		}
		return &misplaced{kind: "Quoted", at: at}
	case *cssCall:
		return &misplaced{kind: "Call", name: v.name, at: at}
	case *Other:
		return &misplaced{kind: v.Kind, name: v.Name, at: at}
	case *statementValue:
		return v.node
	default:
		return &misplaced{kind: kindOf(v), at: at}
	}
}

// kindOf is what less.js calls the type of a value.
func kindOf(v Value) string {
	switch v := v.(type) {
	case *Number:
		return "Dimension"
	case *Color:
		return "Color"
	case *Keyword:
		return "Keyword"
	case *Quoted:
		return "Quoted"
	case *List:
		if v.Comma {
			return "Value"
		}
		return "Expression"
	case *URL:
		return "Url"
	case *operation:
		return "Operation"
	case *paren:
		return "Paren"
	case *assignment:
		return "Assignment"
	}
	return "Anonymous"
}

// each evaluates a block for each item of a list, of a map or of a mixin's result.
func (e *evaluator) each(x *syntax.Call) Value {
	args := withoutComments(e.arguments(x.Args))
	if len(args) < 2 {
		panic(errorAt(place{}, "", "Cannot read properties of undefined (reading 'params')"))
	}
	block, ok := args[1].(*detached)
	if !ok {
		panic(errorAt(place{}, "", "Cannot read properties of undefined (reading 'rules')"))
	}
	names := [3]string{"@value", "@key", "@index"}
	if block.def != nil {
		for i := range names {
			names[i] = ""
			if i < len(block.def.Params) {
				names[i] = block.def.Params[i].Name
			}
		}
	}
	var nodes []cssNode
	for i, item := range e.eachItems(args[0]) {
		if item.comment {
			continue
		}
		e.step(e.at(x.At))
		key := item.key
		if key == nil {
			key = &Number{Val: float64(i + 1)}
		}
		f := e.pool.frame(block.rules, block.info)
		f.params = make([]param, 0, 3)
		for k, v := range [3]Value{item.value, key, &Number{Val: float64(i + 1)}} {
			if names[k] != "" {
				f.params = append(f.params, param{names[k], v})
			}
		}
		nodes = append(nodes, withoutVariables(e.again(f))...)
	}
	if nodes == nil {
		nodes = []cssNode{}
	}
	return &detached{nodes: nodes, info: e.info}
}

type eachItem struct {
	key, value Value
	comment    bool
}

// eachItems are what each() goes through.
func (e *evaluator) eachItems(v Value) []eachItem {
	switch v := v.(type) {
	case *List:
		out := make([]eachItem, len(v.Items))
		for i, item := range v.Items {
			_, isComment := item.(*commentValue)
			out[i] = eachItem{value: item, comment: isComment}
		}
		return out
	case *detached:
		var out []eachItem
		for _, n := range e.detachedNodes(v) {
			switch n := n.(type) {
			case *declaration:
				out = append(out, eachItem{key: &Anonymous{Text: n.name}, value: reparsed(n.value)})
			case *variableNode:
				out = append(out, eachItem{key: &Anonymous{Text: n.name}, value: n.val})
			case *comment:
				out = append(out, eachItem{comment: true})
			}
		}
		return out
	case *Number: // less.js takes the bare number out of it
		return []eachItem{{value: &Number{Val: v.Val}}}
	default:
		return []eachItem{{value: v}}
	}
}

// detachedNodes evaluates a block that is a value.
func (e *evaluator) detachedNodes(d *detached) []cssNode {
	if d.nodes != nil {
		return flat(d.nodes)
	}
	return flat(e.runDetached(d))
}

// runDetached evaluates a block in the scope it was written in and then that of
// the caller.
func (e *evaluator) runDetached(d *detached) []cssNode {
	f := e.pool.frame(d.rules, d.info)
	in := *e
	in.scope = e.pool.joined(d.scope, e.scope)
	return in.again(f)
}

// callDetached evaluates @name();.
func (e *evaluator) callDetached(x *syntax.VarCall) []cssNode {
	e.stacks.effects.impure = true
	e.enter(e.at(x.At))
	defer e.leave()
	v := e.variableNamed(x.Name, x.At, x)
	switch v := v.(type) {
	case *detached:
		if v.nodes != nil {
			return cloneNodes(v.nodes)
		}
		in := *e
		in.math = mathMode{level: e.math.level}
		if v.scope != nil {
			in.medias = nil
		}
		return in.runDetached(v)
	case *statementValue:
		if r, ok := v.node.(*ruleset); ok {
			return cloneNodes(r.rules)
		}
	}
	e.fail(place{}, "Syntax", "Could not evaluate variable call %s", x.Name)
	return nil
}

// lookup evaluates @map[key] and .mixin()[key].
func (e *evaluator) lookup(x *syntax.Lookup) Value {
	var v Value
	switch c := x.Call.(type) {
	case *syntax.VarCall:
		v = &detached{nodes: e.callDetached(c), info: e.info}
	case *syntax.MixinCall:
		v = &detached{nodes: e.mixinCall(c), info: e.info}
	}
	for _, key := range x.Keys {
		d, ok := v.(*detached)
		if !ok {
			e.lookupFailed(x, key)
		}
		v = e.lookupKey(x, e.detachedNodes(d), key)
	}
	return v
}

func (e *evaluator) lookupFailed(x *syntax.Lookup, key string) {
	if strings.HasPrefix(key, "@") {
		e.fail(e.at(x.At), "Name", "variable %s not found", key)
	}
	e.fail(e.at(x.At), "Name", "property \"%s\" not found", strings.TrimPrefix(key, "$"))
}

// lookupKey is the value of a key in evaluated rules: the last one; "" is the last
// declaration of any name.
func (e *evaluator) lookupKey(x *syntax.Lookup, nodes []cssNode, key string) Value {
	indirect := func(name string) string {
		return textOf(e.variable(&syntax.Variable{Name: name, At: x.At}))
	}
	switch {
	case strings.HasPrefix(key, "@@"):
		key = "@" + indirect(key[1:])
	case strings.HasPrefix(key, "$@"):
		key = indirect(key[1:])
	default:
		key = strings.TrimPrefix(key, "$")
	}
	var declared []cssNode
	var found Value
	for _, n := range nodes {
		switch n := n.(type) {
		case *variableNode:
			if n.name == key || key == "" {
				found = n.val
			}
		case *declaration:
			if key == "" {
				found = reparsed(n.value)
			} else if n.name == key {
				declared = append(declared, n)
			}
		}
	}
	if len(declared) > 0 {
		found = e.lastProperty(declared)
	}
	if found == nil {
		e.lookupFailed(x, key)
	}
	return found
}

// javaScript evaluates an inline expression.
func (e *evaluator) javaScript(x *syntax.JavaScript) Value {
	at := e.at(x.At)
	if e.opt.Script == nil {
		e.fail(at, "Syntax", "Inline JavaScript is not enabled. Is it set in your options?")
	}
	e.stacks.effects.impure = true
	text := e.jsInterpolate(x.Text, x.At)
	e.startScript(at)
	var names []string
	if e.scope != nil {
		for scope := e.scope; scope != nil; scope = scope.inner {
			if scope.frame != nil {
				names = scope.frame.variableNames()
				break
			}
		}
	}
	c := newCall("javascript", e.host(at), e.textStyle())
	v, err := e.script.Eval(&c, text, names)
	if err != nil {
		var own *outputError
		if errors.As(err, &own) {
			e.throw(own, own.at)
		}
		e.fail(at, "Syntax", "%s", err)
	}
	if q, ok := v.(*Quoted); ok {
		return &Quoted{Quote: '"', Text: q.Text, Escaped: x.Escaped, at: at}
	}
	return v
}

func (f *frame) variableNames() []string {
	var names []string
	for _, p := range f.params {
		names = append(names, p.name[1:])
	}
	if f.arguments != nil {
		names = append(names, "arguments")
	}
	for i := range f.items {
		for _, n := range grouped(f.items[i].node) {
			if n, ok := n.(*variableNode); ok {
				names = append(names, n.name[1:])
			}
		}
		if d, ok := f.items[i].stmt.(*syntax.Declaration); ok && d.Variable {
			names = append(names, d.Name[1:])
		}
	}
	return names
}

// jsInterpolate replaces @{name} in JavaScript by the value: a list as an array of
// its items' text.
func (e *evaluator) jsInterpolate(text string, at int) string {
	var b strings.Builder
	done := 0
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '@' {
			continue
		}
		x, end := interpolationAt(text, i, '@', false, at)
		if x == nil {
			continue
		}
		b.WriteString(text[done:i])
		v := e.value(x)
		if items, ok := itemsOf(v); ok && len(items) > 1 {
			parts := make([]string, len(items))
			for k, item := range items {
				parts[k] = rawCSS(item)
			}
			b.WriteString("[" + strings.Join(parts, ", ") + "]")
		} else {
			b.WriteString(rawCSS(v))
		}
		done, i = end, end-1
	}
	return b.String() + text[done:]
}

// parseText parses text as a value that refers to nothing.
func parseText(text string) (Value, bool, error) {
	x, important, err := new(syntax.Fragments).Value(source.NewFile("", text), source.Span{End: len(text)})
	if err != nil {
		return nil, false, errors.New(err.Text)
	}
	if x == nil || !isConstant(x) {
		return nil, false, errors.New("not a constant value: " + strconv.Quote(text))
	}
	e := newEvaluator(&compilation{opt: &Options{}, limits: defaultLimits})
	e.info = &fileInfo{file: source.NewFile("", text)}
	return e.value(x), important, nil
}

// isConstant says whether a value refers to nothing outside of it.
func isConstant(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Number, *syntax.Color, *syntax.Keyword, *syntax.Raw, *syntax.Quoted:
		return true
	case *syntax.Spaces:
		for _, item := range x.Items {
			if !isConstant(item) {
				return false
			}
		}
		return !x.Parens
	case *syntax.Commas:
		for _, item := range x.Items {
			if !isConstant(item) {
				return false
			}
		}
		return true
	}
	return false
}
