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

	"skinbuild/docs"
	"skinbuild/internal/codes"
)

// TestCodesHavePages compares the list of codes with the pages of docs/codes, in both
// directions. A page begins with its code and title and goes on to say what to do.
func TestCodesHavePages(t *testing.T) {
	known := map[string]bool{}
	for _, c := range codes.All() {
		known[c.Page()] = true
		text, err := fs.ReadFile(docs.Pages(), c.Page())
		if err != nil {
			t.Errorf("the code %s has no page: %v", c, err)
			continue
		}
		title := strings.ToUpper(c.Title()[:1]) + c.Title()[1:]
		if head := "# " + c.String() + "\n\n" + title + ".\n\n"; !strings.HasPrefix(string(text), head) {
			t.Errorf("docs/%s does not begin with %q", c.Page(), head)
		} else if strings.TrimSpace(strings.TrimPrefix(string(text), head)) == "" {
			t.Errorf("docs/%s says nothing but the title", c.Page())
		}
	}
	pages, err := fs.Glob(docs.Pages(), "codes/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if !known[p] {
			t.Errorf("docs/%s explains a code that does not exist", p)
		}
	}
}

// TestCodesAreUsed looks for codes that no package gives, and for codes that are
// written as strings.
func TestCodesAreUsed(t *testing.T) {
	names, literals := mentions(t)
	for _, c := range codes.All() {
		// The compiler makes codes of the kinds of errors that less.js has.
		kind, isLess := strings.CutPrefix(c.String(), "less/")
		if !names[goName(c)] && !(isLess && literals[kind] != "") {
			t.Errorf("no package gives the code %s", c)
		}
		if file := literals[c.String()]; file != "" {
			t.Errorf("%s: write codes.%s for %q", file, goName(c), c)
		}
	}
}

// initials are the parts of codes that Go names write in capitals.
var initials = map[string]string{
	"es3": "ES3", "jsp": "JSP", "yui": "YUI", "css": "CSS", "url": "URL", "api": "API", "xml": "XML", "toml": "TOML",
	"id": "ID", "rgb": "RGB", "js": "JS", "sbom": "SBOM", "ldap": "LDAP", "html": "HTML", "dbg": "DBG", "utf8": "UTF8", "svg": "SVG",
}

// goName is the name of the constant of a code: LessAtPlugin for less/at-plugin.
func goName(c codes.Code) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(c.String(), func(r rune) bool { return r == '/' || r == '-' }) {
		if s, ok := initials[part]; ok {
			b.WriteString(s)
			continue
		}
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// mentions returns the constants of package codes that the packages use, and their
// string literals in lower case, each with a file that has it.
func mentions(t *testing.T) (names map[string]bool, literals map[string]string) {
	t.Helper()
	names, literals = map[string]bool{}, map[string]string{}
	visit := func(name string, n ast.Node) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "codes" {
				names[n.Sel.Name] = true
			}
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				literals[strings.ToLower(s)] = name
			}
		}
	}
	for _, root := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "internal/codes/") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool { visit(name, n); return true })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names, literals
}
