package less

// An error that comes up deep inside learns on its way out what it passes: the
// statement gives it a place, the function says that it was being called, the mixin
// call takes its place. What is being evaluated is kept on a list for that, and looked
// at where an error is caught. Catching and raising it again at each level would take
// time with the square of the depth.

// A passed is what errors pass.
type passed struct {
	kind passedKind
	name string // of a function
	at   place
}

type passedKind uint8

const (
	statementPassed passedKind = iota // gives a place to an error that has none
	functionPassed                    // says that it was being evaluated
	callPassed                        // of a mixin: takes the place of what is inside
)

// pass notes what errors pass until the list is set back to what is returned.
func (e *evaluator) pass(p passed) (before []passed) {
	before = e.passed
	e.passed = append(before, p)
	return before
}

// caught returns the error that evaluation panicked with, after it has passed all
// that was noted since before; it panics with all that is no such error.
func (e *evaluator) caught(r any, before []passed) *outputError {
	err, ok := r.(*outputError)
	if !ok {
		panic(r)
	}
	for i := len(e.passed) - 1; i >= len(before); i-- {
		err = e.passed[i].mark(err)
	}
	return err
}

// mark is the error behind p.
func (p *passed) mark(err *outputError) *outputError {
	switch {
	case p.kind == statementPassed:
		if err.at.file == nil {
			err.at = p.at
		}
	case err.kind == "Limit":
	case p.kind == functionPassed:
		return p.wrap(err)
	default:
		if err.at.file != nil && err.at != p.at {
			err.origin = append(err.origin, err.at)
		}
		err.at = p.at
	}
	return err
}

// wrap says of an error that a function was being evaluated; only the innermost
// function says so.
func (p *passed) wrap(err *outputError) *outputError {
	if err.wrapped || err.code != "" {
		return err
	}
	text := "Error evaluating function `" + p.name + "`"
	if err.text != "" {
		text += ": " + err.text
	}
	kind := err.kind
	if kind == "" {
		kind = "Runtime"
	}
	w := *err
	w.evalError, w.at, w.wrapped = evalError{kind, text}, p.at, true
	return &w
}
