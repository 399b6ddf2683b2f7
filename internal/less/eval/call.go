package eval

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// call evaluates a function call: the result of the function or, where there is
// none or it declines, the call with its arguments evaluated.
func (e *evaluator) call(x *syntax.Call) value.Value {
	at := e.at(x.At)
	e.step(at)
	e.enter(at)
	defer e.leave()
	in := e.inCall(x.Name)
	name := strings.ToLower(x.Name)
	if in.isSpecial(name) {
		in.enterTrail(waypoint{functionPoint, x.Name, at})
		v := in.special(name, x)
		in.leaveTrail()
		return in.madeAt(v, at)
	}
	if f := in.function(name); f != nil {
		in.enterTrail(waypoint{functionPoint, x.Name, at})
		args := in.arguments(x.Args)
		v := in.apply(f, x.Name, args, at)
		in.leaveTrail()
		if v == nil {
			v = in.kept(x.Name, args, at)
		}
		return v
	}
	return in.kept(x.Name, in.arguments(x.Args), at)
}

// inCall is the context of the arguments of a function: those of calc() are not
// calculated, those of a function inside of it are.
func (e *evaluator) inCall(name string) evaluator {
	in := *e
	in.math.off = name == "calc"
	if in.math.off || in.math.calc > 0 {
		in.math.calc++
	}
	return in
}

// kept is a call that is left to the browser.
func (e *evaluator) kept(name string, args []value.Value, at value.Place) value.Value {
	c := &value.CSSCall{Name: name, Args: args}
	if e.opt.SourceMap != nil {
		c.At = at
	}
	return c
}

