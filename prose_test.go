package skinbuild

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// privateWords are phrases that a reader outside this project does not understand,
// or that read as translated. Write the plain words instead; docs/glossary.md lists
// the terms that have a special meaning.
var privateWords = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\bof ours\b`), `"skinbuild's", or leave it out`},
	{regexp.MustCompile(`\bhas of it\b`), `the effect`},
	{regexp.MustCompile(`\bmend(s|ed|ing)?\b`), `"repair" or "workaround"`},
	{regexp.MustCompile(`\bswallow(s|ed|ing)?\b`), `"ignore silently"`},
	{regexp.MustCompile(`\blies over\b`), `"is a layer on top of"`},
	{regexp.MustCompile(`\bdies of\b`), `"fails on"`},
	{regexp.MustCompile(`\bthe law\b`), `"the invariant"`},
	{regexp.MustCompile(`\bis told of\b`), `"is called with"`},
	{regexp.MustCompile(`\bis no (error|XML|CSS|JSP|LESS|number|script|page|skin)\b`), `"is not a ..."`},
	{regexp.MustCompile(`\bsays whether\b|\btells whether\b`), `"reports whether"`},
	{regexp.MustCompile(`\bnil means nobody\b`), `"nil disables it"`},
}

// notSwept are folders and files that are still to be reworded. Remove an entry when
// its texts are; never add one.
var notSwept = []string{
	"cmd/",
	"internal/inject/",
	"internal/less/",
	"internal/project/",
	"internal/report/",
	"internal/server/mailbox/",
	"internal/source/",
	"internal/testenv/",
}

// TestProse looks for private words in Go files and documentation.
func TestProse(t *testing.T) {
	used := map[string]bool{}
	walk := func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if base := d.Name(); name != "." && (strings.HasPrefix(base, ".") || base == "node_modules" || base == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if ext := filepath.Ext(name); ext != ".go" && ext != ".md" || name == "prose_test.go" || name == "CHANGELOG.md" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		checkProse(t, name, string(data), used)
		return nil
	}
	if err := filepath.WalkDir(".", walk); err != nil {
		t.Fatal(err)
	}
	for _, place := range notSwept {
		if !used[place] {
			t.Errorf("%s contains no private words any more: remove it from notSwept", place)
		}
	}
}

// checkProse reports the private words in a file, or marks the entry of notSwept that
// excuses them as used.
func checkProse(t *testing.T, name, text string, used map[string]bool) {
	t.Helper()
	excuse := slices.IndexFunc(notSwept, func(place string) bool {
		return name == place || strings.HasSuffix(place, "/") && strings.HasPrefix(name, place)
	})
	for i, line := range strings.Split(text, "\n") {
		for _, w := range privateWords {
			switch found := w.pattern.FindString(line); {
			case found == "":
			case excuse >= 0:
				used[notSwept[excuse]] = true
			default:
				t.Errorf("%s:%d: %q: write %s", name, i+1, found, w.instead)
			}
		}
	}
}
