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
	keepSlashes bool       // comments are not passed over
	finished    bool       // the end was seen
}

// skip moves on by n bytes and over white space and comments.
func (in *input) skip(n int) {
	in.i += n
	for in.i < len(in.text) {
		switch c := in.text[in.i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			in.i++
		case c != '/' || in.keepSlashes || !in.comment():
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
		in.comments = append(in.comments, &Comment{Text: rest[:end], Line: true, At: in.i})
		in.i += end
		return true
	}
	if !strings.HasPrefix(rest, "/*") {
		return false
	}
	end := strings.Index(rest[2:], "*/")
	if end < 0 {
		return false
	}
	in.comments = append(in.comments, &Comment{Text: rest[:end+4], At: in.i})
	in.i += end + 4
	return true
}

// back gives up an attempt that began at start; msg says why, where that would
// help more than "Unrecognised input".
func (in *input) back(start int, msg string) {
	if in.i > in.furthest || in.i == in.furthest && msg != "" && in.furthestMsg == "" {
		in.furthest, in.furthestMsg = in.i, msg
	}
	in.i = start
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

// has says whether s stands at the position.
func (in *input) has(s string) bool { return strings.HasPrefix(in.text[min(in.i, len(in.text)):], s) }

// take reads up to the absolute position end and returns that text.
func (in *input) take(end int) string {
	s := in.text[in.i:end]
	in.skip(end - in.i)
	return s
}

// spaceBefore says whether white space stands right before the position.
func (in *input) spaceBefore() bool { return isSpace(in.at(-1)) }

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
func isDigit(c byte) bool { return c-'0' < 10 }

func isLetter(c byte) bool { return (c|0x20) >= 'a' && (c|0x20) <= 'z' }
func isHex(c byte) bool    { return isDigit(c) || (c|0x20) >= 'a' && (c|0x20) <= 'f' }

// isWord is a character of a name: a letter, digit, "_" or "-".
func isWord(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '-' }

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
