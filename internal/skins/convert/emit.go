package convert

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A writer writes statements as LESS; the formatter does the layout.
type writer struct {
	b       bytes.Buffer
	v       *vocabulary
	probe   *probe
	closed  func(token string) bool // its values end with ";", whoever asks
	modern  bool                    // families of prefixes are left to the library
	library bool                    // a mixin of the library is called
	count   Count
	file    *source.File
	ds      source.Diags
}

// A Count holds the figures of a converted sheet.
type Count struct {
	Declarations int // of the original, tokens that stand for declarations included
	Raw          int // of them, those that stay as text
	RawBlocks    int // places with such text
	Mixins       int // calls of mixins
	Variables    int // tokens and calls in values
	Rules        int
	Nested       int // rules that stand in another
	Conditions   int
}

// first writes the initial comment of a sheet unchanged, so that it stays in
// the output: it is the licence.
func (w *writer) first(list []stmt) []stmt {
	if len(list) > 0 {
		if c, ok := list[0].(*comment); ok {
			w.b.WriteString(c.text + "\n\n")
			return list[1:]
		}
	}
	return list
}

// list writes statements; top reports whether they are rules.
func (w *writer) list(list []stmt, top bool) {
	duplicates := w.duplicates(list)
	for i := 0; i < len(list); i++ {
		s := list[i]
		if i > 0 && apartFrom(list[i-1], s) {
			w.b.WriteByte('\n')
		}
		if f, ok := w.familyAt(list, i, duplicates); ok {
			w.family(list[i:f.end], f)
			i = f.end - 1
			continue
		}
		switch s := s.(type) {
		case *comment:
			w.comment(s)
		case *decl:
			w.decl(s, duplicates[i])
		case *bundle:
			w.bundle(s, !top && i == len(list)-1)
		case *rule:
			w.rule(s, !top)
		case *atRule:
			w.atRule(s)
		case *cond:
			w.cond(s, top)
		case *raw:
			w.rawBlock(s)
		}
	}
}

// apartFrom reports whether a blank line separates two statements.
func apartFrom(before, s stmt) bool {
	if c, ok := s.(*comment); ok && c.behind {
		return false
	}
	if c, ok := before.(*comment); ok && !c.behind {
		return s.lead().blank
	}
	return s.lead().blank || isBlock(before) || isBlock(s)
}

func isBlock(s stmt) bool {
	switch s := s.(type) {
	case *rule:
		return true
	case *atRule:
		return s.block
	}
	return false
}

func (w *writer) comment(c *comment) {
	text := strings.TrimSuffix(strings.TrimPrefix(c.text, "/*"), "*/")
	lines := commentLines(text)
	for i, line := range lines {
		if i == 0 && c.behind {
			w.b.Truncate(len(bytes.TrimRight(w.b.Bytes(), " \n")))
			w.b.WriteByte(' ')
		}
		w.b.WriteString(strings.TrimRight("// "+line, " ") + "\n")
	}
}

// commentLines returns the text of a comment without leading stars.
func commentLines(text string) []string {
	var out []string
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimRight(line, " \t\r*")
		out = append(out, line)
	}
	for i, line := range out {
		trimmed := strings.TrimLeft(line, " \t")
		if strings.HasPrefix(trimmed, "*") {
			out[i] = strings.TrimPrefix(strings.TrimLeft(trimmed, "*"), " ")
		}
	}
	out = trimBlank(out)
	margin := -1
	for _, line := range out[min(1, len(out)):] {
		if n := len(line) - len(strings.TrimLeft(line, " \t")); line != "" && (margin < 0 || n < margin) {
			margin = n
		}
	}
	for i, line := range out {
		if i == 0 {
			out[i] = strings.TrimLeft(line, " \t")
		} else {
			out[i] = line[min(max(margin, 0), len(line)):]
		}
		out[i] = tabs.ReplaceAllString(out[i], " ")
	}
	return out
}

var tabs = regexp.MustCompile(`\t+`)

