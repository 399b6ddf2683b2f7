// Package yui knows what YUI Compressor 2.4.8 does to style sheets that are
// younger than it. The skin servlet sends every sheet through it, and it cuts
// text by patterns: a unit behind a zero, a blank before a parenthesis. What
// comes out of a modern sheet may be invalid, may mean something else, or is an
// error 500 in place of the sheet. The tests run the real compressor and a real
// browser.
package yui

import (
	"strings"

	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A finding is a place that the compressor damages.
type finding struct {
	span    source.Span
	rule    string
	text    string
	hint    string        // what to do; "" to show the safe spelling
	safe    []source.Edit // the same style in a spelling that survives; nil for none
	crash   bool          // the server answers with an error instead of the sheet
	unclear bool          // damage only under conditions that the sheet does not show
}

// Check reports what the compressor would damage in a sheet. The codes are
// yui/RULE, one page each in docs/lint. A warning depends on something that the
// sheet does not show; all else is an error.
func Check(f *source.File) source.Diags {
	var all source.Diags
	for _, d := range find(f) {
		text := d.text
		if d.crash {
			text += ": the server answers with an error instead of the sheet"
		}
		diag := f.Errorf(d.span, "yui/"+d.rule, "%s", text)
		if d.unclear {
			diag.Severity = source.Warning
		}
		if d.hint != "" {
			diag = diag.WithHint("%s", d.hint)
		} else if d.safe != nil {
			diag = diag.WithHint("write %s", d.spelling(f.Text()))
		}
		all = append(all, diag)
	}
	return all
}

// spelling is the text of the finding with its edits made.
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

// Safe returns the sheet in spellings that the compressor leaves alone, wherever
// there is one that means the same. What it leaves, Check reports.
func Safe(f *source.File) string {
	var edits []source.Edit
	last := -1
	for _, d := range find(f) {
		for _, e := range d.safe {
			if e.Start < last { // two rules at one place: the first is enough for this pass
				continue
			}
			edits = append(edits, e)
			last = max(e.End, e.Start+1)
		}
	}
	if len(edits) == 0 {
		return f.Text()
	}
	text, err := source.Apply(f, edits)
	if err != nil {
		return f.Text() // cannot be: the edits are in order and apart
	}
	return text
}

// find returns the findings in the order of their places.
func find(f *source.File) []finding {
	c := &checker{text: f.Text()}
	c.charset(css.Tokens(f.Text()))
	for _, s := range css.Scan(f) {
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
