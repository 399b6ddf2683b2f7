package eval

import (
	"cmp"
	"strings"

	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// A detached is a block as a value, with the scope it was written in; or nodes
// that a mixin call made, as a value.
type detached struct {
	rules []syntax.Stmt
	info  *fileInfo
	scope *scope
	nodes []output.Node
	def   *syntax.MixinDef // an anonymous mixin, with parameters
}

func (*detached) IsValue()   {}
func (*detached) IsRuleset() {}

// A statementValue is a node that a function of a plugin made.
type statementValue struct{ node output.Node }

func (*statementValue) IsValue() {}

// value evaluates an expression.
func (e *evaluator) value(x syntax.Expr) value.Value {
	switch x := x.(type) {
	case *syntax.Number:
		return e.pool.number(x.Val, x.Unit)
	case *syntax.Color:
		return e.pool.colors.One().Spell(x.Text)
	case *syntax.Keyword:
		return e.pool.keyword(x.Text)
	case *syntax.Raw:
		return e.pool.text(x.Text)
	case *syntax.Quoted:
		return e.quoted(x)
	case *syntax.Variable:
		return e.variable(x)
	case *syntax.Property:
		return e.property(x)
	case *syntax.Commas:
		return e.commas(x)
	case *syntax.Spaces:
		return e.spaces(x)
	case *syntax.Call:
		return e.call(x)
	case *syntax.Operation:
		return e.operation(x)
	case *syntax.Negative:
		return e.negative(x)
	case *syntax.Paren:
		return &value.Paren{Value: e.value(x.X), NoSpace: x.NoSpace}
	case *syntax.URL:
		return e.url(x)
	default:
		return e.rareValue(x)
	}
}

func (e *evaluator) rareValue(x syntax.Expr) value.Value {
	switch x := x.(type) {
	case *syntax.Detached:
		e.stacks.effects.impure = true
		return &detached{rules: x.Rules, info: e.info, scope: e.scope}
	case *syntax.MixinDef:
		e.stacks.effects.impure = true
		return &detached{rules: x.Rules, info: e.info, scope: e.scope, def: x}
	case *syntax.MixinCall:
		return &detached{nodes: e.mixinCall(x), info: e.info}
	case *syntax.Lookup:
		return e.lookup(x)
	case *syntax.VarCall:
		return &detached{nodes: e.callDetached(x).nodes, info: e.info}
	case *syntax.Assignment:
		return &value.Assignment{Key: x.Key, Value: e.value(x.Value)}
	case *syntax.Condition:
		return value.Truth(e.condition(x))
	case *syntax.Comment:
		return &value.Comment{Text: x.Text}
	case *syntax.QueryRange:
		r := &value.Range{Op: x.Op, Op2: x.Op2, X: e.value(x.X), Y: e.value(x.Y)}
		if x.Z != nil {
			r.Z = e.value(x.Z)
		}
		return r
	case *syntax.Declaration:
		if d, ok := e.declaration(x).(*output.Declaration); ok {
			return &value.Declaration{Name: d.Name, Value: d.Value, Important: d.Important, At: d.At}
		}
	case *syntax.JavaScript:
		return e.javaScript(x)
	}
	return &value.Anonymous{}
}

func (e *evaluator) commas(x *syntax.Commas) value.Value {
	if len(x.Items) == 1 {
		return e.value(x.Items[0])
	}
	l := e.pool.lists.One()
	l.Items, l.Comma = e.pool.values.Make(len(x.Items)), true
	for i, item := range x.Items {
		l.Items[i] = e.value(item)
	}
	return l
}

func (e *evaluator) spaces(x *syntax.Spaces) value.Value {
	if !x.Parens {
		return e.spaced(x)
	}
	in := *e
	in.math.parens++
	v := in.spaced(x)
	if _, isNumber := v.(*value.Number); isNumber || !x.InOp || e.math.on("") {
		return v
	}
	if inner, ok := x.Items[0].(*syntax.Spaces); ok && len(x.Items) == 1 && inner.Parens && !inner.InOp && e.math.calc == 0 {
		return v // doubled
	}
	return &value.Paren{Value: v}
}

// spaced evaluates the items of a list with spaces.
func (e *evaluator) spaced(x *syntax.Spaces) value.Value {
	if len(x.Items) == 1 {
		return e.value(x.Items[0])
	}
	l := e.pool.lists.One()
	l.Items, l.NoSpace = e.pool.values.Make(len(x.Items)), x.NoSpace
	for i, item := range x.Items {
		l.Items[i] = e.value(item)
	}
	return l
}

func (e *evaluator) operation(x *syntax.Operation) value.Value {
	a, b := e.value(x.X), e.value(x.Y)
	if !e.math.on(x.Op) {
		return &value.Operation{Op: x.Op, X: a, Y: b, Spaced: x.Spaced}
	}
	v, err := value.Operate(x.Op, a, b, e.opt.StrictUnits, e.math.level == mathParensDivision)
	switch {
	case err != nil:
		e.throw(e.failedOperation(x, a, b, err), value.Place{})
	case v == nil:
		return &value.Operation{Op: x.Op, X: a, Y: b, Spaced: x.Spaced}
	}
	return v
}

// operate calculates an operation, or keeps it where math is off.
func (e *evaluator) operate(op string, a, b value.Value, spaced bool) value.Value {
	if !e.math.on(op) {
		return &value.Operation{Op: op, X: a, Y: b, Spaced: spaced}
	}
	v, err := value.Operate(op, a, b, e.opt.StrictUnits, e.math.level == mathParensDivision)
	if err != nil {
		e.throw(err, value.Place{})
	}
	if v == nil {
		return &value.Operation{Op: op, X: a, Y: b, Spaced: spaced}
	}
	return v
}

func (e *evaluator) negative(x *syntax.Negative) value.Value {
	return e.negate(e.value(x.X))
}

func (e *evaluator) negate(v value.Value) value.Value {
	if !e.math.on("*") {
		return &value.Negative{Value: v}
	}
	return e.operate("*", &value.Number{Val: -1}, v, false)
}

// variable evaluates @name and @@name.
func (e *evaluator) variable(x *syntax.Variable) value.Value {
	name := x.Name
	if strings.HasPrefix(name, "@@") {
		name = "@" + value.Text(e.variable(&syntax.Variable{Name: name[1:], At: x.At}))
	}
	v := e.variableNamed(name, x.At, x)
	if e.math.calc > 0 {
		v = e.madeAt(v, value.Place{}) // less.js passes it through a function without a place
	}
	return v
}

func (e *evaluator) variableNamed(name string, at int, key any) value.Value {
	v, ok := e.lookupVariable(name, at, key)
	if !ok {
		panic(e.undefinedVariable(name, at))
	}
	return v
}

// variableNames are the variables that are known where evaluation is, nearest first.
func (e *evaluator) variableNames() []string {
	var names []string
	e.scope.each(func(f *frame, _ *scope) bool {
		for _, name := range f.variableNames() {
			names = append(names, "@"+name)
		}
		return false
	})
	return names
}

// lookupVariable evaluates the nearest variable of that name where it is used; key
// stands for the use, which must not need itself.
func (e *evaluator) lookupVariable(name string, at int, key any) (v value.Value, ok bool) {
	if m := e.scope.memoryHere(); m != nil && !e.divides() {
		if r := m.look(e, name); !r.other {
			r.where.frame.noteAsked()
			if e.watched != nil {
				e.watched.noteAsked()
			}
			return e.lookRemembered(r, name, at, key), true
		}
	}
	e.stacks.effects.impure = true
	tries := maxFrames
	found, where := e.scope.find(e, name, &tries)
	if where == nil {
		return nil, false
	}
	e.markImportant(found.important)
	if found.val != nil {
		return e.asVariable(found.val), true
	}
	if e.divides() && where.frame.isEvaluated(&found) {
		in := *e
		in.math = mathMode{}
		return e.asVariable(in.useVariable(&found, where, name, at, key)), true
	}
	return e.useVariable(&found, where, name, at, key), true
}

// divides reports whether a division is one in the sheet but not here: in "font".
func (e *evaluator) divides() bool { return e.math.level != e.level }

// variableValue evaluates a variable; a block keeps the scope that it was found in.
func (e *evaluator) variableValue(found *variable, where *scope) value.Value {
	switch x := found.expr.(type) {
	case *syntax.Detached:
		return &detached{rules: x.Rules, info: e.info, scope: where}
	case *syntax.MixinDef:
		return &detached{rules: x.Rules, info: e.info, scope: where, def: x}
	case *syntax.Raw:
		parsed := e.parsedRaw(found.decl, x)
		e.markImportant(parsed.important)
		return e.value(parsed.expr)
	}
	return e.value(found.expr)
}

// parsedRaw parses a value that was kept as written, once.
func (e *evaluator) parsedRaw(d *syntax.Declaration, raw *syntax.Raw) *variable {
	if v := e.raw[d]; v != nil {
		return v
	}
	v := &variable{expr: raw, info: e.info, decl: d}
	if e.info.file != nil && raw.At+len(raw.Text) <= len(e.info.file.Text()) {
		value, important, err := e.pool.fragments.Value(e.info.file, spanOf(raw))
		if err == nil && value != nil {
			v.expr, v.important = value, important
		}
	}
	e.raw[d] = v
	return v
}

// property evaluates $name: the value of the last declaration of that name.
func (e *evaluator) property(x *syntax.Property) value.Value {
	e.stacks.effects.impure = true
	if e.runs(x, x.At) {
		e.fail(e.at(x.At), "Name", "Recursive property reference for %s", x.Name)
	}
	e.enter(e.at(x.At))
	defer e.leave()
	e.stacks.running = append(e.stacks.running, x)
	var v value.Value
	e.scope.each(func(f *frame, _ *scope) bool {
		v = e.frameProperty(f, x.Name[1:])
		return v != nil
	})
	e.stacks.running = e.stacks.running[:len(e.stacks.running)-1]
	if v == nil {
		panic(e.undefinedProperty(x))
	}
	return v
}

// frameProperty evaluates the declarations of a name in a frame, merged; nil if
// there is none.
func (e *evaluator) frameProperty(f *frame, name string) value.Value {
	f.load(e)
	var named []*item
	merged := false
	for i := range f.items {
		it := &f.items[i]
		for _, n := range grouped(it.node) {
			if d, ok := n.(*output.Declaration); ok && d.Name == name {
				named = append(named, &item{node: d})
				merged = merged || d.Merge != syntax.NoMerge
			}
		}
		d, ok := it.stmt.(*syntax.Declaration)
		if ok && it.node == nil && !d.Variable && d.Name == name {
			named = append(named, it)
			merged = merged || d.Merge != syntax.NoMerge
		}
	}
	if len(named) > 1 && !merged {
		named = named[len(named)-1:] // the others may well refer to it
	}
	d := lastProperty(e.propertyNodes(named))
	if d == nil {
		return nil
	}
	e.markImportant(strings.TrimSpace(d.Important))
	return e.reevaluated(d.Value)
}

// propertyNodes evaluates declarations that are not yet.
func (e *evaluator) propertyNodes(list []*item) []output.Node {
	in := *e
	var nodes []output.Node
	for _, it := range list {
		if it.node != nil {
			nodes = append(nodes, it.node)
			continue
		}
		in.info = it.info
		nodes = append(nodes, in.propertyDeclaration(it.stmt.(*syntax.Declaration)))
	}
	return nodes
}

// lastProperty is the last of some declarations of one name, merged; nil for none.
func lastProperty(nodes []output.Node) *output.Declaration {
	for _, n := range nodes {
		reparse(n.(*output.Declaration))
	}
	nodes = output.MergeDeclarations(nodes)
	if len(nodes) == 0 {
		return nil
	}
	return nodes[len(nodes)-1].(*output.Declaration)
}

// propertyDeclaration is a declaration that is looked at: its raw value is parsed.
func (e *evaluator) propertyDeclaration(d *syntax.Declaration) *output.Declaration {
	out := &output.Declaration{Name: d.Name, Merge: d.Merge}
	important := d.Important
	if raw, ok := d.Value.(*syntax.Raw); ok {
		parsed := e.parsedRaw(d, raw)
		out.Value = e.value(parsed.expr)
		important = cmp.Or(important, parsed.important)
	} else {
		out.Value = e.value(d.Value)
	}
	if important != "" {
		out.Important = " " + important
	}
	return out
}

// reparse parses the value of a declaration that was kept as text, since it is looked
// at. That changes how it is printed: less.js loses the space before "!important".
func reparse(d *output.Declaration) {
	a, ok := d.Value.(*value.Anonymous)
	if !ok || a.Text == "" {
		return
	}
	if v, important, err := parseText(a.Text); err == nil {
		d.Value, d.Important = v, important
	}
}

// quoted evaluates a string with its interpolations.
func (e *evaluator) quoted(x *syntax.Quoted) value.Value {
	text := x.Text
	if strings.IndexByte(text, '@') >= 0 || strings.IndexByte(text, '$') >= 0 {
		text = e.interpolate(text, x.At, x.Loose)
	}
	q := e.pool.quoteds.One()
	q.Quote, q.Text, q.Escaped = x.Quote, text, x.Escaped
	if e.opt.SourceMap != nil {
		q.At = e.at(x.At)
	}
	return q
}

// maxInterpolations bounds the replacing of names in what names were replaced by.
const maxInterpolations = 1000

// interpolationSize is about what a name in a text takes until it is replaced, in bytes.
const interpolationSize = 128

// interpolate replaces @{name}, @{name[key]} and ${name} in text, again and again
// until nothing is left to replace; loose takes @name and $name too.
func (e *evaluator) interpolate(text string, at int, loose bool) string {
	for _, mark := range [...]byte{'@', '$'} {
		for range maxInterpolations {
			if strings.IndexByte(text, mark) < 0 {
				break
			}
			next := e.interpolateOnce(text, at, mark, loose)
			if next == text {
				break
			}
			text = next
		}
	}
	return text
}

func (e *evaluator) interpolateOnce(text string, at int, mark byte, loose bool) string {
	var b strings.Builder
	add := func(part string) {
		e.budget.Take(len(part))
		b.WriteString(part)
	}
	done := 0
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], mark)
		if next < 0 || i+next+1 >= len(text) {
			break
		}
		i += next
		x, end := interpolationAt(text, i, mark, loose, at)
		if x == nil {
			continue
		}
		if err := e.spend(1); err != nil {
			e.throw(err, e.at(at))
		}
		e.budget.Take(interpolationSize)
		add(text[done:i])
		v := e.value(x)
		if q, ok := v.(*value.Quoted); ok {
			add(q.Text)
		} else {
			add(e.css(v, e.at(at)))
		}
		done, i = end, end-1
	}
	if done == 0 {
		return text
	}
	add(text[done:])
	return b.String()
}

