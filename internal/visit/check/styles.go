package check

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// Styles are the computed styles that pages must have.
type Styles []Style

// A Style is a required style of an element. Value may be written in any form:
// "#fff" and "white" are equal. Without a value the style is reported but not
// checked.
type Style struct {
	Page     string `json:"-"` // name of the page; "*" for all that have the element
	Selector string `json:"selector"`
	Property string `json:"property"`
	Value    string `json:"value"`
}

// ParseStyles reads a list of styles, one a line:
//
//	login | .LoginScreen .contentBox | background-color | #fff
//
// that is page, selector, property and value; without a value the style is
// reported only. Empty lines and those that begin with "#" followed by a space
// are comments. The code of all errors is codes.StylesSyntax.
func ParseStyles(f *source.File) (Styles, source.Diags) {
	var out Styles
	var ds source.Diags
	at := 0
	for line := range strings.Lines(f.Text()) {
		span := source.Span{Start: at, End: at + len(strings.TrimRight(line, "\r\n"))}
		at += len(line)
		text := strings.TrimSpace(line)
		if text == "" || text == "#" || strings.HasPrefix(text, "# ") {
			continue
		}
		parts := strings.Split(text, " | ")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) < 3 || len(parts) > 4 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
			ds = append(ds, f.Errorf(span, codes.StylesSyntax, "this is not \"page | selector | property | value\"").
				WithHint("for example: login | .LoginScreen | background-color | #fff"))
			continue
		}
		s := Style{Page: parts[0], Selector: parts[1], Property: parts[2]}
		if len(parts) == 4 {
			s.Value = parts[3]
		}
		out = append(out, s)
	}
	return out, ds
}

// of returns the styles of a page.
func (s Styles) of(page string) Styles {
	var out Styles
	for _, x := range s {
		if x.Page == page || x.Page == "*" {
			out = append(out, x)
		}
	}
	return out
}
