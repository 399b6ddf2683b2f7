package skin

import (
	"fmt"

	"skinbuild/internal/source"
)

// The codes of what the preprocessor finds.
const (
	codeLimit          = "skin/limit"
	codeSurplusEndif   = "skin/surplus-endif"
	codeMissingEndif   = "skin/missing-endif"
	codeElseWithoutIf  = "skin/else-without-if"
	codeSecondElse     = "skin/second-else"
	codeElseInSkipped  = "skin/else-in-skipped"
	hintServerFails    = "the server answers the request with HTTP 500"
	hintPropertiesGone = "the server drops the whole properties file without a word"
)

// conditions are the open #IFDEF blocks of a file. The servlet keeps only
// whether the innermost is skipped; the rest is here for the complaints.
type conditions struct {
	file   *textFile
	has    func(macro string) bool
	blocks []block
	gone   bool // a surplus #ENDIF has removed the ground level
	report func(*source.Diag)
}

type block struct {
	skipping bool // what the servlet believes
	outer    bool // the block around it is skipped
	elses    int
	line     line
}

func newConditions(f *textFile, has func(string) bool, report func(*source.Diag)) *conditions {
	return &conditions{file: f, has: has, blocks: []block{{}}, report: report}
}

// step takes the next line and tells whether it is sent. It returns false for ok
// where the servlet throws: there is a line after a surplus #ENDIF.
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
			c.report(c.warn(l, codeLimit, "#IFDEFs nest deeper than %d", maxDepth*100))
			return false, false
		}
		defined := c.has(l.macro)
		c.blocks = append(c.blocks, block{top.skipping || defined == (l.kind == ifNotDefined), top.skipping, 0, l})
	case endIf:
		c.blocks = c.blocks[:len(c.blocks)-1]
		c.gone = len(c.blocks) == 0
		if c.gone {
			c.report(c.warn(l, codeSurplusEndif, "#ENDIF closes nothing").WithHint("any line after it makes the request fail with HTTP 500"))
		}
	case elseIf:
		c.flip(top, l)
	}
	return false, true
}

// flip does what the servlet does for #ELSE, which is to negate the innermost
// block and look at nothing else.
func (c *conditions) flip(top *block, l line) {
	top.elses++
	top.skipping = !top.skipping
	switch {
	case len(c.blocks) == 1:
		c.report(c.warn(l, codeElseWithoutIf, "#ELSE outside any #IFDEF: it switches the rest of the file off or on"))
	case top.elses > 1:
		c.report(c.warn(l, codeSecondElse, "a second #ELSE in one #IFDEF: the server switches back").
			WithRelated(c.file.src, spanOf(top.line), "the #IFDEF"))
	case top.outer && !top.skipping:
		c.report(c.warn(l, codeElseInSkipped, "#ELSE inside a skipped block: the server sends what follows all the same").
			WithHint("close the outer block first, or repeat its condition in blocks that do not nest").
			WithRelated(c.file.src, spanOf(top.line), "the #IFDEF of this #ELSE"))
	}
}

// end reports the blocks that the file leaves open.
func (c *conditions) end() {
	for i, b := range c.blocks {
		if i > 0 {
			c.report(c.warn(b.line, codeMissingEndif, "#IFDEF without #ENDIF: it lasts to the end of the file"))
		}
	}
}

func (c *conditions) warn(l line, code, format string, args ...any) *source.Diag {
	return c.file.src.Warnf(spanOf(l), code, "%s", fmt.Sprintf(format, args...))
}

func spanOf(l line) source.Span { return source.Span{Start: l.start, End: l.end} }
