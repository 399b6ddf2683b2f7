package inject

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// work is the application of all operations to one vendor text.
type work struct {
	*planner
	vendor string
	stamp  stamp
	doc    *jsp.Doc
	status *FileStatus
	text   string // the result

	first, last []addition // kept blocks of bundles that sort before and after this one
	steps       []step     // of patches
	marks       []string   // of patches: kept ones, then those of patched
	patched     []string   // keys
	additions   []addition
	used        []*tree.Entry
	skipped     []OpStatus
}

// run applies the operations: patches first, to the vendor's lines, then what is
// inserted. False: an operation does not fit, which has been reported.
func (w *work) run() bool {
	for _, s := range w.steps {
		w.doc = scan(source.NewFile(w.doc.File.Name(), s.text))
		w.marks = append(w.marks, s.mark(w.doc.File.Name(), w.stamp))
		w.patched = append(w.patched, s.key)
	}
	fits := true
	for _, op := range w.series.ops {
		if _, patch := op.(*Patch); !patch && !slices.Contains(w.opt.Hold, Templates) {
			fits = w.apply(op) && fits
		}
	}
	return fits && w.join()
}

// apply has one operation say what it does to the file.
func (w *work) apply(op Op) bool {
	r := op.base()
	t, ok := r.target(w.doc.File.Name())
	if !ok {
		return true
	}
	if r.via != ViaTemplate {
		return w.skip(r, t, "a "+string(r.via)+" delivers it")
	}
	if r.releases != nil && !w.allowed(r) {
		return w.skip(r, t, "it is for other releases")
	}
	if reason := r.unfit(w.vendor); reason != "" {
		return w.skip(r, t, reason)
	}
	reason, d := w.perform(op)
	switch {
	case d != nil && r.Optional:
		return w.skip(r, t, d.Text)
	case d != nil:
		w.report(d)
		w.use(r.Key, t.pattern)
		return false
	case reason != "" && (r.Optional || t.search):
		w.skipped = append(w.skipped, OpStatus{Key: r.Key, Action: "skip", Reason: reason})
		return true
	case reason != "":
		w.use(r.Key, t.pattern)
		w.report(w.doc.File.Errorf(source.At(0), codes.InjectNoPlace, "%s: the template is not understood: %s", r.Key, reason).
			WithHint("has it been edited? name another place, a fallback, or the template in a pattern"))
		return false
	}
	w.use(r.Key, t.pattern)
	return true
}

func (w *work) skip(r *rule, t target, reason string) bool {
	w.use(r.Key, t.pattern)
	w.skipped = append(w.skipped, OpStatus{Key: r.Key, Action: "skip", Reason: reason})
	return true
}

func (w *work) perform(op Op) (reason string, d *source.Diag) {
	var list []addition
	switch op := op.(type) {
	case *Attribute:
		list, reason, d = op.additions(w.doc, w.stamp)
	case *Insertion:
		list, reason, d = op.additions(w.doc, w.stamp)
		if len(list) > 0 && op.payload.served != nil {
			w.used = append(w.used, op.payload.served)
		}
	}
	if d == nil {
		d = w.clash(list)
	}
	w.additions = append(w.additions, list...)
	return reason, d
}

// clash reports two operations that both give one tag the same attribute.
func (w *work) clash(list []addition) *source.Diag {
	for _, a := range list {
		i := slices.IndexFunc(w.additions, func(b addition) bool { return a.claim != "" && a.claim == b.claim && a.offset == b.offset })
		if i >= 0 {
			return w.doc.File.Errorf(source.At(a.offset), codes.InjectOverlap, "%s and %s both add the attribute %s to this tag", w.additions[i].key, a.key, a.claim).
				WithHint("make one operation of the two")
		}
	}
	return nil
}

// edits returns the additions as edits, in their order.
func edits(list []addition) []source.Edit {
	out := make([]source.Edit, len(list))
	for i, a := range list {
		out[i] = source.Edit{Span: source.At(a.offset), New: a.text}
	}
	return out
}

