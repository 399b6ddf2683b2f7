package syntax

import "strings"

// Format returns the text of the sheet in the usual form: a statement a line, two
// spaces for each block, a selector a line, one space where white space stood, at
// most one blank line. Everything but white space is kept, comments too; strings,
// url()s, JavaScript and values that LESS takes without reading them, as those of
// custom properties, are not touched. Format of a result is that result. A sheet
// whose Parse had errors has no usual form.
func Format(s *Sheet) []byte {
	f := &formatter{input: input{text: s.File.Text(), verbatim: s.verbatim}, kept: -1}
	f.run()
	return f.out
}

type formatter struct {
	input
	out    []byte
	indent int
	head   strings.Builder // the statement so far
	commas []span          // in head, outside of brackets, each with the space before it
	kept   int             // where in head the first text begins that is not touched, -1 for none
	space  bool            // white space is due before what comes next in head
	depth  []byte          // the open brackets of the statement
	blocks [][]byte        // for each open block, depth of the statement it is in
}

func (f *formatter) run() {
	newlines := 0
	for f.i < len(f.text) {
		c := f.text[f.i]
		if isSpace(c) {
			newlines = f.blank()
			continue
		}
		if f.head.Len() == 0 && len(f.depth) == 0 && f.lineDone() {
			f.statement(newlines)
		} else {
			f.token()
		}
		newlines = 0
	}
	f.end("")
}

// lineDone reports whether no line is unfinished: a block that was an argument leaves
// one.
func (f *formatter) lineDone() bool { return len(f.out) == 0 || f.out[len(f.out)-1] == '\n' }

// blank passes over white space and returns how many lines it ends.
func (f *formatter) blank() (newlines int) {
	for f.i < len(f.text) && isSpace(f.text[f.i]) {
		if f.text[f.i] == '\n' {
			newlines++
		}
		f.i++
	}
	f.space = true
	return newlines
}

// statement handles what begins where a statement can begin.
func (f *formatter) statement(newlines int) {
	c := f.text[f.i]
	if c == ';' {
		f.i++
		return
	}
	if c == '}' {
		f.i++
		f.close()
		return
	}
	if end := f.commentEnd(); end > 0 {
		text := f.text[f.i:end]
		f.i = end
		if newlines == 0 && len(f.out) > 0 {
			f.trail(text)
			return
		}
		f.gap(newlines)
		f.line(strings.TrimRight(text, " \t\r"))
		return
	}
	f.gap(newlines)
	f.space = false
	f.token()
}

// gap keeps one blank line between statements, but not at the start of a block.
func (f *formatter) gap(newlines int) {
	if newlines > 1 && len(f.out) > 0 && !strings.HasSuffix(string(f.out[max(len(f.out)-2, 0):]), "{\n") {
		f.out = append(f.out, '\n')
	}
}

func (f *formatter) line(text string) {
	f.pad()
	f.out = append(append(f.out, text...), '\n')
}

func (f *formatter) pad() {
	for range f.indent {
		f.out = append(f.out, "  "...)
	}
}

// trail puts a comment behind the statement that it follows on its line.
func (f *formatter) trail(text string) {
	f.out = append(f.out[:len(f.out)-1], ' ')
	f.out = append(append(f.out, strings.TrimRight(text, " \t\r")...), '\n')
}

// commentEnd returns the end of the comment at the position, 0 if there is none.
func (f *formatter) commentEnd() int {
	rest := f.text[f.i:]
	switch {
	case strings.HasPrefix(rest, "//"):
		if end := strings.IndexByte(rest, '\n'); end >= 0 {
			return f.i + end
		}
		return len(f.text)
	case strings.HasPrefix(rest, "/*"):
		if end := strings.Index(rest[2:], "*/"); end >= 0 {
			return f.i + end + 4
		}
	}
	return 0
}

// token adds what is at the position to the statement, or ends it.
func (f *formatter) token() {
	if f.untouched() {
		return
	}
	switch c := f.text[f.i]; {
	case c == ';' && len(f.depth) == 0:
		f.i++
		f.end(";")
	case c == '{':
		f.i++
		f.open()
	case c == '}':
		f.i++
		f.close()
	case c == ',' && len(f.depth) == 0:
		f.i++
		start := f.head.Len()
		f.add(",")
		f.commas = append(f.commas, span{start, f.head.Len()})
	case f.commentEnd() > 0:
		f.innerComment(f.text[f.i:f.commentEnd()])
	default:
		end := f.tokenEnd()
		if len(f.verbatim) > 0 {
			end = min(end, f.verbatim[0].start) // "@a0": the name of an at-rule and its prelude
		}
		f.add(f.text[f.i:end])
		f.i = end
	}
}

// tokenEnd returns the end of a string, JavaScript, an interpolation or
// of a single character, counting the brackets.
func (f *formatter) tokenEnd() int {
	i := f.i
	switch c := f.text[i]; c {
	case '"', '\'':
		if end := f.scanQuoted(i); end > 0 {
			return end
		}
	case '`':
		if end := strings.IndexByte(f.text[i+1:], '`'); end >= 0 {
			return i + end + 2
		}
	case '\\':
		if i+1 < len(f.text) {
			return f.scanEscape(i)
		}
	case '@', '$':
		if i+1 < len(f.text) && f.text[i+1] == '{' {
			if end := strings.IndexByte(f.text[i:], '}'); end >= 0 {
				return i + end + 1
			}
		}
	case '(', '[':
		f.depth = append(f.depth, c)
	case ')', ']':
		if n := len(f.depth); n > 0 {
			f.depth = f.depth[:n-1]
		}
	}
	return max(f.scanWord(i), i+1)
}

