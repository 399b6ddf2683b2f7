package less

import (
	"context"
	"fmt"
	"slices"

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
	repeats   int   // blocks around that may be evaluated several times
	impure    bool  // what is being evaluated has a value here only, see memory
	used      []use // by the variable that is being remembered; nil where none is
	shared    map[sharedKey]*sharedValue
	pool      *pool
	plugins   bool     // some plugin has added functions
	passed    []passed // what errors pass on their way out
	over      bool     // a limit was passed: this error is not caught before the end
	running   []any    // the variables and properties that are being evaluated, innermost last
	script    ScriptRun

	bodies   map[*syntax.Stmt]*body
	found    []foundRule // by the calls that are being looked up
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
		c: c, opt: opt, ctx: c.ctx, pool: &pool{},
		style:    valueStyle{compress: opt.Compress, strictUnits: opt.StrictUnits, round: true},
		shared:   map[sharedKey]*sharedValue{},
		bodies:   map[*syntax.Stmt]*body{},
		names:    map[*syntax.Selector][]string{},
		elements: map[*syntax.Selector][]element{},
		raw:      map[*syntax.Declaration]*variable{},
		guards:   map[*syntax.Condition]bool{},
		asking:   map[*syntax.MixinDef]bool{},
		limits:   c.limits,
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
			css, mapping, errs = nil, nil, append(e.errors, e.caught(r, nil))
		}
	}()
	f := e.pool.frame(sheet.Rules, info)
	root := &ruleset{root: true, firstRoot: true, rules: flat(e.block(f, nil, true))}
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
	if err := (&joiner{pool: e.pool, spend: e.spend, plain: !e.c.imports.references}).node(root, nil); err != nil {
		return nil, nil, err
	}
	markVisible(root)
	x := &extender{spend: e.spend, warn: func(at place, text string) { e.warn(at, text) }}
	if err := x.run(root); err != nil {
		return nil, nil, err
	}
	pr := &pruner{pool: e.pool, style: e.style, lines: e.opt.LineNumbers != ""}
	if err := pr.node(root); err != nil {
		return nil, nil, err
	}
	p := &printer{buf: make([]byte, 0, e.c.imports.size), style: e.style, lines: e.opt.LineNumbers, limit: e.limits.Output}
	if e.opt.SourceMap != nil || e.opt.Origins {
		p.marks = &mapMarks{}
	}
	if err := p.stylesheet(root); err != nil {
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

// fail ends the evaluation of a statement.
func (e *evaluator) fail(at place, kind, format string, args ...any) {
	e.over = e.over || kind == "Limit"
	panic(errorAt(at, kind, fmt.Sprintf(format, args...)))
}

// throw is fail with an error that may not know its place yet.
func (e *evaluator) throw(err error, at place) {
	switch err := err.(type) {
	case *outputError:
		if err.at.file == nil {
			err.at = at
		}
		e.over = e.over || err.kind == "Limit"
		panic(err)
	case *evalError:
		e.over = e.over || err.kind == "Limit"
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
		return &evalError{"Limit", fmt.Sprintf("more than %d steps of evaluation (the limit on steps)", e.limits.Steps)}
	}
	if e.ctx != nil && e.steps&1023 < n {
		if err := e.ctx.Err(); err != nil {
			return stopped(err)
		}
	}
	return nil
}

// stopped is the error of a compilation whose context has ended.
func stopped(err error) error {
	return &evalError{"Limit", "the compilation was stopped: " + err.Error()}
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
		e.fail(at, "Limit", "rules and calls nested deeper than %d (the limit on depth)", e.limits.Depth)
	}
}

func (e *evaluator) leave() { e.depth-- }

// block evaluates the items of a frame: imports, then definitions, then calls,
// then all else in order; selectors are those of the ruleset whose block it is, and
// at-rules that leave it take them along.
func (e *evaluator) block(f *frame, selectors []*selector, root bool) []cssNode {
	outer := e.scope
	e.scope = e.pool.with(outer, f)
	defer func() { e.scope = outer }()
	medias := len(e.medias.blocks)

	brought := e.imports(f, root)
	e.scope.remembers(e.pool, &e.c.imports.names, f.stmts == nil)
	module := brought && !root && e.forgets()
	if brought && !root && !module {
		out := f.items
		f.items = slices.Clone(out)
		e.pool.giveItems(out)
	}
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
	nodes := e.folded(f)
	if module {
		e.pool.leave(f, e.scope.memory)
	}
	return nodes
}

// again evaluates a block that may be evaluated several times.
func (e *evaluator) again(f *frame) []cssNode {
	e.repeats++
	nodes := e.block(f, nil, false)
	e.repeats--
	return nodes
}

