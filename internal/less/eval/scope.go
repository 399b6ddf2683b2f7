package eval

import (
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// An item is a statement on its way to being evaluated: stmt until it is, node from
// then on.
type item struct {
	stmt syntax.Stmt
	node output.Node
	info *fileInfo
	via  *importedVia // nil unless an import changed how this item is evaluated
}

// importedVia is how an import changes the statements it brings.
type importedVia struct {
	blocks int       // reference imports they came through
	inner  *fileInfo // of the block of the statement, where that comes from another file: an import with features
}

// via returns nil for what changes nothing.
func via(blocks int, inner *fileInfo) *importedVia {
	if blocks == 0 && inner == nil {
		return nil
	}
	return &importedVia{blocks, inner}
}

func (it *item) blocks() int {
	if it.via == nil {
		return 0
	}
	return it.via.blocks
}

// A frame is a block during its evaluation, or the parameters of a call: what
// names are looked up in.
type frame struct {
	items  []item
	stmts  []syntax.Stmt   // of the items, unless imports brought others
	info   *fileInfo       // of stmts, where there are no items
	source *syntax.Ruleset // the ruleset whose block this is, to find a call of itself
	params []param

	arguments *arguments // for @arguments, nil outside of calls

	// less.js has a table of a block's variables, made when the first name is looked up
	// in it and not changed when a variable is evaluated.
	current int32 // 1 and the item that is being evaluated, 0 before the first
	asked   int32 // 1 and current when the table was made, 0 for none

	body    *body    // what its statements define, found on the first question
	brought *brought // what calls added to that, nil for nothing
	file    *ofFile  // what few have but those of files
}

// ofFile is what belongs to a frame with imports or plugins.
type ofFile struct {
	parts   []part                // of the items: files with bodies of their own
	funcs   map[string]value.Func // added by plugins
	loaded  *block                // for a block whose import paths are evaluated before anything else
	defined *block                // the block of a mixin definition with imports: only variables are looked up in it
}

var noFile ofFile

// ofFile returns what there is, to be read only.
func (f *frame) ofFile() *ofFile {
	if f.file == nil {
		return &noFile
	}
	return f.file
}

// A param is a variable of a call.
type param struct {
	name string
	val  value.Value
}

// A variable is what a name stands for: an expression, evaluated where it is used,
// or a value.
type variable struct {
	expr      syntax.Expr
	val       value.Value
	info      *fileInfo
	important string
	decl      *syntax.Declaration // nil for a value
}

func (v *variable) found() bool { return v.expr != nil || v.val != nil }

// A scope is a list of frames, nearest first. A scope that joins two others, the
// frames of a definition and those of its caller, has no frame of its own.
type scope struct {
	frame *frame
	inner *scope // of a join: its first part
	next  *scope
	rules uint64 // a bit for each ruleset whose block is among the frames, to rule out most

	memory *memory // of the innermost module, or of the root; nil where none holds
}

func (s *scope) memoryHere() *memory {
	if s == nil {
		return nil
	}
	return s.memory
}

// ruleBit picks one of 64 bits for a ruleset.
func ruleBit(r *syntax.Ruleset) uint64 { return 1 << (uint(r.At) * 0x9e3779b1 >> 8 & 63) }

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

// inside reports whether the block of a ruleset is among the frames.
func (s *scope) inside(r *syntax.Ruleset) bool {
	if s == nil || s.rules&ruleBit(r) == 0 {
		return false
	}
	return s.each(func(f *frame, _ *scope) bool { return f.source == r })
}

// find looks a variable up; where is the scope that begins with its frame.
func (s *scope) find(e *evaluator, name string, tries *int) (v variable, where *scope) {
	for ; s != nil && *tries > 0; s = s.next {
		if s.frame == nil {
			if v, where = s.inner.find(e, name, tries); where != nil {
				return v, where
			}
			continue
		}
		*tries--
		s.frame.noteAsked()
		if v = s.frame.variable(e, name); v.found() {
			return v, s
		}
	}
	return variable{}, nil
}

// variable returns what a name stands for in this frame; not found if it has none of it.
func (f *frame) variable(e *evaluator, name string) variable {
	for i := range f.params {
		if f.params[i].name == name {
			return variable{val: f.params[i].val}
		}
	}
	if f.arguments != nil && name == "@arguments" {
		return variable{val: f.arguments.value()}
	}
	if file := f.ofFile(); file.loaded != nil {
		return e.loadedVariable(file.loaded, name)
	} else if file.defined != nil {
		return e.definedVariable(file.defined, name, maxImportDepth)
	}
	if len(f.items) == 0 {
		return variable{}
	}
	if f.body == nil || f.brought != nil && f.brought.varsKnown < len(f.brought.places) {
		f.askVariables(e)
	}
	if place, ok := f.ownVariable(name); ok {
		it := &f.items[place]
		d := it.stmt.(*syntax.Declaration)
		return variable{expr: d.Value, info: it.info, important: d.Important, decl: d}
	}
	if f.brought != nil {
		if n := f.brought.vars[name]; n != nil {
			return variable{val: n.Val, important: n.Important}
		}
	}
	return variable{}
}

func (f *frame) noteAsked() {
	if f.asked == 0 {
		f.asked = f.current + 1
	}
}

// isEvaluated reports whether less.js has the value of a variable of this frame, and not
// its expression.
func (f *frame) isEvaluated(v *variable) bool {
	if v.decl == nil || f.asked < 2 {
		return false
	}
	place, ok := f.ownVariable(v.decl.Name)
	return ok && place < int(f.asked)-2
}

// A mixinNode is a mixin definition with the scope it was made in.
type mixinNode struct {
	output.Unprinted
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
	node  *output.Ruleset
}

func (c *callable) none() bool { return c.mixin == nil && c.rule == nil && c.node == nil }

// callable returns the rule that the item is by now.
func (it *item) callable() callable {
	switch n := it.node.(type) {
	case *mixinNode:
		return callable{mixin: n.def}
	case *output.Ruleset:
		return callable{node: n}
	case nil:
		return callableOf(it.stmt, it.info)
	}
	return callable{}
}

func callableOf(s syntax.Stmt, info *fileInfo) callable {
	switch s := s.(type) {
	case *syntax.MixinDef:
		return callable{mixin: &mixin{MixinDef: s, info: info}}
	case *syntax.Ruleset:
		return callable{rule: s, info: info}
	}
	return callable{}
}

// grouped are the nodes that stand for one statement.
func grouped(n output.Node) []output.Node {
	switch n := n.(type) {
	case nil:
		return nil
	case *nodeGroup:
		return flat(n.nodes)
	}
	return []output.Node{n}
}

// changed forgets what was looked up, since items were put in others' places.
func (f *frame) changed() {
	f.stmts, f.body, f.brought, f.asked = nil, nil, nil, 0
	if f.file != nil {
		f.file.parts = nil
	}
}

// replaced notes that a node took the place of an item.
func (f *frame) replaced(p *pool, i int) {
	f.asked = 0
	if f.body != nil {
		f.bringPlace(p, i)
	}
}

// evaluated lets calls find a rule also by the names that its interpolated
// selectors turned out to have.
func (f *frame) evaluated(p *pool, i int) {
	n, ok := f.items[i].node.(*output.Ruleset)
	if !ok || f.body == nil {
		return
	}
	for _, s := range n.Selectors {
		if s.Source == nil {
			f.bringPlace(p, i)
			return
		}
	}
}
