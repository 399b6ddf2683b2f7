package skinbuild

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// directReads are the functions that only internal/input may call: they wait for the
// other end of a pipe, read devices, and have no limit.
var directReads = []string{"os.Open", "os.ReadFile", "os.DirFS", "os.OpenFile", "os.OpenRoot", "ioutil.ReadFile", "ioutil.ReadAll"}

// directWrites are the functions by which a file can be half-written; internal/atomicfile
// has others.
var directWrites = []string{"os.WriteFile", "os.Create", "os.CreateTemp", "os.Rename", "ioutil.WriteFile"}

// mayRead are the files that call them all the same, and why.
var mayRead = map[string]string{
	"internal/input/input.go":           "opens files, and checks their type before and after",
	"internal/input/dir.go":             "opens folders, and checks the type of each file",
	"internal/atomicfile/lock_unix.go":  "opens temporary files to lock them",
	"internal/atomicfile/atomicfile.go": "opens what it has just made, to make it last",
	"internal/deploy/owner_unix.go":     "opens the lock of a package manager to ask who holds it, and reads nothing",
	"internal/visit/browser/firefox.go": "makes the profile of a browser that begins after it",
	"internal/visit/journey/run.go":     "makes the files that a journey attaches, in a folder of its own",
}

// programs are folders of programs for developers, and helpers of tests, which read only files of this module.
var programs = []string{"bench", "tools", "e2e", "internal/testenv", "internal/cli/clitest", "internal/agents/corpora", "internal/agents/compat/generate"}

// TestReads checks that every file from outside is opened by internal/input, and every
// file written by internal/atomicfile.
func TestReads(t *testing.T) {
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || len(name) > 1 && d.Name()[0] == '.' || slices.Contains(programs, filepath.ToSlash(name))) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		name = filepath.ToSlash(name)
		for _, place := range directReadsIn(t, name) {
			used[name] = true
			if mayRead[name] == "" {
				t.Errorf("%s: use internal/input or internal/atomicfile, or give the reason in mayRead", place)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range mayRead {
		if !used[name] {
			t.Errorf("%s calls none of them: remove it from mayRead", name)
		}
	}
}

// directReadsIn returns the places where a file names one of the functions.
func directReadsIn(t *testing.T, name string) []string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok && slices.Contains(slices.Concat(directReads, directWrites), pkg.Name+"."+sel.Sel.Name) {
			places = append(places, fset.Position(n.Pos()).String()+": "+pkg.Name+"."+sel.Sel.Name)
		}
		return true
	})
	return places
}
