package compile

import (
	"slices"
	"strings"

	"skinbuild/internal/source"
)

// atCaller moves a diagnostic in a mixin of the library to the call in the author's own
// sheet: the mixin is right, and what it was given is not. The place in the library
// becomes a note.
func atCaller(d *source.Diag) *source.Diag {
	if !inLibrary(d.File) {
		return d
	}
	i := slices.IndexFunc(d.Related, func(r source.Related) bool { return !inLibrary(r.File) && r.Text == "called here" })
	if i < 0 {
		return d
	}
	call, moved := d.Related[i], *d
	moved.File, moved.Span = call.File, call.Span
	moved.Related = append([]source.Related{{File: d.File, Span: d.Span, Text: "the mixin finds it here"}}, slices.Delete(slices.Clone(d.Related), i, i+1)...)
	return &moved
}

func inLibrary(f *source.File) bool {
	return slices.Contains(strings.Split(f.Name(), "/"), library)
}
