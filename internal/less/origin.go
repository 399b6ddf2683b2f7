package less

import (
	"sort"

	"skinbuild/internal/source"
)

// Place returns where the call stands: its file, and the offset of its first byte.
func (c *Call) Place() (f *source.File, offset int) { return c.host.at.file, c.host.at.offset }

// Origin returns where in the sources the text at that byte of the CSS comes from;
// false where that is not known, or Options.Origins was not set.
func (r *Result) Origin(offset int) (f *source.File, span source.Span, ok bool) {
	if r.marks == nil {
		return nil, source.Span{}, false
	}
	list := r.marks.list
	i := sort.Search(len(list), func(i int) bool { return list[i].pos > offset })
	if i == 0 {
		return nil, source.Span{}, false
	}
	at := list[i-1].at
	return at.file, at.span(), true
}