// interpolationAt returns what the mark at i refers to and where that ends, nil if
// it is just text.
func interpolationAt(text string, i int, mark byte, loose bool, at int) (x syntax.Expr, end int) {
	if text[i+1] == '{' {
		stop := 2 + strings.IndexAny(text[i+2:], "{}")
		if stop < 2 || text[i+stop] == '{' {
			return nil, 0
		}
		x, ok := syntax.Interpolated(text[i+2:i+stop], at)
		if !ok {
			return nil, 0
		}
		if mark == '$' {
			v, plain := x.(*syntax.Variable)
			if !plain {
				return nil, 0
			}
			return &syntax.Property{Name: "$" + v.Name[1:], At: at}, i + stop + 1
		}
		return x, i + stop + 1
	}
	if !loose {
		return nil, 0
	}
	end = i + 1
	for end < len(text) && isNameByte(text[end]) {
		end++
	}
	if end == i+1 {
		return nil, 0
	}
	if mark == '$' {
		return &syntax.Property{Name: text[i:end], At: at}, end
	}
	for end < len(text) && text[end] == '[' {
		stop := strings.IndexByte(text[end:], ']')
		if stop < 0 {
			break
		}
		if _, ok := syntax.Interpolated(text[i+1:end+stop+1], at); !ok {
			break
		}
		end += stop + 1
	}
	if x, ok := syntax.Interpolated(text[i+1:end], at); ok {
		return x, end
	}
	return &syntax.Variable{Name: text[i:end], At: at}, end
}

