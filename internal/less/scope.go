package less

import (
	"slices"
	"strings"

	"skinbuild/internal/less/syntax"
)

// An item is a statement on its way to being evaluated: stmt until it is, node from
// then on.
type item struct {
	stmt   syntax.Stmt
	info   *fileInfo
	node   cssNode
	blocks int       // reference imports it came through
	ruleAt int       // its place in the index of rules, counted from 1
	inner  *fileInfo // of the block, where that comes from another file: an import with features
}

// A frame is a block during its evaluation, or the parameters of a call: what
// names are looked up in.
type frame struct {
	items  []item
	source *syntax.Ruleset // the ruleset whose block this is, to find a call of itself
	params []param
	funcs  map[string]Func // added by plugins

	vars  map[string]*variable // by name, made on the first question
	rules *ruleIndex           // likewise
}

// A param is a variable of a call.
type param struct {
	name string
	val  Value
}

// A variable is what a name stands for: an expression, evaluated where it is used,
// or a value.
type variable struct {
	expr      syntax.Expr
	val       Value
	info      *fileInfo
	important bool
	decl      *syntax.Declaration // nil for a value
}

// A scope is a list of frames, nearest first. A scope that joins two others, the
// frames of a definition and those of its caller, has no frame of its own.
type scope struct {
	frame *frame
	inner *scope // of a join: its first part
	next  *scope
}

func (s *scope) with(f *frame) *scope { return &scope{frame: f, next: s} }

// joined is the frames of s and then those of next.
func (s *scope) joined(next *scope) *scope {
	switch {
	case s == nil:
		return next
	case next == nil || s == next:
		return s
	}
	return &scope{inner: s, next: next}
}

// each calls f for each frame with the scope that starts there, until f returns
// true. tries bounds the walk: closures over callers can repeat frames.
func (s *scope) each(f func(fr *frame, at *scope) bool) bool {
	tries := maxFrames
	return s.walk(&tries, f)
}

// maxFrames is how many frames a look-up goes through before it gives up. A frame
// that far out is there a second time: nesting and recursion have limits of their own.
const maxFrames = 100_000

func (s *scope) walk(tries *int, f func(fr *frame, at *scope) bool) bool {
	for ; s != nil && *tries > 0; s = s.next {
		if s.frame == nil {
			if s.inner.walk(tries, f) {
				return true
			}
			continue
		}
		*tries--
		if f(s.frame, s) {
			return true
		}
	}
	return false
}

// variable returns what a name stands for in this frame, nil if it has none of it.
func (f *frame) variable(name string) *variable {
	for i := range f.params {
		if f.params[i].name == name {
			return &variable{val: f.params[i].val}
		}
	}
	if len(f.items) == 0 {
		return nil
	}
	if f.vars == nil {
		f.indexVariables()
	}
	return f.vars[name]
}

var noVariables = map[string]*variable{}

func (f *frame) indexVariables() {
	f.vars = noVariables
	set := func(name string, v *variable) {
		if len(f.vars) == 0 {
			f.vars = map[string]*variable{}
		}
		f.vars[name] = v
	}
	for i := range f.items {
		it := &f.items[i]
		if d, ok := it.stmt.(*syntax.Declaration); ok && d.Variable != "" {
			set(d.Variable, &variable{expr: d.Value, info: it.info, important: d.Important, decl: d})
			continue
		}
		for _, n := range grouped(it.node) {
			if n, ok := n.(*variableNode); ok {
				set(n.name, &variable{val: n.val, important: n.important})
			}
		}
	}
}

// grouped are the nodes that stand for one statement.
func grouped(n cssNode) []cssNode {
	switch n := n.(type) {
	case nil:
		return nil
	case *nodeGroup:
		return n.nodes
	}
	return []cssNode{n}
}

// changed forgets what was looked up: items were added.
func (f *frame) changed() { f.vars, f.rules = nil, nil }

// A variableNode is an evaluated variable. It is not printed: it stays for the
// caller of a mixin and for lookups.
type variableNode struct {
	visibility
	name      string
	val       Value
	important bool
	at        place
}

// A mixinNode is a mixin definition with the scope it was made in.
type mixinNode struct {
	visibility
	def *mixin
}

// A mixin is a definition that can be called.
type mixin struct {
	*syntax.MixinDef
	info      *fileInfo
	scope     *scope // nil while its block is not yet evaluated
	important bool   // made by a call with !important
}

// A callable is a rule that a mixin call can name: one of these is set.
type callable struct {
	mixin *mixin
	rule  *syntax.Ruleset // not yet evaluated
	info  *fileInfo
	node  *ruleset
}

// A ruleIndex finds the rules of a block by the first element of their selectors.
type ruleIndex struct {
	byName map[string][]ruleRef
	list   []callable
}

// A ruleRef is a rule and the elements by which a call can name it.
type ruleRef struct {
	place    int // in list
	elements []string
}

func newRuleIndex() *ruleIndex { return &ruleIndex{} }

func (x *ruleIndex) add(c callable, selectors [][]string) {
	place := len(x.list)
	x.list = append(x.list, c)
	for _, elements := range selectors {
		if len(elements) > 0 {
			x.name(place, elements)
		}
	}
}

