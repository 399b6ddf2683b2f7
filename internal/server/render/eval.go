package render

import (
	"fmt"
	"math"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// evaluator evaluates the expressions of one node: EL looks up names in the
// scopes, Java in the scriptlet variables.
type evaluator struct {
	*frame
	n     *node
	start int // offset of the expression's text in the file
	java  bool
}

// place returns the span of an expression, for messages.
func (v *evaluator) place(e *expr) source.Span {
	return source.At(min(v.start+e.pos, len(v.n.file.Text())))
}

// unknown returns an unknown value, with the reason.
func (v *evaluator) unknown(e *expr, format string, args ...any) value {
	return unknown{v.n.file.Errorf(v.place(e), codes.JSPUnknown, format, args...)}
}

func (v *evaluator) eval(e *expr) value {
	if v.steps++; v.steps > maxSteps {
		return v.unknown(e, "too many steps")
	}
	switch e.kind {
	case literalExpr:
		return e.value
	case nameExpr:
		return v.variable(e)
	case assignExpr:
		return v.assign(e)
	case opExpr:
		return v.operator(e)
	case callExpr:
		return v.call(e)
	case newExpr:
		return v.construct(e)
	case methodExpr:
		return v.methodCall(e)
	}
	args, bad := v.all(e.args)
	if bad != nil {
		return bad
	}
	switch e.kind {
	case arrayExpr:
		return &list{args}
	case indexExpr:
		return v.index(e, args[0], args[1])
	default:
		return v.field(e, args[0])
	}
}

// methodCall calls a method. An unsupported call may still have side effects,
// so whatever it can change becomes unknown.
func (v *evaluator) methodCall(e *expr) value {
	of := v.eval(e.args[0])
	if u, ok := of.(unknown); ok {
		return u
	}
	args, bad := v.all(e.args[1:])
	if bad == nil {
		return v.method(e, of, args)
	}
	u, _ := bad.(unknown)
	switch of := of.(type) {
	case *builder:
		of.lost = &u
	case server:
		if e.name == "setAttribute" {
			v.setUnknown(e, of, u)
		}
	}
	return u
}

// setUnknown sets an attribute to an unknown value, or to the declared one. If
// even the attribute's name is unknown, all attributes become unknown.
func (v *evaluator) setUnknown(e *expr, of server, u unknown) {
	name := v.eval(e.args[1])
	if _, ok := name.(unknown); ok || len(e.args) != 3 {
		v.problem(u.why)
		return
	}
	var x value = u
	if d := v.declared(toText(name)); d != nil {
		x = d
	}
	v.scopeOf(of.name)[toText(name)] = x
}

// all evaluates a list; bad is its first unknown value.
func (v *evaluator) all(list []*expr) (out []value, bad value) {
	for _, e := range list {
		x := v.eval(e)
		if u, ok := x.(unknown); ok {
			return nil, u
		}
		out = append(out, x)
	}
	return out, nil
}

func (v *evaluator) variable(e *expr) value {
	if !v.java {
		return v.find(e.name)
	}
	if x, ok := v.frame.java[e.name]; ok {
		return x
	}
	if x, ok := v.implicit(e.name); ok {
		return x
	}
	if x := v.declared(e.name); x != nil {
		return x
	}
	if isUpper(e.name) || e.name == "java" || e.name == "com" || e.name == "javax" {
		return class{e.name}
	}
	return v.unknown(e, "the Java variable %q has no known value", e.name)
}

// declared returns the value that the environment declares for a Java variable,
// or nil.
func (f *frame) declared(name string) value {
	literal, ok := f.env.Declared[name]
	if !ok {
		return nil
	}
	p := &exprParser{tokens: lex(literal, nil), java: true}
	if e, err := p.whole(); err == nil && e.kind == literalExpr {
		return e.value
	}
	return text(literal)
}

// assign stores the value. A declared value takes precedence over an unknown
// one.
func (v *evaluator) assign(e *expr) value {
	target := e.args[0]
	x := v.eval(e.args[1])
	if e.name == "+=" {
		x = v.operator(&expr{kind: opExpr, name: "+", args: []*expr{target, {kind: literalExpr, value: x}}, pos: e.pos})
	}
	if target.kind != nameExpr {
		return v.unknown(e, "only assignments to variables are supported")
	}
	v.setJava(target.name, x)
	return x
}

func (f *frame) setJava(name string, x value) {
	if _, ok := x.(unknown); ok {
		if d := f.declared(name); d != nil {
			x = d
		}
	}
	f.java[name] = x
}

func (v *evaluator) operator(e *expr) value {
	first := v.eval(e.args[0])
	if _, ok := first.(unknown); ok {
		return first
	}
	switch e.name {
	case "!":
		return boolean(!toBool(first))
	case "empty":
		return boolean(isEmpty(first))
	case "&&":
		if !toBool(first) {
			return boolean(false)
		}
		return v.truth(e.args[1])
	case "||":
		if toBool(first) {
			return boolean(true)
		}
		return v.truth(e.args[1])
	case "?":
		if toBool(first) {
			return v.eval(e.args[1])
		}
		return v.eval(e.args[2])
	case "-":
		if len(e.args) == 1 {
			n, _ := toNumber(first)
			return number(-n)
		}
	}
	second := v.eval(e.args[1])
	if _, ok := second.(unknown); ok {
		return second
	}
	return v.binary(e, first, second)
}

func (v *evaluator) truth(e *expr) value {
	x := v.eval(e)
	if _, ok := x.(unknown); ok {
		return x
	}
	return boolean(toBool(x))
}

func (v *evaluator) binary(e *expr, a, b value) value {
	switch e.name {
	case "==":
		return boolean(equal(a, b))
	case "!=":
		return boolean(!equal(a, b))
	case "+":
		if v.java && (isText(a) || isText(b)) {
			return text(javaText(a) + javaText(b))
		}
	case "<", ">", "<=", ">=":
		if isText(a) && isText(b) {
			return boolean(ordered(e.name, float64(strings.Compare(toText(a), toText(b))), 0))
		}
	}
	x, okX := toNumber(a)
	y, okY := toNumber(b)
	if !okX || !okY {
		return v.unknown(e, "%q and %q are not numbers, as %q needs", toText(a), toText(b), e.name)
	}
	switch e.name {
	case "+":
		return number(x + y)
	case "-":
		return number(x - y)
	case "*":
		return number(x * y)
	case "/":
		if v.java {
			return number(math.Trunc(x / y))
		}
		return number(x / y)
	case "%":
		return number(math.Mod(x, y))
	}
	return boolean(ordered(e.name, x, y))
}

func ordered(op string, x, y float64) bool {
	switch op {
	case "<":
		return x < y
	case ">":
		return x > y
	case "<=":
		return x <= y
	default:
		return x >= y
	}
}

func isText(v value) bool {
	_, ok := v.(text)
	return ok
}

// javaText converts a value as Java's + does.
func javaText(v value) string {
	if _, ok := v.(null); ok {
		return "null"
	}
	return toText(v)
}

func (v *evaluator) index(e *expr, of, at value) value {
	switch of := of.(type) {
	case null:
		return null{}
	case *list:
		n, ok := toNumber(at)
		if !ok || n < 0 || int(n) >= len(of.items) {
			return null{}
		}
		return of.items[int(n)]
	}
	return v.property(e, of, toText(at))
}

func (v *evaluator) field(e *expr, of value) value {
	if l, ok := of.(*list); ok && v.java && e.name == "length" {
		return number(len(l.items))
	}
	return v.property(e, of, e.name)
}

// property is property access in EL; a property of null is null.
func (v *evaluator) property(e *expr, of value, name string) value {
	switch of := of.(type) {
	case null:
		return null{}
	case *dict:
		return of.get(name)
	case class:
		return v.constant(e, of, name)
	case object:
		if x := of.get(v.frame, name); x != nil {
			return x
		}
	}
	return v.unknown(e, "%q is not supported here", name)
}

// exec executes a statement and prints the parts of the page inside it.
func (f *frame) exec(s *stmt, out *strings.Builder) (returned bool) {
	if f.ended || s.node != nil && !f.step(s.node, out) {
		return true
	}
	v := &evaluator{frame: f, n: s.node, java: true}
	if s.node != nil {
		v.start = s.node.start
	}
	switch s.kind {
	case nodeStmt:
		f.print(s.node, out)
	case exprStmt:
		v.eval(s.expr)
	case localStmt:
		f.setJava(s.name, v.eval(s.expr))
	case blockStmt:
		return f.execAll(s.body, out)
	case ifStmt:
		return v.branch(s, out)
	case eachStmt:
		return v.each(s, out)
	case forStmt:
		for {
			test := v.eval(s.expr)
			if u, ok := test.(unknown); ok {
				f.forget(s, u.why)
				return false
			}
			if !toBool(test) || f.ended {
				return f.ended
			}
			if f.execAll(s.body, out) || f.exec(s.post, out) {
				return true
			}
			if f.steps++; f.steps > maxSteps {
				f.problem(s.node.file.Errorf(v.place(s.expr), codes.JSPLimit, "a loop without an end"))
				f.ended = true
			}
		}
	case returnStmt:
		if s.expr != nil {
			f.result = v.eval(s.expr)
		}
		return true
	case opaqueStmt:
		f.forget(s, s.node.file.Errorf(source.At(s.node.start+s.pos), codes.JSPScriptlet, "this Java statement is not supported"))
	}
	return f.ended
}

func (f *frame) execAll(list []*stmt, out *strings.Builder) (returned bool) {
	for _, s := range list {
		if f.exec(s, out) {
			return true
		}
	}
	return false
}

func (v *evaluator) branch(s *stmt, out *strings.Builder) (returned bool) {
	test := v.eval(s.expr)
	if u, ok := test.(unknown); ok {
		v.forget(s, u.why)
		return false
	}
	if toBool(test) {
		return v.execAll(s.body, out)
	}
	return v.execAll(s.orElse, out)
}

func (v *evaluator) each(s *stmt, out *strings.Builder) (returned bool) {
	over := v.eval(s.expr)
	l, ok := over.(*list)
	if !ok {
		why := v.n.file.Errorf(v.place(s.expr), codes.JSPScriptlet, "cannot compute what this loop iterates over")
		if u, isUnknown := over.(unknown); isUnknown {
			why = u.why
		}
		v.forget(s, why)
		return false
	}
	for _, item := range l.items {
		v.frame.java[s.name] = item
		if v.execAll(s.body, out) {
			return true
		}
	}
	return false
}

// forget marks everything that a statement may have changed as unknown. A part
// of the page inside it is an error, because it can neither be kept nor
// dropped.
func (f *frame) forget(s *stmt, why *source.Diag) {
	e := effectsOf(s.tokens)
	for _, name := range e.names {
		f.setJava(name, unknown{why})
	}
	for _, name := range e.attributes {
		if x := f.declared(name); x != nil {
			f.page[name] = x
			continue
		}
		f.page[name] = unknown{why}
	}
	if e.printed != nil {
		f.problem(why.WithRelated(e.printed.file, e.printed.span, "this part of the page depends on it"))
	}
}

// expression parses and evaluates the text of an EL or a Java expression.
func (f *frame) expression(n *node, code string, start int, java bool) value {
	p := &exprParser{tokens: lex(code, n), java: java, end: len(code)}
	e, err := p.whole()
	if err != nil {
		at := source.At(min(start+p.peek().pos, len(n.file.Text())))
		return unknown{n.file.Errorf(at, codes.JSPSyntax, "%s", fmt.Sprint(err))}
	}
	v := &evaluator{frame: f, n: n, start: start, java: java}
	return v.eval(e)
}
