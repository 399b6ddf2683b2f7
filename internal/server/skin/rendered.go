package skin

import (
	"sort"

	"skinbuild/internal/source"
)

// Rendered is text after preprocessing and substitution: what the server sends,
// before minifying. Only Render returns a non-empty one, so unprocessed skin
// text cannot be checked or shipped by mistake.
type Rendered struct {
	head  string // the servlet's list of macros; the rest is equal for many browsers
	text  string
	files []*source.File
	marks []mark
}

// A mark gives the source of the text from out on: consecutive bytes of a file,
// or the one stretch of the file that was replaced.
type mark struct {
	out  int32
	file int32 // index into files; -1: the servlet wrote it
	src  int32
	end  int32 // end of the replaced stretch; -1: the text equals the file's
}

// Text returns the server's response, in UTF-8 with "\n".
func (r Rendered) Text() string { return r.head + r.text }

// Body returns the text without the initial list of macros, which may be the
// only difference between browsers that get the same skin.
func (r Rendered) Body() string { return r.text }

// Source returns the source of the byte at offset: its place, or the token or
// call that produced it. ok is false for text that the servlet writes itself,
// and for line ends.
func (r Rendered) Source(offset int) (f *source.File, s source.Span, ok bool) {
	offset -= len(r.head)
	i := sort.Search(len(r.marks), func(i int) bool { return int(r.marks[i].out) > offset }) - 1
	if i < 0 || offset < 0 || offset >= len(r.text) || r.marks[i].file < 0 {
		return nil, source.Span{}, false
	}
	m := r.marks[i]
	f = r.files[m.file]
	if m.end >= 0 {
		return f, source.Span{Start: int(m.src), End: int(m.end)}, true
	}
	start := int(m.src) + offset - int(m.out)
	return f, source.Span{Start: start, End: start + 1}, true
}

// Place returns the source of the bytes [start, end) of the text: from the
// first byte to the last if both are in one file, otherwise that of the first.
// Text that the servlet writes itself has no place.
func (r Rendered) Place(start, end int) (f *source.File, s source.Span, ok bool) {
	f, s, ok = r.Source(start)
	if !ok || end <= start {
		return f, s, ok
	}
	if last, t, found := r.Source(end - 1); found && last == f && t.End > s.Start {
		s.End = max(s.End, t.End)
	}
	return f, s, true
}