func (x *ruleIndex) name(place int, elements []string) {
	if x.byName == nil {
		x.byName = map[string][]ruleRef{}
	}
	x.byName[elements[0]] = append(x.byName[elements[0]], ruleRef{place, elements})
}

// find returns the rules that a path of a call can begin with, and how many of its
// elements each takes; a rule counts once, by its first selector that fits.
func (x *ruleIndex) find(names []string) (rules []callable, taken []int) {
	last := -1
	for _, ref := range x.byName[names[0]] {
		if ref.place == last || len(ref.elements) > len(names) || !slices.Equal(ref.elements, names[:len(ref.elements)]) {
			continue
		}
		last = ref.place
		rules = append(rules, x.list[ref.place])
		taken = append(taken, len(ref.elements))
	}
	return rules, taken
}

// ruleIndex returns the rules of the frame.
func (f *frame) ruleIndex(e *evaluator) *ruleIndex {
	if f.rules == nil {
		f.rules = newRuleIndex()
		for i := range f.items {
			it := &f.items[i]
			before := len(f.rules.list)
			if it.node != nil {
				e.indexNode(f.rules, it.node)
			} else {
				e.indexStmt(f.rules, it.stmt, it.info)
			}
			it.ruleAt = 0
			if len(f.rules.list) > before {
				it.ruleAt = len(f.rules.list)
			}
		}
	}
	return f.rules
}

// evaluated lets calls find the evaluated form of a rule from now on, and by the
// names that its interpolated selectors turned out to have.
func (f *frame) evaluated(e *evaluator, it *item) {
	n, ok := it.node.(*ruleset)
	if !ok || f.rules == nil || it.ruleAt == 0 {
		return
	}
	f.rules.list[it.ruleAt-1] = callable{node: n}
	for _, s := range n.selectors {
		if s.source != nil {
			continue
		}
		if names := e.selectorNames(s); len(names) > 0 {
			f.rules.name(it.ruleAt-1, names)
		}
	}
}

func (e *evaluator) indexNode(x *ruleIndex, n cssNode) {
	switch n := n.(type) {
	case *nodeGroup:
		for _, inner := range n.nodes {
			e.indexNode(x, inner)
		}
	case *mixinNode:
		x.add(callable{mixin: n.def}, [][]string{mixinElements(n.def.Name)})
	case *ruleset:
		names := make([][]string, 0, len(n.selectors))
		for _, s := range n.selectors {
			names = append(names, e.selectorNames(s))
		}
		x.add(callable{node: n}, names)
	}
}

func (e *evaluator) indexStmt(x *ruleIndex, s syntax.Stmt, info *fileInfo) {
	switch s := s.(type) {
	case *syntax.MixinDef:
		x.add(callable{mixin: &mixin{MixinDef: s, info: info}}, [][]string{mixinElements(s.Name)})
	case *syntax.Ruleset:
		names := make([][]string, 0, len(s.Selectors))
		for _, sel := range s.Selectors {
			names = append(names, e.staticNames(sel))
		}
		x.add(callable{rule: s, info: info}, names)
	}
}

// stmtIndex returns the rules of a block that is not yet evaluated.
func (e *evaluator) stmtIndex(rules []syntax.Stmt, info *fileInfo) *ruleIndex {
	x := newRuleIndex()
	for _, s := range rules {
		e.indexStmt(x, s, info)
	}
	return x
}

// nodeIndex returns the rules of an evaluated block.
func (e *evaluator) nodeIndex(rules []cssNode) *ruleIndex {
	x := newRuleIndex()
	for _, n := range rules {
		e.indexNode(x, n)
	}
	return x
}

// staticNames are the elements by which a selector can be called before it is
// evaluated; one with interpolation cannot.
func (e *evaluator) staticNames(s *syntax.Selector) []string {
	if names, ok := e.names[s]; ok {
		return names
	}
	var b strings.Builder
	static := true
	for _, el := range s.Elements {
		static = static && el.Var == nil
		b.WriteString(el.Comb)
		b.WriteString(el.Text)
	}
	var names []string
	if static {
		names = mixinElements(b.String())
	}
	e.names[s] = names
	return names
}

// selectorNames are the elements by which an evaluated selector can be called.
func (e *evaluator) selectorNames(s *selector) []string {
	if s.source != nil {
		return e.staticNames(s.source)
	}
	var b strings.Builder
	for i := range s.elements {
		b.WriteString(s.elements[i].comb)
		b.WriteString(s.elements[i].text)
	}
	return mixinElements(b.String())
}

// mixinElements splits the text of a selector into what calls compare: classes,
// ids, names, marks; a leading "&" does not count.
func mixinElements(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		c := text[i]
		if !isNameByte(c) && strings.IndexByte(",&#*.", c) < 0 {
			i++
			continue
		}
		start := i
		i++
		for i < len(text) {
			if isNameByte(text[i]) {
				i++
			} else if text[i] == '\\' && i+1 < len(text) {
				i += 2
			} else {
				break
			}
		}
		out = append(out, text[start:i])
	}
	if len(out) > 0 && out[0] == "&" {
		out = out[1:]
	}
	return out
}

func isNameByte(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
