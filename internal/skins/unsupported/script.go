package unsupported

import (
	"reflect"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
)

// globals maps objects of the window that scripts call by name to the
// interfaces that define their members.
var globals = map[string]string{
	"console": "console", "crypto": "Crypto", "document": "Document", "history": "History", "localStorage": "Storage",
	"location": "Location", "navigator": "Navigator", "performance": "Performance", "screen": "Screen", "sessionStorage": "Storage",
}

// windows are the names of the global object.
var windows = map[string]bool{"window": true, "self": true, "globalThis": true}

// Script returns the unsupported uses in a script: built-in objects and
// interfaces of the platform that it calls by name, and their static members.
// It does not check members of variables, whose type is unknown. A feature is
// supported if the script tests for it, itself or in an enclosing function,
// uses it in a try block, or defines it.
//
// The script must pass es3.Check without errors, which limits its nesting. A
// script that cannot be parsed gives no result.
func (c *Checker) Script(f *source.File) []Use {
	program, err := parser.ParseFile(nil, "", f.Text(), 0)
	if err != nil {
		return nil
	}
	s := &script{Checker: c, file: f, defined: map[string]bool{}}
	s.walk(reflect.ValueOf(program.Body), s.define)
	s.function(reflect.ValueOf(program.Body), nil)
	return s.gaps
}

// script is the check of one script.
type script struct {
	*Checker
	file    *source.File
	defined map[string]bool // names that the script defines anywhere
	depth   int             // of walk
	gaps    []Use
}

// maxNesting limits the nesting of values; a long sum, or a long chain of
// calls, is as deeply nested as it is long.
const maxNesting = 20000

// walk visits all nodes below v; visit reports whether to continue below a
// node.
func (s *script) walk(v reflect.Value, visit func(ast.Node) bool) {
	if s.depth++; s.depth > maxNesting {
		s.depth--
		return
	}
	defer func() { s.depth-- }()
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(ast.Node); ok && v.Kind() == reflect.Pointer && !visit(n) {
			return
		}
		s.walk(v.Elem(), visit)
	case reflect.Slice:
		for i := range v.Len() {
			s.walk(v.Index(i), visit)
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[ast.Program]().PkgPath() {
			return // positions and files
		}
		for i := range v.NumField() {
			// Lists of declarations repeat nodes of the tree.
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Name != "DeclarationList" {
				s.walk(v.Field(i), visit)
			}
		}
	}
}

// define records what a node defines: variables, functions, parameters, and
// targets of assignments.
func (s *script) define(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Binding:
		s.defineTarget(n.Target)
	case *ast.FunctionLiteral:
		if n.Name != nil {
			s.defined[n.Name.Name.String()] = true
		}
	case *ast.CatchStatement:
		s.defineTarget(n.Parameter)
	case *ast.AssignExpression:
		if path := pathOf(n.Left); path != "" {
			s.defined[path] = true
		}
	}
	return true
}

func (s *script) defineTarget(t ast.Node) {
	if id, ok := t.(*ast.Identifier); ok {
		s.defined[id.Name.String()] = true
	}
}

// pathOf returns the first three names of an expression like
// window.URL.createObjectURL, without the window: "URL.createObjectURL". It
// returns "" for any other expression.
func pathOf(e ast.Node) string {
	var names []string // in reverse order
	for {
		dot, ok := e.(*ast.DotExpression)
		if !ok {
			break
		}
		names = append(names, dot.Identifier.Name.String())
		e = dot.Left
	}
	id, ok := e.(*ast.Identifier)
	if !ok {
		return ""
	}
	names = append(names, id.Name.String())
	slices.Reverse(names)
	if len(names) > 1 && windows[names[0]] {
		names = names[1:]
	}
	return strings.Join(names[:min(len(names), 3)], ".")
}

