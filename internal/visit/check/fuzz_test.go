package check

import (
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// FuzzParseStyles reads lists of styles. Each line is a style, an error or nothing.
func FuzzParseStyles(f *testing.F) {
	f.Add("login | .LoginScreen | background-color | #fff\n# comment\n\nlogin | a | b\n")
	f.Add(" | | \n|||\r\n\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		file := source.NewFile("styles.txt", text)
		styles, ds := ParseStyles(file)
		if lines := strings.Count(text, "\n") + 1; len(styles)+len(ds) > lines {
			t.Errorf("%d styles and %d errors of %d lines", len(styles), len(ds), lines)
		}
		for _, s := range styles {
			if s.Page == "" || s.Selector == "" || s.Property == "" {
				t.Errorf("%+v", s)
			}
		}
		for _, d := range ds {
			if d.Span.Start < 0 || d.Span.End > len(text) || d.Span.Start > d.Span.End {
				t.Errorf("%v is outside the text", d.Span)
			}
		}
	})
}

// FuzzHeadEnd finds the head of any page.
func FuzzHeadEnd(f *testing.F) {
	f.Add("<html><head><title>")
	f.Add("<head")
	f.Add("<!--<head>--><HEAD\n>")
	f.Fuzz(func(t *testing.T, page string) {
		if i := headEnd(page); i < -1 || i > len(page) || i > 0 && page[i-1] != '>' {
			t.Errorf("headEnd(%q) = %d", page, i)
		}
	})
}
