package xmlfile

import (
	"strings"

	"skinbuild/internal/source"
)

// Nest returns elements within each other, the last of which holds text, as lines: one
// for each tag but those around the text.
func Nest(names []string, text string) []string {
	last := names[len(names)-1]
	lines := []string{"<" + last + ">" + escaped.Replace(text) + "</" + last + ">"}
	for i := len(names) - 2; i >= 0; i-- {
		for j := range lines {
			lines[j] = "\t" + lines[j]
		}
		lines = append(append([]string{"<" + names[i] + ">"}, lines...), "</"+names[i]+">")
	}
	return lines
}

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Append returns the text, of which e is an element, with lines as the last children
// of e: indented if its end tag has a line to itself. All else stays as it is.
func (e *Element) Append(text string, lines []string) string {
	at := e.End.Start
	eol := source.LineEnding(text, at)
	start := source.LineStart(text, at)
	indent := text[start:at]
	if e.End.Start == e.End.End { // <css/>
		outer := indentBefore(text, e.Tag.Start)
		tag := strings.TrimRight(strings.TrimSuffix(text[:e.Tag.End], "/>"), " \t\r\n") + ">"
		return tag + eol + indented(lines, outer+"\t", eol) + outer + "</" + e.Name + ">" + text[e.Tag.End:]
	}
	if strings.Trim(indent, " \t") != "" { // the end tag shares its line
		return text[:at] + strings.ReplaceAll(strings.Join(lines, ""), "\t", "") + text[at:]
	}
	return text[:start] + indented(lines, indent+"\t", eol) + text[start:]
}

// InsertAfter returns the text, of which e is an element, with lines behind e, each
// indented like e.
func (e *Element) InsertAfter(text string, lines []string) string {
	end := max(e.Tag.End, e.End.End)
	between := source.LineEnding(text, end) + indentBefore(text, e.Tag.Start)
	return text[:end] + between + strings.Join(lines, between) + text[end:]
}

// indentBefore returns the blanks before the offset, if its line begins with them.
func indentBefore(text string, offset int) string {
	indent := text[source.LineStart(text, offset):offset]
	if strings.Trim(indent, " \t") != "" {
		return ""
	}
	return indent
}

func indented(lines []string, indent, eol string) string {
	return indent + strings.Join(lines, eol+indent) + eol
}
