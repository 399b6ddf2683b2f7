package patch

import (
	"regexp"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// isCompiled reports whether the vendor's build compiles a file to JavaScript: a
// template of scripts. A server has only the result, PATH.js, and packages that hold it.
func isCompiled(name string) bool {
	return strings.HasPrefix(name, "templates/") && strings.HasSuffix(name, ".template")
}

// onCompiled tries a part on the compiled form of its template.
func (p *Part) onCompiled(text string) (FileOutcome, sides) {
	f := source.NewFile(p.Path+".js", text)
	o := p.tryCompiled(f, source.Span{End: len(text)})
	known := sides{}
	switch o.State {
	case Fits:
		after, err := source.Apply(f, o.Edits)
		known = sides{text, after, err == nil}
	case Already:
		back, err := source.Apply(f, p.compiledEdits(text, source.Span{End: len(text)}, true))
		known = sides{back, text, err == nil}
	}
	return FileOutcome{f.Name(), o}, known
}

// tryCompiled says what the part would do to the compiled template at a span of a file.
// Each change is compiled by itself; what the old lines become has to be there once.
func (p *Part) tryCompiled(f *source.File, at source.Span) Outcome {
	forward, backward := p.compiledEdits(f.Text(), at, false), p.compiledEdits(f.Text(), at, true)
	switch {
	case len(forward) == len(p.hunks) && backward == nil:
		return Outcome{State: Fits, Edits: forward}
	case len(backward) == len(p.hunks) && forward == nil:
		return Outcome{State: Already}
	}
	return Outcome{State: Conflict, Diag: f.Errorf(source.At(at.Start), codes.PatchMinified, "the change of %s cannot be found once in the compiled template", p.Path).
		WithHint("is the template of another release? a change of a <template> tag, or inside of code that goes over several lines, cannot be made in the compiled form").
		WithRelated(p.file, p.at, "the change")}
}

// compiledEdits returns an edit for each change, nil if one is not there exactly once. In
// reverse it takes the changes back.
func (p *Part) compiledEdits(text string, at source.Span, reverse bool) []source.Edit {
	var list []source.Edit
	end := at.Start
	for _, h := range p.hunks {
		old, now, ok := h.compiled()
		if reverse {
			old, now = now, old
		}
		if part := text[at.Start:at.End]; !ok || strings.Count(part, old) != 1 {
			return nil
		}
		start := at.Start + strings.Index(text[at.Start:at.End], old)
		if start < end {
			return nil
		}
		end = start + len(old)
		list = append(list, trimmed(start, old, now))
	}
	return list
}

var templateTag = regexp.MustCompile(`</?template\b`)

// compiled returns what both sides of a change are in a compiled template, without the
// context that depends on what stands around it. It reports false if nothing is left
// around the change.
func (h hunk) compiled() (before, after string, ok bool) {
	lead, trail := 0, 0
	for lead < min(len(h.old), len(h.new)) && h.old[lead] == h.new[lead] {
		lead++
	}
	for trail < min(len(h.old), len(h.new))-lead && h.old[len(h.old)-1-trail] == h.new[len(h.new)-1-trail] {
		trail++
	}
	from, to := 0, trail
	for i := range lead {
		if templateTag.MatchString(h.old[i]) {
			from = i + 1
		}
	}
	for i := range trail {
		if templateTag.MatchString(h.old[len(h.old)-trail+i]) {
			to = i
			break
		}
	}
	cut := func(lines []string) string {
		return strings.TrimSpace(strings.Join(lines[from:len(lines)-trail+to], ""))
	}
	if blank(h.old[from:lead]) || blank(h.old[len(h.old)-trail:len(h.old)-trail+to]) {
		return "", "", false // the spaces at the edges of the change depend on what is there
	}
	old, now := cut(h.old), cut(h.new)
	if templateTag.MatchString(old) || templateTag.MatchString(now) {
		return "", "", false
	}
	before, after = compile(old), compile(now)
	return before, after, before != after
}

func blank(lines []string) bool { return strings.TrimSpace(strings.Join(lines, "")) == "" }

var (
	betweenTags = regexp.MustCompile(`>\s*\n+\s*<`)
	replaced    = regexp.MustCompile(`(?s)\$\{(.+?)\}|<\$=(.+?)\$>|<\$(.+?)\$>`)
	paramPart   = regexp.MustCompile(`([^(.]+)(\(.*?\))?\.?`)
)

// printing begins a statement that prints a text.
const printing = "\tbuffer[_i++] = \""

// compile returns what the vendor's compiler makes of a stretch of a template, without
// the beginning and the end of a text that may go on outside of it.
func compile(text string) string {
	text = betweenTags.ReplaceAllString(text, "><")
	var b strings.Builder
	from := 0
	for _, m := range replaced.FindAllStringSubmatchIndex(text, -1) {
		printed(&b, text[from:m[0]])
		from = m[1]
		switch {
		case m[2] >= 0:
			b.WriteString("\tbuffer[_i++] = data")
			for _, part := range paramPart.FindAllStringSubmatch(text[m[2]:m[3]], -1) {
				b.WriteString(`["` + part[1] + `"]` + part[2])
			}
			b.WriteString(";\n")
		case m[4] >= 0:
			b.WriteString("\tbuffer[_i++] = " + text[m[4]:m[5]] + ";\n")
		default:
			b.WriteString("\t" + strings.ReplaceAll(text[m[6]:m[7]], "\n", "\n\t") + "\n")
		}
	}
	printed(&b, text[from:])
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), printing), "\";\n")
}

var escaped = strings.NewReplacer(`"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, `\`, `\\`)

// printed writes the statements that print a text, one for each line. Line ends after
// the last line are lost, as they are in the vendor's compiler.
func printed(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if lines[0] == "" && len(lines) == 1 {
		return
	}
	for i, line := range lines {
		if i < len(lines)-1 {
			line += "\n"
		}
		b.WriteString(printing + escaped.Replace(line) + "\";\n")
	}
}
