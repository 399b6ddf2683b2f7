package less

import "skinbuild/internal/source"

// A place is where in which file something was written, for source maps.
type place struct {
	file   *source.File
	offset int
}

// An evalError is an error of evaluation in less.js's words: kind is "Syntax",
// "Argument", "Runtime", "Operation", "Name", "File". Whoever knows the place adds it.
type evalError struct{ kind, text string }

func (e *evalError) Error() string { return e.text }

// An outputError is an error of the passes after evaluation.
type outputError struct {
	evalError
	at      place
	hint    string  // what was probably meant
	code    string  // a host's own
	wrapped bool    // it says already which function was being evaluated
	origin  []place // where it came up, if at is the call that led there
	notes   []note
}

// errorAt returns an error of a kind, "Syntax", at a place.
func errorAt(at place, kind, text string) *outputError {
	return &outputError{evalError: evalError{kind, text}, at: at}
}

// span is the place as the diagnostics need it.
func (p place) span() source.Span { return source.At(p.offset) }

// A note is a further place that explains an error.
type note struct {
	at   place
	text string
}

// A HostError is an error of a host's function or at-rule. It is reported under
// its own code and as it is; Hint may be "".
type HostError struct{ Code, Text, Hint string }

// Error returns the text.
func (e *HostError) Error() string { return e.Text }
