package render

import "slices"

// stmtKind is the kind of a statement.
type stmtKind uint8

const (
	exprStmt   stmtKind = iota // an expression for its effect
	localStmt                  // a declaration: name = expr
	ifStmt                     // expr, body, orElse
	eachStmt                   // for (name : expr) body
	forStmt                    // for (init; expr; post) body
	blockStmt                  // body; also a try, whose handlers never run here
	nodeStmt                   // text between two scriptlets
	returnStmt                 // the page or the method ends; expr may be nil
	opaqueStmt                 // not supported: the names it may assign become unknown
)

// A stmt is a statement of the Java code in a template's scriptlets, including
// what is between them.
type stmt struct {
	kind   stmtKind
	name   string
	expr   *expr
	body   []*stmt
	orElse []*stmt
	post   *stmt
	node   *node   // of a nodeStmt; else the scriptlet
	tokens []token // the statement as written
	pos    int
}

// javaParser parses statements in the order in which Jasper would compile them,
// through scriptlets and what is between them.
type javaParser struct{ exprParser }

// parseJava parses a list of nodes.
func parseJava(nodes []node) []*stmt {
	var tokens []token
	for i := range nodes {
		n := &nodes[i]
		if n.kind == codeNode {
			tokens = append(tokens, lex(n.text, n)...)
		} else {
			tokens = append(tokens, token{kind: nodeToken, node: n})
		}
	}
	p := &javaParser{exprParser{tokens: tokens, java: true}}
	var out []*stmt
	for p.peek().kind != endToken {
		out = append(out, p.statement())
	}
	return out
}

// block parses statements up to the brace that closes them.
func (p *javaParser) block() []*stmt {
	var out []*stmt
	for p.peek().kind != endToken && !p.take("}") {
		out = append(out, p.statement())
	}
	return out
}

// statement parses one statement; one that is not supported becomes opaque.
func (p *javaParser) statement() *stmt {
	start, t := p.at, p.peek()
	if t.kind == endToken {
		return &stmt{kind: blockStmt}
	}
	if p.depth++; p.depth > maxNesting {
		p.at = len(p.tokens)
		return &stmt{kind: opaqueStmt, tokens: p.tokens[start:], node: t.node, pos: t.pos}
	}
	defer func() { p.depth-- }()
	if s := p.known(t); s != nil {
		if s.node == nil {
			s.node = t.node
		}
		s.pos, s.tokens = t.pos, p.tokens[start:p.at]
		return s
	}
	p.at = start
	p.skip()
	return &stmt{kind: opaqueStmt, tokens: p.tokens[start:p.at], node: t.node, pos: t.pos}
}

// known parses a statement, or returns nil if it is not supported.
func (p *javaParser) known(t token) *stmt {
	switch {
	case t.kind == nodeToken:
		p.at++
		return &stmt{kind: nodeStmt, node: t.node}
	case p.take(";"):
		return &stmt{kind: blockStmt}
	case p.take("{"):
		return &stmt{kind: blockStmt, body: p.block()}
	case t.kind != nameToken:
		return p.expressionStatement()
	}
	switch t.text {
	case "if":
		return p.ifStatement()
	case "for":
		return p.forStatement()
	case "try":
		return p.tryStatement()
	case "return":
		return p.returnStatement()
	case "while", "do", "switch", "throw", "synchronized", "break", "continue", "else", "catch", "finally", "class":
		return nil
	case "final":
		p.at++
	}
	if s := p.local(); s != nil {
		return s
	}
	return p.expressionStatement()
}

func (p *javaParser) expressionStatement() *stmt {
	e, err := p.expression()
	if err != nil || !p.take(";") {
		return nil
	}
	return &stmt{kind: exprStmt, expr: e}
}

// local parses "Type name = value;".
func (p *javaParser) local() *stmt {
	save := p.at
	if p.typeName() && p.peek().kind == nameToken {
		s := &stmt{kind: localStmt, name: p.peek().text}
		p.at++
		if p.take(";") {
			s.expr = &expr{kind: literalExpr, value: null{}}
			return s
		}
		if p.take("=") {
			if e, err := p.expression(); err == nil && p.take(";") {
				s.expr = e
				return s
			}
			p.at = save
			return nil
		}
	}
	p.at = save
	return nil
}

func (p *javaParser) ifStatement() *stmt {
	p.at++
	if !p.take("(") {
		return nil
	}
	test, err := p.expression()
	if err != nil || !p.take(")") {
		return nil
	}
	s := &stmt{kind: ifStmt, expr: test, body: []*stmt{p.statement()}}
	if next := p.peek(); next.kind == nameToken && next.text == "else" {
		p.at++
		s.orElse = []*stmt{p.statement()}
	}
	return s
}

