package patch

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// Import turns a diff of the vendor's, with what git writes before it, into the text of
// a patch file: paths below the webapp, the header filled in as far as the diff says,
// and changes to properties files as operations on keys. skipped are the files of the
// diff that no webapp has, such as the build file, and those for which leaveOut, unless
// it is nil, reports true.
func Import(f *source.File, leaveOut func(path string) bool) (text string, skipped []string, ds source.Diags) {
	p := &parser{f: f, seen: map[string]bool{}, patch: &Patch{File: f}}
	if crlf(f) {
		_, ds := Parse(f) // reports it
		return "", nil, ds
	}
	files, preamble, err := gitdiff.Parse(strings.NewReader(f.Text()))
	if err != nil {
		p.faulty(err)
		return "", nil, p.diags
	}
	var body strings.Builder
	from, seen := 0, map[string]bool{}
	for _, file := range files {
		at, next := p.placeOf(file, f.Text(), from)
		from = next
		sameNames(file)
		name, inside := webappPath(cmp.Or(file.NewName, file.OldName))
		switch {
		case !inside, leaveOut != nil && leaveOut(name):
			skipped = append(skipped, name)
			continue
		case seen[name]:
			p.errorf(at, codes.PatchTwice, "%s: the diff has two parts for this file", name).WithHint("import the commits one by one")
			continue
		}
		seen[name] = true
		if file.IsNew || file.IsDelete || file.IsRename || file.IsCopy || file.OldName != file.NewName {
			p.errorf(at, codes.PatchTarget, "%s: a patch can only change files that the vendor has, not create, delete or rename them", name).
				WithHint("if the fix works without it: --leave-out %s", name)
			continue
		}
		if !file.IsBinary && len(file.TextFragments) == 0 {
			p.errorf(at, codes.PatchTruncated, "%s: the diff has no change of this file: it is cut off, or only the mode of the file changes", name)
			continue
		}
		file.OldName, file.NewName = name, name
		file.NewMode = 0
		if keys, ok := keysOf(file); ok {
			body.WriteString(section(name, keys))
			continue
		}
		body.WriteString(file.String())
	}
	if p.diags.Err() != nil {
		return "", skipped, p.diags
	}
	if len(files) == 0 {
		p.errorf(source.At(0), codes.PatchSyntax, "there is no diff in it")
		return "", skipped, p.diags
	}
	if body.Len() == 0 {
		p.errorf(source.At(0), codes.PatchTarget, "no file of this diff is in a webapp (public, WEB-INF, h, m, css, js, skins, messages …): is it of another repository?")
		return "", skipped, p.diags
	}
	text = headerOf(f, preamble).String() + "\n" + body.String()
	_, ds = Parse(source.NewFile(f.Name(), text))
	return text, skipped, ds
}

// sameNames takes the names of the two folders of "diff -r OLD NEW" off the paths.
func sameNames(file *gitdiff.File) {
	_, from, ok1 := strings.Cut(file.OldName, "/")
	_, to, ok2 := strings.Cut(file.NewName, "/")
	if ok1 && ok2 && from == to && file.OldName != file.NewName {
		file.OldName, file.NewName = to, to
	}
}

// webappPath returns the path below the webapp of a path in the vendor's repository,
// and whether a webapp has it.
func webappPath(name string) (string, bool) {
	name = unprefixed(name)
	name = strings.TrimPrefix(name, "WebRoot/")
	first, _, below := strings.Cut(name, "/")
	switch {
	case first == "messages" || first == "keys":
		name = classes + name
	case !below || !slices.Contains([]string{"public", "WEB-INF", "h", "m", "css", "js", "skins", "templates", "modern", "zimbrax", "img", "portals", "t", "yui", ".."}, first):
		return name, false
	}
	return name, true
}

var (
	ticketForm = regexp.MustCompile(`\b(?:ZBUG|ZCS|PREAPPS|ZEXTRAS)-?\s?[0-9]+\b`)
	cveSearch  = regexp.MustCompile(`\bCVE-[0-9]{4}-[0-9]{4,}\b`)
)

