package less

import (
	"context"
	"errors"
	"fmt"

	"skinbuild/internal/less/syntax"
)

// evaluator turns parsed stylesheets into the output tree. Where evaluation cannot
// go on it panics with an *outputError, which is caught where it is the business
// of someone: at each statement of the root, at isdefined(), at a mixin call.
type evaluator struct {
	c      *compilation
	opt    *Options
	style  valueStyle
	ctx    context.Context
	steps  int
	limits Limits
	funcs  map[string]Func

	math      mathMode
	info      *fileInfo // the file of what is being evaluated
	blocks    int       // reference imports that the statement came through
	inner     *fileInfo // of the block of the statement, where that is from another file
	before    []item    // the statements before it in its block
	scope     *scope
	important []bool // for each declaration being evaluated: a variable brought !important
	medias    mediaState
	def       defaultState
	depth     int
	plugins   bool // some plugin has added functions
	running   map[any]bool
	script    ScriptRun

	names    map[*syntax.Selector][]string
	elements map[*syntax.Selector][]element
	raw      map[*syntax.Declaration]*variable // values that were kept raw, parsed
	asking   map[*syntax.MixinDef]bool         // whether a parameter's default asks default()
	guards   map[*syntax.Condition]bool        // whether a guard asks default()
	errors   []error
}

// mathMode says what is calculated.
type mathMode struct {
	level  int  // 0 always, 1 division in parentheses only, 2 in parentheses only
	off    bool // inside of calc()
	parens int
	calc   int
}

// on says whether the operation is calculated.
func (m *mathMode) on(op string) bool {
	switch {
	case m.off:
		return false
	case op == "/" && m.level != 0 && m.parens == 0:
		return false
	case m.level == 2:
		return m.parens > 0
	}
	return true
}

// defaultState is what default() answers in the guard that is being evaluated.
type defaultState struct {
	known, value bool
	err          string // where it may not be asked
}

func newEvaluator(c *compilation) *evaluator {
	opt := c.opt
	e := &evaluator{
		c: c, opt: opt, ctx: c.ctx,
		style:    valueStyle{compress: opt.Compress, strictUnits: opt.StrictUnits, round: true},
		funcs:    builtins(),
		running:  map[any]bool{},
		names:    map[*syntax.Selector][]string{},
		elements: map[*syntax.Selector][]element{},
		raw:      map[*syntax.Declaration]*variable{},
		guards:   map[*syntax.Condition]bool{},
		asking:   map[*syntax.MixinDef]bool{},
		limits:   c.limits,
	}
	for name, f := range opt.Functions {
		e.funcs[name] = f
	}
	switch opt.Math {
	case "always":
		e.math.level = 0
	case "parens", "strict":
		e.math.level = 2
	default:
		e.math.level = 1
	}
	return e
}

// run evaluates the stylesheet and prints it. Each statement of the root that
// fails is one error.
func (e *evaluator) run(sheet *syntax.Sheet, info *fileInfo) (css, mapping []byte, errs []error) {
	defer func() {
		if r := recover(); r != nil {
			css, mapping, errs = nil, nil, append(e.errors, asError(r))
		}
	}()
	f := &frame{}
	for _, s := range sheet.Rules {
		f.items = append(f.items, item{stmt: s, info: info})
	}
	root := &ruleset{root: true, firstRoot: true, rules: e.block(f, nil, true)}
	if len(e.errors) > 0 {
		return nil, nil, e.errors
	}
	css, mapping, err := e.print(root, info)
	if err != nil {
		return nil, nil, []error{err}
	}
	return css, mapping, nil
}

// print runs the passes over the evaluated tree and writes it.
func (e *evaluator) print(root *ruleset, info *fileInfo) (css, mapping []byte, err error) {
	if err := (&joiner{spend: e.spend}).node(root, nil); err != nil {
		return nil, nil, err
	}
	markVisible(root)
	x := &extender{spend: e.spend, warn: func(at place, text string) { e.warn(at, text) }}
	if err := x.run(root); err != nil {
		return nil, nil, err
	}
	pr := &pruner{style: e.style, lines: e.opt.LineNumbers != ""}
	if _, err := pr.node(root); err != nil {
		return nil, nil, err
	}
	p := &printer{style: e.style, lines: e.opt.LineNumbers, limit: e.limits.Output}
	if e.opt.SourceMap != nil || e.opt.Origins {
		p.marks = &mapMarks{}
	}
	if err := p.stylesheet(root); err != nil {
		var limit errOutputLimit
		if errors.As(err, &limit) {
			err = &evalError{"Limit", fmt.Sprintf("more than %d bytes of CSS (the limit on output)", e.limits.Output)}
		}
		return nil, nil, err
	}
	e.c.marks = p.marks
	if e.opt.SourceMap == nil || len(p.buf) == 0 {
		return p.buf, nil, nil
	}
	mapping, comment := e.opt.SourceMap.buildMap(p.buf, p.marks, info.name)
	return append(p.buf, comment...), mapping, nil
}