// textStyle is how a value is printed that becomes part of a text: less.js rounds
// numbers only when it prints the stylesheet.
func (e *evaluator) textStyle() value.Style {
	style := e.style
	style.Round = false
	return style
}

// css prints a value as part of a text.
func (e *evaluator) css(v value.Value, at value.Place) string {
	if k, ok := v.(*value.Keyword); ok && k.Text != "%" {
		return k.Text
	}
	e.weigh(v, e.here)
	text, err := value.Append(e.pool.scratch[:0], v, e.textStyle(), nil)
	if err != nil {
		e.throw(err, at)
	}
	e.pool.scratch = text
	e.budget.Take(len(text))
	return string(text)
}

func (e *evaluator) url(x *syntax.URL) value.Value {
	u := &value.URL{Content: e.value(x.Value)}
	if e.opt.SourceMap != nil {
		u.At = e.at(x.At)
	}
	return e.rewriteURL(u)
}

// rewriteURL applies rootpath and urlArgs.
func (e *evaluator) rewriteURL(u *value.URL) value.Value {
	text, set := urlText(u.Content)
	if !set {
		return u
	}
	path := text
	if e.needsRewrite(path) {
		root := e.info.rootPath
		if q, ok := u.Content.(*value.Quoted); !ok || q.Quote == 0 {
			root = escapeURLPath(root)
		}
		path = rewritePath(path, root)
	} else {
		path = normalizePath(path)
	}
	if args := e.opt.URLArgs; args != "" && !strings.HasPrefix(strings.TrimLeft(path, " \t\n"), "data:") {
		path = withURLArgs(path, args)
	}
	if path == text {
		return u
	}
	switch c := u.Content.(type) {
	case *value.Quoted:
		q := *c
		q.Text = path
		return &value.URL{Content: &q, At: u.At}
	case *value.Anonymous:
		return &value.URL{Content: &value.Anonymous{Text: path, At: c.At}, At: u.At}
	case *value.Keyword:
		return &value.URL{Content: &value.Keyword{Text: path}, At: u.At}
	}
	return u
}

