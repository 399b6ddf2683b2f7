package patch

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/internal/versions"
)

// A Header says what a patch is for. Every field may be missing.
type Header struct {
	Subject  string   `json:"subject,omitempty"`
	Advisory []string `json:"advisory,omitempty"` // names of the vendor's advisories
	CVE      []string `json:"cve,omitempty"`
	Upstream string   `json:"upstream,omitempty"` // repository and commit of the vendor's
	// FixedIn are the first releases of their series that have the fix: 8.8.15.p41
	// means that 8.8.15.p46 has it as well.
	FixedIn []string `json:"fixed-in,omitempty"`
	// Variants are patches with the same purpose for other releases: files of the same
	// folder, tried in their order.
	Variants []string `json:"variants,omitempty"`
	Text     string   `json:"text,omitempty"` // what else stands before the first change
}

// A parser reads one patch file.
type parser struct {
	f     *source.File
	patch *Patch
	diags source.Diags
	seen  map[string]bool
}

func (p *parser) errorf(s source.Span, code codes.Code, format string, args ...any) *source.Diag {
	d := p.f.Errorf(s, code, format, args...)
	p.diags = append(p.diags, d)
	return d
}

// Parse reads a patch file of a project: a header, unified diffs whose paths are below
// the webapp, and sections of operations on keys. Anything that is not understood is an
// error.
func Parse(f *source.File) (*Patch, source.Diags) {
	p := &parser{f: f, seen: map[string]bool{}}
	p.patch = &Patch{Name: strings.TrimSuffix(path.Base(f.Name()), path.Ext(f.Name())), File: f}
	if crlf(f) {
		p.errorf(source.At(0), codes.PatchLineEnds, "the patch was saved with the line ends of Windows (CRLF), so it is not known which ones the lines of the file have").
			WithHint("get the patch again, or save it with LF")
		return nil, p.diags
	}
	diff := p.sections()
	p.checkKeys()
	p.header()
	p.diffs(diff)
	if len(p.patch.Parts) == 0 && p.diags.Err() == nil {
		p.errorf(source.At(0), codes.PatchSyntax, "the patch changes no file")
	}
	if p.diags.Err() != nil {
		return nil, p.diags
	}
	return p.patch, p.diags
}

// crlf reports whether the lines of the diff's own syntax end in CRLF.
func crlf(f *source.File) bool {
	for line := range strings.Lines(f.Text()) {
		if strings.HasPrefix(line, "@@ ") || strings.HasPrefix(line, "--- ") {
			return strings.HasSuffix(line, "\r\n")
		}
	}
	return false
}

var headerLine = regexp.MustCompile(`^([A-Z][A-Za-z-]*):[ \t]*(.*)$`)

// startOfChanges matches the first line of a change.
var startOfChanges = regexp.MustCompile(`(?m)^(diff --git |--- |=== )`)

// header reads the fields up to the first empty line, and the text after it.
func (p *parser) header() {
	text := p.f.Text()
	if m := startOfChanges.FindStringIndex(text); m != nil {
		text = text[:m[0]]
	}
	fields, rest, _ := strings.Cut(text, "\n\n")
	h := &p.patch.Header
	offset := 0
	for line := range strings.Lines(fields) {
		m := headerLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			rest = text[offset:]
			break
		}
		p.field(h, m[1], strings.TrimSpace(m[2]), source.Span{Start: offset, End: offset + len(line) - 1})
		offset += len(line)
	}
	h.Text = strings.TrimSpace(rest)
}

// field sets one field. Fields that mail and git add are left alone.
func (p *parser) field(h *Header, name, value string, at source.Span) {
	switch name {
	case "Subject":
		h.Subject = value
	case "Advisory":
		h.Advisory = words(value)
	case "CVE":
		h.CVE = words(value)
		for _, id := range h.CVE {
			if !cveForm.MatchString(id) {
				p.errorf(at, codes.PatchHeader, "%q is not the id of a CVE, such as CVE-2022-24682", id)
			}
		}
	case "Upstream":
		h.Upstream = value
	case "Fixed-In":
		h.FixedIn = words(value)
		for _, r := range h.FixedIn {
			if _, err := versions.ParseRelease(r); err != nil {
				p.errorf(at, codes.PatchHeader, "Fixed-In: %v", err)
			}
		}
	case "Variants":
		h.Variants = words(value)
		for _, name := range h.Variants {
			if !nameForm.MatchString(name) {
				p.errorf(at, codes.PatchHeader, "Variants: %q is not the name of a file in the folder of the patch", name)
			}
		}
	}
}

var (
	cveForm  = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,}$`)
	nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*\.patch$`)
)

func words(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}

// sections reads the operations on keys, and returns the text with blank lines in
// their place.
func (p *parser) sections() string {
	var diff strings.Builder
	var part *Part
	offset := 0
	for line := range strings.Lines(p.f.Text()) {
		at := source.Span{Start: offset, End: offset + len(strings.TrimRight(line, "\r\n"))}
		offset += len(line)
		switch name, section := strings.CutPrefix(p.f.Text()[at.Start:at.End], "=== "); {
		case section:
			part = &Part{Path: strings.TrimSpace(name), at: at, file: p.f}
			part.Kind = KindOf(part.Path)
			if part.Kind != Properties {
				p.errorf(at, codes.PatchTarget, "%q is not a properties file: only these have keys", part.Path)
			}
			p.add(part)
			diff.WriteString("\n")
		case part != nil && startOfChanges.MatchString(line):
			part = nil
			diff.WriteString(line)
		case part != nil:
			p.key(part, p.f.Text()[at.Start:at.End], at)
			diff.WriteString("\n")
		default:
			diff.WriteString(line)
		}
	}
	return diff.String()
}

