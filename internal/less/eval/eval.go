package eval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// An evaluator is the context in which a statement or an expression is evaluated: a
// small value. What is inside gets a changed copy of it, so nothing has to be set
// back. What all copies share is the session.
//
// Where evaluation cannot go on it panics with an *outputError. It is caught at each
// statement of the root, by isdefined(), and at the end.
type evaluator struct {
	*session
	scope  *scope    // the frames in which names are looked up
	info   *fileInfo // the file of what is being evaluated
	medias *mediaState
	math   mathMode
	def    defaultState
	repeat bool // the block may be evaluated several times

	lineComments bool   // they are kept: each() counts them
	watched      *frame // a block in which something will be looked up, if names are looked up in it
}

// A session is what all of one compilation's evaluation shares: options, limits,
// what was computed once, and the stacks of what is being evaluated.
type session struct {
	c       *compilation
	opt     *Options
	style   value.Style
	ctx     context.Context
	limits  Limits
	budget  *budget.Budget
	here    value.Place // of the statement or call that was begun last: where a limit on memory is exceeded
	level   mathLevel   // that of the sheet
	pool    *pool
	script  ScriptRun
	plugins bool // a plugin has added functions
	errors  []error

	steps   int
	matched time.Duration // spent in regular expressions
	stacks  stacks
	over    bool // a limit was exceeded: this error is not caught before the end

	tables
}

// stacks is what grows while evaluation goes in and shrinks while it comes out. Who
// catches an error sets them back to what they were.
type stacks struct {
	depth   int
	trail   []waypoint  // where an error passes on its way out
	running []any       // the variables and properties that are being evaluated, innermost last
	found   []foundRule // by the calls that are being looked up
	effects effects
}

// effects is what the evaluation of an expression found out beside its value.
type effects struct {
	important string // "!important" of the last variable or property that was used
	impure    bool   // the value holds here only, and must not be memoized
	used      []use  // the variables that the memoized variable used; nil outside of one
}

// mathMode says what is calculated.
type mathMode struct {
	level  mathLevel
	off    bool // inside of calc()
	parens int32
	calc   int32
}

// mathLevel is the option for math.
type mathLevel int8

const (
	mathAlways         mathLevel = iota
	mathParensDivision           // division in parentheses only
	mathParens                   // in parentheses only
	mathLevels                   // how many there are
)

// on reports whether the operation is calculated.
func (m *mathMode) on(op string) bool {
	switch {
	case m.off:
		return false
	case op == "/" && m.level != mathAlways && m.parens == 0:
		return false
	case m.level == mathParens:
		return m.parens > 0
	}
	return true
}

// defaultState is what default() answers in the guard that is being evaluated.
type defaultState struct {
	known, value bool
	forbidden    bool // in the guard of a ruleset: calling it is an error
}

func newEvaluator(c *compilation) *evaluator {
	opt := c.opt
	e := &evaluator{session: &session{
		c: c, opt: opt, ctx: c.ctx, pool: &c.space.pool, tables: c.space.tables, budget: c.budget,
		style:  value.Style{Compress: opt.Compress, StrictUnits: opt.StrictUnits, Round: true},
		limits: c.limits,
	}}
	switch opt.Math {
	case "always":
		e.math.level = mathAlways
	case "parens", "strict":
		e.math.level = mathParens
	default:
		e.math.level = mathParensDivision
	}
	e.level = e.math.level
	return e
}

// run evaluates the stylesheet and prints it. Each statement of the root that
// fails is one error.
func (e *evaluator) run(sheet *syntax.Sheet, info *fileInfo) (css, mapping []byte, errs []error) {
	defer func() {
		if r := recover(); r != nil {
			css, mapping, errs = nil, nil, append(e.errors, e.caught(r, stacks{}))
		}
	}()
	f := e.pool.frame(sheet.Rules, info)
	root := &output.Ruleset{Root: true, FirstRoot: true, Rules: flat(e.block(f, nil, true))}
	if len(e.errors) > 0 {
		return nil, nil, e.errors
	}
	css, mapping, err := e.print(root, info)
	if err != nil {
		return nil, nil, []error{err}
	}
	return css, mapping, nil
}

