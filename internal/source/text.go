package source

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"skinbuild/internal/codes"
)

// lineWidth is how many columns an excerpt has at most. A terminal and a log both get it,
// and a minified file must not fill the screen.
const lineWidth = 200

// maxText is how many bytes of a message, a hint or a name are printed.
const maxText = 1000

// maxRelated is how many related places of one diagnostic are printed.
const maxRelated = 20

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
	fmt.Fprintf(&b, "%s%s:%d:%d:%s %s%s:%s %s", p.bold, Clean(d.File.Name()), line, col, p.reset,
		p.severity(d.Severity), d.Severity, p.reset, Clean(d.Text))
	if d.Code != codes.None {
		fmt.Fprintf(&b, " %s[%s]%s", p.dim, d.Code, p.reset)
	}
	b.WriteByte('\n')
	writeFrame(&b, p, d.File, d.Span, p.severity(d.Severity))
	if d.Hint != "" {
		fmt.Fprintf(&b, "%shint:%s %s\n", p.bold, p.reset, Clean(d.Hint))
	}
	for i, r := range d.Related {
		if i == maxRelated {
			fmt.Fprintf(&b, "note: and %d more\n", len(d.Related)-i)
			break
		}
		line, col := r.File.Position(r.Span.Start)
		fmt.Fprintf(&b, "%s%s:%d:%d:%s note: %s\n", p.bold, Clean(r.File.Name()), line, col, p.reset, Clean(r.Text))
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
	at := min(col-1, len(text))
	before, marked, after := window(text, at, min(at+max(s.End-s.Start, 1), len(text)))
	fmt.Fprintf(b, "%s%5d |%s %s\n", p.dim, line, p.reset, before+marked+after)
	fmt.Fprintf(b, "%s      |%s %s%s%s%s\n", p.dim, p.reset, blank(before), color, strings.Repeat("^", max(utf8.RuneCountInString(marked), 1)), p.reset)
}

// window returns the parts of a line before, in and after the bytes from start to end,
// as they are printed. Of a line that is too wide it returns the part around the middle
// of what is marked.
func window(text string, start, end int) (before, marked, after string) {
	// More bytes than this are never shown, whatever they are.
	const most = 4 * lineWidth
	mid := []rune(clean(text[start:min(end, start+most)]))
	left := []rune(clean(text[max(0, start-most):start]))
	right := []rune(clean(text[end:min(len(text), end+most)]))
	rest := lineWidth - len("12345 | ")
	mid, rest = fit(mid, rest)
	room := max(rest/2, rest-columns(right))
	slices.Reverse(left)
	left, _ = fit(left, room)
	slices.Reverse(left)
	right, _ = fit(right, rest-columns(left))
	return string(left), string(mid), string(right)
}

// fit returns the first of the characters that fit into so many columns, and how many
// columns are left.
func fit(text []rune, room int) ([]rune, int) {
	for i, r := range text {
		if room < runeWidth(r) {
			return text[:i], room
		}
		room -= runeWidth(r)
	}
	return text, room
}

func columns(text []rune) int {
	n := 0
	for _, r := range text {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is the most columns that a terminal needs for a character.
func runeWidth(r rune) int {
	switch {
	case r == '\t':
		return 8
	case r >= 0x1100: // some of these are wide
		return 2
	}
	return 1
}

// blank returns s, which is clean, as white space of the same width: tabs stay, all
// else is a space.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return '\t'
		}
		return ' '
	}, s)
}

// Clean makes text of foreign files, names and messages safe for a terminal: a control
// character becomes its picture, such as "␛", a character that reorders text "⇄", and
// bytes that are not UTF-8 U+FFFD. Tabs and line ends stay. A text of more than 1,000
// bytes loses its middle.
func Clean(s string) string {
	return clean(short(s))
}

// short returns a text of more than maxText bytes without its middle.
func short(s string) string {
	if len(s) <= maxText {
		return s
	}
	half := maxText / 2
	return strings.ToValidUTF8(s[:half], "") + fmt.Sprintf(" … (%d bytes) … ", len(s)-2*half) + strings.ToValidUTF8(s[len(s)-half:], "")
}

// clean is Clean for a text of any length.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n':
			return r
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case unicode.Is(unicode.Bidi_Control, r):
			return '⇄'
		case unicode.IsControl(r):
			return utf8.RuneError
		}
		return r
	}, s)
}
