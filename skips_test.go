package skinbuild

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestSkips keeps one place, internal/testenv, that decides whether a test runs: no
// other test skips, reads the variables that name reference material, or looks for
// files outside the repository.
func TestSkips(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || name == filepath.FromSlash("internal/testenv") || len(name) > 1 && d.Name()[0] == '.') {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, "_test.go") && name != "skips_test.go" {
			checkSkips(t, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// referenceNames are what only testenv may name.
var referenceNames = []string{"ZIMBRA_TREES", "LESS_DATA", "SCHEMA_DATA", "../shared"}

func checkSkips(t *testing.T, name string) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if ok && strings.HasPrefix(sel.Sel.Name, "Skip") && isTest(sel.X) {
				t.Errorf("%s: use testenv.Skip, so that the test is counted", fset.Position(n.Pos()))
			}
		case *ast.BasicLit:
			text, err := strconv.Unquote(n.Value)
			for _, word := range referenceNames {
				if n.Kind == token.STRING && err == nil && (text == word || word[0] == '.' && strings.Contains(text, word)) {
					t.Errorf("%s: %q: let testenv find it", fset.Position(n.Pos()), text)
				}
			}
		}
		return true
	})
}

// isTest reports whether the expression is a testing.T, B, F or TB, by its declaration.
// Skip of a rapid.T draws another sample and is no skipped test.
func isTest(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if !ok || id.Obj == nil {
		return false
	}
	field, ok := id.Obj.Decl.(*ast.Field)
	if !ok {
		return false
	}
	typ := field.Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	sel, ok := typ.(*ast.SelectorExpr)
	return ok && isName(sel.X, "testing")
}