// print turns the evaluated tree into text.
func (e *evaluator) print(root *output.Ruleset, info *fileInfo) (css, mapping []byte, err error) {
	w := &output.Writer{
		Style: e.style, Lines: e.opt.LineNumbers, Limit: e.limits.Output, Size: e.c.imports.size,
		Pool: &e.pool.Pool, Budget: e.budget, Here: &e.here, Spend: e.session.spend, Warn: e.session.warn, References: e.c.imports.references,
		Verbatims: &e.c.verbatims, SourceMap: e.opt.SourceMap, Origins: e.opt.Origins, Entry: info.name, Room: e.c.space.printed,
	}
	css, mapping, err = w.Write(root)
	e.c.space.printed = w.Room
	e.c.marks, e.c.placed = w.Marks, w.Placed
	return css, mapping, err
}

// warn reports a warning.
func (e *session) warn(at value.Place, text string) {
	if at.File == nil {
		at = value.Place{File: e.c.entry.file, Offset: 0}
	}
	e.c.warnings = append(e.c.warnings, at.File.Warnf(at.Span(), codes.LessWarning, "%s", text))
}

// fail ends the evaluation of a statement.
func (e *session) fail(at value.Place, kind, format string, args ...any) {
	e.over = e.over || kind == "Limit"
	panic(value.ErrorAt(at, kind, fmt.Sprintf(format, args...)))
}

// throw is fail with an error that may not know its place yet.
func (e *session) throw(err error, at value.Place) {
	switch err := err.(type) {
	case *value.Error:
		if err.At.File == nil {
			err.At = at
		}
		e.over = e.over || err.Kind == "Limit"
		panic(err)
	case *value.Failure:
		e.over = e.over || err.Kind == "Limit"
		panic(&value.Error{Failure: *err, At: at})
	case *value.HostError:
		e.over = e.over || err.Code == codes.LessLimit
		panic(&value.Error{Failure: value.Failure{Kind: "Runtime", Text: err.Text}, At: at, Hint: err.Hint, Code: err.Code})
	default:
		panic(value.ErrorAt(at, "Runtime", err.Error()))
	}
}

// at is the place of an offset in the current file.
func (e *evaluator) at(offset int) value.Place { return value.Place{File: e.info.file, Offset: offset} }