// calls evaluates the mixin calls of a block and puts what they make in their place.
func (e *evaluator) calls(f *frame, root bool) {
	for i := 0; i < len(f.items); i++ {
		it := &f.items[i]
		if it.node != nil {
			continue
		}
		var call func(f *frame, it *item) []cssNode
		switch it.stmt.(type) {
		case *syntax.MixinCall:
			call = e.callMixin
		case *syntax.VarCall:
			call = e.callVariable
		default:
			continue
		}
		var nodes []cssNode
		if !root {
			nodes = call(f, it)
		} else if !e.guarded(func() { nodes = call(f, it) }) {
			nodes = nil
		}
		if n := it.blocks(); n > 0 {
			addBlocks(nodes, n)
		}
		f.items[i] = item{node: e.pool.group(nodes), info: it.info}
		f.replaced(i)
	}
}

func (e *evaluator) callMixin(f *frame, it *item) []cssNode {
	s := it.stmt.(*syntax.MixinCall)
	e.info = it.info
	e.step(e.at(s.At))
	return e.leaked(f, e.mixinCall(s))
}

func (e *evaluator) callVariable(_ *frame, it *item) []cssNode {
	s := it.stmt.(*syntax.VarCall)
	e.info = it.info
	e.step(e.at(s.At))
	before := e.pass(passed{at: e.at(s.At)})
	nodes := withoutVariables(e.callDetached(s))
	e.passed = before
	return nodes
}

// addBlocks counts reference imports that nodes came through.
func addBlocks(nodes []cssNode, blocks int) {
	for _, n := range nodes {
		if g, ok := n.(*nodeGroup); ok {
			addBlocks(g.nodes, blocks)
		}
		n.vis().blocks += blocks
	}
}

// leaked drops the variables that the caller has of its own.
func (e *evaluator) leaked(f *frame, nodes []cssNode) []cssNode {
	return dropVariables(nodes, func(v *variableNode) bool {
		own := f.variable(e, v.name)
		return own.found()
	})
}

func withoutVariables(nodes []cssNode) []cssNode {
	return dropVariables(nodes, func(*variableNode) bool { return true })
}

// dropVariables takes variables out of a list in place.
func dropVariables(nodes []cssNode, drop func(*variableNode) bool) []cssNode {
	if !anyVariables(nodes) {
		return nodes
	}
	out := nodes[:0]
	for _, n := range nodes {
		switch n := n.(type) {
		case *variableNode:
			if drop(n) {
				continue
			}
		case *nodeGroup:
			if n.variables {
				n.nodes = dropVariables(n.nodes, drop)
				n.variables = anyVariables(n.nodes)
			}
		}
		out = append(out, n)
	}
	return out
}

func anyVariables(nodes []cssNode) bool {
	for _, n := range nodes {
		switch n := n.(type) {
		case *variableNode:
			return true
		case *nodeGroup:
			if n.variables {
				return true
			}
		}
	}
	return false
}

// guarded runs f, which evaluates a statement of the root: an error is noted and
// evaluation goes on behind the statement.
func (e *evaluator) guarded(f func()) (ok bool) {
	saved := *e
	defer func() {
		if e.over {
			return
		}
		r := recover()
		if r == nil {
			return
		}
		err := e.caught(r, saved.passed)
		errs, steps := e.errors, e.steps
		*e = saved
		e.errors, e.steps = append(errs, err), steps
	}()
	f()
	return true
}

// rest evaluates what is neither import nor definition nor call.
func (e *evaluator) rest(f *frame, root bool) {
	forgets := e.forgets()
	for i := 0; i < len(f.items); i++ {
		it := &f.items[i]
		if it.node != nil {
			if e.medias.active {
				it.node = e.reenter(it.node)
			}
			continue
		}
		if root {
			e.guarded(func() { e.restItem(f, i, true) })
		} else {
			e.restItem(f, i, forgets)
		}
	}
}