// join makes the resulting text, and proves that the vendor's text keeps its
// meaning in it. Blocks of several bundles at one place stand in the order of the
// bundles' names, whichever was applied last.
func (w *work) join() bool {
	text, err := source.Apply(w.doc.File, edits(slices.Concat(w.first, w.additions, w.last)))
	if err != nil {
		w.report(w.doc.File.Errorf(source.At(0), codes.InjectOverlap, "%v", err))
		return false
	}
	w.text = text + strings.Join(w.marks, "")
	if d := w.prove(); d != nil {
		w.report(d)
		return false
	}
	return true
}

// prove checks the invariants on the result: without the blocks it is the vendor's
// text, and without the tokens of the blocks its tokens are the vendor's.
func (w *work) prove() *source.Diag {
	f := source.NewFile(w.doc.File.Name(), w.text)
	if len(w.additions)+len(w.first)+len(w.last) == 0 && len(w.marks) == 0 {
		return nil
	}
	back, d := syntaxFor(f.Name()).strip(f)
	if d != nil || back.vendor != w.vendor || w.misstamped(back) {
		return w.doc.File.Errorf(source.At(0), codes.InjectLaw, "what would be written could not be taken out again")
	}
	want := tokens(w.doc, nil)
	got := tokens(scan(f), back.blocks)
	if !slices.Equal(got, want) {
		at := 0
		for at < len(got) && at < len(want) && got[at] == want[at] {
			at++
		}
		return w.doc.File.Errorf(source.At(offsetOf(want, at)), codes.InjectLaw, "from here on the page would be read differently with what is inserted").
			WithHint("what is inserted does not end in the context in which it begins")
	}
	return nil
}

// misstamped reports whether a block of this run does not name the vendor's file.
func (w *work) misstamped(back stripped) bool {
	mine, _ := w.partition(back.blocks)
	return back.edited(mine) != nil
}

type token struct {
	kind jsp.Kind
	text string
}

// tokens returns what the document is made of, without the blocks, neighbours of
// one kind joined: an insertion divides a text.
func tokens(d *jsp.Doc, ours []block) []token {
	var list []token
	add := func(k jsp.Kind, from, to int) {
		if from >= to {
			return
		}
		text := d.File.Text()[from:to]
		if n := len(list); n > 0 && list[n-1].kind == k {
			list[n-1].text += text
			return
		}
		list = append(list, token{k, text})
	}
	for _, s := range d.Segments {
		from := s.Start
		for len(ours) > 0 && ours[0].span.Start < s.End {
			b := ours[0].span
			add(s.Kind, from, min(max(b.Start, from), s.End))
			from = max(from, min(b.End, s.End))
			if b.End > s.End {
				break
			}
			ours = ours[1:]
		}
		add(s.Kind, from, s.End)
	}
	return list
}

func offsetOf(list []token, n int) int {
	offset := 0
	for _, t := range list[:min(n, len(list))] {
		offset += len(t.text)
	}
	return offset
}

// compare reports for each operation what the result changes in the file.
func (w *work) compare(blocks []block) []OpStatus {
	left := slices.Clone(blocks)
	var out []OpStatus
	add := func(key, text string, line int) {
		action := "insert"
		if i := slices.IndexFunc(left, func(b block) bool { return b.key == key }); i >= 0 {
			action = "change"
			if left[i].raw == text {
				action = "keep"
			}
			left = slices.Delete(left, i, i+1)
		}
		out = append(out, OpStatus{Key: key, Action: action, Line: line})
	}
	for i, key := range w.patched {
		add(key, w.marks[len(w.marks)-len(w.patched)+i], 0)
	}
	for _, a := range w.additions {
		add(a.key, a.text, a.line)
	}
	for _, b := range left {
		out = append(out, OpStatus{Key: b.key, Action: "remove"})
	}
	return append(out, w.skipped...)
}
