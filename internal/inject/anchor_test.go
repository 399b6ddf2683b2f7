package inject

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"skinbuild/docs"
)

// TestAnchorsAreListed compares the table of docs/inject.md with the anchors, which have
// the same order.
func TestAnchorsAreListed(t *testing.T) {
	page, err := fs.ReadFile(docs.Pages(), "inject.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "\n| anchor | place |")
	table, _, _ = strings.Cut(table, "\n\n")
	var listed []string
	for line := range strings.Lines(table) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), "|")
		for _, m := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(cell, -1) {
			listed = append(listed, m[1])
		}
	}
	if names := anchorNames(); !slices.Equal(listed, names) {
		t.Errorf("docs/inject.md lists %q, the code has %q", listed, names)
	}
}
