// Package yui reports what YUI Compressor 2.4.8 damages in modern style sheets.
// The skin servlet compresses every sheet with it, and the compressor edits
// text by patterns: it removes the unit of a zero, or a blank before a
// parenthesis. A modern sheet may become invalid, change its meaning, or make
// the server answer with HTTP 500. The tests run the real compressor and a real
// browser.
package yui

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A finding is a place in the sheet that the compressor damages.
type finding struct {
	span    source.Span
	rule    codes.Code
	text    string
	hint    string        // what to do; "" means: show the safe spelling
	safe    []source.Edit // edits to a spelling that survives; nil if there is none
	crash   bool          // the server answers with an error instead of the sheet
	unclear bool          // damage only under conditions that the sheet does not show
}

// Check reports what the compressor would damage in a sheet. The codes are
// yui/RULE; docs/codes has a page for each. A finding is a warning if it depends
// on something outside the sheet, otherwise an error.
func Check(f *source.File) source.Diags {
	var all source.Diags
	for _, d := range find(f, css.Tokens(f.Text())) {
		all = append(all, d.diag(f))
	}
	return all
}

func (d *finding) diag(f *source.File) *source.Diag {
	text := d.text
	if d.crash {
		text += ": the server answers with an error instead of the sheet"
	}
	diag := f.Errorf(d.span, d.rule, "%s", text)
	if d.unclear {
		diag.Severity = source.Warning
	}
	if d.hint != "" {
		return diag.WithHint("%s", d.hint)
	} else if d.safe != nil {
		return diag.WithHint("write %s", d.spelling(f.Text()))
	}
	return diag
}

// spelling returns the text of the finding with its edits applied.
func (d *finding) spelling(text string) string {
	var b strings.Builder
	at := d.span.Start
	for _, e := range d.safe {
		if e.Start < at || e.End > d.span.End {
			continue
		}
		b.WriteString(text[at:e.Start])
		b.WriteString(e.New)
		at = e.End
	}
	b.WriteString(text[at:d.span.End])
	return b.String()
}

// Safe rewrites the sheet so that the compressor does not damage it, wherever
// an equivalent spelling exists. Check reports the rest.
func Safe(f *source.File) string {
	edits, _ := Repair(f, css.Tokens(f.Text()))
	if len(edits) == 0 {
		return f.Text()
	}
	text, err := source.Apply(f, edits)
	if err != nil {
		return f.Text() // unreachable: the edits are sorted and do not overlap
	}
	return text
}

// Repair returns the edits that Safe makes, in order and apart, and what Check
// reports of the sheet with these edits, at the places in f. The tokens are those
// of f.
func Repair(f *source.File, all []css.Token) (edits []source.Edit, left source.Diags) {
	last := -1
	clean := true
	for _, d := range find(f, all) {
		clean = clean && len(d.safe) > 0
		for _, e := range d.safe {
			if e.Start < last { // two rules match here: the first may be enough
				clean = false
				continue
			}
			edits = append(edits, narrow(e, f.Text()))
			last = max(e.End, e.Start+1)
		}
	}
	if clean {
		return edits, nil
	}
	text, err := source.Apply(f, edits)
	if err != nil {
		return nil, Check(f) // cannot be: the edits are in order and apart
	}
	repaired := source.NewFile(f.Name(), text)
	for _, d := range find(repaired, css.Tokens(text)) {
		diag := d.diag(repaired)
		diag.File, diag.Span = f, source.Span{Start: before(d.span.Start, edits), End: before(d.span.End, edits)}
		left = append(left, diag)
	}
	return edits, left
}

// before returns the place, in the text before the edits, of a byte after them.
func before(at int, edits []source.Edit) int {
	grown := 0
	for _, e := range edits {
		switch start := e.Start + grown; {
		case at < start:
			return at - grown
		case at < start+len(e.New):
			return min(e.Start+at-start, e.End)
		}
		grown += len(e.New) - (e.End - e.Start)
	}
	return at - grown
}

// narrow returns the edit without what it leaves as it is at both ends.
func narrow(e source.Edit, text string) source.Edit {
	for e.Start < e.End && e.New != "" && text[e.Start] == e.New[0] {
		e.Start, e.New = e.Start+1, e.New[1:]
	}
	for e.Start < e.End && e.New != "" && text[e.End-1] == e.New[len(e.New)-1] {
		e.End, e.New = e.End-1, e.New[:len(e.New)-1]
	}
	return e
}

// find returns the findings in source order.
func find(f *source.File, all []css.Token) []finding {
	c := &checker{text: f.Text()}
	c.charset(all)
	for _, s := range css.Statements(all) {
		c.statement(s)
	}
	return sorted(c.found)
}

type checker struct {
	text  string
	found []finding
}

func (c *checker) add(d finding) { c.found = append(c.found, d) }

func (c *checker) statement(s *css.Statement) {
	for i, t := range s.Tokens {
		c.token(s, i, t)
	}
	c.parentheses(s)
	switch {
	case s.Kind == css.Declaration:
		c.declaration(s)
	case s.Kind == css.Rule && s.Parent != nil && s.Parent.At == "keyframes":
		c.keyframe(s)
	case s.Kind == css.Rule && s.At == "":
		c.selector(s)
	}
	if s.Kind == css.Rule && s.Empty {
		c.empty(s)
	}
}
