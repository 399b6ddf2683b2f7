package skin

import (
	"sort"

	"skinbuild/internal/source"
)

// Rendered is text that went through the preprocessor and the substitution: what
// the server sends, before minifying. Only Render makes one that is not empty, so
// that raw skin text cannot be checked or shipped by mistake.
type Rendered struct {
	head  string // the servlet's list of macros; the rest is the same for many browsers
	text  string
	files []*source.File
	marks []mark
}

// A mark says where the text from out on comes from: one byte after the other
// from a file, or all of it from one stretch of the file that was replaced.
type mark struct {
	out  int32
	file int32 // index into files; -1: the servlet wrote it
	src  int32
	end  int32 // of the stretch that was replaced; -1: the text follows the file
}

// Text returns what the server sends, in UTF-8 with "\n".
func (r Rendered) Text() string { return r.head + r.text }

// Body returns the text without the list of macros that begins it, which is all
// that may differ between browsers which get the same.
func (r Rendered) Body() string { return r.text }

// Source returns where the byte at offset comes from: its own place, or the
// token or call that gave it. ok is false for what the servlet itself writes, and
// for the end of a line.
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

// Place returns the stretch of source that the bytes [start, end) of the text
// come from: from the first to the last of them where both are of one file, else
// that of the first. Text of the servlet's own is no place.
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
