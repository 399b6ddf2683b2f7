package output

import (
	"slices"

	"skinbuild/internal/less/budget"
	"skinbuild/internal/less/value"
)

// A Writer turns the tree that evaluation made into CSS. It is used once.
type Writer struct {
	Style      value.Style
	Lines      string // Options.LineNumbers
	Limit      int    // on the bytes of CSS
	Size       int    // of the sources: a guess at that of the CSS
	Room       []byte // for the CSS: what an earlier Writer left here
	Entry      string // the name of the first file
	References bool   // some import is for reference only
	SourceMap  *SourceMap
	Origins    bool // keep marks without a source map too

	Verbatims *value.Verbatims
	Pool      *Pool
	Budget    *budget.Budget // which Pool counts against too
	Here      *value.Place   // set to the place of what is being worked on, for the error of Budget
	Spend     func(steps int) error
	Warn      func(at value.Place, text string)

	Marks  *Marks // what write found out, nil unless asked for
	Placed []value.Verbatim
}

// keptRoom is the length in bytes up to which CSS is copied, so that its room can be
// used again.
const keptRoom = 8 << 20

// Write runs the passes over the tree, which they change, and prints it.
func (w *Writer) Write(root *Ruleset) (css, mapping []byte, err error) {
	room := room{w.Budget, w.Here}
	if err := (&joiner{pool: w.Pool, spend: w.Spend, plain: !w.References, room: room}).node(root, nil); err != nil {
		return nil, nil, err
	}
	markVisible(root)
	x := &extender{pool: w.Pool, spend: w.Spend, warn: w.Warn, room: room}
	if err := x.run(root); err != nil {
		return nil, nil, err
	}
	pr := &pruner{pool: w.Pool, style: w.Style, lines: w.Lines != "", room: room, out: w.Pool.pruned[:0], own: w.Pool.own[:0]}
	if err := pr.node(root); err != nil {
		return nil, nil, err
	}
	w.Pool.pruned, w.Pool.own = pr.out, pr.own
	p := &printer{buf: slices.Grow(w.Room[:0], w.Size), style: w.Style, lines: w.Lines, limit: w.Limit, room: room, whole: w.SourceMap == nil}
	if w.SourceMap != nil || w.Origins {
		p.marks = &Marks{}
	}
	if err := p.stylesheet(root); err != nil {
		return nil, nil, err
	}
	if w.Room = nil; len(p.buf) <= keptRoom {
		w.Room, p.buf = p.buf, slices.Clone(p.buf)
	}
	p.buf, w.Placed = placeVerbatims(w.Verbatims, p.buf, p.marks)
	w.Marks = p.marks
	if w.SourceMap == nil || len(p.buf) == 0 {
		return p.buf, nil, nil
	}
	mapping, comment := w.SourceMap.buildMap(p.buf, p.marks, w.Entry)
	return append(p.buf, comment...), mapping, nil
}
