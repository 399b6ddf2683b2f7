package less

// A writer turns the tree that evaluation made into CSS. It is used once.
type writer struct {
	style      valueStyle
	lines      string // Options.LineNumbers
	limit      int    // on the bytes of CSS
	size       int    // of the sources: a guess at that of the CSS
	entry      string // the name of the first file
	references bool   // some import is for reference only
	sourceMap  *SourceMap
	origins    bool // keep marks without a source map too

	verbatims *verbatims
	pool      *nodePool
	spend     func(steps int) error
	warn      func(at place, text string)

	marks  *mapMarks // what write found out, nil unless asked for
	placed []Verbatim
}

// write runs the passes over the tree, which they change, and prints it.
func (w *writer) write(root *ruleset) (css, mapping []byte, err error) {
	if err := (&joiner{pool: w.pool, spend: w.spend, plain: !w.references}).node(root, nil); err != nil {
		return nil, nil, err
	}
	markVisible(root)
	x := &extender{spend: w.spend, warn: w.warn}
	if err := x.run(root); err != nil {
		return nil, nil, err
	}
	pr := &pruner{pool: w.pool, style: w.style, lines: w.lines != ""}
	if err := pr.node(root); err != nil {
		return nil, nil, err
	}
	p := &printer{buf: make([]byte, 0, w.size), style: w.style, lines: w.lines, limit: w.limit}
	if w.sourceMap != nil || w.origins {
		p.marks = &mapMarks{}
	}
	if err := p.stylesheet(root); err != nil {
		return nil, nil, err
	}
	p.buf, w.placed = placeVerbatims(w.verbatims, p.buf, p.marks)
	w.marks = p.marks
	if w.sourceMap == nil || len(p.buf) == 0 {
		return p.buf, nil, nil
	}
	mapping, comment := w.sourceMap.buildMap(p.buf, p.marks, w.entry)
	return append(p.buf, comment...), mapping, nil
}
