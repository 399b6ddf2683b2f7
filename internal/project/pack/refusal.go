package pack

import (
	"errors"
	"fmt"

	"skinbuild/internal/codes"
)

// ErrUntrusted is in the chain of every error that says that bytes are not what
// a trusted key has signed, or that nobody has signed them.
var ErrUntrusted = errors.New("not trusted")

// A Refusal is why a bundle was not written or not opened. Code is stable
// ("bundle/truncated"); docs/bundle.md lists all of them.
type Refusal struct {
	Code      codes.Code
	Text      string
	Hint      string // what to do, "" if there is nothing to say
	untrusted bool
}

// Error returns the text and the code.
func (r *Refusal) Error() string { return r.Text + " [" + r.Code.String() + "]" }

// Is makes errors.Is(err, ErrUntrusted) tell what is a matter of trust.
func (r *Refusal) Is(target error) bool { return r.untrusted && target == ErrUntrusted }

func refuse(code codes.Code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Text: fmt.Sprintf(format, args...)}
}

func distrust(code codes.Code, format string, args ...any) *Refusal {
	r := refuse(code, format, args...)
	r.untrusted = true
	return r
}

func (r *Refusal) hint(format string, args ...any) *Refusal {
	r.Hint = fmt.Sprintf(format, args...)
	return r
}
