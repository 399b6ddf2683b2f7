package eval

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// ownWords gives a diagnostic the words and the place of the cause, and keeps those of
// less.js beside them.
func ownWords(d *source.Diag, err *value.Error) *source.Diag {
	at := err.OwnAt
	origin := err.Origin
	if at.File == nil && len(origin) > 0 {
		at, origin = origin[0], origin[1:]
	}
	if err.Own == "" && at.File == nil {
		return d
	}
	own := *d
	own.Original = d
	if err.Own != "" {
		own.Text = err.Own
	}
	if at.File != nil {
		own.File, own.Span = at.File, at.Span()
	}
	for _, from := range origin {
		if from != at {
			own.WithRelated(from.File, from.Span(), "called here")
		}
	}
	if len(err.Origin) > 0 && err.At.File != nil && err.At != at {
		own.WithRelated(err.At.File, err.At.Span(), "called here")
	}
	return &own
}

// pathSpan is where the path of an import stands, or else the given span.
func pathSpan(f *source.File, x syntax.Expr, or source.Span) source.Span {
	if u, ok := x.(*syntax.URL); ok {
		x = u.Value
	}
	at := 0
	switch x := x.(type) {
	case *syntax.Quoted:
		at = x.At
	case *syntax.Raw:
		at = x.At
	}
	if at <= or.Start {
		return or
	}
	return value.Place{File: f, Offset: at}.Span()
}

// taught reduces the errors of a compilation to their causes: a usual mistake takes the
// place of what less.js says about it, and what follows from it is left out.
func taught(diags source.Diags) source.Diags {
	var out source.Diags
	explained := map[*source.File]bool{}
	looked := map[*source.File]int{}
	for _, d := range diags {
		if d.Severity != source.Error || explained[d.File] && follows(d) || repeated(out, d) {
			continue
		}
		var m syntax.Mistake
		ok := false
		if looked[d.File]++; looked[d.File] <= maxLooked {
			m, ok = mistakeOf(d)
		}
		if !ok {
			out = append(out, d)
			continue
		}
		explained[d.File] = explained[d.File] || m.All || d.Code == codes.LessName
		out = append(out, withMistake(d, m))
	}
	return out
}

// maxLooked is how many errors of a file are looked at for the mistake behind them, since
// each time the file is read from its start.
const maxLooked = 50

// withWarnings adds the warnings to errors, without those of a place where an error says
// the same.
func (c *compilation) withWarnings(diags source.Diags) source.Diags {
	errors := diags
	for _, w := range c.warnings {
		if !slices.ContainsFunc(errors, func(d *source.Diag) bool {
			return d.File == w.File && d.Span.Start == w.Span.Start && w.Original != nil
		}) {
			diags = append(diags, w)
		}
	}
	return diags
}

// LessTexts returns what lessc prints about a compilation, which ends at its first error:
// the warnings, and that error.
func LessTexts(ds source.Diags) []string {
	var texts []string
	failure := ""
	for _, d := range ds {
		text := LessText(d)
		switch {
		case text == "":
		case d.Severity != source.Error:
			texts = append(texts, text+"\n")
		case failure == "":
			failure = text + "\n"
		}
	}
	if failure != "" {
		texts = append(texts, failure)
	}
	return texts
}

// follows reports whether an error can be the consequence of text that is not LESS.
func follows(d *source.Diag) bool {
	return slices.Contains([]codes.Code{codes.LessParse, codes.LessSyntax, codes.LessName, codes.LessRuntime}, d.Code)
}

// repeated reports whether the list has the error in the same words already, which name
// a cycle: its members have one cause.
func repeated(list source.Diags, d *source.Diag) bool {
	return strings.Contains(d.Text, " needs its own value: ") &&
		slices.ContainsFunc(list, func(o *source.Diag) bool { return o.Text == d.Text })
}

// mistakeOf looks for the mistake behind an error.
func mistakeOf(d *source.Diag) (syntax.Mistake, bool) {
	text := d.File.Text()
	switch d.Code {
	case codes.LessParse, codes.LessSyntax:
		if m, ok := syntax.FindMistake(text, d.Span.Start); ok && isParsing(d) {
			return m, true
		}
	case codes.LessName:
		if m, ok := syntax.SCSS(text, d.Span.Start); ok {
			return m, true
		}
		if strings.HasPrefix(originalText(d), "variable ") {
			return syntax.MissingSemicolon(text, d.Span.Start)
		}
	}
	return syntax.Mistake{}, false
}

// isParsing reports whether an error is the parser's: those of evaluation are explained
// where they come up.
func isParsing(d *source.Diag) bool { return d.Original == nil }

func originalText(d *source.Diag) string {
	if d.Original != nil {
		return d.Original.Text
	}
	return d.Text
}

func withMistake(d *source.Diag, m syntax.Mistake) *source.Diag {
	own := *d
	if m.Text == "" {
		m.Text = d.Text
	}
	own.Span, own.Text, own.Hint = m.Span, m.Text, m.Hint
	if own.Original == nil {
		own.Original = d
	}
	if d.Code == codes.LessName { // its notes are about the name
		own.Related = nil
	}
	return &own
}