func (f *formatter) add(text string) {
	// Behind a line comment is the indentation; any other space at the end is part of
	// an escape.
	if head := f.head.String(); f.space && head != "" && !strings.HasSuffix(strings.TrimRight(head, " "), "\n") {
		f.head.WriteByte(' ')
	}
	f.space = false
	f.head.WriteString(text)
}

// innerComment keeps a comment inside of a statement; behind a line comment the
// statement goes on in the next line.
func (f *formatter) innerComment(text string) {
	f.i += len(text)
	f.add(strings.TrimRight(text, " \t\r"))
	if text[1] == '/' {
		f.head.WriteString("\n" + strings.Repeat("  ", f.indent+2))
		f.space = false
	} else {
		f.space = f.space || f.i < len(f.text) && isSpace(f.text[f.i])
	}
}

// untouched adds the value at the position as it is, if it is one to be kept so.
func (f *formatter) untouched() bool {
	for len(f.verbatim) > 0 && f.verbatim[0].start < f.i {
		f.verbatim = f.verbatim[1:]
	}
	if len(f.verbatim) == 0 || f.verbatim[0].start > f.i {
		return false
	}
	end := f.verbatim[0].end
	if f.kept < 0 {
		f.kept = f.head.Len()
	}
	f.add(f.text[f.i:end])
	f.i = end
	return true
}

// trimRight takes the bytes of cut off the end, but not one that a backslash escapes.
func trimRight(text, cut string) string {
	trimmed := strings.TrimRight(text, cut)
	marks := len(trimmed) - len(strings.TrimRight(trimmed, `\`))
	if marks%2 == 1 && len(trimmed) < len(text) {
		return text[:len(trimmed)+1]
	}
	return trimmed
}

// open begins a block. In parentheses it is an argument: its statement goes on
// behind it.
func (f *formatter) open() {
	f.flush(true)
	if n := len(f.out); n > 0 && f.out[n-1] != '\n' && f.out[n-1] != ' ' && f.out[n-1] != '(' {
		f.out = append(f.out, ' ')
	}
	f.out = append(f.out, "{\n"...)
	f.blocks = append(f.blocks, f.depth)
	f.depth = nil
	f.indent++
}

// close ends a block, and a statement in it that lacks its semicolon.
func (f *formatter) close() {
	f.end(";")
	if len(f.blocks) == 0 {
		f.line("}")
		return
	}
	f.depth = f.blocks[len(f.blocks)-1]
	f.blocks = f.blocks[:len(f.blocks)-1]
	f.indent--
	if strings.HasSuffix(string(f.out[max(len(f.out)-2, 0):]), "{\n") {
		f.out = f.out[:len(f.out)-1]
	} else {
		f.pad()
	}
	f.out = append(f.out, '}')
	f.space = false
	if len(f.depth) == 0 {
		f.out = append(f.out, '\n')
	}
}

// end writes the statement with its mark, if there is one.
func (f *formatter) end(mark string) {
	if f.head.Len() == 0 && (len(f.out) == 0 || f.out[len(f.out)-1] == '\n') {
		return
	}
	f.flush(false)
	f.out = append(append(f.out, mark...), '\n')
	f.depth = nil
}

// flush writes what there is of the statement; a block follows or not.
func (f *formatter) flush(block bool) {
	if n := len(f.out); n == 0 || f.out[n-1] == '\n' {
		f.pad()
	}
	head, kept := f.head.String(), f.kept
	f.head.Reset()
	f.space, f.kept = false, -1
	switch {
	case block && len(f.depth) == 0:
		head = f.selectorLines(head)
	case !block:
		head = declaration(head, kept)
	}
	f.commas = f.commas[:0]
	f.out = append(f.out, head...)
}

// selectorLines puts each selector of a list on a line of its own.
func (f *formatter) selectorLines(head string) string {
	if strings.HasPrefix(head, "@") && !strings.HasPrefix(head, "@{") || strings.Contains(head, "//") || strings.Contains(head, " when ") {
		return head
	}
	var out strings.Builder
	at := 0
	for _, comma := range f.commas {
		out.WriteString(strings.TrimLeft(head[at:comma.start], " "))
		out.WriteString(",\n" + strings.Repeat("  ", f.indent))
		at = comma.end
	}
	out.WriteString(strings.TrimLeft(head[at:], " "))
	return out.String()
}

// declaration puts one space behind the colon of name: value, unless that is in what
// is not touched, which begins at kept.
func declaration(head string, kept int) string {
	i := nameEnd(head)
	name := head[:i]
	rest := strings.TrimLeft(head[i:], " ")
	merge := ""
	for _, mark := range []string{"+_:", "+:", ":"} {
		if after, ok := strings.CutPrefix(rest, mark); ok && name != "" {
			merge, rest = mark, after
			break
		}
	}
	if merge == "" || kept >= 0 && kept < len(head)-len(rest) {
		return head
	}
	return trimRight(name+merge+" "+strings.TrimLeft(rest, " "), " ")
}

// nameEnd returns the end of the name of a variable or of a property that head
// begins with. The rules are those of variableName and ruleProperty: the prelude of
// an at-rule can hold a colon as well, "@a0*0:()", and is no name.
func nameEnd(head string) int {
	in := input{text: head}
	if in.char() == '@' && in.at(1) != '{' {
		return in.scanWord(1)
	}
	i := 0
	if in.char() == '*' {
		i++
	}
	for {
		i = in.scanWord(i)
		if !strings.HasPrefix(head[i:], "@{") && !strings.HasPrefix(head[i:], "${") {
			return i
		}
		end := strings.IndexByte(head[i:], '}')
		if end < 0 {
			return i
		}
		i += end + 1
	}
}
