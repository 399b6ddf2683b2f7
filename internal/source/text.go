package source

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"skinbuild/internal/codes"
)

// A terminal and a log both get the excerpt, so a long line is cut to this many
// characters around the place; a minified file must not fill the screen.
const excerptWidth = 120

// palette holds the escape sequences of the text form; the zero palette has none.
type palette struct{ bold, red, yellow, blue, dim, reset string }

var ansi = palette{bold: "\x1b[1m", red: "\x1b[31m", yellow: "\x1b[33m", blue: "\x1b[36m", dim: "\x1b[2m", reset: "\x1b[0m"}

func (p palette) severity(s Severity) string {
	switch s {
	case Error:
		return p.red
	case Warning:
		return p.yellow
	default:
		return p.blue
	}
}

// Excerpt returns the diagnostic as people read it: its line, the source line
// with a caret line under the span, the hint and the related places.
func (d *Diag) Excerpt() string { return d.excerpt(palette{}) }

func (d *Diag) excerpt(p palette) string {
	var b strings.Builder
	line, col := d.File.Position(d.Span.Start)
	fmt.Fprintf(&b, "%s%s:%d:%d:%s %s%s:%s %s", p.bold, clean(d.File.Name()), line, col, p.reset,
		p.severity(d.Severity), d.Severity, p.reset, clean(d.Text))
	if d.Code != codes.None {
		fmt.Fprintf(&b, " %s[%s]%s", p.dim, d.Code, p.reset)
	}
	b.WriteByte('\n')
	writeFrame(&b, p, d.File, d.Span, p.severity(d.Severity))
	if d.Hint != "" {
		fmt.Fprintf(&b, "%shint:%s %s\n", p.bold, p.reset, clean(d.Hint))
	}
	for _, r := range d.Related {
		line, col := r.File.Position(r.Span.Start)
		fmt.Fprintf(&b, "%s%s:%d:%d:%s note: %s\n", p.bold, clean(r.File.Name()), line, col, p.reset, clean(r.Text))
	}
	return b.String()
}

// writeFrame writes the source line of s and a caret line. An empty line is not
// worth showing.
func writeFrame(b *strings.Builder, p palette, f *File, s Span, color string) {
	line, col := f.Position(s.Start)
	text := f.Line(line)
	if strings.TrimSpace(text) == "" {
		return
	}
	length := max(min(s.End-s.Start, len(text)-(col-1)), 1)
	text, col, length = window(text, col, length)
	before, marked := text[:min(col-1, len(text))], text[min(col-1, len(text)):min(col-1+length, len(text))]
	fmt.Fprintf(b, "%s%5d |%s %s\n", p.dim, line, p.reset, clean(text))
	fmt.Fprintf(b, "%s      |%s %s%s%s%s\n", p.dim, p.reset, blank(before), color, strings.Repeat("^", max(utf8.RuneCountInString(clean(marked)), 1)), p.reset)
}

// window cuts a long line to excerptWidth bytes around the 1-based byte column.
func window(text string, col, length int) (string, int, int) {
	if len(text) <= excerptWidth {
		return text, col, length
	}
	start := max(min(col-1-excerptWidth/3, len(text)-excerptWidth), 0)
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	end := min(start+excerptWidth, len(text))
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return text[start:end], col - start, min(length, end-start-(col-1-start))
}

// blank returns s as white space of the same width: tabs stay, all else is a space.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return '\t'
		}
		return ' '
	}, clean(s))
}

// clean makes text of foreign files and names safe for a terminal: control
// characters, escape sequences and characters that reorder text become U+FFFD.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, s)
}