func (e *evaluator) restItem(f *frame, i int, forgets bool) {
	it := &f.items[i]
	e.info, e.inner, e.blocks, e.before = it.info, nil, 0, f.items[:i]
	if it.via != nil {
		e.inner, e.blocks = it.via.inner, it.via.blocks
	}
	if d, ok := it.stmt.(*syntax.Declaration); ok && d.Variable && forgets {
		e.defined(d)
		return
	}
	n := e.statement(it.stmt)
	if _, isQuery := it.stmt.(*syntax.Query); n != nil && it.via != nil && !isQuery {
		addBlocks([]cssNode{n}, it.via.blocks)
	}
	it = &f.items[i]
	it.node = n
	f.evaluated(i)
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
		c := e.pool.comments.One()
		c.text, c.at = s.Text, e.at(s.At)
		return c
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
// Groups of some size stay groups.
func (e *evaluator) folded(f *frame) []cssNode {
	n := 0
	for i := range f.items {
		switch node := f.items[i].node.(type) {
		case nil:
		case *nodeGroup:
			n += max(1, min(len(node.nodes), smallGroup))
		default:
			n++
		}
	}
	out := e.pool.nodes.Make(n)[:0]
	for i := range f.items {
		switch n := f.items[i].node.(type) {
		case nil:
		case *nodeGroup:
			if len(n.nodes) <= smallGroup {
				out = append(out, n.nodes...)
			} else {
				out = append(out, n)
			}
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

// A nodeGroup is several nodes that stand for one statement: a call. What a mixin
// made may hold groups, so that a recursion does not copy at each level what all
// deeper ones made; the rules of a ruleset and of an at-rule hold none.
type nodeGroup struct {
	visibility
	nodes     []cssNode
	variables bool     // holds some
	index     *brought // its rules, once a call has asked for them
}

func (p *pool) group(nodes []cssNode) *nodeGroup {
	g := p.groups.One()
	g.nodes, g.variables = nodes, anyVariables(nodes)
	return g
}

// smallGroup is how many nodes are cheaper to copy than to keep apart.
const smallGroup = 8

// flat returns the nodes with those of groups in their place.
func flat(nodes []cssNode) []cssNode {
	for i, n := range nodes {
		if _, ok := n.(*nodeGroup); ok {
			return appendFlat(slices.Clone(nodes[:i]), nodes[i:])
		}
	}
	return nodes
}

func appendFlat(out, nodes []cssNode) []cssNode {
	for _, n := range nodes {
		if g, ok := n.(*nodeGroup); ok {
			out = appendFlat(out, g.nodes)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// imports puts what the imports of a block brought in their place, and returns
// whether there were any. The items are then in a list from the pool, which has
// just the room that those of a root need.
func (e *evaluator) imports(f *frame, root bool) bool {
	if !slices.ContainsFunc(f.items, isImportItem) {
		return false
	}
	// out is done, todo still holds imports; what came in may hold imports of its own.
	room := len(f.items)
	if root {
		room += e.c.imports.statements
	}
	out := e.pool.takeItems(room)
	var parts []part
	todo := []arrival{{items: f.items}}
	for len(todo) > 0 {
		last := &todo[len(todo)-1]
		if last.left() == 0 {
			todo = todo[:len(todo)-1]
			continue
		}
		it := last.next()
		if !isImportItem(it) {
			out = append(out, it)
			continue
		}
		if e.evaluatesAny(it) { // sees what has come in so far
			f.items = append(slices.Clone(out), it)
			for _, rest := range slices.Backward(todo) {
				for rest.left() > 0 {
					f.items = append(f.items, rest.next())
				}
			}
			f.changed()
		}
		a := e.importItem(f, it, root)
		if len(a.stmts) > 0 {
			if b := e.body(a.stmts); b.stmts != nil && len(b.imports) == 0 && !slices.ContainsFunc(a.stmts, isPlugin) {
				parts = append(parts, part{len(out), b})
			}
		}
		todo = append(todo, a)
	}
	f.items = out
	f.changed()
	if parts != nil {
		f.file = &ofFile{parts: parts, funcs: f.ofFile().funcs}
	}
	return true
}

// leave takes back what a module needed that is evaluated and that no call can
// name: nobody asks for its names any more. The next one is likely to be as large.
func (p *pool) leave(f *frame, m *memory) {
	p.giveItems(f.items)
	f.items = nil
	f.changed()
	for _, r := range m.values {
		p.spare = append(p.spare, r)
	}
	clear(m.values)
	p.spareValues, m.values = m.values, map[string]*remembered{}
}

// An arrival is what an import brings: items, or the statements of a file.
type arrival struct {
	items []item
	stmts []syntax.Stmt
	info  *fileInfo
	via   *importedVia
}

func (a *arrival) left() int { return len(a.items) + len(a.stmts) }

func (a *arrival) next() (it item) {
	if len(a.items) > 0 {
		it, a.items = a.items[0], a.items[1:]
		return it
	}
	it = item{stmt: a.stmts[0], info: a.info, via: a.via}
	a.stmts = a.stmts[1:]
	return it
}

// importItem is what stands for an import or a plugin.
func (e *evaluator) importItem(f *frame, it item, root bool) (a arrival) {
	run := func() {
		e.info = it.info
		switch s := it.stmt.(type) {
		case *syntax.Plugin:
			e.plugin(f, s)
		case *syntax.Import:
			a = e.importItems(s, it.blocks())
		}
	}
	if !root {
		run()
	} else {
		e.guarded(run)
	}
	return a
}

// evaluatesAny says whether an import or a plugin has something to evaluate.
func (e *evaluator) evaluatesAny(it item) bool {
	imp, ok := it.stmt.(*syntax.Import)
	return !ok || len(imp.Features) > 0 || e.c.imports.lookup(imp, it.info) == nil && isDynamic(imp.Path)
}

func isPlugin(s syntax.Stmt) bool {
	_, ok := s.(*syntax.Plugin)
	return ok
}

func isImportItem(it item) bool {
	if it.node != nil {
		return false
	}
	switch it.stmt.(type) {
	case *syntax.Import, *syntax.Plugin:
		return true
	}
	return false
}
