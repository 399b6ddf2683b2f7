package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/input"
	"skinbuild/internal/source"
)

// Code is an exit code of the tools; exitCodes has their meanings.
type Code int

const (
	ok          Code = 0
	Problems    Code = 1 // problems in the input, or found by a check
	Usage       Code = 2 // an unknown command, flag or value
	Conflict    Code = 3 // a file is not as it was left
	Untrusted   Code = 4 // a signature or hash does not match
	Busy        Code = 5 // another run holds the lock
	Environment Code = 6 // a file that cannot be read or written, a missing program
	defect      Code = 7 // a panic
	Unfinished  Code = 8 // a change to a server is neither made nor undone completely
	NotDurable  Code = 9 // a change was made, and may not survive a power loss
	interrupted Code = 130
	terminated  Code = 143
)

// exitCodes are all exit codes with what they mean to users: the one place that says so.
var exitCodes = []struct {
	code Code
	text string
}{
	{ok, "success"},
	{Problems, "problems in the input, or differences that a check was asked to find"},
	{Usage, "wrong usage: an unknown command, a bad flag or a bad value"},
	{Conflict, "conflict or drift: a file is not as it was left"},
	{Untrusted, "not trusted: a signature or a hash does not match"},
	{Busy, "busy: another run holds the lock"},
	{Environment, "environment: a file is missing, cannot be read or written, or a program is missing"},
	{defect, "a defect of the tool itself"},
	{Unfinished, "a change to a server is unfinished: the next command that writes finishes or undoes it"},
	{NotDurable, "a change to a server was made, but may not survive a power loss"},
	{interrupted, "interrupted (SIGINT)"},
	{terminated, "terminated (SIGTERM)"},
}

// exitHelp is the part of the help about them.
func exitHelp() string {
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "  %-3d  %s\n", e.code, e.text)
	}
	return b.String()
}

// failure is an error that knows its exit code and what to do about it.
type failure struct {
	code  Code
	err   error // nil: everything has been said
	hints []string
}

func (f *failure) Error() string {
	if f.err == nil {
		return "failed"
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// Fail returns an error that ends the tool with that exit code; each hint is a
// line of its own, often a command to paste. An error that a command returns
// without a code ends it with Environment.
func Fail(code Code, err error, hints ...string) error {
	return &failure{code, err, hints}
}

// Exit returns an error that ends the tool with that exit code and prints
// nothing more: the command has said everything.
func Exit(code Code) error { return &failure{code: code} }

// Usagef returns an error about wrong usage.
func Usagef(format string, args ...any) error {
	return Fail(Usage, fmt.Errorf(format, args...))
}

// Unknown returns the usage error about a name that is none of the known ones: what
// says what it should have been ("the webapp has no skin"). Its hint is the nearest
// known name, else the list of all of them.
func Unknown(what, name string, known []string) error {
	return Fail(Usage, fmt.Errorf("%s %q", what, name), didYouMean(name, known)...)
}

// Opening gives an error about a file or folder that the user named its exit code:
// Environment where it is missing or cannot be read, Problems where it is too large or
// in a wrong encoding, else Usage, since what is there is not what was asked for.
func Opening(err error, hints ...string) error {
	var path *fs.PathError
	var in *input.Error
	switch {
	case errors.As(err, &in):
		return inputFailure(err, in, hints...)
	case errors.As(err, &path):
		return Fail(Environment, err, hints...)
	}
	return Fail(Usage, err, hints...)
}

// inputFailure gives an error about a file that is not fit to be read its exit code.
func inputFailure(err error, in *input.Error, hints ...string) *failure {
	code := Environment
	if input.IsLimit(err) {
		code = Problems
	}
	if in.Hint != "" {
		hints = append(hints, in.Hint)
	}
	return &failure{code, err, hints}
}

func usage(cmd *cobra.Command, err error) error {
	var f *failure
	if errors.As(err, &f) {
		return err
	}
	return Fail(Usage, err, fmt.Sprintf("%s --help shows the usage", cmd.CommandPath()))
}

func unknownCommand(cmd *cobra.Command, name string) error {
	var known []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
	}
	err := fmt.Errorf("unknown command %q", name)
	if near := source.Nearest(name, known); near != "" {
		return Fail(Usage, err, fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), near))
	}
	return Fail(Usage, err, fmt.Sprintf("%s --help lists the commands", cmd.CommandPath()))
}

// printError prints what a command returned and gives its exit code.
func printError(cmd *cobra.Command, err error) Code {
	var f *failure
	var in *input.Error
	switch isFailure := errors.As(err, &f); {
	case isFailure:
	case errors.As(err, &in):
		f = inputFailure(err, in)
	default:
		f = &failure{code: Environment, err: err}
	}
	p := newPrinter(cmd)
	if f.err != nil {
		p.line("error", f.err.Error())
	}
	for _, h := range f.hints {
		p.line("hint", h)
	}
	return f.code
}