// warn reports a warning.
func (e *evaluator) warn(at place, text string) {
	if at.file == nil {
		at = place{e.c.entry.file, 0}
	}
	e.c.warnings = append(e.c.warnings, at.file.Warnf(at.span(), "less/warning", "%s", text))
}

// asError returns the error that evaluation panicked with and panics with all else.
func asError(r any) error {
	if err, ok := r.(*outputError); ok {
		return err
	}
	panic(r)
}

// fail ends the evaluation of a statement.
func (e *evaluator) fail(at place, kind, format string, args ...any) {
	panic(errorAt(at, kind, fmt.Sprintf(format, args...)))
}

// throw is fail with an error that may not know its place yet.
func (e *evaluator) throw(err error, at place) {
	switch err := err.(type) {
	case *outputError:
		if err.at.file == nil {
			err.at = at
		}
		panic(err)
	case *evalError:
		panic(&outputError{evalError: *err, at: at})
	case *HostError:
		panic(&outputError{evalError: evalError{"Runtime", err.Text}, at: at, hint: err.Hint, code: err.Code})
	default:
		panic(errorAt(at, "Runtime", err.Error()))
	}
}

// at is the place of an offset in the current file.
func (e *evaluator) at(offset int) place { return place{e.info.file, offset} }

// spend counts steps against the limit.
func (e *evaluator) spend(n int) error {
	e.steps += n
	if e.steps > e.limits.Steps {
		return &evalError{"Limit", fmt.Sprintf("more than %d steps of evaluation", e.limits.Steps)}
	}
	if e.ctx != nil && e.steps&1023 < n {
		if err := e.ctx.Err(); err != nil {
			return &evalError{"Limit", "evaluation was stopped: " + err.Error()}
		}
	}
	return nil
}

func (e *evaluator) step(at place) {
	if err := e.spend(1); err != nil {
		e.throw(err, at)
	}
}

// enter counts a level of nesting; the caller calls leave.
func (e *evaluator) enter(at place) {
	if e.depth++; e.depth > e.limits.Depth {
		e.depth = 0 // errors on the way out are not about depth
		e.fail(at, "Limit", "rules and calls nested deeper than %d", e.limits.Depth)
	}
}

func (e *evaluator) leave() { e.depth-- }

// block evaluates the items of a frame: imports, then definitions, then calls,
// then all else in order; selectors are those of the ruleset whose block it is, and
// at-rules that leave it take them along.
func (e *evaluator) block(f *frame, selectors []*selector, root bool) []cssNode {
	outer := e.scope
	e.scope = outer.with(f)
	defer func() { e.scope = outer }()
	medias := len(e.medias.blocks)

	e.imports(f, root)
	calls := false
	for i := range f.items {
		it := &f.items[i]
		switch s := it.stmt.(type) {
		case *syntax.MixinDef:
			if it.node == nil {
				it.node = &mixinNode{def: &mixin{MixinDef: s, info: it.info, scope: e.scope}}
			}
		case *syntax.MixinCall, *syntax.VarCall:
			calls = calls || it.node == nil
		}
	}
	if calls {
		e.calls(f, root)
	}
	e.rest(f, root)
	e.bubble(medias, selectors)
	return e.folded(f)
}

// calls evaluates the mixin calls of a block and puts what they make in their place.
func (e *evaluator) calls(f *frame, root bool) {
	for i := 0; i < len(f.items); i++ {
		it := f.items[i]
		if it.node != nil {
			continue
		}
		var nodes []cssNode
		switch s := it.stmt.(type) {
		case *syntax.MixinCall:
			ok := e.guarded(root, func() {
				e.info = it.info
				e.step(e.at(s.At))
				nodes = e.leaked(f, e.mixinCall(s))
			})
			if !ok {
				nodes = nil
			}
		case *syntax.VarCall:
			e.guarded(root, func() {
				e.info = it.info
				e.step(e.at(s.At))
				defer e.placeAt(e.at(s.At))
				nodes = withoutVariables(e.callDetached(s))
			})
		default:
			continue
		}
		for _, n := range nodes {
			n.vis().blocks += it.blocks
		}
		f.items[i] = item{node: &nodeGroup{nodes: nodes}, info: it.info}
		f.changed()
	}
}