// function checks the body of a function, or the script. A feature tested in
// the function, or around it, is supported in it.
func (s *script) function(body reflect.Value, around []string) {
	tested := around[:len(around):len(around)]
	s.walk(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FunctionLiteral:
			return false
		case *ast.IfStatement:
			tested = append(tested, s.pathsIn(n.Test)...)
		case *ast.ConditionalExpression:
			tested = append(tested, s.pathsIn(n.Test)...)
		case *ast.BinaryExpression:
			if n.Operator == token.LOGICAL_AND || n.Operator == token.LOGICAL_OR {
				tested = append(tested, s.pathsIn(lastOperand(n.Left))...)
			}
		}
		return true
	})
	s.uses(body, tested)
}

// lastOperand returns the operand before an operator: b for both a || b and b.
// The chain a || b || c is ((a || b) || c), and its other operators handle a.
func lastOperand(e ast.Expression) ast.Expression {
	if b, ok := e.(*ast.BinaryExpression); ok && (b.Operator == token.LOGICAL_AND || b.Operator == token.LOGICAL_OR) {
		return b.Right
	}
	return e
}

// pathsIn returns the names in a test: typeof X, window.X, "X" in window.
func (s *script) pathsIn(test ast.Expression) []string {
	var out []string
	s.walk(reflect.ValueOf(test), func(n ast.Node) bool {
		if path := pathOf(n); path != "" {
			out = append(out, path)
			return false
		}
		if in, ok := n.(*ast.BinaryExpression); ok && in.Operator == token.IN {
			if name, ok := in.Left.(*ast.StringLiteral); ok {
				out = append(out, strings.TrimPrefix(pathOf(in.Right)+"."+name.Value.String(), "window."))
			}
		}
		_, function := n.(*ast.FunctionLiteral)
		return !function
	})
	return out
}

// uses reports the unsupported uses below v.
func (s *script) uses(v reflect.Value, tested []string) {
	s.walk(v, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FunctionLiteral:
			s.function(reflect.ValueOf(n.Body), tested)
			return false
		case *ast.TryStatement:
			s.uses(reflect.ValueOf(n.Catch), tested)
			s.uses(reflect.ValueOf(n.Finally), tested)
			return false
		case *ast.UnaryExpression:
			return n.Operator != token.TYPEOF
		case *ast.DotExpression:
			if path := pathOf(n); path != "" {
				s.use(n, path, tested)
				return false
			}
		case *ast.Identifier:
			s.use(n, n.Name.String(), tested)
		}
		return true
	})
}

// use reports the first part of a path that some browsers lack.
func (s *script) use(n ast.Node, path string, tested []string) {
	parts := strings.SplitN(path, ".", 3)
	for i := range min(len(parts), 2) {
		name := strings.Join(parts[:i+1], ".")
		if s.defined[name] || s.defined[path] || mentions(tested, name) {
			return
		}
		feature := featureOfPath(parts[:i+1])
		if feature == "" {
			continue
		}
		_, leaf := cut(feature)
		if lacking := s.all.minus(s.knows(feature, leaf)); !lacking.empty() {
			span := source.Span{Start: int(n.Idx0()) - 1, End: int(n.Idx1()) - 1}
			s.gaps = append(s.gaps, Use{API, feature, name, span, lacking.in(s.list)})
			return
		}
	}
}

// mentions reports whether a test contains the name or a member of it.
func mentions(tested []string, name string) bool {
	for _, t := range tested {
		if t == name || strings.HasPrefix(t, name+".") {
			return true
		}
	}
	return false
}

// featureOfPath returns the feature of a name, or of a name and a member; "" if
// the data has none.
func featureOfPath(parts []string) string {
	name := parts[0]
	candidates := []string{"javascript.builtins." + name, "api." + name, "api.Window." + name}
	if len(parts) > 1 {
		member := parts[1]
		candidates = []string{"javascript.builtins." + name + "." + member, "api." + name + "." + member + "_static"}
		if in, ok := globals[name]; ok {
			candidates = append(candidates, "api."+in+"."+member, "api.Node."+member)
		}
	}
	for _, c := range candidates {
		if compat.Known(c) {
			return c
		}
	}
	return ""
}