// add adds a part unless its path is wrong or has a part already.
func (p *parser) add(part *Part) {
	_, err := tree.ParsePath(part.Path)
	switch {
	case err != nil:
		p.errorf(part.at, codes.PatchTarget, "%q is not a path below the webapp: %v", part.Path, err)
	case p.seen[part.Path]:
		p.errorf(part.at, codes.PatchTwice, "%s: the patch has two parts for this file", part.Path).
			WithHint("make one diff of both")
	default:
		p.seen[part.Path] = true
		p.patch.Parts = append(p.patch.Parts, part)
	}
}

// diffs reads the unified diffs.
func (p *parser) diffs(text string) {
	files, _, err := gitdiff.Parse(strings.NewReader(text))
	if err != nil {
		p.faulty(err)
		return
	}
	from := 0
	for _, file := range files {
		at, next := p.placeOf(file, text, from)
		from = next
		p.diff(file, text, at)
	}
}

var lineInError = regexp.MustCompile(`line (\d+): (.*)$`)

// faulty reports what the parser of diffs has found.
func (p *parser) faulty(err error) {
	at, why := source.At(0), err.Error()
	if m := lineInError.FindStringSubmatch(why); m != nil {
		n, _ := strconv.Atoi(m[1]) // the form has digits only
		n = min(max(n, 1), p.f.Lines())
		offset, _ := p.f.Offset(n, 1)
		at, why = source.Span{Start: offset, End: offset + len(p.f.Line(n))}, m[2]
	}
	if strings.Contains(why, "miscounts lines") || strings.Contains(why, "no content") || strings.Contains(why, "invalid line operation") {
		p.errorf(at, codes.PatchTruncated, "the patch is cut off or was edited: a change has not as many lines as its first line says (%s)", why).
			WithHint("get the patch again")
		return
	}
	p.errorf(at, codes.PatchSyntax, "not a unified diff: %s", why)
}

// placeOf returns the span of a file's first line in the text, looked for from an
// offset on, and where to look for the next.
func (p *parser) placeOf(file *gitdiff.File, text string, from int) (source.Span, int) {
	for offset := from; offset < len(text); {
		line, _, _ := strings.Cut(text[offset:], "\n")
		name := file.NewName
		if name == "" || file.IsDelete {
			name = file.OldName
		}
		isStart := strings.HasPrefix(line, "diff --git ") || strings.HasPrefix(line, "--- ")
		if isStart && (strings.Contains(line, name) || strings.Contains(text[offset:min(len(text), offset+len(line)+len(name)+16)], "+++ ")) {
			return source.Span{Start: offset, End: offset + len(line)}, offset + len(line)
		}
		offset += len(line) + 1
	}
	return source.At(0), from
}

// diff reads the diff of one file.
func (p *parser) diff(file *gitdiff.File, text string, at source.Span) {
	oldName, newName := unprefixed(file.OldName), unprefixed(file.NewName)
	part := &Part{Path: newName, Kind: KindOf(newName), at: at, file: p.f, old: file.OldOIDPrefix, new: file.NewOIDPrefix}
	switch {
	case file.IsNew, file.IsDelete, file.IsRename, file.IsCopy, oldName != newName:
		name := newName
		if name == "" || file.IsDelete {
			name = oldName
		}
		p.errorf(at, codes.PatchTarget, "%s: a patch can only change files that the vendor has, not create, delete or rename them", name)
		return
	case file.IsBinary:
		p.errorf(at, codes.PatchBinary, "%s: the patch has a binary part, and can change only text", newName).
			WithHint("take the part out of the patch")
		return
	case len(file.TextFragments) == 0:
		p.errorf(at, codes.PatchSyntax, "%s: the patch changes no text of this file", newName)
		return
	case part.Kind == Other:
		p.errorf(at, codes.PatchTarget, "%s: a patch can change templates, style sheets, scripts, properties files and tag libraries of the webapp", newName)
		return
	}
	for i, frag := range file.TextFragments {
		h, ok := newHunk(frag)
		if !ok {
			p.errorf(at, codes.PatchContext, "%s: change %d has no context, so only its line number says where it goes", newName, i+1).
				WithHint("make the diff with context: diff -u, or git diff without -U0")
			return
		}
		h.span = at
		part.hunks = append(part.hunks, h)
	}
	p.add(part)
}

func newHunk(frag *gitdiff.TextFragment) (hunk, bool) {
	h := hunk{at: int(frag.OldPosition) - 1, newAt: int(frag.NewPosition) - 1, atEnd: frag.TrailingContext == 0}
	for _, l := range frag.Lines {
		if l.Old() {
			h.old = append(h.old, l.Line)
		}
		if l.New() {
			h.new = append(h.new, l.Line)
		}
	}
	return h, len(h.old) > 0 && len(h.new) > 0 && !slices.Equal(h.old, h.new)
}

func unprefixed(name string) string {
	if strings.HasPrefix(name, "a/") || strings.HasPrefix(name, "b/") {
		return name[2:]
	}
	return name
}

// IsFixed reports whether the release has the fix by itself: a release of Fixed-In with
// the same first two numbers is as old or older. An unknown release, "", has not.
func (h Header) IsFixed(release string) bool {
	r, err := versions.ParseRelease(release)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(h.FixedIn, func(text string) bool {
		fixed, err := versions.ParseRelease(text)
		return err == nil && fixed[0] == r[0] && fixed[1] == r[1] && fixed.Compare(r) <= 0
	})
}

// Changes returns the text of the patch file after the header.
func (p *Patch) Changes() string {
	if m := startOfChanges.FindStringIndex(p.File.Text()); m != nil {
		return p.File.Text()[m[0]:]
	}
	return ""
}
