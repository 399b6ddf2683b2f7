package syntax

import "strings"

// input is the text with a position that moves on over white space and comments
// after everything that is read, and that can be set back. How far a failed
// attempt came is kept: an error is reported there, in the words of the attempt
// that came furthest.
type input struct {
	text        string
	i           int
	furthest    int
	furthestMsg string
	comments    []*Comment // passed over and not yet asked for
	made        *Slab[Comment]
	keepSlashes bool   // comments are not passed over
	finished    bool   // the end was seen
	ends        finder // of comments
	verbatim    []span // in order: the text before the position that is more than tokens
}

// A span is text from start up to end.
type span struct{ start, end int }

// skip moves on by n bytes and over white space and comments.
func (in *input) skip(n int) {
	in.i += n
	for in.i < len(in.text) {
		c := in.text[in.i]
		if class[c]&space != 0 {
			in.i++
		} else if c != '/' || in.keepSlashes || !in.comment() {
			return
		}
	}
	in.finished = true
}

// comment moves over a comment and keeps it; false where none starts.
func (in *input) comment() bool {
	rest := in.text[in.i:]
	if strings.HasPrefix(rest, "//") {
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest)
		}
		in.keep(rest[:end], true)
		in.i += end
		return true
	}
	if !strings.HasPrefix(rest, "/*") {
		return false
	}
	end := in.ends.find(in.text, in.i+2, "*/", strings.Index) - in.i - 2
	if in.i+2+end == len(in.text) {
		return false
	}
	in.keep(rest[:end+4], false)
	in.i += end + 4
	return true
}

func (in *input) keep(text string, line bool) {
	c := in.made.One()
	c.Text, c.Line, c.At = text, line, in.i
	in.comments = append(in.comments, c)
}

// back gives up an attempt that began at start; msg says why, where that would
// help more than "Unrecognised input".
func (in *input) back(start int, msg string) {
	if in.i > in.furthest || in.i == in.furthest && msg != "" && in.furthestMsg == "" {
		in.furthest, in.furthestMsg = in.i, msg
	}
	in.i = start
	in.dropVerbatim(start)
}

// keepVerbatim notes text that is no tokens, or more than that.
func (in *input) keepVerbatim(start, end int) {
	in.dropVerbatim(start)
	if start < end {
		in.verbatim = append(in.verbatim, span{start, end})
	}
}

// dropVerbatim forgets what was noted from start on.
func (in *input) dropVerbatim(start int) {
	for n := len(in.verbatim); n > 0 && in.verbatim[n-1].start >= start; n-- {
		in.verbatim = in.verbatim[:n-1]
	}
}

// char returns the byte at the position, 0 at the end.
func (in *input) char() byte { return in.at(0) }

// at returns the byte n after the position, 0 outside of the text.
func (in *input) at(n int) byte {
	if p := in.i + n; p >= 0 && p < len(in.text) {
		return in.text[p]
	}
	return 0
}

// eat reads the byte c.
func (in *input) eat(c byte) bool {
	if in.char() != c || c == 0 {
		return false
	}
	in.skip(1)
	return true
}

// eatText reads the text s.
func (in *input) eatText(s string) bool {
	if !in.has(s) {
		return false
	}
	in.skip(len(s))
	return true
}

// has reports whether s stands at the position.
func (in *input) has(s string) bool { return strings.HasPrefix(in.text[min(in.i, len(in.text)):], s) }

// take reads up to the absolute position end and returns that text.
func (in *input) take(end int) string {
	s := in.text[in.i:end]
	in.skip(end - in.i)
	return s
}

// spaceBefore reports whether white space stands right before the position.
func (in *input) spaceBefore() bool { return isSpace(in.at(-1)) }

// charClass says what a byte can be part of.
type charClass uint8

const (
	space charClass = 1 << iota
	digit
	letter
	hex
	word          // of a name: a letter, digit, "_" or "-"
	plainSelector // of selectors without parentheses, strings and interpolations
	notRaw        // ends or forbids a value that is kept as it is written
)

var class = classes()

func classes() (t [256]charClass) {
	set := func(bytes string, as charClass) {
		for i := range len(bytes) {
			t[bytes[i]] |= as
		}
	}
	const digits, lower, upper = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	set(" \n\t\r", space)
	set(digits, digit|hex|word)
	set(lower+upper, letter|word)
	set("abcdefABCDEF", hex)
	set("_-", word)
	set(digits+lower+upper+"_- \n\t.#:>+~,*&", plainSelector)
	set(";.#@$+/'\"*`({}-", notRaw)
	return t
}

func isSpace(c byte) bool  { return class[c]&space != 0 }
func isDigit(c byte) bool  { return class[c]&digit != 0 }
func isLetter(c byte) bool { return class[c]&letter != 0 }
func isHex(c byte) bool    { return class[c]&hex != 0 }
func isWord(c byte) bool   { return class[c]&word != 0 }

// scanWord returns the end of the word that starts at i.
func (in *input) scanWord(i int) int {
	for i < len(in.text) && isWord(in.text[i]) {
		i++
	}
	return i
}

// scanName is scanWord with escapes. With wide, characters beyond ASCII belong to
// the name too.
func (in *input) scanName(i int, wide bool) int {
	for i < len(in.text) {
		switch c := in.text[i]; {
		case isWord(c):
			i++
		case c == '\\' && i+1 < len(in.text):
			i = in.scanEscape(i)
		case wide && c >= 0xc2 && !(c == 0xc2 && i+1 < len(in.text) && in.text[i+1] < 0xa0):
			i++
			for i < len(in.text) && in.text[i]&0xc0 == 0x80 {
				i++
			}
		default:
			return i
		}
	}
	return i
}

// scanEscape returns the end of the escape whose backslash is at i: up to six
// hexadecimal digits and a space, or any other character.
func (in *input) scanEscape(i int) int {
	i++
	if !isHex(in.text[i]) {
		i++
		for i < len(in.text) && in.text[i]&0xc0 == 0x80 {
			i++
		}
		return i
	}
	for n := 0; n < 6 && i < len(in.text) && isHex(in.text[i]); n++ {
		i++
	}
	if i < len(in.text) && in.text[i] == ' ' {
		i++
	}
	return i
}

// scanSpace returns the end of the white space at i.
func (in *input) scanSpace(i int) int {
	for i < len(in.text) && isSpace(in.text[i]) {
		i++
	}
	return i
}

// scanQuoted returns the end of the string whose quote is at i, or -1 if it does
// not end. A string may span lines.
func (in *input) scanQuoted(i int) int {
	quote := in.text[i]
	for i++; i < len(in.text); i++ {
		switch in.text[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return -1
}

// A finder looks for something again and again, mostly behind where it looked before
// and before what it found.
type finder struct {
	from, at int // what comes first from there on is there
	known    bool
}

// next is the position of the first of some characters from i on, the length of the
// text if there is none.
func (f *finder) next(text string, i int, chars string) int {
	return f.find(text, i, chars, strings.IndexAny)
}

func (f *finder) find(text string, i int, what string, index func(s, what string) int) int {
	if f.known && f.from <= i && i <= f.at {
		return f.at
	}
	f.known, f.from, f.at = true, i, len(text)
	if n := index(text[min(i, len(text)):], what); n >= 0 {
		f.at = i + n
	}
	return f.at
}
