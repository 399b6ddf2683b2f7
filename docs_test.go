package skinbuild

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// code is the form of the codes of messages.
var code = regexp.MustCompile(`^(browsers|bundle|compat|es3|inject|jsp|less|project|scripts|serve|skin|yui|zimlet|convert|strip)/[a-z][a-z0-9-]*$`)

// TestCodesAreExplained looks for each code that the tools can print in the page
// about codes, in a page of its own, or in the pages that it refers to.
func TestCodesAreExplained(t *testing.T) {
	var pages strings.Builder
	for _, name := range []string{"troubleshooting", "bundle", "zimlet", "convert", "strip"} {
		text, err := os.ReadFile("docs/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		pages.Write(text)
	}
	for c, file := range codes(t) {
		if _, err := os.Stat("docs/lint/" + strings.ReplaceAll(c, "/", "-") + ".md"); err == nil {
			continue
		}
		if !strings.Contains(pages.String(), "`"+c+"`") {
			t.Errorf("%s: the code %s stands in no page of docs/", file, c)
		}
	}
}

// TestExplainedCodesExist looks the other way round: the pages with whole lists of
// codes name none that nothing gives.
func TestExplainedCodesExist(t *testing.T) {
	given := codes(t)
	for page, of := range map[string]string{"bundle": "bundle/", "zimlet": "zimlet/"} {
		text, err := os.ReadFile("docs/" + page + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("`("+of+"[a-z-]+)`").FindAllSubmatch(text, -1) {
			if given[string(m[1])] == "" {
				t.Errorf("docs/%s.md explains %s, which nothing gives", page, m[1])
			}
		}
	}
}

// codes returns the codes in the source, each with a file that has it.
func codes(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("internal", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, imports := n.(*ast.ImportSpec); imports {
				return false
			}
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if s, err := strconv.Unquote(lit.Value); err == nil && code.MatchString(s) {
				found[s] = name
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
