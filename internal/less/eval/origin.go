package eval

import (
	"skinbuild/internal/source"
)

// Origin returns where in the sources the text at that byte of the CSS comes from;
// false where that is not known, or Options.Origins was not set.
func (r *Result) Origin(offset int) (f *source.File, span source.Span, ok bool) {
	if r.marks == nil {
		return nil, source.Span{}, false
	}
	return r.marks.Origin(offset)
}