// headerOf returns the header of an imported diff: what the commit says.
func headerOf(f *source.File, preamble string) Header {
	var h Header
	about, err := gitdiff.ParsePatchHeader(preamble)
	if err == nil && about != nil {
		h.Subject = strings.TrimSpace(about.Title)
		if about.SHA != "" {
			h.Upstream = about.SHA
		}
	}
	h.Advisory = eachOnce(ticketForm, preamble)
	h.CVE = eachOnce(cveSearch, preamble)
	return h
}

// eachOnce returns each match once, in the order of the text.
func eachOnce(form *regexp.Regexp, text string) []string {
	var list []string
	for _, m := range form.FindAllString(text, -1) {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// String returns the header as Parse reads it.
func (h Header) String() string {
	var b strings.Builder
	for _, field := range []struct{ name, value string }{
		{"Subject", h.Subject}, {"Advisory", strings.Join(h.Advisory, ", ")}, {"CVE", strings.Join(h.CVE, ", ")},
		{"Upstream", h.Upstream}, {"Fixed-In", strings.Join(h.FixedIn, ", ")}, {"Variants", strings.Join(h.Variants, ", ")},
	} {
		if field.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", field.name, field.value)
		}
	}
	if h.Text != "" {
		b.WriteString("\n" + h.Text + "\n")
	}
	return b.String()
}

// section returns the operations on the keys of one file as Parse reads them.
func section(name string, keys []KeyOp) string {
	var b strings.Builder
	fmt.Fprintf(&b, "=== %s\n", name)
	for _, op := range keys {
		b.WriteString(op.String())
	}
	return b.String()
}

// keysOf returns what a diff does to the keys of a properties file. It reports false if
// the file is another, or if the diff does not show whole properties.
func keysOf(file *gitdiff.File) ([]KeyOp, bool) {
	if KindOf(file.NewName) != Properties || file.IsNew || file.IsDelete || file.IsRename || file.IsCopy || file.IsBinary {
		return nil, false
	}
	var ops []KeyOp
	for _, frag := range file.TextFragments {
		h, ok := newHunk(frag)
		if !ok || h.at > 0 && frag.LeadingContext == 0 || isContinued(h.old) || isContinued(h.new) {
			return nil, false
		}
		list, ok := h.keys()
		if !ok {
			return nil, false
		}
		ops = append(ops, list...)
	}
	seen := map[string]bool{}
	for _, op := range ops {
		if seen[op.Key] {
			return nil, false
		}
		seen[op.Key] = true
	}
	return ops, len(ops) > 0
}

// isContinued reports whether the first line, which may be the rest of a property, or
// the last one goes on in the next line.
func isContinued(lines []string) bool {
	ends := func(line string) bool {
		line = strings.TrimRight(line, "\r\n")
		return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
	}
	return ends(lines[0]) || ends(lines[len(lines)-1])
}

// keys compares the properties of both sides of a hunk.
func (h hunk) keys() ([]KeyOp, bool) {
	read := func(lines []string) (list []java.Property, text string, ok bool) {
		text = strings.Join(lines, "")
		list, _, err := java.ReadProperties(text, java.Latin1)
		return list, text, err == nil
	}
	before, oldText, ok1 := read(h.old)
	after, newText, ok2 := read(h.new)
	if !ok1 || !ok2 {
		return nil, false
	}
	raw := func(text string, s source.Span) string { return oneLine(text[s.Start:s.End]) }
	var ops []KeyOp
	for _, p := range before {
		if i := lastOf(after, p.Key); i < 0 {
			ops = append(ops, KeyOp{Verb: Remove, Key: p.Key, Was: p.Value, HasWas: true, rawKey: raw(oldText, p.KeySpan), rawWas: raw(oldText, p.ValueSpan)})
		}
	}
	for _, p := range after {
		op := KeyOp{Verb: Append, Key: p.Key, Value: p.Value, rawKey: raw(newText, p.KeySpan), rawValue: raw(newText, p.ValueSpan)}
		if i := lastOf(before, p.Key); i >= 0 {
			if before[i].Value == p.Value {
				continue
			}
			op.Verb, op.Was, op.HasWas, op.rawWas = Set, before[i].Value, true, raw(oldText, before[i].ValueSpan)
		}
		ops = append(ops, op)
	}
	return ops, true
}

var continuation = regexp.MustCompile(`\\(?:\r\n|\n|\r)[ \t\f]*`)

// oneLine writes a key or value of several lines in one.
func oneLine(raw string) string { return continuation.ReplaceAllString(raw, "") }
