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
	{regexp.MustCompile(`\b(has|have) it told\b|\bis for nobody\b|\btells nobody\b|\bwithout a say\b`), `the plain words`},
}

// proseFiles are the extensions of the files that TestProse reads. A file of tools/ without
// an extension is a shell script and is read too.
var proseFiles = []string{".go", ".md", ".js", ".less", ".mjs", ".html"}

// TestProse looks for private words in sources, scripts, style sheets and documentation.
func TestProse(t *testing.T) {
	seen := map[string]int{}
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
		ext := filepath.Ext(name)
		script := ext == "" && strings.HasPrefix(name, "tools/")
		if !slices.Contains(proseFiles, ext) && !script || name == "prose_test.go" || name == "CHANGELOG.md" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		seen[ext]++
		checkProse(t, name, string(data))
		return nil
	}
	if err := filepath.WalkDir(".", walk); err != nil {
		t.Fatal(err)
	}
	for _, ext := range append(proseFiles, "") {
		if seen[ext] == 0 {
			t.Errorf("no file with the extension %q was read", ext)
		}
	}
}

// checkProse reports the private words in a file.
func checkProse(t *testing.T, name, text string) {
	t.Helper()
	for i, line := range strings.Split(text, "\n") {
		for _, w := range privateWords {
			if found := w.pattern.FindString(line); found != "" {
				t.Errorf("%s:%d: %q: write %s", name, i+1, found, w.instead)
			}
		}
	}
}