// placeAt gives an error on its way out a place if it has none.
func (e *evaluator) placeAt(at place) {
	if r := recover(); r != nil {
		if err, ok := r.(*outputError); ok && err.at.file == nil {
			err.at = at
		}
		panic(r)
	}
}

// leaked drops the variables that the caller has of its own.
func (e *evaluator) leaked(f *frame, nodes []cssNode) []cssNode {
	out := nodes[:0]
	for _, n := range nodes {
		if v, ok := n.(*variableNode); ok && f.variable(v.name) != nil {
			continue
		}
		out = append(out, n)
	}
	return out
}

func withoutVariables(nodes []cssNode) []cssNode {
	out := nodes[:0]
	for _, n := range nodes {
		if _, ok := n.(*variableNode); !ok {
			out = append(out, n)
		}
	}
	return out
}

// guarded runs f; in the root an error is noted and evaluation goes on behind the
// statement.
func (e *evaluator) guarded(root bool, f func()) (ok bool) {
	if !root {
		f()
		return true
	}
	saved := *e
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		err, isOurs := r.(*outputError)
		if !isOurs || err.kind == "Limit" {
			panic(r)
		}
		errs, steps := e.errors, e.steps
		*e = saved
		e.errors, e.steps = append(errs, err), steps
		e.running = map[any]bool{}
	}()
	f()
	return true
}

// rest evaluates what is neither import nor definition nor call.
func (e *evaluator) rest(f *frame, root bool) {
	for i := 0; i < len(f.items); i++ {
		it := &f.items[i]
		if it.node != nil {
			if e.medias.active {
				it.node = e.reenter(it.node)
			}
			continue
		}
		e.guarded(root, func() {
			e.info, e.inner, e.blocks, e.before = it.info, it.inner, it.blocks, f.items[:i]
			n := e.statement(it.stmt)
			if _, isQuery := it.stmt.(*syntax.Query); n != nil && !isQuery {
				n.vis().blocks += it.blocks
			}
			f.items[i].node = n
			f.evaluated(e, &f.items[i])
		})
	}
}

// statement evaluates a statement to a node, nil for none.
func (e *evaluator) statement(s syntax.Stmt) cssNode {
	switch s := s.(type) {
	case *syntax.Declaration:
		return e.declaration(s)
	case *syntax.Ruleset:
		return e.ruleset(s)
	case *syntax.Comment:
		if s.Line {
			return nil
		}
		return &comment{text: s.Text, at: e.at(s.At)}
	case *syntax.Query:
		return e.query(s)
	case *syntax.AtRule:
		return e.atRule(s)
	case *syntax.ExtendRule:
		return e.extendRule(s)
	case *syntax.CallStmt:
		return e.callStatement(s)
	case *syntax.Lookup:
		e.fail(e.at(s.At), "Syntax", "Could not evaluate variable call")
	case *syntax.Import:
		return e.keptImport(s)
	}
	return nil
}

// folded returns the nodes of the items; the rules of a lone "&" take its place.
func (e *evaluator) folded(f *frame) []cssNode {
	out := make([]cssNode, 0, len(f.items))
	for i := range f.items {
		switch n := f.items[i].node.(type) {
		case nil:
		case *nodeGroup:
			out = append(out, n.nodes...)
		case *ruleset:
			if len(n.selectors) != 1 || n.root || !n.selectors[0].justParent() {
				out = append(out, n)
				continue
			}
			for _, sub := range n.rules {
				if _, isVariable := sub.(*variableNode); isVariable {
					continue
				}
				*sub.vis() = n.visibility
				out = append(out, sub)
			}
		default:
			out = append(out, n)
		}
	}
	return out
}

// A nodeGroup is several nodes that stand for one statement; each() makes one.
type nodeGroup struct {
	visibility
	nodes []cssNode
}

// imports puts what the imports of a block brought in their place.
func (e *evaluator) imports(f *frame, root bool) {
	for i := 0; i < len(f.items); i++ {
		it := f.items[i]
		if it.node != nil {
			continue
		}
		switch s := it.stmt.(type) {
		case *syntax.Plugin:
			e.guarded(root, func() { e.info = it.info; e.plugin(f, s) })
		case *syntax.Import:
			var items []item
			e.guarded(root, func() { e.info = it.info; items = e.importItems(s, it.blocks) })
			f.items = spliceItems(f.items, i, items)
			f.changed()
			if len(items) != 1 || items[0].node == nil {
				i-- // what came in may hold imports of its own
			}
		}
	}
}

func spliceItems(items []item, i int, with []item) []item {
	out := make([]item, 0, len(items)+len(with)-1)
	out = append(append(out, items[:i]...), with...)
	return append(out, items[i+1:]...)
}