// spend counts steps against the limit.
func (e *session) spend(n int) error {
	e.steps += n
	if e.steps > e.limits.Steps {
		return &value.Failure{Kind: "Limit", Text: fmt.Sprintf("more than %d steps of evaluation (the limit on steps)", e.limits.Steps)}
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
	return &value.Failure{Kind: "Limit", Text: "the compilation was stopped: " + err.Error()}
}

// ended reports whether a limit was exceeded: nothing catches that error before the end.
func (e *session) ended() bool { return e.over || e.budget.Over() }

func (e *session) step(at value.Place) {
	e.here = at
	if err := e.spend(1); err != nil {
		e.throw(err, at)
	}
}

// maxValueDepth limits how deep values nest, since they are walked by recursion.
const maxValueDepth = 10_000

// weigh checks a value that is about to be kept: one that holds others many times can
// be short in memory and endless as text.
func (e *session) weigh(v value.Value, at value.Place) {
	switch v.(type) {
	case *value.Number, *value.Color, *value.Keyword:
		return
	}
	weight, depth := value.Extent(v)
	if depth > maxValueDepth {
		e.fail(at, "Limit", "values nested deeper than %d (the limit on depth)", maxValueDepth)
	}
	e.budget.Check(2 * weight) // its text may be made beside it
}

// walk counts what it takes to go through all of some values: steps.
func (e *session) walk(at value.Place, values ...value.Value) {
	for _, v := range values {
		weight, _ := value.Extent(v)
		if err := e.spend(weight / walkedPerStep); err != nil {
			e.throw(err, at)
		}
	}
}

// walkedPerStep is how many bytes of a value are walked in the time of a step.
const walkedPerStep = 64

// enter counts a level of nesting; the caller calls leave.
func (e *session) enter(at value.Place) {
	if e.stacks.depth++; e.stacks.depth > e.limits.Depth {
		e.stacks.depth = 0 // errors on the way out are not about depth
		e.over = true
		err := value.ErrorAt(at, "Limit", fmt.Sprintf("rules and calls nested deeper than %d (the limit on depth)", e.limits.Depth))
		err.Hint = "a mixin that calls itself needs a guard that ends it: when (@n > 0)"
		panic(err)
	}
}

func (e *session) leave() { e.stacks.depth-- }

// block evaluates the items of a frame: imports, then definitions, then calls,
// then all else in order; selectors are those of the ruleset whose block it is, and
// at-rules that leave it take them along.
func (e *evaluator) block(f *frame, selectors []*output.Selector, root bool) []output.Node {
	in := *e
	in.scope = e.pool.with(e.scope, f)
	return in.frame(f, selectors, root)
}

// frame evaluates the items of the frame that is innermost.
func (e *evaluator) frame(f *frame, selectors []*output.Selector, root bool) []output.Node {
	medias := e.medias.count()
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
		if s, ok := it.stmt.(*syntax.MixinDef); ok && it.node == nil {
			it.node = &mixinNode{def: &mixin{MixinDef: s, info: it.info, scope: e.scope}}
		}
		calls = calls || it.node == nil && isCall(it.stmt)
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
func (e *evaluator) again(f *frame) []output.Node {
	in := *e
	in.repeat = true
	return in.block(f, nil, false)
}

// calls evaluates the mixin calls of a block and puts what they make in their place.
func (e *evaluator) calls(f *frame, root bool) {
	for i := 0; i < len(f.items); i++ {
		it := &f.items[i]
		if it.node != nil {
			continue
		}
		if !isCall(it.stmt) {
			continue
		}
		var nodes []output.Node
		if !root {
			nodes = e.callItem(f, it)
		} else if !e.guarded(func() { nodes = e.callItem(f, it) }) {
			nodes = nil
		}
		if n := it.blocks(); n > 0 {
			addBlocks(nodes, n)
		}
		f.items[i] = item{node: e.pool.group(nodes), info: it.info}
		f.replaced(e.pool, i)
	}
}

func isCall(s syntax.Stmt) bool {
	switch s.(type) {
	case *syntax.MixinCall, *syntax.VarCall:
		return true
	}
	return false
}

// callItem evaluates a statement that calls a mixin or a detached ruleset.
func (e *evaluator) callItem(f *frame, it *item) []output.Node {
	in := *e
	in.info = it.info
	if s, ok := it.stmt.(*syntax.MixinCall); ok {
		in.step(in.at(s.At))
		return in.leaked(f, in.mixinCall(s))
	}
	s := it.stmt.(*syntax.VarCall)
	at := in.at(s.At)
	in.step(at)
	in.enterTrail(waypoint{at: at})
	nodes := withoutVariables(in.callDetached(s).nodes)
	in.leaveTrail()
	return nodes
}

// addBlocks counts reference imports that nodes came through.
func addBlocks(nodes []output.Node, blocks int) {
	for _, n := range nodes {
		if g, ok := n.(*nodeGroup); ok {
			addBlocks(g.nodes, blocks)
		}
		n.Vis().Blocks += blocks
	}
}

// leaked drops the variables that the caller has of its own.
func (e *evaluator) leaked(f *frame, nodes []output.Node) []output.Node {
	return dropVariables(nodes, func(v *output.Variable) bool {
		own := f.variable(e, v.Name)
		return own.found()
	})
}

func withoutVariables(nodes []output.Node) []output.Node {
	return dropVariables(nodes, func(*output.Variable) bool { return true })
}

// dropVariables takes variables out of a list in place.
func dropVariables(nodes []output.Node, drop func(*output.Variable) bool) []output.Node {
	if !anyVariables(nodes) {
		return nodes
	}
	out := nodes[:0]
	for _, n := range nodes {
		switch n := n.(type) {
		case *output.Variable:
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

func anyVariables(nodes []output.Node) bool {
	for _, n := range nodes {
		switch n := n.(type) {
		case *output.Variable:
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
func (e *session) guarded(f func()) (ok bool) {
	before := e.stacks
	defer func() {
		if e.ended() {
			return
		}
		if r := recover(); r != nil {
			e.errors = append(e.errors, e.caught(r, before))
		}
	}()
	f()
	return true
}

// rest evaluates what is neither import nor definition nor call.
func (e *evaluator) rest(f *frame, root bool) {
	forgets := e.forgets()
	for i := 0; i < len(f.items); i++ {
		f.current = int32(i + 1)
		it := &f.items[i]
		if it.node != nil {
			if e.medias != nil {
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
	in := *e
	in.info = it.info
	if d, ok := it.stmt.(*syntax.Declaration); ok && d.Variable && forgets {
		in.defined(d)
		return
	}
	n := in.statement(it, f.items[:i])
	if _, isQuery := it.stmt.(*syntax.Query); n != nil && it.via != nil && !isQuery {
		addBlocks([]output.Node{n}, it.via.blocks)
	}
	it = &f.items[i]
	it.node = n
	f.evaluated(e.pool, i)
}

// statement evaluates a statement to a node, nil for none; before are those before it
// in its block.
func (e *evaluator) statement(it *item, before []item) output.Node {
	switch s := it.stmt.(type) {
	case *syntax.Declaration:
		return e.declaration(s)
	case *syntax.Ruleset:
		return e.ruleset(s)
	case *syntax.Comment:
		if s.Line && !e.lineComments {
			return nil
		}
		c := e.pool.Comments.One()
		c.Text, c.At = s.Text, e.at(s.At)
		return c
	case *syntax.Query:
		return e.query(s, it.via)
	case *syntax.AtRule:
		return e.atRule(s, before)
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
func (e *evaluator) folded(f *frame) []output.Node {
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
	out := e.pool.Nodes.Make(n)[:0]
	for i := range f.items {
		switch n := f.items[i].node.(type) {
		case nil:
		case *nodeGroup:
			if len(n.nodes) <= smallGroup {
				out = append(out, n.nodes...)
			} else {
				out = append(out, n)
			}
		case *output.Ruleset:
			if len(n.Selectors) != 1 || n.Root || !n.Selectors[0].JustParent() {
				out = append(out, n)
				continue
			}
			for _, sub := range n.Rules {
				if _, isVariable := sub.(*output.Variable); isVariable {
					continue
				}
				*sub.Vis() = n.Visibility
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
	output.Visibility
	nodes     []output.Node
	variables bool     // holds some
	index     *brought // its rules, once a call has asked for them
}

func (p *pool) group(nodes []output.Node) *nodeGroup {
	g := p.groups.One()
	g.nodes, g.variables = nodes, anyVariables(nodes)
	return g
}

// smallGroup is how many nodes are cheaper to copy than to keep apart.
const smallGroup = 8

// flat returns the nodes with those of groups in their place.
func flat(nodes []output.Node) []output.Node {
	for i, n := range nodes {
		if _, ok := n.(*nodeGroup); ok {
			return appendFlat(slices.Clone(nodes[:i]), nodes[i:])
		}
	}
	return nodes
}

func appendFlat(out, nodes []output.Node) []output.Node {
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
	p.spareValues, m.values = append(p.spareValues, m.values), map[string]*remembered{}
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
		in := *e
		in.info = it.info
		switch s := it.stmt.(type) {
		case *syntax.Plugin:
			in.plugin(f, s)
		case *syntax.Import:
			a = in.importItems(s, it.blocks())
		}
	}
	if !root {
		run()
	} else {
		e.guarded(run)
	}
	return a
}

// evaluatesAny reports whether an import or a plugin has something to evaluate.
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
