package skinbuild

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dependencyFiles are the files that declare direct dependencies, and the titles of
// the sections of docs/dependencies.md that explain them.
var dependencyFiles = map[string][]string{
	"go.mod":             {"Go modules of the tools", "Go modules of the tests"},
	"tools/go.mod":       {"Go modules of the release (tools/go.mod)"},
	"package.json":       {"npm packages that a build puts into pages (package.json)"},
	"bench/package.json": {"npm packages of tests and benchmarks (bench/package.json)"},
}

// TestDependencies: every direct dependency has a row with a licence and a reason,
// and every row a dependency.
func TestDependencies(t *testing.T) {
	page, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, part := range strings.Split(string(page), "\n## ")[1:] {
		title, text, _ := strings.Cut(part, "\n")
		sections[title] = text
	}
	dependencyRow := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]{3,} \\| [^|]{10,} \\|$")
	for file, titles := range dependencyFiles {
		var rows []string
		for _, title := range titles {
			for _, m := range dependencyRow.FindAllStringSubmatch(sections[title], -1) {
				rows = append(rows, m[1])
			}
			delete(sections, title)
		}
		declared := dependenciesOf(t, file)
		if len(declared) == 0 {
			t.Errorf("%s: no dependency found", file)
		}
		for _, d := range declared {
			if !slices.Contains(rows, d) {
				t.Errorf("docs/dependencies.md has no row for %s of %s", d, file)
			}
		}
		for _, r := range rows {
			if !slices.Contains(declared, r) {
				t.Errorf("docs/dependencies.md has a row for %s, which %s does not need", r, file)
			}
		}
	}
	for title := range sections {
		t.Errorf("docs/dependencies.md: no file belongs to the section %q", title)
	}
}

// dependenciesOf returns the direct dependencies that a file declares.
func dependenciesOf(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".json") {
		var declared struct{ Dependencies, DevDependencies map[string]string }
		if err := json.Unmarshal(text, &declared); err != nil {
			t.Fatal(err)
		}
		maps.Copy(declared.Dependencies, declared.DevDependencies)
		return slices.Collect(maps.Keys(declared.Dependencies))
	}
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+) v\S+$`).FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1]) // an indirect one ends with a comment
	}
	// A tool is required as indirect although go.mod names it.
	for _, m := range regexp.MustCompile(`(?m)^tool (\S+)$`).FindAllStringSubmatch(string(text), -1) {
		for _, r := range regexp.MustCompile(`(?m)^\s*(\S+) v\S+ // indirect$`).FindAllStringSubmatch(string(text), -1) {
			if strings.HasPrefix(m[1], r[1]+"/") {
				all = append(all, r[1])
			}
		}
	}
	return all
}
