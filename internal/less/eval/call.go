package eval

import (
	"errors"
	"strconv"
	"strings"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// call evaluates a function call: the result of the function or, where there is
// none or it declines, the call with its arguments evaluated.
func (e *evaluator) call(x *syntax.Call) value.Value {
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
	c := &value.CSSCall{Name: x.Name, Args: args}
	if e.opt.SourceMap != nil {
		c.At = e.at(x.At)
	}
	return c
}

func (e *evaluator) arguments(list []syntax.Expr) []value.Value {
	args := e.pool.values.Make(len(list))
	for i, a := range list {
		if a == nil {
			args[i] = &value.Anonymous{}
			continue
		}
		args[i] = e.value(a)
	}
	return args
}

// applied calls the function of a name. args are the evaluated arguments, if they
// were needed.
func (e *evaluator) applied(x *syntax.Call, name string) (v value.Value, args []value.Value) {
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
	*c = value.NewCall(x.Name, e.host(at), e.textStyle())
	v, err := f(c, withoutComments(args))
	if err != nil {
		e.throw(err, at)
	}
	e.leaveTrail()
	return v, args
}

// function returns the function of a name: of a plugin in scope, of the host, or
// of the language.
func (e *evaluator) function(name string) value.Func {
	if e.plugins {
		var f value.Func
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
	return value.Builtins()[name]
}

// withoutComments takes the comments out of arguments, also of those that are lists.
func withoutComments(args []value.Value) []value.Value {
	clean := true
	for _, a := range args {
		switch a := a.(type) {
		case *value.Comment:
			clean = false
		case *value.List:
			for _, item := range a.Items {
				if _, ok := item.(*value.Comment); ok {
					clean = false
				}
			}
		}
	}
	if clean {
		return args
	}
	var out []value.Value
	for _, a := range args {
		switch v := a.(type) {
		case *value.Comment:
			continue
		case *value.List:
			if !v.Comma {
				l := &value.List{Items: withoutComments(v.Items), NoSpace: v.NoSpace}
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

func (e *evaluator) special(name string, x *syntax.Call) value.Value {
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

func (e *evaluator) ifFunc(x *syntax.Call) value.Value {
	if len(x.Args) < 2 {
		panic(value.ErrorAt(value.Place{}, "", "Cannot read properties of undefined (reading 'eval')"))
	}
	if e.truthy(x.Args[0]) {
		return e.value(x.Args[1])
	}
	if len(x.Args) > 2 {
		return e.value(x.Args[2])
	}
	return &value.Anonymous{}
}

// truthy is what JavaScript takes for true: a condition's result, or any value.
func (e *evaluator) truthy(x syntax.Expr) bool {
	if t, ok := e.value(x).(value.Truth); ok {
		return bool(t)
	}
	return true
}

func (e *evaluator) boolean(x *syntax.Call) value.Value {
	return value.Bool(len(x.Args) > 0 && e.truthy(x.Args[0]))
}

func (e *evaluator) isDefined(x *syntax.Call) (v value.Value) {
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
	return value.Bool(defined())
}

func (e *evaluator) defaultFunc(x *syntax.Call) value.Value {
	if e.def.forbidden {
		e.fail(e.at(x.At), "Syntax", "it is currently only allowed in parametric mixin guards,")
	}
	return value.Bool(e.def.value)
}

// styleFunc is style(@variable) of container queries; with anything else it is CSS.
func (e *evaluator) styleFunc(x *syntax.Call) value.Value {
	args := e.arguments(x.Args)
	if len(args) > 0 {
		if name := value.Text(args[0]); strings.HasPrefix(name, "@") {
			if v, ok := e.lookupVariable(name, x.At, x); ok {
				return &value.Anonymous{Text: "style(" + e.css(v, e.at(x.At)) + ")"}
			}
		}
	}
	return &value.CSSCall{Name: x.Name, Args: args}
}

// callContext is the evaluator as a function sees it.
type callContext struct {
	e  evaluator
	at value.Place
}

// Lookup evaluates a variable where the call stands.
func (c *callContext) Lookup(name string) (value.Value, bool) {
	c.e.stacks.effects.impure = true
	return c.e.lookupVariable(name, c.at.Offset, c.at.Offset)
}

func (c *callContext) ReadFile(name string) ([]byte, error) {
	c.e.stacks.effects.impure = true
	return c.e.readFile(name, c.at)
}

func (c *callContext) RewriteURL(u *value.URL) value.Value { return c.e.rewriteURL(u) }
func (c *callContext) Function(name string) value.Func     { return c.e.function(name) }
func (c *callContext) Warn(text string)                    { c.e.stacks.effects.impure = true; c.e.warn(c.at, text) }
func (c *callContext) Spend(n int) error                   { return c.e.spend(n) }
func (c *callContext) Place() value.Place                  { return c.at }

func (c *callContext) Verbatims() *value.Verbatims { return &c.e.c.verbatims }

// host is the context of a function that is called at a place.
func (e *evaluator) host(at value.Place) *callContext {
	c := e.pool.contexts.One()
	c.e, c.at = *e, at
	return c
}

// callStatement evaluates a call that stands as a statement.
func (e *evaluator) callStatement(x *syntax.CallStmt) output.Node {
	at := e.at(x.Call.At)
	switch v := e.call(x.Call).(type) {
	case *detached:
		if v.def == nil && v.nodes != nil {
			return e.pool.group(v.nodes)
		}
		return &output.Misplaced{Kind: "DetachedRuleset", At: at}
	case *value.Anonymous:
		return &output.RawText{Text: v.Text, At: v.At}
	case *value.Quoted:
		if v.Escaped {
			return &output.RawText{Text: v.Text}
		}
		return &output.Misplaced{Kind: "Quoted", At: at}
	case *value.CSSCall:
		return &output.Misplaced{Kind: "Call", Name: v.Name, At: at}
	case *value.Other:
		return &output.Misplaced{Kind: v.Kind, Name: v.Name, At: at}
	case *statementValue:
		return v.node
	default:
		return &output.Misplaced{Kind: kindOf(v), At: at}
	}
}

// kindOf is what less.js calls the type of a value.
func kindOf(v value.Value) string {
	switch v := v.(type) {
	case *value.Number:
		return "Dimension"
	case *value.Color:
		return "Color"
	case *value.Keyword:
		return "Keyword"
	case *value.Quoted:
		return "Quoted"
	case *value.List:
		if v.Comma {
			return "Value"
		}
		return "Expression"
	case *value.URL:
		return "Url"
	case *value.Operation:
		return "Operation"
	case *value.Paren:
		return "Paren"
	case *value.Assignment:
		return "Assignment"
	}
	return "Anonymous"
}

// each evaluates a block for each item of a list, of a map or of a mixin's result.
func (e *evaluator) each(x *syntax.Call) value.Value {
	args := withoutComments(e.arguments(x.Args))
	if len(args) < 2 {
		panic(value.ErrorAt(value.Place{}, "", "Cannot read properties of undefined (reading 'params')"))
	}
	block, ok := args[1].(*detached)
	if !ok {
		panic(value.ErrorAt(value.Place{}, "", "Cannot read properties of undefined (reading 'rules')"))
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
	var nodes []output.Node
	for i, item := range e.eachItems(args[0]) {
		if item.comment {
			continue
		}
		e.step(e.at(x.At))
		key := item.key
		if key == nil {
			key = &value.Number{Val: float64(i + 1)}
		}
		f := e.pool.frame(block.rules, block.info)
		f.params = make([]param, 0, 3)
		for k, v := range [3]value.Value{item.value, key, &value.Number{Val: float64(i + 1)}} {
			if names[k] != "" {
				f.params = append(f.params, param{names[k], v})
			}
		}
		nodes = append(nodes, withoutVariables(e.again(f))...)
	}
	if nodes == nil {
		nodes = []output.Node{}
	}
	return &detached{nodes: nodes, info: e.info}
}

type eachItem struct {
	key, value value.Value
	comment    bool
}

// eachItems are what each() goes through.
func (e *evaluator) eachItems(v value.Value) []eachItem {
	switch v := v.(type) {
	case *value.List:
		out := make([]eachItem, len(v.Items))
		for i, item := range v.Items {
			_, isComment := item.(*value.Comment)
			out[i] = eachItem{value: item, comment: isComment}
		}
		return out
	case *detached:
		var out []eachItem
		for _, n := range e.detachedNodes(v) {
			switch n := n.(type) {
			case *output.Declaration:
				out = append(out, eachItem{key: &value.Anonymous{Text: n.Name}, value: reparsed(n.Value)})
			case *output.Variable:
				out = append(out, eachItem{key: &value.Anonymous{Text: n.Name}, value: n.Val})
			case *output.Comment:
				out = append(out, eachItem{comment: true})
			}
		}
		return out
	case *value.Number: // less.js takes the bare number out of it
		return []eachItem{{value: &value.Number{Val: v.Val}}}
	default:
		return []eachItem{{value: v}}
	}
}

// detachedNodes evaluates a block that is a value.
func (e *evaluator) detachedNodes(d *detached) []output.Node {
	if d.nodes != nil {
		return flat(d.nodes)
	}
	return flat(e.runDetached(d))
}

// runDetached evaluates a block in the scope it was written in and then that of
// the caller.
func (e *evaluator) runDetached(d *detached) []output.Node {
	f := e.pool.frame(d.rules, d.info)
	in := *e
	in.scope = e.pool.joined(d.scope, e.scope)
	return in.again(f)
}

// callDetached evaluates @name();.
func (e *evaluator) callDetached(x *syntax.VarCall) []output.Node {
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
		if r, ok := v.node.(*output.Ruleset); ok {
			return cloneNodes(r.Rules)
		}
	}
	e.fail(value.Place{}, "Syntax", "Could not evaluate variable call %s", x.Name)
	return nil
}

// lookup evaluates @map[key] and .mixin()[key].
func (e *evaluator) lookup(x *syntax.Lookup) value.Value {
	var v value.Value
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
func (e *evaluator) lookupKey(x *syntax.Lookup, nodes []output.Node, key string) value.Value {
	indirect := func(name string) string {
		return value.Text(e.variable(&syntax.Variable{Name: name, At: x.At}))
	}
	switch {
	case strings.HasPrefix(key, "@@"):
		key = "@" + indirect(key[1:])
	case strings.HasPrefix(key, "$@"):
		key = indirect(key[1:])
	default:
		key = strings.TrimPrefix(key, "$")
	}
	var declared []output.Node
	var found value.Value
	for _, n := range nodes {
		switch n := n.(type) {
		case *output.Variable:
			if n.Name == key || key == "" {
				found = n.Val
			}
		case *output.Declaration:
			if key == "" {
				found = reparsed(n.Value)
			} else if n.Name == key {
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
func (e *evaluator) javaScript(x *syntax.JavaScript) value.Value {
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
	c := value.NewCall("javascript", e.host(at), e.textStyle())
	v, err := e.script.Eval(&c, text, names)
	if err != nil {
		var own *value.Error
		if errors.As(err, &own) {
			e.throw(own, own.At)
		}
		e.fail(at, "Syntax", "%s", err)
	}
	if q, ok := v.(*value.Quoted); ok {
		return &value.Quoted{Quote: '"', Text: q.Text, Escaped: x.Escaped, At: at}
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
			if n, ok := n.(*output.Variable); ok {
				names = append(names, n.Name[1:])
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
		if items, ok := value.Items(v); ok && len(items) > 1 {
			parts := make([]string, len(items))
			for k, item := range items {
				parts[k] = value.Raw(item)
			}
			b.WriteString("[" + strings.Join(parts, ", ") + "]")
		} else {
			b.WriteString(value.Raw(v))
		}
		done, i = end, end-1
	}
	return b.String() + text[done:]
}

// parseText parses text as a value that refers to nothing.
func parseText(text string) (value.Value, bool, error) {
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