// trimBlank removes blank lines at both ends.
func trimBlank(lines []string) []string {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// duplicates returns the declarations that occur again later in the list: LESS
// prints only the last of equal ones.
func (w *writer) duplicates(list []stmt) map[int]bool {
	var out map[int]bool
	last := map[string]bool{}
	for i := len(list) - 1; i >= 0; i-- {
		d, ok := list[i].(*decl)
		if !ok {
			continue
		}
		key := declKey(d)
		if last[key] {
			if out == nil {
				out = map[int]bool{}
			}
			out[i] = true
		}
		last[key] = true
	}
	return out
}

func (w *writer) decl(d *decl, again bool) {
	w.count.Declarations++
	form, ok := w.probe.answer(declKey(d))
	if !ok || again {
		why := "LESS has no way to write it"
		if again {
			why = "of two equal declarations LESS prints one"
		}
		w.raw(d.place, d.source, why)
		w.count.Raw++
		return
	}
	name, _ := w.v.name(d.name)
	w.count.Variables += len(atomsIn(d.name)) + len(atomsIn(d.value))
	w.b.WriteString(name + ": " + form + ";\n")
}

// bundle writes a token or call that contains declarations.
func (w *writer) bundle(s *bundle, last bool) {
	w.count.Declarations++
	if s.call {
		text, ok := callText(s.atom)
		if !ok || !givesDeclarations(callName(s.name)) {
			w.raw(s.place, terminated(s), "LESS has no such call")
			w.count.Raw++
			return
		}
		w.count.Mixins++
		w.b.WriteString(text + ";\n")
		return
	}
	if s.semi && !last && !w.closed(s.name) {
		w.raw(s.place, terminated(s), "its value lacks the semicolon")
		w.count.Raw++
		return
	}
	w.count.Mixins++
	w.b.WriteString(w.v.mixin(s.atom) + "\n")
}

func terminated(s *bundle) string {
	if s.semi {
		return s.text + ";"
	}
	return s.text
}

// raw writes text that is not converted, and reports it.
func (w *writer) raw(p place, text, why string) {
	w.count.RawBlocks++
	if p.at >= 0 {
		span := source.Span{Start: p.at, End: p.at + len(firstLine(p.source))}
		w.ds = append(w.ds, w.file.Warnf(span, codes.ConvertRaw, "kept unconverted: %s", why))
	}
	w.b.WriteString("// As it was: " + why + ".\n" + rawText(text))
}

// rawBlock writes text that may contain declarations.
func (w *writer) rawBlock(s *raw) {
	n := 0
	for _, x := range css.Scan(source.NewFile("", s.text)) {
		if x.Kind == css.Declaration {
			n++
		}
	}
	w.count.Declarations += n
	w.count.Raw += n
	w.raw(s.place, s.text, s.why)
}

func (w *writer) rule(r *rule, nested bool) {
	if !r.made {
		w.count.Rules++
		if nested {
			w.count.Nested++
		}
	}
	for i, s := range r.selectors {
		if p := pieces(s); p != nil {
			r.selectors[i] = join(p)
		}
	}
	w.b.WriteString(strings.Join(r.selectors, ",\n") + " {\n")
	w.list(r.body, false)
	w.b.WriteString("}\n")
}

func (w *writer) atRule(a *atRule) {
	if !a.block {
		w.raw(a.place, a.source, "its place in the sheet matters")
		return
	}
	head, _ := w.probe.answer(headKey(a.head))
	w.b.WriteString(head + " {\n")
	w.list(a.body, holdsRules(a.head))
	w.b.WriteString("}\n")
}

func (w *writer) cond(c *cond, top bool) {
	if !slices.Contains(ua.MacroNames(), c.macro) {
		w.neverDefined(c, top)
		return
	}
	w.count.Conditions++
	if len(c.parts) == 2 && len(c.parts[0].body) == 0 {
		c.parts = c.parts[1:]
	}
	for i := 0; i < len(c.parts); i++ {
		word := "@ifdef "
		if c.parts[i].not {
			word = "@ifndef "
		}
		w.b.WriteString(word + c.macro + " {\n")
		w.list(c.parts[i].body, top)
		w.b.WriteString("}\n")
		if i+1 < len(c.parts) {
			if i++; len(c.parts[i].body) == 0 {
				continue
			}
			w.b.WriteString("@else {\n")
			w.list(c.parts[i].body, top)
			w.b.WriteString("}\n")
		}
	}
}

// neverDefined writes a condition on a macro that the server never defines: the
// text that browsers get, and the rest as a comment.
func (w *writer) neverDefined(c *cond, top bool) {
	w.b.WriteString("// No browser has " + c.macro + ":\n")
	for _, line := range commentLines(strings.ReplaceAll(c.source, "*/", "* /")) {
		w.b.WriteString(strings.TrimRight("// "+line, " ") + "\n")
	}
	for _, part := range c.parts {
		if part.not {
			w.list(part.body, top)
		}
	}
}
