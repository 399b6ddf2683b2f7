package skinbuild

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The limits that keep the code easy to change. Tests are free of them.
const (
	maxFuncLines = 100
	maxNesting   = 4
	maxFileLines = 800
)

func TestLimits(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || len(name) > 1 && d.Name()[0] == '.') {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			checkFile(t, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkFile reports what is over a limit or lacks a doc comment.
func checkFile(t *testing.T, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if ast.IsGenerated(file) {
		return
	}
	if n := strings.Count(string(text), "\n"); n > maxFileLines {
		t.Errorf("%s has %d lines, more than %d", name, n, maxFileLines)
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			checkFunc(t, fset, d)
		case *ast.GenDecl:
			checkDecl(t, fset, d)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && file.Name.Name != "main" && sel.Sel.Name == "Exit" && isName(sel.X, "os") {
			t.Errorf("%s: os.Exit outside a main package", fset.Position(n.Pos()))
		}
		return true
	})
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func checkFunc(t *testing.T, fset *token.FileSet, d *ast.FuncDecl) {
	t.Helper()
	place := fset.Position(d.Pos())
	if d.Body != nil {
		if n := fset.Position(d.End()).Line - place.Line + 1; n > maxFuncLines {
			t.Errorf("%s: %s has %d lines, more than %d", place, d.Name.Name, n, maxFuncLines)
		}
		if n := nesting(d.Body); n > maxNesting {
			t.Errorf("%s: %s nests %d deep, more than %d", place, d.Name.Name, n, maxNesting)
		}
	}
	if !d.Name.IsExported() || d.Recv != nil && !exportedReceiver(d.Recv) {
		return
	}
	if d.Doc == nil {
		t.Errorf("%s: %s has no doc comment", place, d.Name.Name)
	}
}

func exportedReceiver(recv *ast.FieldList) bool {
	e := recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if index, ok := e.(*ast.IndexExpr); ok {
		e = index.X
	}
	id, ok := e.(*ast.Ident)
	return ok && id.IsExported()
}

func checkDecl(t *testing.T, fset *token.FileSet, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() {
				if d.Doc == nil && spec.Doc == nil {
					t.Errorf("%s: %s has no doc comment", fset.Position(spec.Pos()), spec.Name.Name)
				}
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if !name.IsExported() {
					continue
				}
				if d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s: %s has no doc comment", fset.Position(name.Pos()), name.Name)
				}
			}
		}
	}
}

// nesting returns how deep if, for, switch, select and function literals nest;
// an else-if counts as its if.
func nesting(n ast.Node) int {
	deepest := 0
	ast.Inspect(n, func(c ast.Node) bool {
		if c == n || c == nil {
			return true
		}
		switch c := c.(type) {
		case *ast.IfStmt:
			deepest = max(deepest, ifNesting(c))
			return false
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.FuncLit:
			deepest = max(deepest, 1+nesting(c))
			return false
		}
		return true
	})
	return deepest
}

func ifNesting(s *ast.IfStmt) int {
	n := 1 + nesting(s.Body)
	switch e := s.Else.(type) {
	case *ast.IfStmt:
		n = max(n, ifNesting(e))
	case *ast.BlockStmt:
		n = max(n, 1+nesting(e))
	}
	return n
}
