package render

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// exprKind says how an expression uses its arguments.
type exprKind uint8

const (
	literalExpr exprKind = iota
	nameExpr             // a variable
	fieldExpr            // args[0].name
	indexExpr            // args[0][args[1]]
	callExpr             // name(args…): a function; of EL with its prefix, "fn:trim"
	methodExpr           // args[0].name(args[1:]…)
	newExpr              // new name(args…)
	arrayExpr            // {args…}
	opExpr               // name is the operator; args one, two, or for "?" three
	assignExpr           // args[0] = args[1]; name is "=" or "+="
)

// An expr is an expression of EL or Java.
type expr struct {
	kind  exprKind
	name  string
	value value
	args  []*expr
	pos   int
}

var errSyntax = errors.New("cannot parse this expression")

// exprParser parses the operators that EL and Java have in common, EL's word
// operators and Java's casts.
type exprParser struct {
	tokens []token
	at     int
	java   bool
	depth  int
	end    int // offset after the text
}

const maxNesting = 100

// whole parses all tokens as one expression.
func (p *exprParser) whole() (*expr, error) {
	e, err := p.expression()
	if err == nil && p.peek().kind != endToken {
		return nil, fmt.Errorf("%w: %q is not expected here", errSyntax, p.peek().text)
	}
	return e, err
}

func (p *exprParser) peek() token {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return token{pos: p.end}
}

func (p *exprParser) isOp(op string) bool {
	t := p.peek()
	return t.kind == opToken && t.text == op
}

// take consumes the operator if it is the next token.
func (p *exprParser) take(op string) bool {
	if !p.isOp(op) {
		return false
	}
	p.at++
	return true
}

func (p *exprParser) expect(op string) error {
	if !p.take(op) {
		return fmt.Errorf("%w: %q is missing", errSyntax, op)
	}
	return nil
}

// levels are the binary operators, lowest precedence first, with EL's words for
// them.
var levels = [][]string{
	{"||", "or"}, {"&&", "and"}, {"==", "!=", "eq", "ne"}, {"<", ">", "<=", ">=", "lt", "gt", "le", "ge"}, {"+", "-"}, {"*", "/", "%", "div", "mod"},
}

var words = map[string]string{
	"or": "||", "and": "&&", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/", "mod": "%", "not": "!",
}

func (p *exprParser) expression() (*expr, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, fmt.Errorf("%w: it is nested too deeply", errSyntax)
	}
	defer func() { p.depth-- }()
	e, err := p.binary(0)
	if err != nil {
		return nil, err
	}
	pos := p.peek().pos
	if p.java && (p.isOp("=") || p.isOp("+=")) {
		op := p.peek().text
		p.at++
		value, err := p.expression()
		return &expr{kind: assignExpr, name: op, args: []*expr{e, value}, pos: pos}, err
	}
	if !p.take("?") {
		return e, nil
	}
	yes, err := p.expression()
	if err == nil {
		err = p.expect(":")
	}
	if err != nil {
		return nil, err
	}
	no, err := p.expression()
	return &expr{kind: opExpr, name: "?", args: []*expr{e, yes, no}, pos: pos}, err
}

func (p *exprParser) binary(level int) (*expr, error) {
	if level == len(levels) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	for err == nil {
		t := p.peek()
		op := t.text
		isWord := t.kind == nameToken && !p.java && words[op] != ""
		if !slices.Contains(levels[level], op) || t.kind != opToken && !isWord {
			return left, nil
		}
		if isWord {
			op = words[op]
		}
		p.at++
		var right *expr
		right, err = p.binary(level + 1)
		left = &expr{kind: opExpr, name: op, args: []*expr{left, right}, pos: t.pos}
	}
	return nil, err
}

func (p *exprParser) unary() (*expr, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, fmt.Errorf("%w: it is nested too deeply", errSyntax)
	}
	defer func() { p.depth-- }()
	t := p.peek()
	op := ""
	switch {
	case t.kind == opToken && (t.text == "!" || t.text == "-"):
		op = t.text
	case t.kind == nameToken && !p.java && (t.text == "not" || t.text == "empty"):
		if op = words[t.text]; op == "" {
			op = t.text
		}
	case p.java && p.cast():
		return p.unary()
	default:
		return p.postfix()
	}
	p.at++
	arg, err := p.unary()
	return &expr{kind: opExpr, name: op, args: []*expr{arg}, pos: t.pos}, err
}

// cast consumes "(Type)" before an operand; types do not matter here.
func (p *exprParser) cast() bool {
	if !p.isOp("(") {
		return false
	}
	save := p.at
	p.at++
	first := p.peek()
	if p.typeName() && p.take(")") && isUpper(first.text) {
		switch next := p.peek(); {
		case next.kind == nameToken || next.kind == stringToken || next.kind == numberToken, next.kind == opToken && next.text == "(":
			return true
		}
	}
	p.at = save
	return false
}

