package value

import (
	"skinbuild/internal/source"

	"skinbuild/internal/codes"
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

// Span is the place as the diagnostics need it.
func (p Place) Span() source.Span { return source.At(p.Offset) }

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
