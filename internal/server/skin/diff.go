package skin

import (
	"strings"

	"skinbuild/internal/source"
)

// A Difference is a line of a file that two browsers do not get alike.
type Difference struct {
	File *source.File
	Line int    // 1-based
	A, B string // what each gets; "" where it gets nothing
	InA  bool   // a gets the line
	InB  bool   // b gets the line
}

// Diff returns the lines in which two answers to one request differ, for two
// browsers. Lines are compared by where they come from, so a line that both get
// is never taken for another that looks like it.
func Diff(a, b Rendered) []Difference {
	var out []Difference
	x, y := a.lines(), b.lines()
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].before(y[0]):
			out = append(out, Difference{x[0].source, x[0].line, x[0].text, "", true, false})
			x = x[1:]
		case len(x) == 0 || y[0].before(x[0]):
			out = append(out, Difference{y[0].source, y[0].line, "", y[0].text, false, true})
			y = y[1:]
		default:
			if x[0].text != y[0].text {
				out = append(out, Difference{x[0].source, x[0].line, x[0].text, y[0].text, true, true})
			}
			x, y = x[1:], y[1:]
		}
	}
	return out
}

// sentLine is a line of an answer and its place.
type sentLine struct {
	file   int // in the order of the answer; a file can be there twice
	source *source.File
	line   int
	text   string
}

func (l sentLine) before(m sentLine) bool {
	return l.file < m.file || l.file == m.file && l.line < m.line
}

// lines returns the lines that come from files.
func (r Rendered) lines() []sentLine {
	var out []sentLine
	next := 0
	for i, m := range r.marks {
		at := int(m.out)
		if m.file < 0 || at < next || i+1 < len(r.marks) && r.marks[i+1].out == m.out {
			continue // the servlet's, within a line, or a stretch of no text
		}
		// Where a line begins with a token that is empty, its mark has no text: the
		// place of what follows is on the same line.
		end := len(r.text)
		if n := strings.IndexByte(r.text[at:], '\n'); n >= 0 {
			end = at + n
		}
		f := r.files[m.file]
		line, _ := f.Position(int(m.src))
		out = append(out, sentLine{int(m.file), f, line, r.text[at:end]})
		next = end + 1
	}
	return out
}
