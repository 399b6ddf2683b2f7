package inject

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// syntax is how a file spells a comment that does not show: in a JSP one that
// never leaves the server, in plain HTML the only one there is.
type syntax struct{ open, close string }

var (
	jspComment  = syntax{"<%--", "--%>"}
	htmlComment = syntax{"<!--", "-->"}
	codeComment = syntax{"/*", "*/"} // of scripts and style sheets
	lineComment = syntax{"#", "\n"}  // of properties files
)

func syntaxOf(jsp bool) syntax {
	if jsp {
		return jspComment
	}
	return htmlComment
}

// sign is in every marker and in nothing else.
const sign = "skinbuild:"

var (
	markerForm = regexp.MustCompile(`^skinbuild:(begin|end|patch) ([a-z0-9][a-z0-9-]*)( inline)?(?: bundle=([A-Za-z0-9][A-Za-z0-9._-]{0,63}) gen=([0-9]{1,9}))?(?: sha256=([0-9a-f]{64}) vendor=([0-9a-f]{64}))?(?: undo=([0-9A-Za-z+/=:,]*))?$`)
	keyForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
)

// A block is text that skinbuild has inserted in a template. Inline it is exactly the
// markers and the text between them; otherwise it is whole lines.
type block struct {
	key        string
	bundle     string // "" if no bundle is named
	generation int
	inline     bool
	patch      bool
	text       string      // between the markers; of a patch its undo record
	sum        string      // hash of text; of a patch, of the regions it made
	vendor     string      // hash of the vendor's file
	span       source.Span // in the file, including the white space that the block added
	raw        string      // what is at span
	inPatched  int         // offset in stripped.patched
	inVendor   int         // offset in stripped.vendor; -1 if a patch has replaced that text
}

// A stamp is what the markers of one run say besides key and content.
type stamp struct {
	vendor     string // hash of the vendor's file
	bundle     string
	generation int
	before     []block // what the file has already
}

// fields returns the fields of the marker of a block with that hash. A block that
// the file already has keeps its generation, so that a second run changes nothing.
func (s stamp) fields(key, sum string) string {
	text := fmt.Sprintf("sha256=%s vendor=%s", sum, s.vendor)
	if s.bundle == "" {
		return text
	}
	generation := s.generation
	for _, b := range s.before {
		if b.key == key && b.sum == sum && b.vendor == s.vendor && b.bundle == s.bundle {
			generation = b.generation
		}
	}
	return fmt.Sprintf("bundle=%s gen=%d %s", s.bundle, generation, text)
}

// begin and end are the markers of a block.
func (c syntax) begin(key string, inline bool, text string, s stamp) string {
	form := ""
	if inline {
		form = " inline"
	}
	return fmt.Sprintf("%s skinbuild:begin %s%s %s %s", c.open, key, form, s.fields(key, hash(text)), c.close)
}

func (c syntax) end(key string) string {
	return fmt.Sprintf("%s skinbuild:end %s %s", c.open, key, c.close)
}

func (c syntax) patch(key, sum string, s stamp, undo string) string {
	return fmt.Sprintf("%s skinbuild:patch %s %s undo=%s %s", c.open, key, s.fields(key, sum), undo, c.close)
}

// marker is one parsed comment of skinbuild.
type marker struct {
	kind, key, bundle, sum, vendor, undo string
	generation                           int
	inline                               bool
	span                                 source.Span
}

// markers finds all comments of skinbuild. A sign in none of the three forms is an
// error.
func (c syntax) markers(f *source.File) ([]marker, *source.Diag) {
	text := f.Text()
	var list []marker
	for from := 0; ; {
		i := strings.Index(text[from:], sign)
		if i < 0 {
			return list, nil
		}
		i += from
		start := i - len(c.open) - 1
		n := strings.Index(text[i:], " "+c.close)
		if start < from || n < 0 || text[start:i] != c.open+" " {
			return nil, faulty(f, source.Span{Start: i, End: i + len(sign)}, "a marker of skinbuild is damaged")
		}
		span := source.Span{Start: start, End: i + n + 1 + len(c.close)}
		m := markerForm.FindStringSubmatch(text[i : i+n])
		if m == nil || (m[1] == "end") != (m[6] == "") || (m[1] == "patch") != (m[8] != "") {
			return nil, faulty(f, span, "a marker of skinbuild is damaged")
		}
		generation, _ := strconv.Atoi(m[5]) // "" is 0; the form bounds the digits
		list = append(list, marker{m[1], m[2], m[4], m[6], m[7], m[8], generation, m[3] != "", span})
		from = span.End
	}
}

func faulty(f *source.File, s source.Span, format string, args ...any) *source.Diag {
	return f.Errorf(s, codes.InjectDrifted, format, args...).
		WithHint("somebody edited the file after skinbuild wrote it: restore it from the vendor's package, or leave it out with --skip")
}

// blocks pairs the markers up and checks that each block is as it was written.
func (c syntax) blocks(f *source.File) ([]block, *source.Diag) {
	list, d := c.markers(f)
	if d != nil {
		return nil, d
	}
	var out []block
	for i := 0; i < len(list); i++ {
		m := list[i]
		switch {
		case m.kind == "patch":
			out = append(out, block{key: m.key, bundle: m.bundle, generation: m.generation, inline: true, patch: true, text: m.undo, sum: m.sum, vendor: m.vendor, span: m.span})
		case m.kind != "begin" || i+1 == len(list) || list[i+1].kind != "end" || list[i+1].key != m.key:
			return nil, faulty(f, m.span, "the %s marker of %s has no partner", m.kind, m.key)
		default:
			i++
			b, d := newBlock(f, m, list[i])
			if d != nil {
				return nil, d
			}
			out = append(out, b)
		}
	}
	return out, nil
}

