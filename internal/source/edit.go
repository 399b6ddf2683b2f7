package source

import (
	"fmt"
	"slices"
	"strings"
)

// An Edit replaces the bytes of Span by New. An empty Span inserts.
type Edit struct {
	Span
	New string
}

// Apply returns the text of f with the edits made, in order of position; edits
// that insert at one place keep the order given. Edits that overlap or lie
// outside the text are an error, and nothing is applied.
func Apply(f *File, edits []Edit) (string, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	var out strings.Builder
	done := 0
	for _, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > len(f.text) {
			return "", fmt.Errorf("%s: edit of bytes %d to %d is outside the text (%d bytes)", f.name, e.Start, e.End, len(f.text))
		}
		if e.Start < done {
			line, col := f.Position(e.Start)
			return "", fmt.Errorf("%s:%d:%d: two edits overlap", f.name, line, col)
		}
		out.WriteString(f.text[done:e.Start])
		out.WriteString(e.New)
		done = e.End
	}
	out.WriteString(f.text[done:])
	return out.String(), nil
}
