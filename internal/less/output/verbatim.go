package output

import (
	"skinbuild/internal/less/value"
)

// placeVerbatims puts the texts into the CSS, moves the marks along and returns where each
// text stands.
func placeVerbatims(v *value.Verbatims, css []byte, marks *Marks) ([]byte, []value.Verbatim) {
	if !v.Any(css) {
		return css, nil
	}
	var out []byte
	var placed []value.Verbatim
	text, done, moved := string(css), 0, 0 // moved counts the marks that are at their new place
	shift := func(upTo int) {
		for marks != nil && moved < len(marks.list) && marks.list[moved].pos <= upTo {
			marks.list[moved].pos += len(out) - done
			moved++
		}
	}
	for {
		before, n, after := v.Cut(text[done:])
		if n < 0 {
			shift(len(text))
			return append(out, text[done:]...), placed
		}
		shift(done + len(before))
		out = append(out, before...)
		p := v.List[n]
		p.Start = len(out)
		out = append(out, v.Texts[n]...)
		p.End = len(out)
		placed = append(placed, p)
		done = len(text) - len(after)
	}
}