func newBlock(f *source.File, begin, end marker) (block, *source.Diag) {
	text := f.Text()
	b := block{key: begin.key, bundle: begin.bundle, generation: begin.generation, inline: begin.inline, sum: begin.sum, vendor: begin.vendor, text: text[begin.span.End:end.span.Start]}
	b.span = source.Span{Start: begin.span.Start, End: end.span.End}
	if hash(b.text) != b.sum {
		return b, faulty(f, b.span, "the block of %s has been edited", b.key)
	}
	if b.inline {
		return b, nil
	}
	b.span.Start = source.LineStart(text, b.span.Start)
	n := len(lineEnd(text[b.span.End:]))
	if !isBlank(text[b.span.Start:begin.span.Start]) || n == 0 {
		return b, faulty(f, begin.span, "the lines of %s have been joined with others", b.key)
	}
	b.span.End += n
	return b, nil
}

// A stripped file is the text without blocks and patches.
type stripped struct {
	vendor  string
	patched string // without blocks, the patches left in
	blocks  []block
}

// edited returns the first of the blocks whose marker names another vendor file
// than the text around the blocks is now, nil if there is none.
func (s stripped) edited(blocks []block) *block {
	sum := hash(s.vendor)
	i := slices.IndexFunc(blocks, func(b block) bool { return b.vendor != sum })
	if i < 0 {
		return nil
	}
	return &blocks[i]
}

// strip removes the blocks and undoes the patches. A diagnostic means that the
// vendor's text cannot be known.
func (c syntax) strip(f *source.File) (stripped, *source.Diag) {
	if !strings.Contains(f.Text(), sign) {
		return stripped{vendor: f.Text(), patched: f.Text()}, nil
	}
	blocks, d := c.blocks(f)
	if d != nil {
		return stripped{}, d
	}
	var out strings.Builder
	done := 0
	for i := range blocks {
		b := &blocks[i]
		if b.span.Start < done {
			return stripped{}, faulty(f, b.span, "the lines of %s have been joined with others", b.key)
		}
		out.WriteString(f.Text()[done:b.span.Start])
		b.raw, b.inPatched, b.inVendor = f.Text()[b.span.Start:b.span.End], out.Len(), out.Len()
		done = b.span.End
	}
	out.WriteString(f.Text()[done:])
	s := stripped{vendor: out.String(), patched: out.String(), blocks: blocks}
	for _, b := range slices.Backward(blocks) {
		if !b.patch {
			continue
		}
		text, edits, ok := undoPatch(s.vendor, b.text, b.sum)
		if !ok {
			return stripped{}, faulty(f, b.span, "what the patch %s made of the file has been edited", b.key)
		}
		s.vendor = text
		for i := range blocks {
			blocks[i].inVendor = moved(blocks[i].inVendor, edits)
		}
	}
	return s, nil
}

// moved returns where the offset is once the edits are made, -1 if one of them
// replaces the text around it.
func moved(offset int, edits []source.Edit) int {
	if offset < 0 {
		return offset
	}
	to := offset
	for _, e := range edits {
		switch {
		case e.Start < offset && offset < e.End:
			return -1
		case e.End <= offset && e.Start < offset:
			to += len(e.New) - (e.End - e.Start)
		}
	}
	return to
}

// A region is a stretch of text that a patch made: at offset, where there was
// old, there are n bytes now.
type region struct {
	offset, n int
	old       string
}

// undoRecord writes regions as offset:length:base64 of the old text.
func undoRecord(regions []region) string {
	parts := make([]string, len(regions))
	for i, r := range regions {
		parts[i] = fmt.Sprintf("%d:%d:%s", r.offset, r.n, base64.StdEncoding.EncodeToString([]byte(r.old)))
	}
	return strings.Join(parts, ",")
}

// undoPatch puts the old text back if the regions are as their hash says.
func undoPatch(text, record, sum string) (string, []source.Edit, bool) {
	var edits []source.Edit
	var made strings.Builder
	for part := range strings.SplitSeq(record, ",") {
		fields := strings.Split(part, ":")
		if len(fields) != 3 {
			return text, nil, false
		}
		offset, err1 := strconv.Atoi(fields[0])
		n, err2 := strconv.Atoi(fields[1])
		old, err3 := base64.StdEncoding.DecodeString(fields[2])
		if err1 != nil || err2 != nil || err3 != nil || offset < 0 || n < 0 || offset > len(text) || n > len(text)-offset {
			return text, nil, false
		}
		made.WriteString(text[offset : offset+n])
		edits = append(edits, source.Edit{Span: source.Span{Start: offset, End: offset + n}, New: string(old)})
	}
	if hash(made.String()) != sum {
		return text, nil, false
	}
	back, err := source.Apply(source.NewFile("", text), edits)
	return back, edits, err == nil
}

// lineEnd returns the line end that text begins with, "" if none.
func lineEnd(text string) string {
	switch {
	case strings.HasPrefix(text, "\r\n"):
		return "\r\n"
	case text != "" && (text[0] == '\n' || text[0] == '\r'):
		return text[:1]
	}
	return ""
}

func isBlank(text string) bool { return strings.Trim(text, " \t") == "" }
