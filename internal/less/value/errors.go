package value

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A Place is where in which file something was written, for source maps.
type Place struct {
	File   *source.File
	Offset int
}

// An Failure is an error of evaluation in less.js's words: kind is "Syntax",
// "Argument", "Runtime", "Operation", "Name", "File". Whoever knows the place adds it.
type Failure struct{ Kind, Text string }

// Error returns the text.
func (e *Failure) Error() string { return e.Text }

// An Error is an error of the passes after evaluation.
type Error struct {
	Failure
	At      Place
	Own     string     // the text in our words; "" for that of less.js
	OwnAt   Place      // the place of the cause; the zero Place for At
	Hint    string     // what was probably meant
	Code    codes.Code // a host's own
	Wrapped bool       // it says already which function was being evaluated
	Origin  []Place    // where it came up, if at is the call that led there
	Notes   []Note
}

// ErrorAt returns an error of a kind, "Syntax", at a place.
func ErrorAt(at Place, kind, text string) *Error {
	return &Error{Failure: Failure{kind, text}, At: at}
}

// Span is the word, the number, the string or the mark that begins at the place.
func (p Place) Span() source.Span {
	if p.File == nil {
		return source.At(p.Offset)
	}
	return source.Span{Start: p.Offset, End: tokenEnd(p.File.Text(), p.Offset)}
}

// tokenEnd returns the end of what begins at an offset.
func tokenEnd(text string, at int) int {
	if at >= len(text) {
		return at
	}
	if quote := text[at]; quote == '"' || quote == '\'' || quote == '`' {
		for i := at + 1; i < len(text) && text[i] != '\n'; i++ {
			if text[i] == quote {
				return i + 1
			}
		}
		return at + 1
	}
	end := at
	for end < len(text) && strings.IndexByte("@$.#&", text[end]) >= 0 {
		end++
	}
	for end < len(text) && (text[end] >= 0x80 || isNameByte(text[end])) {
		end++
	}
	return max(end, at+1)
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// A Note is a further place that explains an error.
type Note struct {
	At   Place
	Text string
}

// A HostError is an error of a host's function or at-rule. It is reported under
// its own code and as it is; Hint may be "".
type HostError struct {
	Code       codes.Code
	Text, Hint string
}

// Error returns the text.
func (e *HostError) Error() string { return e.Text }