// callAgain evaluates a call that was kept, since its arguments may have other values
// here.
func (e *evaluator) callAgain(c *value.CSSCall) value.Value {
	in := e.inCall(c.Name)
	args := in.againAll(c.Args)
	at := c.At
	if f := in.function(strings.ToLower(c.Name)); f != nil {
		in.enterTrail(waypoint{functionPoint, c.Name, at})
		v := in.apply(f, c.Name, args, at)
		in.leaveTrail()
		if v != nil {
			return v
		}
	}
	return in.kept(c.Name, args, at)
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

// apply calls a function; nil is its word for leaving the call to the browser.
func (e *evaluator) apply(f value.Func, name string, args []value.Value, at value.Place) value.Value {
	c := e.pool.calls.One()
	*c = value.NewCall(name, e.host(at), e.textStyle())
	v, err := f(c, withoutComments(args))
	if err != nil {
		e.throw(misused(err, name, args, at), at)
	}
	if v != nil {
		e.weigh(v, at)
	}
	return e.madeAt(v, at)
}

// madeAt is the result of a function in a source map: it comes from the call, even if
// the function found it in its arguments.
func (e *evaluator) madeAt(v value.Value, at value.Place) value.Value {
	if e.opt.SourceMap == nil {
		return v
	}
	switch v := v.(type) {
	case *value.Quoted:
		q := *v
		q.At = at
		return &q
	case *value.Anonymous:
		a := *v
		a.At = at
		return &a
	case *value.CSSCall:
		c := *v
		c.At = at
		return &c
	}
	return v
}

// misused adds to the error of a function of the language what is wrong with its
// arguments.
func misused(err error, name string, args []value.Value, at value.Place) error {
	failure, ok := err.(*value.Failure)
	if !ok || failure.Kind != "Runtime" && failure.Kind != "Argument" {
		return err
	}
	own := value.ErrorAt(at, failure.Kind, failure.Text)
	own.Own, own.Hint = value.Misused(name, args, failure)
	return own
}

// misusedSpecial ends the evaluation of a call with less.js's error for arguments that
// are missing or of another kind.
func misusedSpecial(name string, args []value.Value, text string) {
	err := value.ErrorAt(value.Place{}, "", text)
	err.Own, err.Hint = value.Misused(name, args, &err.Failure)
	panic(err)
}

// function returns the function of a name: of a plugin in scope, of the host, or
// of the language.
func (e *evaluator) function(name string) value.Func {
	if e.plugins {
		e.stacks.effects.impure = true
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
		e.stacks.effects.impure = true
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

// isSpecial reports whether a function evaluates its arguments itself or needs the
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
		misusedSpecial("if", e.arguments(x.Args), "Cannot read properties of undefined (reading 'eval')")
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
			if e.ended() {
				return
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
func (c *callContext) Take(bytes int)                      { c.e.budget.Take(bytes) }
func (c *callContext) Place() value.Place                  { return c.at }

// Matching counts time that a regular expression took.
func (c *callContext) Matching(d time.Duration) (left time.Duration) {
	c.e.matched += d
	return value.MaxMatching - c.e.matched
}

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
		misusedSpecial("each", args, "Cannot read properties of undefined (reading 'params')")
	}
	block, ok := args[1].(*detached)
	if !ok {
		misusedSpecial("each", args, "Cannot read properties of undefined (reading 'rules')")
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
		made := withoutVariables(e.again(f))
		e.budget.Product(len(made), 1, nodeSize)
		nodes = append(nodes, made...)
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

// eachItemSize is the size of one in bytes, about.
const eachItemSize = 40

// eachItems are what each() goes through.
func (e *evaluator) eachItems(v value.Value) []eachItem {
	switch v := v.(type) {
	case *value.List:
		e.budget.Product(len(v.Items), 1, eachItemSize)
		out := make([]eachItem, len(v.Items))
		for i, item := range v.Items {
			_, isComment := item.(*value.Comment)
			out[i] = eachItem{value: item, comment: isComment}
		}
		return out
	case *detached:
		in := *e
		in.lineComments = true
		var out []eachItem
		for _, n := range in.members(v).nodes {
			switch n := n.(type) {
			case *output.Declaration:
				out = append(out, eachItem{key: &value.Anonymous{Text: n.Name}, value: parsedValue(n)})
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

func parsedValue(d *output.Declaration) value.Value {
	reparse(d)
	return d.Value
}

// members evaluates a block that is a value, to look something up in it or to go
// through it. Names in it are those of this place: a member @red does not hide a
// global @red in its own value.
func (e *evaluator) members(d *detached) members {
	if d.nodes != nil {
		return members{nodes: flat(d.nodes)}
	}
	return e.membersOf(e.pool.frame(d.rules, d.info))
}

func (e *evaluator) membersOf(f *frame) members {
	in := *e
	in.watched = f
	return members{flat(in.again(f)), f}
}

// members are the nodes of a block in which something is looked up, and the frame that
// it was evaluated in, if it was for that.
type members struct {
	nodes []output.Node
	frame *frame
}

// raw returns the declaration of a variable that less.js evaluates where it is looked
// up, since its table of the block's variables is older than the value.
func (m *members) raw(e *evaluator, name string) *item {
	if m.frame == nil || m.frame.asked == 0 {
		return nil
	}
	m.frame.askVariables(e)
	place, ok := m.frame.ownVariable(name)
	if !ok || place < int(m.frame.asked)-2 {
		return nil
	}
	return &m.frame.items[place]
}

// runDetached evaluates a block in the scope it was written in and then that of
// the caller.
func (e *evaluator) runDetached(d *detached) members {
	in := *e
	in.scope = e.pool.joined(d.scope, e.scope)
	return in.membersOf(e.pool.frame(d.rules, d.info))
}

// A mapKey is the block of a variable of the root, and how much is calculated in it.
type mapKey struct {
	block *syntax.Stmt
	level mathLevel
}

// mapOf is runDetached for a block that is only looked into. One of the root that refers
// to nothing but variables with one value everywhere is evaluated once.
func (e *evaluator) mapOf(d *detached) members {
	if d.scope == nil || d.scope.next != nil || len(d.rules) == 0 || e.plugins || e.math.calc > 0 || e.divides() {
		return e.runDetached(d)
	}
	key := mapKey{&d.rules[0], e.math.level}
	if m, known := e.maps[key]; known {
		return m
	}
	outer := e.stacks.effects
	e.stacks.effects = effects{used: []use{}}
	m := e.runDetached(d)
	pure := !e.stacks.effects.impure
	e.stacks.effects = outer
	if pure {
		m.nodes = flat(m.nodes)
		e.maps[key] = m
	}
	return m
}

// callDetached evaluates @name();.
func (e *evaluator) callDetached(x *syntax.VarCall) members {
	return e.callBlock(x, (*evaluator).runDetached)
}

// callBlock evaluates the block that a variable is, by run.
func (e *evaluator) callBlock(x *syntax.VarCall, run func(*evaluator, *detached) members) members {
	e.stacks.effects.impure = true
	e.enter(e.at(x.At))
	defer e.leave()
	e.budget.Take(callSize)
	v := e.variableNamed(x.Name, x.At, x)
	switch v := v.(type) {
	case *detached:
		if v.nodes != nil {
			return members{nodes: e.cloneNodes(v.nodes)}
		}
		in := *e
		in.math = mathMode{level: e.math.level}
		if v.scope != nil {
			in.medias = nil
		}
		return run(&in, v)
	case *statementValue:
		if r, ok := v.node.(*output.Ruleset); ok {
			return members{nodes: e.cloneNodes(r.Rules)}
		}
	}
	e.fail(value.Place{}, "Syntax", "Could not evaluate variable call %s", x.Name)
	return members{}
}

// lookup evaluates @map[key] and .mixin()[key].
func (e *evaluator) lookup(x *syntax.Lookup) value.Value {
	var in members
	switch c := x.Call.(type) {
	case *syntax.VarCall:
		in = e.callBlock(c, (*evaluator).mapOf)
		in.nodes = flat(in.nodes)
	case *syntax.MixinCall:
		in.nodes = flat(e.mixinCall(c))
	}
	var v value.Value
	for i, key := range x.Keys {
		if i > 0 {
			d, ok := v.(*detached)
			if !ok {
				e.lookupFailed(x, key, nil)
			}
			in = e.members(d)
		}
		v = e.lookupKey(x, in, key)
	}
	return v
}

// lookupFailed ends the evaluation of a look-up; from has the members that there are.
func (e *evaluator) lookupFailed(x *syntax.Lookup, key string, from []output.Node) {
	text := "property \"" + strings.TrimPrefix(key, "$") + "\" not found"
	if strings.HasPrefix(key, "@") {
		text = "variable " + key + " not found"
	}
	panic(e.noMember(x, key, from, value.ErrorAt(e.at(x.At), "Name", text)))
}

// lookupKey is the value of a key in evaluated rules: the last one; "" is the last
// declaration of any name.
func (e *evaluator) lookupKey(x *syntax.Lookup, from members, key string) value.Value {
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
	if it := from.raw(e, key); it != nil {
		d := it.stmt.(*syntax.Declaration)
		in := *e
		in.info = it.info
		outer := e.stacks.effects.important
		v := in.variableValue(&variable{expr: d.Value, info: it.info, decl: d}, e.scope)
		e.stacks.effects.important = outer
		return v
	}
	var declared []output.Node
	var found value.Value
	for _, n := range from.nodes {
		switch n := n.(type) {
		case *output.Variable:
			if n.Name == key || key == "" {
				found = e.reevaluated(n.Val)
			}
		case *output.Declaration:
			if key == "" {
				found = e.reevaluated(parsedValue(n))
			} else if n.Name == key {
				declared = append(declared, n)
			}
		}
	}
	if d := lastProperty(declared); d != nil {
		found = e.forProperty(d.Name).reevaluated(d.Value)
	}
	if found == nil {
		e.lookupFailed(x, key, from.nodes)
	}
	return found
}

// javaScript evaluates an inline expression.
func (e *evaluator) javaScript(x *syntax.JavaScript) value.Value {
	at := e.at(x.At)
	if e.opt.Script == nil {
		err := value.ErrorAt(at, "Syntax", "Inline JavaScript is not enabled. Is it set in your options?")
		err.Own, err.Hint = "inline JavaScript is not enabled", "--js runs it, in a sandbox; or write the value in LESS"
		panic(err)
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
		var host *value.HostError
		if errors.As(err, &host) {
			e.throw(host, at)
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
func parseText(text string) (v value.Value, important string, err error) {
	x, important, failure := new(syntax.Fragments).Value(source.NewFile("", text), source.Span{End: len(text)})
	if failure != nil {
		return nil, "", errors.New(failure.Text)
	}
	if x == nil || !isConstant(x) {
		return nil, "", errors.New("not a constant value: " + strconv.Quote(text))
	}
	e := newEvaluator(&compilation{opt: &Options{}, limits: defaultLimits, space: &workspace{}})
	e.info = &fileInfo{file: source.NewFile("", text)}
	return e.value(x), important, nil
}

// isConstant reports whether a value refers to nothing outside of it.
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
