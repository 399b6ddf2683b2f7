package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/codes"
)

// Severity says what a diagnostic means for the run.
type Severity = codes.Severity

// The severities, gravest first.
const (
	Error   = codes.Error
	Warning = codes.Warning
	Info    = codes.Info
)

// A Diag is one message about one place in one file. Text is a lower-case
// phrase without a final period that names things as the user typed them; Code
// comes from the list in package codes, so that it can be looked up and silenced; Hint, where there is one, says what to do.
type Diag struct {
	File     *File
	Span     Span
	Severity Severity
	Code     codes.Code
	Text     string
	Hint     string
	Related  []Related

	// Original is the diagnostic in the words and at the place of the tool that this
	// program stands in for; nil if there is no other. An empty Text means that the
	// tool has nothing to say here.
	Original *Diag
}

// Related is a further place that explains a Diag: where a name was defined,
// which import led here. Text is a phrase that ends in no period.
type Related struct {
	File *File
	Span Span
	Text string
}

// Errorf returns an error about the span s of f.
func (f *File) Errorf(s Span, code codes.Code, format string, args ...any) *Diag {
	return &Diag{File: f, Span: s, Severity: Error, Code: code, Text: fmt.Sprintf(format, args...)}
}

// Warnf returns a warning about the span s of f.
func (f *File) Warnf(s Span, code codes.Code, format string, args ...any) *Diag {
	return &Diag{File: f, Span: s, Severity: Warning, Code: code, Text: fmt.Sprintf(format, args...)}
}

// WithHint sets the hint and returns d.
func (d *Diag) WithHint(format string, args ...any) *Diag {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// WithRelated adds a place that explains d and returns d.
func (d *Diag) WithRelated(f *File, s Span, format string, args ...any) *Diag {
	d.Related = append(d.Related, Related{f, s, fmt.Sprintf(format, args...)})
	return d
}

// Error returns the diagnostic as one line, "file:line:col: error: text [code]".
func (d *Diag) Error() string {
	line, col := d.File.Position(d.Span.Start)
	s := fmt.Sprintf("%s:%d:%d: %s: %s", Clean(d.File.Name()), line, col, d.Severity, Clean(d.Text))
	if d.Code != codes.None {
		s += " [" + d.Code.String() + "]"
	}
	return s
}

// Diags is a list of diagnostics.
type Diags []*Diag

// Err returns the list as an error if one of its diagnostics is an Error, else nil.
func (ds Diags) Err() error {
	if ds.Count(Error) == 0 {
		return nil
	}
	return diagsError{ds}
}

// Count returns how many of the list are of severity s.
func (ds Diags) Count(s Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns the list by file name, place, severity and text, each
// diagnostic once. Everything that prints prints this order, so the output does
// not depend on which of several goroutines complained first.
func (ds Diags) Sorted() Diags {
	out := slices.Clone(ds)
	slices.SortStableFunc(out, compareDiags)
	return slices.CompactFunc(out, func(a, b *Diag) bool { return compareDiags(a, b) == 0 })
}

func compareDiags(a, b *Diag) int {
	return cmp.Or(
		strings.Compare(a.File.Name(), b.File.Name()),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		strings.Compare(a.Text, b.Text),
	)
}

// diagsError is Diags as an error; it keeps Diags itself from being returned as
// a non-nil error that holds nothing.
type diagsError struct{ Diags }

// Error returns a line for each diagnostic, of many only those of Limited.
func (e diagsError) Error() string {
	shown, rest := e.Limited()
	var lines []string
	for _, d := range shown {
		lines = append(lines, d.Error())
	}
	return strings.Join(append(lines, rest...), "\n")
}

// Unwrap gives errors.As the single diagnostics.
func (e diagsError) Unwrap() []error {
	errs := make([]error, len(e.Diags))
	for i, d := range e.Diags {
		errs[i] = d
	}
	return errs
}

// Moved returns copies of the diagnostics with each File replaced by rename(File), a
// file of the same text. rename must return the same file for the same argument.
func (ds Diags) Moved(rename func(*File) *File) Diags {
	out := make(Diags, len(ds))
	for i, d := range ds {
		c := *d
		c.File = rename(d.File)
		if d.Original != nil {
			c.Original = Diags{d.Original}.Moved(rename)[0]
		}
		c.Related = slices.Clone(d.Related)
		for k := range c.Related {
			c.Related[k].File = rename(c.Related[k].File)
		}
		out[i] = &c
	}
	return out
}
