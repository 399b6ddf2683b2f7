package eval

import (
	"cmp"
	"slices"
	"strings"

	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/output"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

func spanOf(raw *syntax.Raw) source.Span {
	return source.Span{Start: raw.At, End: raw.At + len(raw.Text)}
}

// declaration evaluates a declaration or a variable.
func (e *evaluator) declaration(d *syntax.Declaration) output.Node {
	at := e.at(d.At)
	e.step(at)
	e.enterTrail(waypoint{at: at})
	name := d.Name
	if d.Parts != nil {
		name = e.name(d.Parts)
	}
	x := d.Value
	if raw, ok := d.Value.(*syntax.Raw); ok && d.Variable {
		x = e.parsedRaw(d, raw).expr
	}
	v, important := e.forProperty(name).marked(x)
	e.weigh(v, at)
	important = cmp.Or(d.Important, important)
	e.leaveTrail()
	if d.Variable {
		n := e.pool.Variables.One()
		n.Name, n.Val, n.Important, n.At = name, v, important, at
		return n
	}
	if _, ok := v.(*detached); ok {
		panic(rulesetAsValue(d, at))
	}
	out := e.pool.Declarations.One()
	out.Name, out.Value, out.Merge, out.Inline, out.At = name, v, d.Merge, d.Inline, at
	if important != "" {
		out.Important = " " + important
	}
	return out
}

// forProperty is the context of the value of a property: "font: 12px/1.5" is no
// division.
func (e *evaluator) forProperty(name string) *evaluator {
	if e.level != mathAlways || name != "font" {
		return e
	}
	in := *e
	in.math.level = mathParensDivision
	return &in
}

// marked evaluates an expression and returns the "!important" of the last variable or
// property that it used.
func (e *evaluator) marked(x syntax.Expr) (v value.Value, important string) {
	outer := e.stacks.effects.important
	e.stacks.effects.important = ""
	v = e.value(x)
	important, e.stacks.effects.important = e.stacks.effects.important, outer
	return v, important
}

// name evaluates the name of a property that has interpolations.
func (e *evaluator) name(parts []syntax.Expr) string {
	var b strings.Builder
	for _, p := range parts {
		text := ""
		if k, ok := p.(*syntax.Keyword); ok {
			text = k.Text
		} else {
			text = e.css(e.value(p), value.Place{})
		}
		e.budget.Take(len(text))
		b.WriteString(text)
	}
	return b.String()
}

// ruleset evaluates a ruleset.
func (e *evaluator) ruleset(r *syntax.Ruleset) output.Node {
	at := e.at(r.At)
	e.step(at)
	e.enter(at)
	defer e.leave()
	out := e.pool.Rulesets.One()
	out.At, out.Source = at, r
	out.Selectors = e.selectors(r.Selectors)
	passes := len(out.Selectors) == 0
	for _, s := range out.Selectors {
		passes = passes || !s.Off
	}
	if !passes {
		return out
	}
	f := e.pool.frame(r.Rules, e.info)
	f.source = r
	out.Rules = flat(e.block(f, out.Selectors, false))
	return out
}

// selectors evaluates a selector list: guards, and interpolations, whose result is
// parsed anew since it may be anything.
func (e *evaluator) selectors(list []*syntax.Selector) []*output.Selector {
	in := *e
	in.def = defaultState{forbidden: true}
	return in.selectorList(list)
}

func (e *evaluator) selectorList(list []*syntax.Selector) []*output.Selector {
	out := e.pool.SelectorLists.Make(len(list))
	interpolated, off := false, true
	for i, s := range list {
		out[i] = e.selector(s)
		off = off && out[i].Off
		for _, el := range s.Elements {
			interpolated = interpolated || el.Var() != nil
		}
	}
	if !interpolated {
		return out
	}
	if e.joinPlain(list, out) {
		for _, s := range out {
			s.Off = off
		}
		return out
	}
	text := e.pool.scratch[:0]
	for i, s := range out {
		if i > 0 {
			text = append(text, ',')
		}
		if len(s.Elements) > 0 && s.Elements[0].Comb == "" {
			text = append(text, ' ') // as less.js prints it: places count from there
		}
		text = output.AppendSelector(text, s, e.style.Compress)
	}
	e.pool.scratch = text
	e.budget.Take(len(text))
	parsed, err := e.pool.fragments.Selectors(string(text), list[0].At)
	if err != nil || len(parsed) == 0 {
		return out
	}
	result := make([]*output.Selector, len(parsed))
	for i, s := range parsed {
		result[i] = e.selector(s)
		result[i].Source, result[i].Off = nil, off
		for k := range result[i].Elements {
			result[i].Elements[k].At.Offset = min(result[i].Elements[k].At.Offset, len(e.info.file.Text()))
		}
	}
	return result
}

func (e *evaluator) selector(s *syntax.Selector) *output.Selector {
	out := e.pool.Selectors.One()
	out.At, out.Source, out.Elements = e.at(s.At), s, e.selectorElements(s)
	if s.Guard != nil {
		out.Off = !e.condition(s.Guard)
	}
	for _, x := range s.Extends {
		out.Extends = append(out.Extends, e.extend(x))
	}
	return out
}

// selectorElements evaluates elements; those without interpolation are the same
// for every evaluation.
func (e *evaluator) selectorElements(s *syntax.Selector) []output.Element {
	if e.repeat {
		if list, ok := e.elements[s]; ok {
			return list
		}
	}
	static := true
	list := e.pool.Elements.Make(len(s.Elements))
	for i, el := range s.Elements {
		list[i] = output.Element{Comb: el.Comb, Text: el.Text, At: e.at(el.At)}
		switch part := el.Part.(type) {
		case *syntax.Attribute:
			var fixed bool
			list[i].Oddity = &output.Oddity{}
			list[i].Oddity.Attr, fixed = e.attribute(part, el.At)
			static = static && fixed
		case *syntax.Parens:
			list[i].Oddity = &output.Oddity{Paren: e.inParens(part.Selectors)}
			static = static && isStatic(part.Selectors)
		case nil:
			if mayInterpolate(el) {
				static = false
				list[i].Text = e.interpolate(el.Text, el.At, false)
			}
		default:
			static = false
			list[i].Text = e.interpolatedText(el.Var(), el.At)
		}
	}
	if static && e.repeat {
		e.elements[s] = list
	}
	return list
}

// mayInterpolate reports whether the text of an element can hold a name to replace: of
// all that the parser takes for text only that of parentheses can.
func mayInterpolate(el *syntax.Element) bool {
	return el.Text != "" && el.Text[0] == '(' && strings.ContainsAny(el.Text, "@$")
}

func isStatic(list []*syntax.Selector) bool {
	for _, s := range list {
		for _, el := range s.Elements {
			switch part := el.Part.(type) {
			case *syntax.Attribute:
				if part.KeyVar != nil || !isPlain(part.Value) {
					return false
				}
			case *syntax.Parens:
				if !isStatic(part.Selectors) {
					return false
				}
			case nil:
				if mayInterpolate(el) {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
}

func isPlain(x syntax.Expr) bool {
	switch x := x.(type) {
	case nil, *syntax.Keyword:
		return true
	case *syntax.Quoted:
		return !strings.ContainsAny(x.Text, "@$")
	}
	return false
}

// inParens is one selector, or several with commas between.
func (e *evaluator) inParens(list []*syntax.Selector) *output.Selector {
	if len(list) == 1 {
		return &output.Selector{At: e.at(list[0].At), Elements: e.selectorElements(list[0])}
	}
	out := &output.Selector{At: e.at(list[0].At)}
	for i, s := range list {
		if i > 0 {
			out.Elements = append(out.Elements, output.Element{Text: ",", Oddity: &output.Oddity{Bare: true}})
		}
		out.Elements = append(out.Elements, output.Element{Oddity: &output.Oddity{Nested: &output.Selector{Elements: e.selectorElements(s), At: e.at(s.At)}, Bare: true}})
	}
	return out
}

func (e *evaluator) interpolatedText(x syntax.Expr, at int) string {
	v := e.value(x)
	if q, ok := v.(*value.Quoted); ok {
		return q.Text
	}
	return e.css(v, e.at(at))
}

func (e *evaluator) attribute(a *syntax.Attribute, at int) (out *output.Attribute, static bool) {
	out = &output.Attribute{Key: a.Key, Op: a.Op, Flag: a.Case}
	if a.KeyVar != nil {
		out.Key = e.css(e.value(a.KeyVar), e.at(at))
	}
	if a.Value != nil {
		out.Value = e.css(e.value(a.Value), e.at(at))
	}
	return out, a.KeyVar == nil && isPlain(a.Value)
}

func (e *evaluator) extend(x *syntax.Extend) *output.Extend {
	target := &output.Selector{Elements: e.selectorElements(x.Target), At: e.at(x.Target.At)}
	return &output.Extend{Target: target, All: strings.HasSuffix(x.Option, "all"), At: e.at(x.At)}
}

func (e *evaluator) extendRule(s *syntax.ExtendRule) output.Node {
	g := &nodeGroup{}
	for _, x := range s.Extends {
		g.nodes = append(g.nodes, &output.ExtendRule{Extend: e.extend(x)})
	}
	if len(g.nodes) == 1 {
		return g.nodes[0]
	}
	return g
}

// mediaState is the queries around what is being evaluated; nil where there is none.
type mediaState struct {
	blocks []*output.MediaRule // all since the outermost one began
	path   []*output.MediaRule // those around
}

// count is how many queries have begun since the outermost one.
func (m *mediaState) count() int {
	if m == nil {
		return 0
	}
	return len(m.blocks)
}

// query evaluates @media and @container.
func (e *evaluator) query(q *syntax.Query, from *importedVia) output.Node {
	at := e.at(q.At)
	e.step(at)
	e.enter(at)
	defer e.leave()
	e.budget.Take(atRuleSize)
	m := &output.MediaRule{Container: q.Name == "@container", At: at}
	body := e.info
	if from != nil {
		m.Blocks = from.blocks
		if from.inner != nil {
			m.Unmapped = true
			body = from.inner
		}
	}
	m.Features = e.features(q.Features)
	in := e.inMedia(m)
	own := output.EmptySelectors(at)
	r := &output.Ruleset{Selectors: own, At: at}
	r.Rules = flat(in.block(e.pool.frame(q.Rules, body), own, false))
	m.Rules = []output.Node{r}
	return in.medias.end(m, e.budget)
}

// features evaluates the queries of a list; a variable can hold several.
func (e *evaluator) features(list []syntax.Expr) []value.Value {
	if len(list) == 0 {
		return nil
	}
	out := make([]value.Value, 0, len(list))
	for _, x := range list {
		out = append(out, e.value(x))
	}
	if len(out) > 1 {
		return out
	}
	l, ok := out[0].(*value.List)
	switch {
	case ok && l.Comma:
		return l.Items
	case ok:
		return []value.Value{joinedWords(l)}
	}
	return out
}

// joinedWords puts a word and the parentheses that touch it together.
func joinedWords(l *value.List) value.Value {
	items := slices.Clone(l.Items)
	for i := 0; i+1 < len(items); i++ {
		_, word := items[i].(*value.Keyword)
		if p, ok := items[i+1].(*value.Paren); ok && word && p.NoSpace {
			items[i] = &value.List{Items: []value.Value{items[i], p}, NoSpace: true}
			items = slices.Delete(items, i+1, i+2)
		}
	}
	return &value.List{Items: items, NoSpace: l.NoSpace}
}

// inMedia is the context inside of a query.
func (e *evaluator) inMedia(m *output.MediaRule) *evaluator {
	in := *e
	if in.medias == nil {
		in.medias = &mediaState{}
	}
	in.medias.path = append(in.medias.path, m)
	in.medias.blocks = append(in.medias.blocks, m)
	return &in
}

// end returns what stands where the query stood: the outermost one brings
// along all that were in it; one inside leaves nothing.
func (s *mediaState) end(m *output.MediaRule, b *budget.Budget) output.Node {
	path := s.path[:len(s.path)-1]
	s.path = path
	if len(path) == 0 {
		blocks := s.blocks
		if len(blocks) < 2 {
			return m
		}
		r := &output.Ruleset{Visibility: m.Visibility, Selectors: output.EmptySelectors(m.At), At: m.At}
		for _, b := range blocks {
			r.Rules = append(r.Rules, b)
		}
		return r
	}
	all := append(slices.Clone(path), m)
	for _, outer := range all {
		if outer.Container != m.Container {
			s.blocks = slices.DeleteFunc(s.blocks, func(b *output.MediaRule) bool { return b == m })
			return m
		}
	}
	m.Features = combined(all, b)
	return nil
}

// combined joins the queries of nested rules: one for each choice of one part of
// each, the outermost varying fastest.
func combined(path []*output.MediaRule, b *budget.Budget) []value.Value {
	total := 1
	for _, m := range path {
		b.Product(total, len(m.Features), 1)
		total *= len(m.Features)
	}
	b.Product(total, len(path), featureSize)
	out := make([]value.Value, total)
	choice := make([]value.Value, len(path))
	for i := range out {
		rest := i
		for k, m := range path {
			choice[k] = m.Features[rest%len(m.Features)]
			rest /= len(m.Features)
		}
		l := &value.List{Items: make([]value.Value, 0, 2*len(path))}
		for k, f := range typesFirst(choice) {
			if k > 0 {
				l.Items = append(l.Items, andWord)
			}
			l.Items = append(l.Items, f)
		}
		out[i] = l
	}
	return out
}

var andWord = &value.Anonymous{Text: "and"}

// featureSize is about what one part of a joined query takes, in bytes.
const featureSize = 64

// typesFirst moves the parts that begin with a media type before the others, since
// a query must have its type at the front.
func typesFirst(list []value.Value) []value.Value {
	var types, others []value.Value
	for _, f := range list {
		if startsWithType(f) {
			types = append(types, f)
		} else {
			others = append(others, f)
		}
	}
	return append(types, others...)
}

func startsWithType(v value.Value) bool {
	head := ""
	switch v := v.(type) {
	case *value.Keyword:
		head = v.Text
	case *value.Anonymous:
		head = v.Text
	case *value.List:
		if v.Comma {
			return false
		}
		items := v.Items
		if len(items) > 1 {
			if first := strings.ToLower(value.Text(items[0])); first == "not" || first == "only" {
				items = items[1:]
			}
		}
		if len(items) > 0 {
			if _, ok := items[0].(*value.Number); !ok {
				head = value.Text(items[0])
			}
		}
	}
	head = strings.TrimSpace(head)
	if i := strings.IndexAny(head, " \t\n("); i >= 0 {
		head = head[:i]
	}
	head = strings.ToLower(head)
	return head != "" && head != "and" && head != "or"
}

// bubble gives the queries that began inside of a block the block's selectors.
func (e *evaluator) bubble(from int, selectors []*output.Selector) {
	if selectors == nil || e.medias == nil {
		return
	}
	for _, m := range e.medias.blocks[min(from, len(e.medias.blocks)):] {
		e.budget.Product(len(selectors), 1, selectorSize)
		copies := make([]*output.Selector, len(selectors))
		for i, s := range selectors {
			d := *s
			copies[i] = &d
		}
		m.Rules = []output.Node{&output.Ruleset{Selectors: copies, Rules: m.Rules, Undecorated: true, At: m.At}}
	}
}

// atRuleSize is about what an at-rule and the ruleset of its block take, in bytes.
const atRuleSize = 1024

// selectorSize is the size of a selector without its elements in bytes, about.
const selectorSize = 128

// reenter evaluates queries again that a mixin made, inside of the query that the
// mixin was called in.
func (e *evaluator) reenter(n output.Node) output.Node {
	switch n := n.(type) {
	case *nodeGroup:
		n.nodes = e.reenterAll(n.nodes)
	case *output.Ruleset:
		if !holdsQuery(n.Rules) {
			return n
		}
		from := e.medias.count()
		n.Rules = e.reenterAll(n.Rules)
		e.bubble(from, n.Selectors)
	case *output.MediaRule:
		if n.Container {
			return n
		}
		in := e.inMedia(n)
		n.Rules = in.reenterAll(n.Rules)
		return in.medias.end(n, e.budget)
	case *output.Conditional:
		from := e.medias.count()
		n.Rules = e.reenterAll(n.Rules)
		e.bubbleLines(from, n)
	}
	return n
}

func (e *evaluator) reenterAll(list []output.Node) []output.Node {
	var out []output.Node
	for _, n := range list {
		if n = e.reenter(n); n != nil {
			out = append(out, n)
		}
	}
	return out
}

func holdsQuery(list []output.Node) bool {
	for _, n := range list {
		switch n := n.(type) {
		case *output.MediaRule:
			return true
		case *output.Ruleset:
			if holdsQuery(n.Rules) {
				return true
			}
		case *output.Conditional:
			if holdsQuery(n.Rules) {
				return true
			}
		}
	}
	return false
}

// atRule evaluates any other at-rule. Queries inside do not leave it.
func (e *evaluator) atRule(a *syntax.AtRule, before []item) output.Node {
	at := e.at(a.At)
	e.step(at)
	e.enter(at)
	defer e.leave()
	if n, ok := e.hostRule(a, before); ok {
		return n
	}
	in := *e
	in.medias = nil
	return in.cssAtRule(a)
}

func (e *evaluator) cssAtRule(a *syntax.AtRule) output.Node {
	at := e.at(a.At)
	e.budget.Take(atRuleSize)
	out := &output.AtRule{Name: a.Name, Rooted: a.Rooted, Block: a.Block, At: at}
	switch {
	case a.Keywords != nil:
		l := &value.List{Comma: true}
		for _, k := range a.Keywords {
			l.Items = append(l.Items, e.value(k))
		}
		out.Value = l
	case a.Value != nil:
		out.Value = e.value(a.Value)
	}
	if !a.Block {
		return out
	}
	if !a.Rooted && out.Value == nil && declarationsOnly(a.Rules) {
		out.Simple = true
		for _, s := range a.Rules {
			n := e.statement(&item{stmt: s}, nil)
			if _, isVariable := n.(*output.Variable); n != nil && !isVariable {
				out.Rules = append(out.Rules, n)
			}
		}
		out.Rules = output.MergeDeclarations(out.Rules)
		return out
	}
	own := output.EmptySelectors(at)
	r := &output.Ruleset{Selectors: own, At: at, Undecorated: true}
	r.Rules = flat(e.block(e.pool.frame(a.Rules, e.info), own, false))
	if !a.Rooted && out.Value == nil && nodesAreDeclarations(r.Rules) {
		out.Simple = true
		out.Rules = output.MergeDeclarations(withoutVariables(r.Rules))
		return out
	}
	out.Rules = []output.Node{r}
	return out
}

func declarationsOnly(rules []syntax.Stmt) bool {
	for _, s := range rules {
		switch s.(type) {
		case *syntax.Declaration, *syntax.Comment:
		default:
			return false
		}
	}
	return true
}

func nodesAreDeclarations(rules []output.Node) bool {
	for _, n := range rules {
		switch n.(type) {
		case *output.Declaration, *output.Comment, *output.Variable:
		default:
			return false
		}
	}
	return true
}

// keptImport is an import that is left to the browser.
func (e *evaluator) keptImport(imp *syntax.Import) output.Node {
	out := &output.ImportRule{At: e.at(imp.At), Path: e.printedPath(imp)}
	list := slices.Clone(e.features(imp.Features))
	for i, f := range list {
		if l, ok := f.(*value.List); ok && !l.Comma {
			list[i] = joinedWords(l)
		}
	}
	if len(list) == 1 {
		out.Features = list[0]
	} else if len(list) > 1 {
		out.Features = &value.List{Items: list, Comma: true}
	}
	return out
}

// printedPath evaluates the path of an import that is printed.
func (e *evaluator) printedPath(imp *syntax.Import) value.Value {
	if u, ok := imp.Path.(*syntax.URL); ok {
		return e.url(u)
	}
	v := e.value(imp.Path)
	q, ok := v.(*value.Quoted)
	if !ok {
		return v
	}
	text := q.Text
	if text != "" && e.needsRewrite(text) {
		text = e.info.rootPath + text
	}
	return &value.Quoted{Quote: q.Quote, Text: normalizePath(text), Escaped: q.Escaped, At: q.At}
}

// importItems returns what an import brought.
func (e *evaluator) importItems(imp *syntax.Import, blocks int) arrival {
	got := e.c.imports.lookup(imp, e.info)
	switch {
	case e.opt.KeepImports && (got != nil || !isCSSPath(pathText(imp.Path))):
		return arrival{}
	case got == nil:
		return arrival{items: []item{{stmt: imp, info: e.info, node: e.blocked(e.keptImport(imp), blocks)}}}
	}
	if e.c.imports.skipped(got) {
		return arrival{}
	}
	if optionsOf(imp).reference {
		blocks++
	}
	if got.sheet == nil {
		var n output.Node = &output.RawText{Text: got.inline, Lines: true, Block: true, At: value.Place{File: got.info.file, Offset: 0}}
		if len(imp.Features) > 0 {
			at := e.at(imp.At)
			n = &output.MediaRule{Unmapped: true, Features: e.features(imp.Features), At: at, Rules: []output.Node{&output.Ruleset{Selectors: output.EmptySelectors(at), Rules: []output.Node{n}, At: at}}}
		}
		return arrival{items: []item{{info: e.info, node: e.blocked(n, blocks)}}}
	}
	if isLayer(imp.Features) {
		return arrival{items: []item{{stmt: imp, info: e.info, node: e.blocked(e.keptImport(imp), blocks)}}}
	}
	if len(imp.Features) > 0 {
		q := &syntax.Query{Name: "@media", Features: imp.Features, Rules: got.sheet.Rules, At: imp.At}
		return arrival{items: []item{{stmt: q, info: e.info, via: via(blocks, got.info)}}}
	}
	return arrival{stmts: got.sheet.Rules, info: got.info, via: via(blocks, nil)}
}

// isLayer reports whether an import begins with layer(…): less.js leaves it to the
// browser, even if it has found the file.
func isLayer(features []syntax.Expr) bool {
	if len(features) != 1 {
		return false
	}
	list, ok := features[0].(*syntax.Spaces)
	if !ok || len(list.Items) < 2 {
		return false
	}
	word, isWord := list.Items[0].(*syntax.Keyword)
	_, isParen := list.Items[1].(*syntax.Paren)
	return isWord && isParen && word.Text == "layer"
}

func (e *evaluator) blocked(n output.Node, blocks int) output.Node {
	n.Vis().Blocks += blocks
	return n
}