func (p *javaParser) forStatement() *stmt {
	start, in := p.at, p.peek().node
	p.at++
	if !p.take("(") {
		return nil
	}
	save := p.at
	if p.typeName() && p.peek().kind == nameToken {
		s := &stmt{kind: eachStmt, name: p.peek().text}
		p.at++
		if p.take(":") {
			e, err := p.expression()
			if err != nil || !p.take(")") {
				return nil
			}
			s.expr = e
			s.body = []*stmt{p.statement()}
			return s
		}
	}
	p.at = save
	first := p.local()
	if first == nil {
		return nil
	}
	test, err := p.expression()
	if err != nil || !p.take(";") {
		return nil
	}
	post, err := p.expression()
	if err != nil || !p.take(")") {
		return nil
	}
	first.node = in
	loop := &stmt{kind: forStmt, expr: test, post: &stmt{kind: exprStmt, expr: post, node: in}, body: []*stmt{p.statement()}, node: in}
	loop.tokens = p.tokens[start:p.at]
	return &stmt{kind: blockStmt, body: []*stmt{first, loop}}
}

func (p *javaParser) returnStatement() *stmt {
	p.at++
	s := &stmt{kind: returnStmt}
	if p.take(";") {
		return s
	}
	e, err := p.expression()
	if err != nil || !p.take(";") {
		return nil
	}
	s.expr = e
	return s
}

func (p *javaParser) tryStatement() *stmt {
	p.at++
	if !p.take("{") {
		return nil
	}
	s := &stmt{kind: blockStmt, body: p.block()}
	for p.peek().text == "catch" && p.peek().kind == nameToken {
		for p.peek().kind != endToken && !p.take("{") {
			p.at++
		}
		p.block()
	}
	if t := p.peek(); t.kind == nameToken && t.text == "finally" {
		p.at++
		if p.take("{") {
			s.body = append(s.body, p.block()...)
		}
	}
	return s
}

// skip skips one statement: up to its semicolon, or past its block.
func (p *javaParser) skip() {
	depth := 0
	for t := p.peek(); t.kind != endToken; t = p.peek() {
		if t.kind == nodeToken && depth == 0 {
			return // the page continues
		}
		p.at++
		switch {
		case t.kind != opToken:
		case t.text == "{" || t.text == "(":
			depth++
		case t.text == "}" || t.text == ")":
			if depth--; depth <= 0 && t.text == "}" {
				return
			}
		case t.text == ";" && depth <= 0:
			return
		}
	}
}

// effects are the possible side effects of an unsupported statement.
type effects struct {
	names      []string // variables they may assign
	attributes []string // attributes they may set
	printed    *node    // the first part of the page inside them
}

func effectsOf(tokens []token) effects {
	var e effects
	for i, t := range tokens {
		if t.kind == nodeToken && e.printed == nil {
			e.printed = t.node
		}
		if t.kind != nameToken || i+2 >= len(tokens) {
			continue
		}
		next := tokens[i+1]
		switch {
		case next.kind == opToken && slices.Contains([]string{"=", "+=", "-=", "++", "--"}, next.text):
			e.names = append(e.names, t.text)
		case t.text == "setAttribute" && next.text == "(" && tokens[i+2].kind == stringToken:
			e.attributes = append(e.attributes, tokens[i+2].text)
		}
	}
	return e
}

// A method is a method that a template declares in <%! ... %>.
type method struct {
	params []string
	body   []*stmt
	node   *node
}

// parseMethods finds the methods of a declaration. It ignores fields and
// everything else that runs before the first request.
func parseMethods(n *node) map[string]*method {
	p := &javaParser{exprParser{tokens: lex(n.text, n), java: true}}
	out := map[string]*method{}
	for p.peek().kind != endToken {
		start := p.at
		if name, m := p.method(n); m != nil {
			out[name] = m
			continue
		}
		p.at = start
		p.skip()
		if p.at == start {
			p.at++
		}
	}
	return out
}

var modifiers = []string{"public", "protected", "private", "static", "final", "synchronized"}

// method parses "static String name(Type a, Type b) { ... }". It returns nil
// for anything else.
func (p *javaParser) method(n *node) (string, *method) {
	for p.peek().kind == nameToken && slices.Contains(modifiers, p.peek().text) {
		p.at++
	}
	if !p.typeName() || p.peek().kind != nameToken {
		return "", nil
	}
	name := p.peek().text
	p.at++
	if !p.take("(") {
		return "", nil
	}
	m := &method{node: n}
	for !p.take(")") {
		if len(m.params) > 0 && !p.take(",") || !p.typeName() || p.peek().kind != nameToken {
			return "", nil
		}
		m.params = append(m.params, p.peek().text)
		p.at++
	}
	if !p.take("{") {
		return "", nil
	}
	m.body = p.block()
	return name, m
}
