package pack

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every code that the package gives is explained in docs/bundle.md, and no other.
func TestCodesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/bundle.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(bundle/[a-z-]+)"`).FindAllSubmatch(text, -1) {
			given[string(m[1])] = true
		}
	}
	explained := map[string]bool{}
	for _, m := range regexp.MustCompile("`(bundle/[a-z-]+)`").FindAllSubmatch(doc, -1) {
		explained[string(m[1])] = true
	}
	for code := range given {
		if !explained[code] {
			t.Errorf("docs/bundle.md does not explain %s", code)
		}
	}
	for code := range explained {
		if !given[code] {
			t.Errorf("docs/bundle.md explains %s, which nothing gives", code)
		}
	}
	if len(given) < 20 {
		t.Errorf("only %d codes found", len(given))
	}
}
