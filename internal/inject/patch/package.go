package patch

import (
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A package of the vendor's joins scripts: each begins with the line of openSegment, and
// lacks the lines that packageLine matches. A script that requires others has them
// inside its own part, before its code.
var (
	openSegment = regexp.MustCompile(`(?m)^if \(AjxPackage\.define\("([\w.]+)"\)\) \{\r?$`)
	packageLine = regexp.MustCompile(`^\s*AjxPackage\.(define|undefine|require)\(`)
	// minified matches the opening of a script in a package that was compressed.
	minified = regexp.MustCompile(`if\(AjxPackage\.define\("([\w.]+)"\)\)\{`)
)

// ScriptsIn returns the scripts that a package holds, by the names that AjxPackage gives
// them, and whether the package was compressed, so that no diff fits it.
func ScriptsIn(text string) (names []string, compressed bool) {
	for _, m := range openSegment.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	if names != nil {
		return names, false
	}
	for _, m := range minified.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names, names != nil
}

// scriptName returns the name that AjxPackage gives the script, or the template of
// scripts, at a path of the webapp.
func scriptName(path string) string {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "js/"), "templates/")
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(path, ".js"), ".template"), "/", ".")
}

// sides are a script before and after the change; neither is known unless ok.
type sides struct {
	before, after string
	ok            bool
}

// sidesOf returns both sides of a text that has the outcome.
func (p *Part) sidesOf(f *source.File, o Outcome) sides {
	if o.State.Changes() {
		after, err := source.Apply(f, o.Edits)
		return sides{f.Text(), after, err == nil}
	}
	if o.State != Already || p.hunks == nil {
		return sides{}
	}
	lines := splitLines(f.Text())
	at := locate(p.hunks, lines, true)
	if at.miss >= 0 {
		return sides{}
	}
	back := make([]hunk, len(p.hunks))
	for i, h := range p.hunks {
		back[i] = hunk{old: h.new, new: h.old}
	}
	before, err := source.Apply(f, edits(back, lines, at))
	return sides{before, f.Text(), err == nil}
}

// onPackages tries a part on each package that holds its script, or its compiled
// template, of which both sides may be known.
func (p *Part) onPackages(webapp Webapp, known sides) ([]FileOutcome, error) {
	names, err := webapp.Packages(scriptName(p.Path))
	if err != nil {
		return nil, err
	}
	var files []FileOutcome
	for _, name := range names {
		text, err := webapp.Text(name)
		if err != nil {
			return nil, err
		}
		files = append(files, FileOutcome{name, p.tryPackage(source.NewFile(name, text), known)})
	}
	return files, nil
}

// tryPackage says what the part would do to a package. The lines of the script stand
// somewhere behind its opening line, so the numbers of the diff say nothing; what
// counts is that the lines are there, at one place.
func (p *Part) tryPackage(f *source.File, known sides) Outcome {
	name := scriptName(p.Path)
	start := -1
	for _, m := range openSegment.FindAllStringSubmatchIndex(f.Text(), -1) {
		if f.Text()[m[2]:m[3]] == name {
			start = min(m[1]+1, len(f.Text()))
		}
	}
	switch {
	case start < 0:
		return p.tryMinified(f, known)
	case isCompiled(p.Path):
		return p.tryCompiled(f, segmentSpan(f.Text(), name))
	}
	part := &Part{Path: p.Path, Kind: p.Kind, at: p.at, file: p.file}
	for _, h := range p.hunks {
		part.hunks = append(part.hunks, h.packaged())
	}
	// The script may require others, which stand before its own code: look up to the
	// opening of the next script, then of the one after it, and so on.
	text := f.Text()[start:]
	ends := []int{len(text)}
	if all := openSegment.FindAllStringIndex(text, -1); all != nil {
		ends = ends[:0]
		for _, m := range all {
			ends = append(ends, m[0])
		}
		ends = append(ends, len(text))
	}
	var o Outcome
	for _, end := range ends {
		if o = part.Try(source.NewFile(f.Name(), text[:end])); o.State != Conflict {
			return o.shifted(start)
		}
	}
	at := source.Span{Start: start + o.Diag.Span.Start, End: start + o.Diag.Span.End}
	o.Diag = f.Errorf(at, codes.PatchPackage, "%s in this package: %s", name, o.Diag.Text).WithHint("%s", o.Diag.Hint)
	return o
}

// shifted returns the outcome on a text that begins at the offset of the file. Lines of
// a script in a package are never where the diff says, which is no matter.
func (o Outcome) shifted(offset int) Outcome {
	o.Edits = slices.Clone(o.Edits)
	for i := range o.Edits {
		o.Edits[i].Start += offset
		o.Edits[i].End += offset
	}
	if o.State == Moved {
		o.State, o.Offset = Fits, 0
	}
	return o
}

// packaged returns the hunk as its lines are in a package: without those that the
// vendor's build takes out, and with its line ends.
func (h hunk) packaged() hunk {
	h.at, h.newAt, h.atEnd = -1, -1, false
	clean := func(lines []string) []string {
		var out []string
		for _, line := range lines {
			if !packageLine.MatchString(line) {
				out = append(out, strings.TrimRight(line, "\r\n")+"\n")
			}
		}
		return out
	}
	h.old, h.new = clean(h.old), clean(h.new)
	return h
}
