package jsp

import "strings"

// setDepths sets each tag's Depth: the number of actions and of blocks of
// scriptlet code around it.
func (d *Doc) setDepths() {
	actions, braces, next := 0, 0, 0
	for i := range d.Tags {
		t := &d.Tags[i]
		for ; next < len(d.Segments) && d.Segments[next].Start < t.Start; next++ {
			if d.Segments[next].Kind == Scriptlet {
				braces += Braces(d.At(d.Segments[next].Span))
			}
		}
		isAction := strings.Contains(t.Name, ":")
		if isAction && t.End {
			actions--
		}
		t.Depth = max(actions, 0) + max(braces, 0)
		if isAction && !t.End && !t.Closed {
			actions++
		}
	}
}

// Braces returns the number of blocks that a scriptlet opens minus the number
// that it closes. It is 0 for a declaration or an expression.
func Braces(scriptlet string) int {
	if strings.HasPrefix(scriptlet, "<%=") || strings.HasPrefix(scriptlet, "<%!") {
		return 0
	}
	n := 0
	for i := 0; i < len(scriptlet); i++ {
		switch c := scriptlet[i]; {
		case c == '{':
			n++
		case c == '}':
			n--
		case c == '"' || c == '\'':
			i = javaQuoteEnd(scriptlet, i)
		case strings.HasPrefix(scriptlet[i:], "//"):
			i = after(scriptlet, i, "\n")
		case strings.HasPrefix(scriptlet[i:], "/*"):
			i = after(scriptlet, i+1, "*/")
		}
	}
	return n
}

// javaQuoteEnd returns the offset of the quote that closes the literal at i, or
// of the end of the line.
func javaQuoteEnd(text string, i int) int {
	quote := text[i]
	for i++; i < len(text) && text[i] != quote && text[i] != '\n'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}

// after returns the offset behind the last byte of the next delim.
func after(text string, i int, delim string) int {
	n := strings.Index(text[i:], delim)
	if n < 0 {
		return len(text)
	}
	return i + n + len(delim) - 1
}