func urlText(v value.Value) (string, bool) {
	switch v := v.(type) {
	case *value.Quoted:
		return v.Text, true
	case *value.Anonymous:
		return v.Text, true
	case *value.Keyword:
		return v.Text, true
	}
	return "", false
}

func escapeURLPath(p string) string {
	var b strings.Builder
	for i := range len(p) {
		if strings.IndexByte("()'\" \t\n\r", p[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(p[i])
	}
	return b.String()
}

func withURLArgs(path, args string) string {
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	if i := strings.IndexByte(path, '#'); i >= 0 {
		return path[:i] + mark + args + path[i:]
	}
	return path + mark + args
}

// needsRewrite reports whether a path is relative in the sense of Options.RewriteURLs.
func (e *evaluator) needsRewrite(path string) bool {
	if e.opt.RewriteURLs == "local" {
		return strings.HasPrefix(path, ".")
	}
	return isRelative(path)
}

// isRelative reports whether a path has neither scheme nor "/" nor "#" at its start.
func isRelative(path string) bool {
	if path == "" || path[0] == '/' || path[0] == '#' {
		return path == ""
	}
	for i := range len(path) {
		c := path[i]
		if c == ':' {
			return i == 0
		}
		if c != '-' && (c|0x20 < 'a' || c|0x20 > 'z') {
			return true
		}
	}
	return true
}

func rewritePath(path, root string) string {
	out := normalizePath(root + path)
	if strings.HasPrefix(path, ".") && isRelative(root) && !strings.HasPrefix(out, ".") {
		out = "./" + out
	}
	return out
}

// normalizePath takes "." and "a/.." out of a path.
func normalizePath(path string) string {
	if !strings.Contains(path, ".") {
		return path
	}
	var out []string
	for _, s := range strings.Split(path, "/") {
		switch {
		case s == ".":
		case s == ".." && len(out) > 0 && out[len(out)-1] != "..":
			out = out[:len(out)-1]
		default:
			out = append(out, s)
		}
	}
	return strings.Join(out, "/")
}
