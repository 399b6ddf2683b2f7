package patch

import (
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A hunk is one change: where the lines of old stand, those of new shall. Lines have
// their line ends.
type hunk struct {
	at       int // index of the first line of old in the file that the diff was made from
	newAt    int // of new, in the file that it made
	old, new []string
	atEnd    bool        // no line of context stands after it
	span     source.Span // in the patch
}

// found is where hunks fit a text.
type found struct {
	lines  []int // index of the first line of each hunk
	exact  bool  // all are where the diff says
	offset int   // that of the hunk that is farthest from there
	miss   int   // index of the first hunk that does not fit, -1 if all do
	places int   // how many places that one fits
}

// locate finds the place of each hunk, or with reverse that of its result.
func locate(hunks []hunk, lines []string, reverse bool) found {
	f := found{exact: true, miss: -1}
	end := 0
	for i, h := range hunks {
		want, at := h.old, h.at
		if reverse {
			want, at = h.new, h.newAt
		}
		place := at
		if !fits(lines, at, want) || at < end {
			var n int
			if place, n = only(lines, want); n != 1 || place < end {
				f.miss, f.places, f.exact = i, n, false
				return f
			}
			f.exact = false
			if d := place - at; abs(d) > abs(f.offset) {
				f.offset = d
			}
		}
		f.lines = append(f.lines, place)
		end = place + len(want)
	}
	return f
}

func abs(n int) int { return max(n, -n) }

func fits(lines []string, at int, want []string) bool {
	if at < 0 || at+len(want) > len(lines) {
		return false
	}
	for i, line := range want {
		if lines[at+i] != line {
			return false
		}
	}
	return true
}

// only returns the last place where the lines are, and how many places there are.
func only(lines, want []string) (place, n int) {
	for at := 0; at+len(want) <= len(lines); at++ {
		if fits(lines, at, want) {
			place = at
			n++
		}
	}
	return place, n
}

// splitLines returns the lines of a text with their ends.
func splitLines(text string) []string {
	return slices.Collect(strings.Lines(text))
}

func (p *Part) tryHunks(f *source.File) Outcome {
	if isBlob(f.Text(), p.new) {
		return Outcome{State: Already}
	}
	lines := splitLines(f.Text())
	forward, backward := locate(p.hunks, lines, false), locate(p.hunks, lines, true)
	isNew, isOld := backward.miss < 0, forward.miss < 0
	switch {
	case !isNew || !isOld:
	case isBlob(f.Text(), p.old):
		isNew = false
	case forward.exact != backward.exact:
		isNew, isOld = backward.exact, forward.exact
	default:
		isNew, isOld = p.ends(lines, backward, true), p.ends(lines, forward, false)
		if isNew == isOld {
			return Outcome{State: Conflict, Diag: f.Errorf(source.At(0), codes.PatchAmbiguous, "both the file before the change and the file after it have these lines: it cannot be told whether the change is there")}
		}
	}
	switch {
	case isNew:
		return Outcome{State: Already}
	case isOld && forward.exact:
		return Outcome{State: Fits, Edits: edits(p.hunks, lines, forward)}
	case isOld:
		return Outcome{State: Moved, Edits: edits(p.hunks, lines, forward), Offset: forward.offset}
	}
	return Outcome{State: Conflict, Diag: p.misfit(f, lines, forward)}
}

// ends reports whether the last hunk, if it has no context after it, is at the end of
// the text: a diff of the whole file would have such context elsewhere.
func (p *Part) ends(lines []string, at found, reverse bool) bool {
	h := p.hunks[len(p.hunks)-1]
	n := len(h.old)
	if reverse {
		n = len(h.new)
	}
	return !h.atEnd || at.lines[len(at.lines)-1]+n == len(lines)
}

// edits returns what the hunks change, each edit without the bytes that stay.
func edits(hunks []hunk, lines []string, at found) []source.Edit {
	starts := make([]int, len(lines)+1)
	for i, line := range lines {
		starts[i+1] = starts[i] + len(line)
	}
	var list []source.Edit
	for i, h := range hunks {
		list = append(list, trimmed(starts[at.lines[i]], strings.Join(h.old, ""), strings.Join(h.new, "")))
	}
	return list
}

// trimmed returns the edit that turns old at the offset into text, without what both
// begin and end with.
func trimmed(offset int, old, text string) source.Edit {
	pre := 0
	for pre < len(old) && pre < len(text) && old[pre] == text[pre] {
		pre++
	}
	post := 0
	for post < len(old)-pre && post < len(text)-pre && old[len(old)-1-post] == text[len(text)-1-post] {
		post++
	}
	return source.Edit{Span: source.Span{Start: offset + pre, End: offset + len(old) - post}, New: text[pre : len(text)-post]}
}

// misfit says where the hunk and the file differ: at the place that the diff names, or,
// if more of the hunk is elsewhere, there.
func (p *Part) misfit(f *source.File, lines []string, at found) *source.Diag {
	h := p.hunks[at.miss]
	if at.places > 1 {
		return f.Errorf(source.At(0), codes.PatchAmbiguous, "change %d of the patch fits %d places of the file and not the one that it names, line %d", at.miss+1, at.places, h.at+1).
			WithHint("make a variant of the patch for this release, with more context: skinbuild patch refresh").
			WithRelated(p.file, h.span, "this change")
	}
	best, same := min(h.at, len(lines)), -1
	for i := 0; i <= len(lines); i++ {
		if n := agreeing(lines, i, h.old); n > same || n == same && abs(i-h.at) < abs(best-h.at) {
			best, same = i, n
		}
	}
	line := best
	expected := h.old[0]
	for i, want := range h.old {
		if line = best + i; line >= len(lines) || lines[line] != want {
			expected = want
			break
		}
	}
	offset, _ := f.Offset(line+1, 1)
	if line >= len(lines) {
		offset = len(f.Text())
	}
	d := f.Errorf(source.Span{Start: offset, End: offset + len(f.Line(line+1))}, codes.PatchMisfit, "change %d of the patch does not fit: it expects line %d to be %s", at.miss+1, line+1, quoted(expected))
	if line < len(lines) && strings.TrimRight(lines[line], "\r\n") == strings.TrimRight(expected, "\r\n") {
		d.WithHint("only the line ends differ: the file and the patch are of trees with different line ends")
	} else {
		d.WithHint("skinbuild patch refresh makes a variant of the patch for this release")
	}
	return d.WithRelated(p.file, h.span, "this change")
}

// agreeing counts the lines that are the same at a place.
func agreeing(lines []string, at int, want []string) int {
	n := 0
	for i, line := range want {
		if at+i < len(lines) && lines[at+i] == line {
			n++
		}
	}
	return n
}

func quoted(text string) string {
	text = strings.TrimRight(text, "\r\n")
	if len(text) > 60 {
		text = text[:60] + "…"
	}
	return strconv.Quote(text)
}
