package skinbuild

import (
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// architecture is the page that holds the levels and the table of packages.
const architecture = "docs/architecture.md"

var module = ownModule() + "/"

// testImports are the modules that any test may import.
const testImports = "github.com/rogpeppe/go-internal github.com/google/go-cmp golang.org/x/tools pgregory.net/rapid github.com/chromedp github.com/dop251/goja github.com/santhosh-tekuri/jsonschema/v6"

// row is a line of the table: a package, what it imports of this module, and what
// of other modules. "any" as own allows every package of this module.
type row struct{ own, foreign string }

var (
	rowForm   = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$") // three columns, as no other table of the page
	levelForm = regexp.MustCompile(`(?m)^    (\d) (.+)$`)
)

// TestImports compares the table of the architecture page with the code, in both
// directions. UPDATE_DOCS=1 writes the table anew.
func TestImports(t *testing.T) {
	page, err := os.ReadFile(architecture)
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]row{}
	for _, m := range rowForm.FindAllStringSubmatch(string(page), -1) {
		table[m[1]] = row{m[2], m[3]}
	}
	real := realImports(t)
	if os.Getenv("UPDATE_DOCS") != "" {
		writeTable(t, string(page), real)
		return
	}
	for pkg, r := range real {
		if table[pkg] != r {
			t.Errorf("%s says %q of %s; make golden would write\n| `%s` | %s | %s |", architecture, table[pkg], pkg, pkg, r.own, r.foreign)
		}
	}
	for pkg := range table {
		if _, ok := real[pkg]; !ok {
			t.Errorf("%s lists %s, which does not exist", architecture, pkg)
		}
	}
}

// TestLevels checks the rule of the architecture page: a package imports only
// packages of its own room and of lower levels.
func TestLevels(t *testing.T) {
	page, err := os.ReadFile(architecture)
	if err != nil {
		t.Fatal(err)
	}
	level := map[string]string{}
	for _, m := range levelForm.FindAllStringSubmatch(string(page), -1) {
		for room := range strings.FieldsSeq(m[2]) {
			level[room] = m[1]
		}
	}
	for pkg, r := range realImports(t) {
		from := room(pkg)
		if r.own == "any" || r.own == "–" || strings.HasPrefix(pkg, "bench/") {
			continue
		}
		if level[from] == "" {
			t.Errorf("%s: the levels of %s do not name %s", pkg, architecture, from)
		}
		for imp := range strings.FieldsSeq(r.own) {
			if to := room(imp); to != from && level[to] >= level[from] {
				t.Errorf("%s (level %s) may not import %s (level %s)", pkg, level[from], imp, level[to])
			}
		}
	}
}

// room is the first folder of a package below internal/.
func room(pkg string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(pkg, "internal/"), "/")
	return first
}

// TestTestImports keeps the third-party modules of tests few.
func TestTestImports(t *testing.T) {
	real := realImports(t)
	for _, line := range goList(t, `{{.ImportPath}}|{{join .TestImports " "}} {{join .XTestImports " "}}`) {
		pkg, imports, _ := strings.Cut(line, "|")
		allowed := strings.Fields(testImports + " " + real[strings.TrimPrefix(pkg, module)].foreign)
		for imp := range strings.FieldsSeq(imports) {
			inside := func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") }
			if isForeign(imp) && !slices.ContainsFunc(allowed, inside) {
				t.Errorf("the tests of %s may not import %s", pkg, imp)
			}
		}
	}
}

// realImports lists the packages of the module, but the root, with their imports.
func realImports(t *testing.T) map[string]row {
	t.Helper()
	modules := goList(t, "{{.Path}}", "-m", "all")
	packages := map[string]row{}
	for _, line := range goList(t, `{{.ImportPath}}|{{join .Imports " "}}`) {
		path, imports, _ := strings.Cut(line, "|")
		pkg, ok := strings.CutPrefix(path, module)
		if !ok {
			continue
		}
		var own, foreign []string
		for imp := range strings.FieldsSeq(imports) {
			switch name, isOwn := strings.CutPrefix(imp, module); {
			case isOwn:
				own = append(own, strings.TrimPrefix(name, "internal/"))
			case isForeign(imp):
				foreign = append(foreign, moduleOf(imp, modules))
			}
		}
		r := row{words(own), words(foreign)}
		if strings.HasPrefix(pkg, "cmd/") {
			r.own = "any"
		}
		packages[pkg] = r
	}
	return packages
}

// ownModule returns the path of this module, which "make rename" changes.
func ownModule() string {
	info, _ := debug.ReadBuildInfo() // a test is always built with it
	return info.Main.Path
}

func isForeign(imp string) bool {
	if imp+"/" == module || strings.HasPrefix(imp, module) {
		return false
	}
	first, _, _ := strings.Cut(imp, "/")
	return strings.Contains(first, ".")
}

// moduleOf returns the longest module path that holds the package.
func moduleOf(imp string, modules []string) string {
	longest := ""
	for _, m := range modules {
		if (imp == m || strings.HasPrefix(imp, m+"/")) && len(m) > len(longest) {
			longest = m
		}
	}
	return longest
}

func words(list []string) string {
	if len(list) == 0 {
		return "–"
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

// goList runs go list on all packages, or with the arguments given instead.
func goList(t *testing.T, format string, args ...string) []string {
	t.Helper()
	if len(args) == 0 {
		args = []string{"./..."}
	}
	out, err := exec.Command("go", append([]string{"list", "-f", format}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// writeTable replaces the rows of the table: packages below internal/ in the order
// of their levels, then the others.
func writeTable(t *testing.T, page string, real map[string]row) {
	t.Helper()
	order := map[string]string{}
	for _, m := range levelForm.FindAllStringSubmatch(page, -1) {
		for i, name := range strings.Fields(m[2]) {
			order[name] = m[1] + string(rune('a'+i))
		}
	}
	var packages []string
	for pkg := range real {
		packages = append(packages, pkg)
	}
	slices.SortFunc(packages, func(a, b string) int {
		key := func(pkg string) string {
			if !strings.HasPrefix(pkg, "internal/") {
				return "~" + pkg
			}
			return order[room(pkg)] + pkg
		}
		return strings.Compare(key(a), key(b))
	})
	var table strings.Builder
	for _, pkg := range packages {
		table.WriteString("| `" + pkg + "` | " + real[pkg].own + " | " + real[pkg].foreign + " |\n")
	}
	places := rowForm.FindAllStringIndex(page, -1)
	if len(places) == 0 {
		t.Fatalf("%s has no table of packages", architecture)
	}
	page = page[:places[0][0]] + table.String() + page[places[len(places)-1][1]+1:]
	if err := os.WriteFile(architecture, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}
