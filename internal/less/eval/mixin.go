package eval

import (
	"slices"
	"strings"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// An argument is an evaluated argument of a mixin call.
type argument struct {
	name string
	val  value.Value
}

// argumentSize is the size of an argument in bytes, with room to grow.
const argumentSize = 64

// callSize is about what a call takes beside what it makes, in bytes.
const callSize = 256

// A match is a rule that a call names and whose arguments fit.
type mixinMatch struct {
	callable
	group  defaultGroup
	params *frame // the parameters, if they were evaluated for a guard
}

// defaultGroup says what the guards of a match make of default().
type defaultGroup int8

const (
	never      defaultGroup = iota // the guard fails either way
	either                         // and holds either way
	ifDefault                      // holds if default() is true
	ifNoOthers                     // holds if default() is false
)

// mixinCall evaluates a call: all rules that it names and that fit, in the nearest
// block that has such rules.
func (e *evaluator) mixinCall(c *syntax.MixinCall) []output.Node {
	e.stacks.effects.impure = true
	at := e.at(c.At)
	e.enter(at)
	defer e.leave()
	e.budget.Take(callSize)
	q := mixinSearch{call: c, args: e.callArguments(c)}
	tries := maxFrames
	if q.in(e, e.scope, &tries) {
		return q.nodes
	}
	panic(q.uncallable(e))
}

// A mixinSearch is a call on its way to the rules that it means.
type mixinSearch struct {
	call  *syntax.MixinCall
	args  []argument
	named bool          // some block has rules of that name
	nodes []output.Node // what they made
}

// in looks through the frames of a scope, nearest first.
func (q *mixinSearch) in(e *evaluator, s *scope, tries *int) bool {
	for ; s != nil && *tries > 0; s = s.next {
		if s.frame == nil {
			if q.in(e, s.inner, tries) {
				return true
			}
			continue
		}
		*tries--
		if q.frame(e, s.frame) {
			return true
		}
	}
	return false
}

func (q *mixinSearch) frame(e *evaluator, f *frame) bool {
	from := len(e.stacks.found)
	e.stacks.found = e.findRules(f, q.call.Names, e.stacks.found)
	found := e.stacks.found[from:]
	if len(found) == 0 {
		return false
	}
	q.named = true
	matches, fits := e.matching(found, q.args)
	e.stacks.found = e.stacks.found[:from]
	if !fits {
		return false
	}
	q.nodes = e.runMatches(matches, q.args, q.call)
	return true
}

// ruleNames are the names that a call can begin with where evaluation is, sorted.
func (e *evaluator) ruleNames() []string {
	var names []string
	e.scope.each(func(f *frame, _ *scope) bool {
		names = f.ruleNames(e, names)
		return false
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// callText is the path of a call as less.js prints it.
func callText(c *syntax.MixinCall, names []string) string {
	var b []byte
	for i, el := range c.Path {
		b = output.AppendElement(b, &output.Element{Comb: el.Comb, Text: names[i]}, false, i == 0)
	}
	return string(b)
}

func formatCall(c *syntax.MixinCall, names []string, args []argument) string {
	parts := make([]string, len(args))
	for i, a := range args {
		if a.name != "" {
			parts[i] = a.name + ":"
		}
		if d, ok := a.val.(*detached); ok && d.nodes != nil {
			parts[i] += "???"
		} else {
			parts[i] += value.Raw(a.val)
		}
	}
	return callText(c, names) + "(" + strings.Join(parts, ", ") + ")"
}

func (e *evaluator) callArguments(c *syntax.MixinCall) []argument {
	if len(c.Args) == 0 {
		return nil
	}
	args := e.pool.args.Make(len(c.Args))[:0]
	for _, a := range c.Args {
		v := e.value(a.Value)
		e.weigh(v, e.at(c.At))
		l, isList := v.(*value.List)
		switch {
		case a.Expand && isList:
			e.budget.Product(len(l.Items), 1, argumentSize)
			for _, item := range l.Items {
				args = append(args, argument{val: item})
			}
		case isList && !l.Comma && len(l.Items) == 0:
		default:
			args = append(args, argument{a.Name, v})
		}
	}
	return args
}

// matching returns those whose arguments and guards fit; fits reports whether the
// arguments of any do.
func (e *evaluator) matching(found []foundRule, args []argument) (matches []mixinMatch, fits bool) {
	matches = e.pool.matches.Make(len(found))[:0]
	for _, r := range found {
		if err := e.spend(1); err != nil {
			e.throw(err, e.here)
		}
		if r.rule != nil && e.scope.inside(r.rule) {
			continue
		}
		if r.mixin != nil && !e.fits(r.mixin, args) || r.mixin == nil && len(args) > 0 {
			continue
		}
		fits = true
		m := mixinMatch{callable: r.callable}
		if e.group(&m, r.path, args); m.group != never {
			matches = append(matches, m)
		}
	}
	return matches, fits
}

// runMatches evaluates the rules that match, as default() decides.
func (e *evaluator) runMatches(matches []mixinMatch, args []argument, c *syntax.MixinCall) []output.Node {
	var count [4]int
	for _, m := range matches {
		count[m.group]++
	}
	wanted := ifNoOthers
	if count[either] == 0 {
		wanted = ifDefault
		if count[ifDefault]+count[ifNoOthers] > 1 {
			names := make([]string, len(c.Path))
			for i, el := range c.Path {
				names[i] = el.Text
			}
			e.fail(e.at(c.At), "Runtime", "Ambiguous use of `default()` found when matching for `%s`", formatCall(c, names, args))
		}
	}
	in := *e
	in.def = defaultState{}
	nodes := noNodes
	for i := range matches {
		m := &matches[i]
		if m.group != either && m.group != wanted {
			continue
		}
		if made := in.runAt(m, args, c); len(nodes) == 0 {
			nodes = made
		} else {
			e.budget.Product(len(made), 1, nodeSize)
			nodes = append(nodes, made...)
		}
	}
	return nodes
}

// noNodes are what calls make that make nothing, as a list to append to.
var noNodes = []output.Node{}

// nodeSize is what a node takes in a list, in bytes, with room to grow.
const nodeSize = 32

// runAt evaluates one match; an error inside is reported at the call, and where it
// was is told beside.
func (e *evaluator) runAt(m *mixinMatch, args []argument, c *syntax.MixinCall) []output.Node {
	e.enterTrail(waypoint{kind: callPoint, at: e.at(c.At)})
	var nodes []output.Node
	if m.node == nil {
		nodes = e.run1(m, args, c.Important)
	} else if nodes = e.cloneNodes(m.node.Rules); c.Important {
		makeImportant(nodes)
	}
	e.leaveTrail()
	return nodes
}

// run1 evaluates the block of a match.
func (e *evaluator) run1(m *mixinMatch, args []argument, important bool) []output.Node {
	in := *e
	in.math, in.medias, in.watched = mathMode{level: e.math.level}, nil, nil
	var rules []syntax.Stmt
	var params *frame
	frames := e.scope
	if m.mixin != nil {
		rules = m.mixin.Rules
		important = important || m.mixin.important
		frames = e.pool.joined(m.mixin.scope, e.scope)
		if params = m.params; params == nil {
			params = e.bind(m.mixin, args, frames)
		}
		in.info = m.mixin.info
	} else {
		rules = m.rule.Rules
		params = e.pool.frames.One()
		params.arguments = noArguments
		in.info = m.callable.info
	}
	in.scope = e.pool.with(frames, params)
	if len(e.body(rules).imports) > 0 {
		in.scope = e.pool.with(in.scope, &frame{file: &ofFile{defined: &block{rules, in.info}}})
	}
	f := e.pool.frame(rules, in.info)
	f.source = m.rule
	nodes := in.again(f)
	if important {
		makeImportant(nodes)
	}
	return nodes
}

// makeImportant marks all declarations of evaluated rules.
func makeImportant(nodes []output.Node) {
	for _, n := range nodes {
		switch n := n.(type) {
		case *output.Declaration:
			n.Important = " !important"
		case *output.Ruleset:
			makeImportant(n.Rules)
		case *output.Conditional:
			makeImportant(n.Rules)
		case *nodeGroup:
			makeImportant(n.nodes)
		case *mixinNode:
			d := *n.def
			d.important = true
			n.def = &d
		}
	}
}

// fits reports whether arguments can be those of a definition: enough of them, known
// names, patterns equal to what was given.
func (e *evaluator) fits(m *mixin, args []argument) bool {
	if len(m.Params) == 0 {
		return len(args) == 0
	}
	given := e.pool.values.Make(len(m.Params))
	positional := e.pool.values.Make(len(args))[:0]
	for _, a := range args {
		if a.name == "" {
			positional = append(positional, a.val)
			continue
		}
		i := slices.IndexFunc(m.Params, func(p syntax.Param) bool { return p.Name == a.name })
		if i < 0 || given[i] != nil {
			return false
		}
		given[i] = a.val
	}
	next := 0
	for i, p := range m.Params {
		switch {
		case given[i] != nil:
		case p.Variadic:
			next = len(positional)
		case next < len(positional):
			given[i] = positional[next]
			next++
		case p.Name == "" || p.Value == nil:
			return false
		}
	}
	if next < len(positional) {
		return false
	}
	for i, p := range m.Params {
		if p.Name == "" && !p.Variadic {
			e.walk(e.here, given[i])
			if value.Raw(given[i]) != e.patternText(m, p) {
				return false
			}
		}
	}
	return true
}

// bind makes the frame of the parameters of a definition; frames are those of the
// definition and the caller, in which defaults are evaluated.
func (e *evaluator) bind(m *mixin, args []argument, frames *scope) *frame {
	f := e.pool.frames.One()
	if len(m.Params) == 0 {
		f.arguments = noArguments
		return f
	}
	f.params = e.pool.params.Make(len(m.Params))[:0]
	given := e.pool.values.Make(len(m.Params))
	positional := e.pool.values.Make(len(args))[:0]
	for _, a := range args {
		if a.name == "" {
			positional = append(positional, a.val)
			continue
		}
		for i, p := range m.Params {
			if p.Name == a.name && given[i] == nil {
				given[i] = a.val
				f.params = append(f.params, param(a))
				break
			}
		}
	}
	in := *e
	in.scope, in.info, in.math, in.watched = e.pool.with(frames, f), m.info, mathMode{level: e.math.level}, nil
	next := 0
	var extra []value.Value
	for i, p := range m.Params {
		if given[i] != nil {
			continue
		}
		switch {
		case p.Variadic:
			extra = positional[min(next, len(positional)):]
			if p.Name != "" {
				f.params = append(f.params, param{p.Name, argumentsValue(extra)})
			}
			continue
		case next < len(positional):
			given[i] = positional[next]
		case p.Value != nil:
			given[i] = in.value(p.Value)
		}
		next++
		if p.Name != "" {
			f.params = append(f.params, param{p.Name, given[i]})
		}
	}
	f.arguments = e.pool.given.One()
	*f.arguments = arguments{given, extra}
	return f
}

// arguments are what @arguments stands for, if it is asked for: the parameters in
// order, then what the last one took beyond.
type arguments struct{ given, extra []value.Value }

var noArguments = &arguments{}

func (a *arguments) value() value.Value {
	var out []value.Value
	for _, v := range a.given {
		if v != nil {
			out = append(out, v)
		}
	}
	return argumentsValue(append(out, a.extra...))
}

func argumentsValue(list []value.Value) value.Value {
	if len(list) == 1 {
		return list[0]
	}
	return &value.List{Items: list}
}

// group evaluates the guards of a match and of the namespaces it is in.
func (e *evaluator) group(m *mixinMatch, namespaces []callable, args []argument) {
	if len(namespaces) == 0 && (m.mixin == nil || m.mixin.Guard == nil) {
		if e.guardHolds(m, args) {
			m.group = either
		}
		return
	}
	asks := m.mixin != nil && e.asksDefault(m.mixin.Guard)
	for _, n := range namespaces {
		asks = asks || n.mixin != nil && e.asksDefault(n.mixin.Guard)
	}
	in := *e
	holds := func(value bool) bool {
		in.def = defaultState{known: true, value: value}
		for _, n := range namespaces {
			if !in.guardHolds(&mixinMatch{callable: n}, nil) {
				return false
			}
		}
		return in.guardHolds(m, args)
	}
	whenFalse := holds(false)
	whenTrue := whenFalse
	if asks {
		whenTrue = holds(true)
	}
	switch {
	case whenFalse && whenTrue:
		m.group = either
	case whenTrue:
		m.group = ifDefault
	case whenFalse:
		m.group = ifNoOthers
	}
}

// guardHolds evaluates the guard of one rule.
func (e *evaluator) guardHolds(m *mixinMatch, args []argument) bool {
	switch {
	case m.node != nil:
		return len(m.node.Selectors) == 0 || !m.node.Selectors[len(m.node.Selectors)-1].Off
	case m.rule != nil:
		return m.rule.Selectors[len(m.rule.Selectors)-1].Guard == nil
	case m.mixin.Guard == nil:
		return true
	}
	frames := e.pool.joined(m.mixin.scope, e.scope)
	params := m.params
	if params == nil {
		params = e.bind(m.mixin, args, frames)
		if !e.asksInDefaults(m.mixin.MixinDef) {
			m.params = params
		}
	}
	in := *e
	in.info, in.scope, in.math = m.mixin.info, e.pool.with(frames, params), mathMode{level: e.math.level}
	return in.condition(m.mixin.Guard)
}

// asksDefault reports whether a guard calls default().
func (e *evaluator) asksDefault(c *syntax.Condition) bool {
	if c == nil {
		return false
	}
	asks, known := e.guards[c]
	if !known {
		asks = callsDefault(c)
		e.guards[c] = asks
	}
	return asks
}

// asksInDefaults reports whether the default of a parameter calls default(), which
// the guard answers and the block does not.
func (e *evaluator) asksInDefaults(d *syntax.MixinDef) bool {
	asks, known := e.asking[d]
	if !known {
		asks = slices.ContainsFunc(d.Params, func(p syntax.Param) bool { return p.Value != nil && callsDefault(p.Value) })
		e.asking[d] = asks
	}
	return asks
}

func callsDefault(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Condition:
		return callsDefault(x.X) || callsDefault(x.Y)
	case *syntax.Call:
		return strings.EqualFold(x.Name, "default") || slices.ContainsFunc(x.Args, callsDefault)
	case *syntax.Spaces:
		return slices.ContainsFunc(x.Items, callsDefault)
	case *syntax.Commas:
		return slices.ContainsFunc(x.Items, callsDefault)
	case *syntax.Operation:
		return callsDefault(x.X) || callsDefault(x.Y)
	case *syntax.Paren:
		return callsDefault(x.X)
	case *syntax.Negative:
		return callsDefault(x.X)
	}
	return false
}

// condition evaluates a condition; both sides always are.
func (e *evaluator) condition(c *syntax.Condition) bool {
	a, b := e.value(c.X), e.value(c.Y)
	e.walk(e.here, a, b)
	var result bool
	switch c.Op {
	case "and":
		result = isTrue(a) && isTrue(b)
	case "or":
		result = isTrue(a) || isTrue(b)
	default:
		if err := value.CheckText(a, b); err != nil {
			e.throw(err, value.Place{})
		}
		result = compareBy(c.Op, a, b)
	}
	return result != c.Negate
}

// isTrue is what JavaScript takes for true: any value but a condition's false.
func isTrue(v value.Value) bool {
	t, ok := v.(value.Truth)
	return !ok || bool(t)
}

func compareBy(op string, a, b value.Value) bool {
	if t, ok := a.(value.Truth); ok {
		a = value.Bool(bool(t))
	}
	if t, ok := b.(value.Truth); ok {
		b = value.Bool(bool(t))
	}
	switch value.Compare(a, b) {
	case value.Lesser:
		return op == "<" || op == "=<" || op == "<="
	case value.Equal:
		return op == "=" || op == ">=" || op == "=<" || op == "<="
	case value.Greater:
		return op == ">" || op == ">="
	}
	return false
}

// clonedSize is about what a copy of a node takes, in bytes.
const clonedSize = 144

// cloneNodes copies evaluated rules, so that the passes can change each copy.
func (e *session) cloneNodes(nodes []output.Node) []output.Node {
	e.budget.Product(len(nodes), 1, clonedSize)
	out := make([]output.Node, len(nodes))
	for i, n := range nodes {
		out[i] = e.cloneNode(n)
	}
	return out
}

func (e *session) cloneNode(n output.Node) output.Node {
	switch n := n.(type) {
	case *output.Ruleset:
		c := *n
		e.budget.Product(len(n.Selectors), 1, selectorSize)
		c.Selectors = make([]*output.Selector, len(n.Selectors))
		for i, s := range n.Selectors {
			d := *s
			c.Selectors[i] = &d
		}
		c.Rules = e.cloneNodes(n.Rules)
		return &c
	case *output.Declaration:
		c := *n
		return &c
	case *output.MediaRule:
		c := *n
		c.Rules = e.cloneNodes(n.Rules)
		return &c
	case *output.AtRule:
		c := *n
		c.Rules = e.cloneNodes(n.Rules)
		return &c
	case *output.Conditional:
		c := *n
		c.Rules = e.cloneNodes(n.Rules)
		return &c
	case *output.Comment:
		c := *n
		return &c
	case *output.ExtendRule:
		c, x := *n, *n.Extend
		c.Extend = &x
		return &c
	case *output.RawText:
		c := *n
		return &c
	case *nodeGroup:
		return &nodeGroup{Visibility: n.Visibility, nodes: e.cloneNodes(n.nodes), variables: n.variables}
	case *output.Variable:
		c := *n
		return &c
	case *mixinNode:
		c := *n
		return &c
	}
	return n
}
