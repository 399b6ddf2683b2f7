package skin

import (
	"strings"

	"skinbuild/internal/source"
)

// A Difference is a line that two browsers do not receive alike.
type Difference struct {
	File *source.File
	Line int    // 1-based
	A, B string // the line that each receives; "" if none
	InA  bool   // a receives the line
	InB  bool   // b receives the line
}

// Diff returns the lines that differ in the answers to one request for two
// browsers. It compares lines by their place in the source, so equal lines from
// different places are never confused.
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

// sentLine is a line of an answer and its source.
type sentLine struct {
	file   int // in the order of the answer; a file can occur twice
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
			continue // written by the servlet, within a line, or without text
		}
		// If a line begins with an empty token, its mark has no text; the mark of the
		// text after it is on the same line.
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
