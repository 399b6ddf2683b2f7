package compile

import (
	"path"
	"slices"
	"strings"

	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// A Sheet is a style sheet that was compiled from LESS: it knows where each part of
// its text comes from.
type Sheet struct {
	name   string // of the LESS file
	css    string // as LESS printed it
	texts  []less.Verbatim
	result *less.Result
	steps  []step
}

// A step says that the text from a byte of the sheet on comes from a byte of the CSS.
type step struct{ sheet, css int }

func newSheet(name string, r *less.Result) *Sheet {
	return &Sheet{name: name, css: string(r.CSS), texts: r.Verbatims, result: r}
}

// note notes a step; the next one is never before it.
func (s *Sheet) note(sheet, css int) {
	if n := len(s.steps); n > 0 && s.steps[n-1].sheet-s.steps[n-1].css == sheet-css {
		return
	}
	s.steps = append(s.steps, step{sheet, css})
}

// cssOffset returns the byte of the CSS that a byte of the sheet comes from.
func (s *Sheet) cssOffset(offset int) int {
	i, exact := slices.BinarySearchFunc(s.steps, offset, func(x step, at int) int { return x.sheet - at })
	if !exact {
		i--
	}
	if i < 0 {
		return 0
	}
	return max(0, min(s.steps[i].css+offset-s.steps[i].sheet, len(s.css)-1))
}

// Origin returns the place in the LESS files that the text at that byte of the
// sheet comes from. Of text that a mixin of the library printed it is the place of
// the rule that called the mixin, and library is true.
func (s *Sheet) Origin(offset int) (f *source.File, span source.Span, library bool) {
	at := s.cssOffset(offset)
	printed, _, ok := s.result.Origin(s.lineStart(at))
	f, span = s.author(at)
	return f, span, ok && isLibrary(printed)
}

// author returns the place that a byte of the CSS comes from, outside of the library.
func (s *Sheet) author(at int) (*source.File, source.Span) {
	for at >= 0 {
		if f, span, ok := s.result.Origin(at); ok && !isLibrary(f) {
			return f, span
		}
		at = strings.LastIndexByte(s.css[:at], '\n')
		if at >= 0 {
			at = s.lineStart(at)
		}
	}
	return source.NewFile(s.name, ""), source.At(0)
}

// lineStart returns the first byte that is no blank in the line of a byte of the CSS.
func (s *Sheet) lineStart(at int) int {
	start := strings.LastIndexByte(s.css[:at], '\n') + 1
	for start < len(s.css) && s.css[start] == ' ' {
		start++
	}
	return start
}

// isLibrary reports whether a file belongs to the library of mixins.
func isLibrary(f *source.File) bool { return path.Base(path.Dir(f.Name())) == library }
