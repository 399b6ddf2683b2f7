package value

import (
	"bytes"
	"strings"

	"skinbuild/internal/source"
)

// A Verbatim is a text that a function or an at-rule of the host put into the CSS,
// and where it stands there.
type Verbatim struct {
	source.Span // in Result.CSS

	Kind int          // as the host gave it to Call.Verbatim
	Name string       // the function or at-rule that made the text
	File *source.File // of the first call that made it
	At   int          // the byte in File where that call stands
}

// While a sheet is evaluated, a word stands for each text of the host: a letter for
// each digit of the text's number between two noncharacters. That is a name wherever
// CSS takes one, so it survives strings, interpolation and a second parsing of
// selectors.
const (
	wordOpen  = "\uFDD0"
	wordClose = "\uFDD1"
	// wordDigits are letters that no unit and no hexadecimal number has.
	wordDigits = "ghijkmnopqrstuvw"
)

// Verbatims are the texts of one compilation.
type Verbatims struct {
	List  []Verbatim
	Texts []string
	index map[verbatimKey]int
}

type verbatimKey struct {
	kind       int
	name, text string
}

// Verbatim returns a word that stands for a text in values and in Lines. Result.CSS
// has the text in its place, unchanged, and Result.Verbatims says where. The kind is
// for the host to tell its texts apart.
func (c *Call) Verbatim(kind int, text string) string {
	v := c.host.Verbatims()
	file, at := c.Place()
	key := verbatimKey{kind, c.Name, text}
	n, ok := v.index[key]
	if !ok {
		if v.index == nil {
			v.index = map[verbatimKey]int{}
		}
		n = len(v.List)
		v.index[key] = n
		v.Texts = append(v.Texts, text)
		v.List = append(v.List, Verbatim{Kind: kind, Name: c.Name, File: file, At: at})
	}
	return word(n)
}

// Expand returns a text with each word that Verbatim returned replaced by what it
// stands for.
func (c *Call) Expand(text string) string { return c.host.Verbatims().expand(text) }

// Stands returns what a text stands for that is one word of Verbatim and nothing
// else; false for any other text.
func (c *Call) Stands(text string) (kind int, verbatim string, ok bool) {
	v := c.host.Verbatims()
	before, n, after := v.Cut(text)
	if n < 0 || before != "" || after != "" {
		return 0, "", false
	}
	return v.List[n].Kind, v.Texts[n], true
}

func word(n int) string {
	b := []byte(wordOpen)
	for {
		b = append(b, wordDigits[n%len(wordDigits)])
		if n /= len(wordDigits); n == 0 {
			return string(append(b, wordClose...))
		}
	}
}

// Cut splits a text at its first word; n is the word's number, -1 if there is none.
func (v *Verbatims) Cut(text string) (before string, n int, after string) {
	for at := 0; ; {
		i := strings.Index(text[at:], wordOpen)
		if i < 0 || len(v.List) == 0 {
			return text, -1, ""
		}
		start := at + i
		at = start + len(wordOpen)
		end := strings.Index(text[at:], wordClose)
		if end < 0 {
			return text, -1, ""
		}
		if n, ok := v.number(text[at : at+end]); ok {
			return text[:start], n, text[at+end+len(wordClose):]
		}
	}
}

// number reads the digits of a word; false if they are none of a known text.
func (v *Verbatims) number(digits string) (n int, ok bool) {
	place := 1
	for i := range len(digits) {
		d := strings.IndexByte(wordDigits, digits[i])
		if d < 0 || n > len(v.List) {
			return 0, false
		}
		n += d * place
		place *= len(wordDigits)
	}
	return n, digits != "" && n < len(v.List)
}

func (v *Verbatims) expand(text string) string {
	if !strings.Contains(text, wordOpen) {
		return text
	}
	var b strings.Builder
	for {
		before, n, after := v.Cut(text)
		b.WriteString(before)
		if n < 0 {
			return b.String()
		}
		b.WriteString(v.Texts[n])
		text = after
	}
}

// ExpandDiags puts the texts into what is said about them.
func (v *Verbatims) ExpandDiags(ds source.Diags) {
	if len(v.List) == 0 {
		return
	}
	for _, d := range ds {
		d.Text, d.Hint = v.expand(d.Text), v.expand(d.Hint)
	}
}

// Any reports whether some word stands in a text.
func (v *Verbatims) Any(text []byte) bool {
	return len(v.List) > 0 && bytes.Contains(text, []byte(wordOpen))
}
