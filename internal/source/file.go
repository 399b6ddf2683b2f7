// Package source holds text files, positions in them, and diagnostics about
// them. Every message about a file, in whatever language, is a Diag that is
// made and printed here, so that all messages look alike.
//
// A position is a byte offset into the text until it is printed. A line is
// 1-based; a column is the 1-based byte within its line. Lines end at "\n"; the
// "\r" of "\r\n" belongs to the line it ends.
package source

import (
	"sort"
	"strings"
	"sync"
)

// A File is a named, immutable text. The name is what diagnostics print: the
// path as the user knows it, with forward slashes. It is safe for concurrent use.
type File struct {
	name string
	text string

	once  sync.Once
	lines []int // offset of the first byte of each line; made on the first question
}

// NewFile returns the file of that name and text. The text need not be UTF-8.
func NewFile(name, text string) *File {
	return &File{name: name, text: text}
}

// Name returns the name the file was made with.
func (f *File) Name() string { return f.name }

// Text returns the whole text.
func (f *File) Text() string { return f.text }

// Position returns the 1-based line and 1-based byte column of offset. An offset
// outside the text is moved to its nearest end, so the position after the last
// byte (an unexpected end of file) is always printable.
func (f *File) Position(offset int) (line, col int) {
	offset = min(max(offset, 0), len(f.text))
	starts := f.starts()
	i := sort.SearchInts(starts, offset+1) - 1
	return i + 1, offset - starts[i] + 1
}

// Offset returns the byte offset of the 1-based line and byte column: the
// inverse of Position. ok is false if the file has no such place.
func (f *File) Offset(line, col int) (offset int, ok bool) {
	starts := f.starts()
	if line < 1 || line > len(starts) || col < 1 {
		return 0, false
	}
	end := len(f.text)
	if line < len(starts) {
		end = starts[line] - 1
	}
	offset = starts[line-1] + col - 1
	return offset, offset <= end
}

// Lines returns how many lines the file has; an empty file has one.
func (f *File) Lines() int { return len(f.starts()) }

// Line returns the text of the 1-based line without its line end, or "" if
// there is none.
func (f *File) Line(line int) string {
	starts := f.starts()
	if line < 1 || line > len(starts) {
		return ""
	}
	rest := f.text[starts[line-1]:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSuffix(rest, "\r")
}

func (f *File) starts() []int {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i := 0; i < len(f.text); i++ {
			if f.text[i] == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// A Span is the half-open range of bytes [Start, End) of a file. An empty span
// marks the place before Start.
type Span struct{ Start, End int }

// At returns the empty span at offset.
func At(offset int) Span { return Span{offset, offset} }
