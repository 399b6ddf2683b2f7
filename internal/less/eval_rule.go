package less

import (
	"slices"
	"strings"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

func spanOf(raw *syntax.Raw) source.Span {
	return source.Span{Start: raw.At, End: raw.At + len(raw.Text)}
}

// declaration evaluates a declaration or a variable.
func (e *evaluator) declaration(d *syntax.Declaration) cssNode {
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
	important = important || d.Important
	e.leaveTrail()
	if d.Variable {
		n := e.pool.variables.One()
		n.name, n.val, n.important, n.at = name, v, important, at
		return n
	}
	if _, ok := v.(*detached); ok {
		e.fail(at, "Syntax", "Rulesets cannot be evaluated on a property.")
	}
	out := e.pool.declarations.One()
	out.name, out.value, out.merge, out.inline, out.at = name, v, d.Merge, d.Inline, at
	if important {
		out.important = " !important"
	}
	return out
}

// forProperty is the context of the value of a property: "font: 12px/1.5" is no
// division.
func (e *evaluator) forProperty(name string) *evaluator {
	if name != "font" || e.math.level != mathAlways {
		return e
	}
	in := *e
	in.math.level = mathParensDivision
	return &in
}

// marked evaluates an expression and reports whether it used a variable or a property
// with !important.
func (e *evaluator) marked(x syntax.Expr) (v Value, important bool) {
	outer := e.stacks.effects.important
	e.stacks.effects.important = false
	v = e.value(x)
	important, e.stacks.effects.important = e.stacks.effects.important, outer
	return v, important
}

// name evaluates the name of a property that has interpolations.
func (e *evaluator) name(parts []syntax.Expr) string {
	var b strings.Builder
	for _, p := range parts {
		if k, ok := p.(*syntax.Keyword); ok {
			b.WriteString(k.Text)
			continue
		}
		b.WriteString(e.css(e.value(p), place{}))
	}
	return b.String()
}

// ruleset evaluates a ruleset.
func (e *evaluator) ruleset(r *syntax.Ruleset) cssNode {
	at := e.at(r.At)
	e.step(at)
	e.enter(at)
	defer e.leave()
	out := e.pool.rulesets.One()
	out.at, out.source = at, r
	out.selectors = e.selectors(r.Selectors)
	passes := len(out.selectors) == 0
	for _, s := range out.selectors {
		passes = passes || !s.off
	}
	if !passes {
		return out
	}
	f := e.pool.frame(r.Rules, e.info)
	f.source = r
	out.rules = flat(e.block(f, out.selectors, false))
	return out
}

// selectors evaluates a selector list: guards, and interpolations, whose result is
// parsed anew since it may be anything.
func (e *evaluator) selectors(list []*syntax.Selector) []*selector {
	in := *e
	in.def = defaultState{forbidden: true}
	return in.selectorList(list)
}

func (e *evaluator) selectorList(list []*syntax.Selector) []*selector {
	out := e.pool.selectorLists.Make(len(list))
	interpolated, off := false, true
	for i, s := range list {
		out[i] = e.selector(s)
		off = off && out[i].off
		for _, el := range s.Elements {
			interpolated = interpolated || el.Var() != nil
		}
	}
	if !interpolated {
		return out
	}
	if e.joinPlain(list, out) {
		for _, s := range out {
			s.off = off
		}
		return out
	}
	text := e.pool.scratch[:0]
	for i, s := range out {
		if i > 0 {
			text = append(text, ',')
		}
		text = appendSelector(text, s, e.style.compress)
	}
	e.pool.scratch = text
	parsed, err := e.pool.fragments.Selectors(string(text), list[0].At)
	if err != nil || len(parsed) == 0 {
		return out
	}
	result := make([]*selector, len(parsed))
	for i, s := range parsed {
		result[i] = e.selector(s)
		result[i].source, result[i].off = nil, off
		for k := range result[i].elements {
			result[i].elements[k].at.offset = min(result[i].elements[k].at.offset, len(e.info.file.Text()))
		}
	}
	return result
}

func (e *evaluator) selector(s *syntax.Selector) *selector {
	out := e.pool.selectors.One()
	out.at, out.source, out.elements = e.at(s.At), s, e.selectorElements(s)
	if s.Guard != nil {
		out.off = !e.condition(s.Guard)
	}
	for _, x := range s.Extends {
		out.extends = append(out.extends, e.extend(x))
	}
	return out
}

// selectorElements evaluates elements; those without interpolation are the same
// for every evaluation.
func (e *evaluator) selectorElements(s *syntax.Selector) []element {
	if e.repeat {
		if list, ok := e.elements[s]; ok {
			return list
		}
	}
	static := true
	list := e.pool.elements.Make(len(s.Elements))
	for i, el := range s.Elements {
		list[i] = element{comb: el.Comb, text: el.Text, at: e.at(el.At)}
		switch part := el.Part.(type) {
		case *syntax.Attribute:
			var fixed bool
			list[i].oddity = &oddity{}
			list[i].oddity.attr, fixed = e.attribute(part, el.At)
			static = static && fixed
		case *syntax.Parens:
			list[i].oddity = &oddity{paren: e.inParens(part.Selectors)}
			static = static && isStatic(part.Selectors)
		case nil:
			if strings.ContainsAny(el.Text, "@$") {
				static = false
				list[i].text = e.interpolate(el.Text, el.At, false)
			}
		default:
			static = false
			list[i].text = e.interpolatedText(el.Var(), el.At)
		}
	}
	if static && e.repeat {
		e.elements[s] = list
	}
	return list
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
				if strings.ContainsAny(el.Text, "@$") {
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
func (e *evaluator) inParens(list []*syntax.Selector) *selector {
	if len(list) == 1 {
		return &selector{at: e.at(list[0].At), elements: e.selectorElements(list[0])}
	}
	out := &selector{at: e.at(list[0].At)}
	for i, s := range list {
		if i > 0 {
			out.elements = append(out.elements, element{text: ",", oddity: &oddity{bare: true}})
		}
		out.elements = append(out.elements, element{oddity: &oddity{nested: &selector{elements: e.selectorElements(s), at: e.at(s.At)}, bare: true}})
	}
	return out
}

func (e *evaluator) interpolatedText(x syntax.Expr, at int) string {
	v := e.value(x)
	if q, ok := v.(*Quoted); ok {
		return q.Text
	}
	return e.css(v, e.at(at))
}

func (e *evaluator) attribute(a *syntax.Attribute, at int) (out *attribute, static bool) {
	out = &attribute{key: a.Key, op: a.Op, flag: a.Case}
	if a.KeyVar != nil {
		out.key = e.css(e.value(a.KeyVar), e.at(at))
	}
	if a.Value != nil {
		out.value = e.css(e.value(a.Value), e.at(at))
	}
	return out, a.KeyVar == nil && isPlain(a.Value)
}

func (e *evaluator) extend(x *syntax.Extend) *extend {
	target := &selector{elements: e.selectorElements(x.Target), at: e.at(x.Target.At)}
	return &extend{target: target, all: strings.HasSuffix(x.Option, "all"), at: e.at(x.At)}
}

func (e *evaluator) extendRule(s *syntax.ExtendRule) cssNode {
	g := &nodeGroup{}
	for _, x := range s.Extends {
		g.nodes = append(g.nodes, &extendRule{extend: e.extend(x)})
	}
	if len(g.nodes) == 1 {
		return g.nodes[0]
	}
	return g
}

// mediaState is the queries around what is being evaluated; nil where there is none.
type mediaState struct {
	blocks []*mediaRule // all since the outermost one began
	path   []*mediaRule // those around
}

// count is how many queries have begun since the outermost one.
func (m *mediaState) count() int {
	if m == nil {
		return 0
	}
	return len(m.blocks)
}

// query evaluates @media and @container.
func (e *evaluator) query(q *syntax.Query, from *importedVia) cssNode {
	at := e.at(q.At)
	e.step(at)
	e.enter(at)
	defer e.leave()
	m := &mediaRule{container: q.Name == "@container", at: at}
	body := e.info
	if from != nil {
		m.blocks = from.blocks
		if from.inner != nil {
			body = from.inner
		}
	}
	m.features = e.features(q.Features)
	in := e.inMedia(m)
	own := emptySelectors(at)
	r := &ruleset{selectors: own, at: at}
	r.rules = flat(in.block(e.pool.frame(q.Rules, body), own, false))
	m.rules = []cssNode{r}
	return in.medias.end(m)
}

// features evaluates the queries of a list; a variable can hold several.
func (e *evaluator) features(list []syntax.Expr) []Value {
	if len(list) == 0 {
		return nil
	}
	out := make([]Value, 0, len(list))
	for _, x := range list {
		out = append(out, e.value(x))
	}
	if len(out) > 1 {
		return out
	}
	l, ok := out[0].(*List)
	switch {
	case ok && l.Comma:
		return l.Items
	case ok:
		return []Value{joinedWords(l)}
	}
	return out
}

// joinedWords puts a word and the parentheses that touch it together.
func joinedWords(l *List) Value {
	items := slices.Clone(l.Items)
	for i := 0; i+1 < len(items); i++ {
		_, word := items[i].(*Keyword)
		if p, ok := items[i+1].(*paren); ok && word && p.noSpace {
			items[i] = &List{Items: []Value{items[i], p}, noSpace: true}
			items = slices.Delete(items, i+1, i+2)
		}
	}
	return &List{Items: items, noSpace: l.noSpace}
}

// inMedia is the context inside of a query.
func (e *evaluator) inMedia(m *mediaRule) *evaluator {
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
func (s *mediaState) end(m *mediaRule) cssNode {
	path := s.path[:len(s.path)-1]
	s.path = path
	if len(path) == 0 {
		blocks := s.blocks
		if len(blocks) < 2 {
			return m
		}
		r := &ruleset{visibility: m.visibility, selectors: emptySelectors(m.at), at: m.at}
		for _, b := range blocks {
			r.rules = append(r.rules, b)
		}
		return r
	}
	all := append(slices.Clone(path), m)
	for _, outer := range all {
		if outer.container != m.container {
			s.blocks = slices.DeleteFunc(s.blocks, func(b *mediaRule) bool { return b == m })
			return m
		}
	}
	m.features = combined(all)
	return nil
}

// combined joins the queries of nested rules: one for each choice of one part of
// each, the outermost varying fastest.
func combined(path []*mediaRule) []Value {
	choices := [][]Value{nil}
	for i := len(path) - 1; i >= 0; i-- {
		var next [][]Value
		for _, c := range choices {
			for _, f := range path[i].features {
				next = append(next, append([]Value{f}, c...))
			}
		}
		choices = next
	}
	out := make([]Value, len(choices))
	for i, c := range choices {
		l := &List{}
		for k, f := range typesFirst(c) {
			if k > 0 {
				l.Items = append(l.Items, &Anonymous{Text: "and"})
			}
			l.Items = append(l.Items, f)
		}
		out[i] = l
	}
	return out
}

// typesFirst moves the parts that begin with a media type before the others, since
// a query must have its type at the front.
func typesFirst(list []Value) []Value {
	var types, others []Value
	for _, f := range list {
		if startsWithType(f) {
			types = append(types, f)
		} else {
			others = append(others, f)
		}
	}
	return append(types, others...)
}

func startsWithType(v Value) bool {
	head := ""
	switch v := v.(type) {
	case *Keyword:
		head = v.Text
	case *Anonymous:
		head = v.Text
	case *List:
		if v.Comma {
			return false
		}
		items := v.Items
		if len(items) > 1 {
			if first := strings.ToLower(textOf(items[0])); first == "not" || first == "only" {
				items = items[1:]
			}
		}
		if len(items) > 0 {
			if _, ok := items[0].(*Number); !ok {
				head = textOf(items[0])
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
func (e *evaluator) bubble(from int, selectors []*selector) {
	if selectors == nil || e.medias == nil {
		return
	}
	for _, m := range e.medias.blocks[min(from, len(e.medias.blocks)):] {
		copies := make([]*selector, len(selectors))
		for i, s := range selectors {
			d := *s
			copies[i] = &d
		}
		m.rules = []cssNode{&ruleset{selectors: copies, rules: m.rules, undecorated: true, at: m.at}}
	}
}

// reenter evaluates queries again that a mixin made, inside of the query that the
// mixin was called in.
func (e *evaluator) reenter(n cssNode) cssNode {
	switch n := n.(type) {
	case *nodeGroup:
		n.nodes = e.reenterAll(n.nodes)
	case *ruleset:
		if !holdsQuery(n.rules) {
			return n
		}
		from := e.medias.count()
		n.rules = e.reenterAll(n.rules)
		e.bubble(from, n.selectors)
	case *mediaRule:
		if n.container {
			return n
		}
		in := e.inMedia(n)
		n.rules = in.reenterAll(n.rules)
		return in.medias.end(n)
	case *conditional:
		from := e.medias.count()
		n.rules = e.reenterAll(n.rules)
		e.bubbleLines(from, n)
	}
	return n
}

func (e *evaluator) reenterAll(list []cssNode) []cssNode {
	var out []cssNode
	for _, n := range list {
		if n = e.reenter(n); n != nil {
			out = append(out, n)
		}
	}
	return out
}

func holdsQuery(list []cssNode) bool {
	for _, n := range list {
		switch n := n.(type) {
		case *mediaRule:
			return true
		case *ruleset:
			if holdsQuery(n.rules) {
				return true
			}
		case *conditional:
			if holdsQuery(n.rules) {
				return true
			}
		}
	}
	return false
}

// atRule evaluates any other at-rule. Queries inside do not leave it.
func (e *evaluator) atRule(a *syntax.AtRule, before []item) cssNode {
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

func (e *evaluator) cssAtRule(a *syntax.AtRule) cssNode {
	at := e.at(a.At)
	out := &atRule{name: a.Name, rooted: a.Rooted, block: a.Block, at: at}
	switch {
	case a.Keywords != nil:
		l := &List{Comma: true}
		for _, k := range a.Keywords {
			l.Items = append(l.Items, e.value(k))
		}
		out.value = l
	case a.Value != nil:
		out.value = e.value(a.Value)
	}
	if !a.Block {
		return out
	}
	if !a.Rooted && out.value == nil && declarationsOnly(a.Rules) {
		out.simple = true
		for _, s := range a.Rules {
			n := e.statement(&item{stmt: s}, nil)
			if _, isVariable := n.(*variableNode); n != nil && !isVariable {
				out.rules = append(out.rules, n)
			}
		}
		out.rules = mergeDeclarations(out.rules)
		return out
	}
	own := emptySelectors(at)
	r := &ruleset{selectors: own, at: at, undecorated: true}
	r.rules = flat(e.block(e.pool.frame(a.Rules, e.info), own, false))
	if !a.Rooted && out.value == nil && nodesAreDeclarations(r.rules) {
		out.simple = true
		out.rules = mergeDeclarations(withoutVariables(r.rules))
		return out
	}
	out.rules = []cssNode{r}
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

func nodesAreDeclarations(rules []cssNode) bool {
	for _, n := range rules {
		switch n.(type) {
		case *declaration, *comment, *variableNode:
		default:
			return false
		}
	}
	return true
}

// keptImport is an import that is left to the browser.
func (e *evaluator) keptImport(imp *syntax.Import) cssNode {
	out := &importRule{at: e.at(imp.At), path: e.printedPath(imp)}
	list := slices.Clone(e.features(imp.Features))
	for i, f := range list {
		if l, ok := f.(*List); ok && !l.Comma {
			list[i] = joinedWords(l)
		}
	}
	if len(list) == 1 {
		out.features = list[0]
	} else if len(list) > 1 {
		out.features = &List{Items: list, Comma: true}
	}
	return out
}

// printedPath evaluates the path of an import that is printed.
func (e *evaluator) printedPath(imp *syntax.Import) Value {
	if u, ok := imp.Path.(*syntax.URL); ok {
		return e.url(u)
	}
	v := e.value(imp.Path)
	q, ok := v.(*Quoted)
	if !ok {
		return v
	}
	text := normalizePath(q.Text)
	if q.Text != "" && e.needsRewrite(q.Text) {
		text = rewritePath(q.Text, e.info.rootPath)
	}
	return &Quoted{Quote: q.Quote, Text: text, Escaped: q.Escaped, at: q.at}
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
		var n cssNode = &rawText{text: got.inline, lines: true, block: true, at: place{got.info.file, 0}}
		if len(imp.Features) > 0 {
			at := e.at(imp.At)
			n = &mediaRule{features: e.features(imp.Features), at: at, rules: []cssNode{&ruleset{selectors: emptySelectors(at), rules: []cssNode{n}, at: at}}}
		}
		return arrival{items: []item{{info: e.info, node: e.blocked(n, blocks)}}}
	}
	if len(imp.Features) > 0 {
		q := &syntax.Query{Name: "@media", Features: imp.Features, Rules: got.sheet.Rules, At: imp.At}
		return arrival{items: []item{{stmt: q, info: e.info, via: via(blocks, got.info)}}}
	}
	return arrival{stmts: got.sheet.Rules, info: got.info, via: via(blocks, nil)}
}

func (e *evaluator) blocked(n cssNode, blocks int) cssNode {
	n.vis().blocks += blocks
	return n
}
