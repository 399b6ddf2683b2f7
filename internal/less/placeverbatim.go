package less

// placeVerbatims puts the texts into the CSS, moves the marks along and returns where each
// text stands.
func placeVerbatims(v *verbatims, css []byte, marks *mapMarks) ([]byte, []Verbatim) {
	if !v.any(css) {
		return css, nil
	}
	var out []byte
	var placed []Verbatim
	text, done, moved := string(css), 0, 0 // moved counts the marks that are at their new place
	shift := func(upTo int) {
		for marks != nil && moved < len(marks.list) && marks.list[moved].pos <= upTo {
			marks.list[moved].pos += len(out) - done
			moved++
		}
	}
	for {
		before, n, after := v.cut(text[done:])
		if n < 0 {
			shift(len(text))
			return append(out, text[done:]...), placed
		}
		shift(done + len(before))
		out = append(out, before...)
		p := v.list[n]
		p.Start = len(out)
		out = append(out, v.texts[n]...)
		p.End = len(out)
		placed = append(placed, p)
		done = len(text) - len(after)
	}
}
