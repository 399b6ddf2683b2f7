package eval

import (
	"skinbuild/internal/codes"
	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/value"
)

// An error that comes up deep inside learns on its way out what it passes: the
// statement gives it a place, the function says that it was being called, the mixin
// call takes its place. What is being evaluated is kept on a list for that, and looked
// at where an error is caught. Catching and raising it again at each level would take
// time with the square of the depth.

// A waypoint is something that was being evaluated when an error came up.
type waypoint struct {
	kind waypointKind
	name string // of a function
	at   value.Place
}

type waypointKind uint8

const (
	statementPoint waypointKind = iota // gives a place to an error that has none
	functionPoint                      // says that it was being evaluated
	callPoint                          // of a mixin: takes the place of what is inside
)

// enterTrail notes what is being evaluated; the caller calls leaveTrail.
func (e *session) enterTrail(p waypoint) { e.stacks.trail = append(e.stacks.trail, p) }

func (e *session) leaveTrail() { e.stacks.trail = e.stacks.trail[:len(e.stacks.trail)-1] }

// caught returns the error that evaluation panicked with, after it has passed all
// waypoints since before, and sets the stacks back. It panics with all that is no
// such error.
func (e *session) caught(r any, before stacks) *value.Error {
	if over, ok := r.(*budget.Exceeded); ok {
		r = value.ErrorAt(e.here, "Limit", over.Error())
	}
	err, ok := r.(*value.Error)
	if !ok {
		panic(r)
	}
	for i := len(e.stacks.trail) - 1; i >= len(before.trail); i-- {
		err = e.stacks.trail[i].mark(err)
	}
	e.stacks = before
	return err
}

// mark is the error behind p.
func (p *waypoint) mark(err *value.Error) *value.Error {
	switch {
	case p.kind == statementPoint:
		if err.At.File == nil {
			err.At = p.at
		}
	case err.Kind == "Limit":
	case p.kind == functionPoint:
		return p.wrap(err)
	default:
		if err.At.File != nil && err.At != p.at {
			err.Origin = append(err.Origin, err.At)
		}
		err.At = p.at
	}
	return err
}

// wrap says of an error that a function was being evaluated; only the innermost
// function says so.
func (p *waypoint) wrap(err *value.Error) *value.Error {
	if err.Wrapped || err.Code != codes.None {
		return err
	}
	text := "Error evaluating function `" + p.name + "`"
	if err.Text != "" {
		text += ": " + err.Text
	}
	kind := err.Kind
	if kind == "" {
		kind = "Runtime"
	}
	w := *err
	if w.Own == "" && err.Text != "" {
		w.Own = err.Text
		if err.At.File == nil {
			w.Own = p.name + ": " + err.Text
		}
	}
	if w.OwnAt.File == nil {
		w.OwnAt = err.At
	}
	w.Failure, w.At, w.Wrapped = value.Failure{Kind: kind, Text: text}, p.at, true
	return &w
}