func isUpper(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

// typeName consumes the name of a type: "java.util.List<String>", "String[]".
func (p *exprParser) typeName() bool {
	if p.peek().kind != nameToken {
		return false
	}
	p.at++
	for p.isOp(".") {
		p.at++
		if p.peek().kind != nameToken {
			return false
		}
		p.at++
	}
	if p.isOp("<") && !p.typeArguments() {
		return false
	}
	for p.isOp("[") {
		p.at++
		if !p.take("]") {
			return false
		}
	}
	return true
}

func (p *exprParser) typeArguments() bool {
	p.at++
	for depth := 1; depth > 0; p.at++ {
		switch t := p.peek(); {
		case t.text == "<":
			depth++
		case t.text == ">":
			depth--
		case t.kind != nameToken && t.text != "?" && t.text != "," && t.text != ".":
			return false
		}
	}
	return true
}

func (p *exprParser) postfix() (*expr, error) {
	e, err := p.primary()
	for err == nil {
		t := p.peek()
		switch {
		case p.take("."):
			e, err = p.member(e)
		case p.take("["):
			var index *expr
			if index, err = p.expression(); err == nil {
				err = p.expect("]")
			}
			e = &expr{kind: indexExpr, args: []*expr{e, index}, pos: t.pos}
		case p.java && (p.isOp("++") || p.isOp("--")):
			p.at++
			one := &expr{kind: literalExpr, value: number(1)}
			next := &expr{kind: opExpr, name: t.text[:1], args: []*expr{e, one}, pos: t.pos}
			e = &expr{kind: assignExpr, name: "=", args: []*expr{e, next}, pos: t.pos}
		default:
			return e, nil
		}
	}
	return nil, err
}

func (p *exprParser) member(of *expr) (*expr, error) {
	name := p.peek()
	if name.kind != nameToken {
		return nil, fmt.Errorf("%w: a name is missing after the dot", errSyntax)
	}
	p.at++
	if !p.take("(") {
		return &expr{kind: fieldExpr, name: name.text, args: []*expr{of}, pos: name.pos}, nil
	}
	args, err := p.arguments(")")
	return &expr{kind: methodExpr, name: name.text, args: append([]*expr{of}, args...), pos: name.pos}, err
}

func (p *exprParser) arguments(end string) ([]*expr, error) {
	var args []*expr
	for !p.take(end) {
		if len(args) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
			if p.java && end == "}" && p.take(end) {
				break
			}
		}
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		args = append(args, e)
	}
	return args, nil
}

func (p *exprParser) primary() (*expr, error) {
	t := p.peek()
	p.at++
	switch t.kind {
	case stringToken:
		return &expr{kind: literalExpr, value: text(t.text), pos: t.pos}, nil
	case numberToken:
		n, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, fmt.Errorf("%w: %q is not a number", errSyntax, t.text)
		}
		return &expr{kind: literalExpr, value: number(n), pos: t.pos}, nil
	case nameToken:
		return p.name(t)
	case opToken:
		switch {
		case t.text == "(":
			e, err := p.expression()
			if err == nil {
				err = p.expect(")")
			}
			return e, err
		case t.text == "{" && p.java:
			args, err := p.arguments("}")
			return &expr{kind: arrayExpr, args: args, pos: t.pos}, err
		}
	}
	p.at--
	if t.kind == endToken {
		return nil, fmt.Errorf("%w: it is incomplete", errSyntax)
	}
	return nil, fmt.Errorf("%w: %q is not expected here", errSyntax, t.text)
}

// prefixes are the prefixes of EL functions. They tell "a ? fn:b(c) : d" from a
// conditional.
var prefixes = []string{"fn", "zm", "app", "mo", "rest"}

func (p *exprParser) name(t token) (*expr, error) {
	literal := map[string]value{"null": null{}, "true": boolean(true), "false": boolean(false)}
	if v, ok := literal[t.text]; ok {
		return &expr{kind: literalExpr, value: v, pos: t.pos}, nil
	}
	name := t.text
	switch {
	case !p.java && p.isOp(":") && slices.Contains(prefixes, name) && p.at+2 < len(p.tokens) && p.tokens[p.at+2].text == "(":
		name += ":" + p.tokens[p.at+1].text
		p.at += 2
	case p.java && name == "new":
		return p.construct(t)
	}
	if !p.take("(") {
		return &expr{kind: nameExpr, name: name, pos: t.pos}, nil
	}
	args, err := p.arguments(")")
	return &expr{kind: callExpr, name: name, args: args, pos: t.pos}, err
}

// construct parses the text after "new"; the last part of its name identifies
// the class.
func (p *exprParser) construct(t token) (*expr, error) {
	from := p.at
	if !p.typeName() {
		return nil, fmt.Errorf("%w: a class is missing after new", errSyntax)
	}
	name := ""
	for _, part := range p.tokens[from:p.at] {
		if part.text == "<" || part.text == "[" {
			break
		}
		name = part.text
	}
	if p.take("{") {
		args, err := p.arguments("}")
		return &expr{kind: arrayExpr, args: args, pos: t.pos}, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	args, err := p.arguments(")")
	return &expr{kind: newExpr, name: name, args: args, pos: t.pos}, err
}
