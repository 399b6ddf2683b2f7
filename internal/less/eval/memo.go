package eval

import (
	"cmp"
	"slices"
	"strings"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// Most variables of real stylesheets are defined in the root and nowhere else. The
// value of one that depends on nothing but such variables is the same wherever it
// is used, so it is evaluated once: less.js evaluates it, and all it refers to,
// again for each use.
//
// What holds for the root holds for a module: a ruleset of the root that imports
// files, "& { @import … }". Its variables and those of the root have one value
// inside of it, but for those that both define: which one is meant depends on
// where a mixin is from.

// A memory is the variables of the root or of a module, and their values.
type memory struct {
	scope  *scope  // begins with its frame
	outer  *memory // of a module: the memory around it
	names  *names
	values map[string]*remembered
}

// names say where variables are defined.
type names struct {
	where map[string]namedIn
	noted map[notedSheet]bool
}

type namedIn uint8

const (
	inBlock namedIn = 1 << iota // that is no module, or as a parameter
	inModules
)

// A notedSheet is a sheet in one kind of block.
type notedSheet struct {
	sheet *syntax.Sheet
	at    nesting
}

func newNames() names {
	n := names{map[string]namedIn{}, map[notedSheet]bool{}}
	for _, name := range []string{"@arguments", "@value", "@key", "@index"} {
		n.where[name] = inBlock
	}
	return n
}

// A remembered is a variable of the root or a module.
type remembered struct {
	variable
	where *scope // begins with the frame that it was found in
	other bool   // not one whose value is known to be the same everywhere
	known []rememberedValue

	sharing bool // whether it is as in another module is being found out
}

// A rememberedValue is the value that a variable has where so much is calculated.
type rememberedValue struct {
	how    int // mathMode.level, and mathLevels added in parentheses
	val    value.Value
	marked string // "!important" of what it used
}

// remembers gives the block of a scope a memory, if it is the root or a module.
func (s *scope) remembers(p *pool, n *names, hasImports bool) {
	switch {
	case s.next == nil:
		s.memory = &memory{scope: s, names: n, values: p.takeValues()}
	case hasImports && s.next.memory != nil && s.next == s.next.memory.scope:
		s.memory = &memory{scope: s, outer: s.next.memory, names: n, values: p.takeValues()}
	case hasImports:
		s.memory = nil // a module that is called as a mixin
	}
}

// joinedMemory is the memory of a scope that joins two: of a module and what is
// around it that of the module, of two modules none.
func joinedMemory(a, b *memory) *memory {
	switch {
	case a.isIn(b):
		return a
	case b.isIn(a):
		return b
	}
	return nil
}

func (m *memory) isIn(outer *memory) bool {
	for ; m != nil; m = m.outer {
		if m == outer {
			return true
		}
	}
	return false
}

// look returns what is remembered of a name, which is other if nothing can be.
func (m *memory) look(e *evaluator, name string) *remembered {
	if r := m.values[name]; r != nil {
		return r
	}
	r := e.pool.newRemembered()
	r.other = true
	m.values[name] = r
	where := m.names.where[name]
	if where&inBlock != 0 {
		return r
	}
	for at := m; at != nil; at = at.outer {
		if where == inModules && at.outer == nil && !r.found() {
			return r // of some other module
		}
		v := at.scope.frame.variable(e, name)
		switch {
		case !v.found():
		case r.found() || v.val != nil:
			r.other = true
			return r
		default:
			r.variable, r.where, r.other = v, at.scope, false
		}
	}
	return r
}

func (p *pool) newRemembered() *remembered {
	if len(p.spare) == 0 {
		return p.remembered.One()
	}
	r := p.spare[len(p.spare)-1]
	p.spare = p.spare[:len(p.spare)-1]
	*r = remembered{known: r.known[:0]}
	return r
}

// lookRemembered evaluates a variable that has one value only.
func (e *evaluator) lookRemembered(r *remembered, name string, at int, key any) value.Value {
	e.markImportant(r.important)
	if e.math.calc > 0 {
		e.stacks.effects.impure = true
		return e.useVariable(&r.variable, r.where, name, at, key)
	}
	how := int(e.math.level)
	if e.math.parens > 0 {
		how += int(mathLevels)
	}
	for i := range r.known {
		if k := &r.known[i]; k.how == how {
			e.markImportant(k.marked)
			e.uses(r, name, how, k.val)
			return k.val
		}
	}
	if k, ok := e.share(r, how); ok {
		e.markImportant(k.marked)
		e.uses(r, name, how, k.val)
		return k.val
	}
	return e.remember(r, how, name, at, key)
}

// remember evaluates a variable and keeps its value, if that is the same everywhere.
func (e *evaluator) remember(r *remembered, how int, name string, at int, key any) value.Value {
	outer := e.stacks.effects
	e.stacks.effects = effects{used: []use{}}
	v := e.useVariable(&r.variable, r.where, name, at, key)
	own := e.stacks.effects
	outer.impure = outer.impure || own.impure
	outer.important = cmp.Or(own.important, outer.important)
	e.stacks.effects = outer
	if own.impure || value.HasIdentity(v) {
		e.uses(r, name, how, nil)
		return v
	}
	k := rememberedValue{how, v, own.important}
	e.knows(r, k)
	e.toShare(r, k, own.used)
	e.uses(r, name, how, v)
	return v
}

// knows adds a value; most variables have one.
func (e *evaluator) knows(r *remembered, k rememberedValue) {
	if r.known == nil {
		r.known = e.pool.knowns.Of(k)
		return
	}
	r.known = append(r.known, k)
}

// useVariable evaluates a variable that is an expression; key stands for the use,
// which must not need itself.
func (e *evaluator) useVariable(found *variable, where *scope, name string, at int, key any) value.Value {
	if e.runs(key, at) {
		panic(e.cycle(name, at, key))
	}
	// A variable that is named inside of its own string is a new use every time.
	e.enter(e.at(at))
	defer e.leave()
	e.stacks.running = append(e.stacks.running, key)
	in := *e
	if in.math.calc > 0 {
		in.math.off = false
	}
	in.info = found.info
	v := in.variableValue(found, where)
	e.stacks.running = e.stacks.running[:len(e.stacks.running)-1]
	return v
}

// runs reports whether something is being evaluated already. The list is looked through,
// which counts where it is long.
func (e *evaluator) runs(key any, at int) bool {
	if err := e.spend(len(e.stacks.running) / 64); err != nil {
		e.throw(err, e.at(at))
	}
	return slices.Contains(e.stacks.running, key)
}

// markImportant tells the declaration that is being evaluated that a variable
// brought !important.
func (e *evaluator) markImportant(text string) {
	if text != "" {
		e.stacks.effects.important = text
	}
}

// forgets reports whether the block that is being evaluated is a root or a module that
// no mixin call can name, so that its evaluated variables can be discarded.
func (e *evaluator) forgets() bool {
	m := e.scope.memory
	if m == nil || m.scope != e.scope {
		return false
	}
	r := e.scope.frame.source
	return r == nil || !slices.ContainsFunc(r.Selectors, func(s *syntax.Selector) bool { return len(e.staticNames(s)) > 0 || hasVar(s) })
}

func hasVar(s *syntax.Selector) bool {
	return slices.ContainsFunc(s.Elements, func(el *syntax.Element) bool { return el.Var() != nil })
}

// defined evaluates a variable where it is defined and only the error that it may
// be is of interest.
func (e *evaluator) defined(d *syntax.Declaration) {
	if isLiteral(d.Value) {
		return
	}
	if r := e.scope.memory.look(e, d.Name); !r.other && r.decl == d {
		e.step(e.at(d.At))
		e.enterTrail(waypoint{at: e.at(d.At)})
		e.lookRemembered(r, d.Name, d.At, d)
		e.stacks.effects.important = "" // it is an effect of uses, not of the definition
		e.leaveTrail()
		return
	}
	e.declaration(d)
}

// isLiteral reports whether evaluating a value cannot fail.
func isLiteral(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Number, *syntax.Color, *syntax.Keyword, *syntax.Raw, *syntax.Detached:
		return true
	case *syntax.Quoted:
		return !strings.ContainsAny(x.Text, "@$")
	case *syntax.Spaces:
		return !x.Parens && !slices.ContainsFunc(x.Items, func(x syntax.Expr) bool { return !isLiteral(x) })
	case *syntax.Commas:
		return !slices.ContainsFunc(x.Items, func(x syntax.Expr) bool { return !isLiteral(x) })
	}
	return false
}

// nesting is where the block of an import stands.
type nesting uint8

const (
	inRoot nesting = iota
	inModule
	elsewhere
)

// noteNames notes where a sheet defines variables that is imported there.
func (n *names) noteNames(sheet *syntax.Sheet, at nesting) {
	if n.noted[notedSheet{sheet, at}] {
		return
	}
	n.noted[notedSheet{sheet, at}] = true
	for name := range sheet.Inner {
		n.where[name] |= inBlock
	}
	where := inBlock
	switch at {
	case inRoot:
		return
	case inModule:
		where = inModules
	}
	for _, s := range sheet.Rules {
		if d, ok := s.(*syntax.Declaration); ok && d.Variable {
			n.where[d.Name] |= where
		}
	}
}
