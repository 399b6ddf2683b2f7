package compile

import (
	"strings"

	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// What the servlet replaces would be no CSS for LESS and for the passes after it.
// So functions and at-rules print marks: words that no sheet has, which stand for
// texts until all else is done. A mark is a letter for each digit of the text's
// number between two noncharacters, and so a name wherever CSS takes one.
const (
	markOpen  = "\uFDD0"
	markClose = "\uFDD1"
)

// kind is what a marked text is.
type kind uint8

const (
	token     kind = iota // stands for a value
	bundle                // stands for whole declarations
	raw                   // whatever the author wrote
	directive             // a line for the servlet's preprocessor
)

// A mark is a text that goes into the sheet as it is.
type mark struct {
	text string
	kind kind
	call string // the function that made it
	file *source.File
	span source.Span // of the first call that made it
}

// marks are the texts of one sheet.
type marks struct {
	list  []mark
	index map[mark]int
}

func newMarks() *marks { return &marks{index: map[mark]int{}} }

// add returns the mark that stands for a text.
func (m *marks) add(c *less.Call, k kind, text string) string {
	key := mark{text: text, kind: k, call: c.Name}
	i, ok := m.index[key]
	if !ok {
		i = len(m.list)
		m.index[key] = i
		f, offset := c.Place()
		key.file, key.span = f, source.At(offset)
		m.list = append(m.list, key)
	}
	return markOpen + letters(i) + markClose
}

const digits = "ghijkmnopqrstuvw"

// letters writes a number in letters that no unit and no hexadecimal number has.
func letters(n int) string {
	var b []byte
	for {
		b = append(b, digits[n%len(digits)])
		if n /= len(digits); n == 0 {
			return string(b)
		}
	}
}

// cut splits a text at its first mark. i is -1 if there is none, and -2 for a
// noncharacter that is part of none.
func (m *marks) cut(text string) (before string, i int, after string) {
	start := strings.Index(text, markOpen)
	if stray := strings.Index(text, markClose); stray >= 0 && (start < 0 || stray < start) {
		return text[:stray], -2, text[stray+len(markClose):]
	}
	if start < 0 {
		return text, -1, ""
	}
	before, rest := text[:start], text[start+len(markOpen):]
	end := strings.Index(rest, markClose)
	if end < 0 {
		return before, -2, rest
	}
	n, place := 0, 1
	for _, c := range rest[:end] {
		d := strings.IndexRune(digits, c)
		if d < 0 || n > len(m.list) {
			return before, -2, rest
		}
		n += d * place
		place *= len(digits)
	}
	if end == 0 || n >= len(m.list) {
		return before, -2, rest
	}
	return before, n, rest[end+len(markClose):]
}

// comments returns the text in which a mark alone on its line is a comment, so
// that it is one statement for who reads the sheet.
func (m *marks) comments(text string) string {
	if !strings.Contains(text, markOpen) {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		body := strings.TrimSpace(line)
		before, i, after := m.cut(body)
		if before == "" && i >= 0 && after == "" {
			line = strings.Replace(line, body, "/*"+body+"*/", 1)
		}
		b.WriteString(line)
	}
	return b.String()
}
