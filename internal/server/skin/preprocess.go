package skin

import (
	"fmt"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// Hints of diagnostics about directives.
const (
	hintServerFails    = "the server answers the request with HTTP 500"
	hintPropertiesGone = "the server silently drops the whole properties file"
)

// conditions are the open #IFDEF blocks of a file. The servlet only keeps
// whether the innermost block is skipped; the other fields serve diagnostics.
type conditions struct {
	file   *textFile
	has    func(macro string) bool
	blocks []block
	gone   bool // a surplus #ENDIF has removed the outermost level
	report func(*source.Diag)
}

type block struct {
	skipping bool // as in the servlet
	outer    bool // the enclosing block is skipped
	elses    int
	line     line
}

func newConditions(f *textFile, has func(string) bool, report func(*source.Diag)) *conditions {
	return &conditions{file: f, has: has, blocks: []block{{}}, report: report}
}

// step processes the next line and reports whether it is sent. ok is false if
// the servlet throws an exception: a line follows a surplus #ENDIF.
func (c *conditions) step(l line) (sent, ok bool) {
	if c.gone {
		return false, false
	}
	top := &c.blocks[len(c.blocks)-1]
	switch l.kind {
	case plain:
		return !top.skipping, true
	case ifDefined, ifNotDefined:
		if len(c.blocks) > maxDepth*100 {
			c.report(c.warn(l, codes.SkinLimit, "#IFDEFs nest deeper than %d", maxDepth*100))
			return false, false
		}
		defined := c.has(l.macro)
		c.blocks = append(c.blocks, block{top.skipping || defined == (l.kind == ifNotDefined), top.skipping, 0, l})
	case endIf:
		c.blocks = c.blocks[:len(c.blocks)-1]
		c.gone = len(c.blocks) == 0
		if c.gone {
			c.report(c.warn(l, codes.SkinSurplusEndif, "#ENDIF closes nothing").WithHint("any line after it makes the request fail with HTTP 500"))
		}
	case elseIf:
		c.flip(top, l)
	}
	return false, true
}

// flip applies #ELSE as the servlet does: it negates the innermost block and
// ignores the outer ones.
func (c *conditions) flip(top *block, l line) {
	top.elses++
	top.skipping = !top.skipping
	switch {
	case len(c.blocks) == 1:
		c.report(c.warn(l, codes.SkinElseWithoutIf, "#ELSE outside any #IFDEF: it turns the rest of the file off or on"))
	case top.elses > 1:
		c.report(c.warn(l, codes.SkinSecondElse, "a second #ELSE in one #IFDEF: the server switches back").
			WithRelated(c.file.src, spanOf(top.line), "the #IFDEF"))
	case top.outer && !top.skipping:
		c.report(c.warn(l, codes.SkinElseInSkipped, "#ELSE inside a skipped block: the server sends the lines after it anyway").
			WithHint("close the outer block first, or repeat its condition in blocks that do not nest").
			WithRelated(c.file.src, spanOf(top.line), "the #IFDEF of this #ELSE"))
	}
}

// end reports the blocks that are still open at the end of the file.
func (c *conditions) end() {
	for i, b := range c.blocks {
		if i > 0 {
			c.report(c.warn(b.line, codes.SkinMissingEndif, "#IFDEF without #ENDIF: it lasts to the end of the file"))
		}
	}
}

func (c *conditions) warn(l line, code codes.Code, format string, args ...any) *source.Diag {
	return c.file.src.Warnf(spanOf(l), code, "%s", fmt.Sprintf(format, args...))
}

func spanOf(l line) source.Span { return source.Span{Start: l.start, End: l.end} }
