// Package expect compares agents with tables of expectations written by QA: for
// each agent, how the layers classify it, what it is sent, what it supports and
// what breaks.
//
// A table is a text file with tab-separated columns; lines beginning with "#"
// are comments. The first other line names the columns: "agent", optionally
// "name", and questions. An empty cell asks nothing; "?" is an answer to be
// filled in.
package expect

import (
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A Table is a file of expectations.
type Table struct {
	file *source.File
	rows []row
}

// row is one agent and its expectations.
type row struct {
	agent     string // the User-Agent
	name      string
	questions []cell
}

// cell is one expectation.
type cell struct {
	question string
	want     string
	span     source.Span
}

// unanswered marks a cell whose answer is to be filled in.
const unanswered = "?"

// Parse parses a table and reports all errors at once. The codes are
// expect/head for the first line, expect/question for an unknown question,
// expect/agent and expect/columns.
func Parse(f *source.File) (*Table, source.Diags) {
	t := &Table{file: f}
	var head []field
	var ds source.Diags
	for _, line := range linesOf(f.Text()) {
		if strings.TrimSpace(line.text) == "" || strings.HasPrefix(line.text, "#") {
			continue
		}
		fields := fieldsOf(line)
		if head == nil {
			head = fields
			ds = append(ds, checkHead(f, head)...)
			continue
		}
		r, bad := t.row(head, fields)
		ds = append(ds, bad...)
		t.rows = append(t.rows, r)
	}
	if head == nil {
		ds = append(ds, f.Errorf(source.Span{}, codes.ExpectHead, "no line that names the columns").WithHint("agent\tfamily\tclient.browser"))
	}
	if ds.Err() != nil {
		return nil, ds
	}
	return t, ds
}

// field is a text and its place.
type field struct {
	text string
	source.Span
}

func linesOf(text string) []field {
	var out []field
	for at := 0; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		end := at + len(line)
		out = append(out, field{strings.TrimSuffix(line, "\r"), source.Span{Start: at, End: end}})
		at = end + 1
	}
	return out
}

// fieldsOf splits a line at tabs and trims blanks.
func fieldsOf(line field) []field {
	var out []field
	at := line.Start
	for text := range strings.SplitSeq(line.text, "\t") {
		trimmed := strings.TrimSpace(text)
		start := at + strings.Index(text, trimmed)
		out = append(out, field{trimmed, source.Span{Start: start, End: start + len(trimmed)}})
		at += len(text) + 1
	}
	return out
}

const (
	columnAgent = "agent"
	columnName  = "name"
)

func checkHead(f *source.File, head []field) source.Diags {
	var ds source.Diags
	seen := map[string]bool{}
	for _, h := range head {
		switch {
		case seen[h.text]:
			ds = append(ds, f.Errorf(h.Span, codes.ExpectHead, "duplicate column %s", h.text))
		case h.text == columnAgent || h.text == columnName || known(h.text):
		default:
			d := f.Errorf(h.Span, codes.ExpectQuestion, "unknown question %q", h.text)
			if near := source.Nearest(h.text, questionNames()); near != "" {
				d.WithHint("did you mean %s?", near)
			} else {
				d.WithHint("family, servlet, servlet.MACRO, taglib.isMobile, client.browser, fixes, fixes.ID, breaks, breaks.ID, feature.NAME; docs/uacheck.md lists all")
			}
			ds = append(ds, d)
		}
		seen[h.text] = true
	}
	if !seen[columnAgent] {
		ds = append(ds, f.Errorf(head[0].Span, codes.ExpectHead, "no column is named agent").WithHint("the first line names the columns"))
	}
	return ds
}

func (t *Table) row(head, fields []field) (row, source.Diags) {
	var r row
	var ds source.Diags
	if len(fields) > len(head) {
		ds = append(ds, t.file.Errorf(fields[len(head)].Span, codes.ExpectColumns, "%d cells for %d columns", len(fields), len(head)))
		fields = fields[:len(head)]
	}
	for i, c := range fields {
		switch head[i].text {
		case columnAgent:
			var d *source.Diag
			if r.agent, d = t.agent(c); d != nil {
				ds = append(ds, d)
			}
			if r.name == "" {
				r.name = c.text
			}
		case columnName:
			if c.text != "" {
				r.name = c.text
			}
		default:
			if c.text != "" {
				r.questions = append(r.questions, cell{head[i].text, c.text, c.Span})
			}
		}
	}
	return r, ds
}

// agent returns the User-Agent that a cell names: a key of the supported list,
// a key with a version, or the text itself.
func (t *Table) agent(c field) (string, *source.Diag) {
	if b, ok := ua.Find(c.text); ok {
		return b.UserAgent, nil
	}
	if strings.ContainsAny(c.text, " /") {
		return c.text, nil
	}
	var keys []string
	for _, b := range ua.Supported() {
		keys = append(keys, b.Key)
	}
	d := t.file.Errorf(c.Span, codes.ExpectAgent, "%q is neither a User-Agent nor a known browser", c.text)
	if near := source.Nearest(c.text, keys); near != "" {
		return "", d.WithHint("did you mean %s?", near)
	}
	return "", d.WithHint("known browsers: %s, or KEY@VERSION", strings.Join(keys, ", "))
}

// equal compares an expected cell with an answer: sets in any order, yes and no
// in any spelling, versions up to the precision of the cell.
func equal(question, want, got string) bool {
	if want == got {
		return true
	}
	if isSet(question) {
		return slices.Equal(setOf(want), setOf(got))
	}
	if w, ok := truths[strings.ToLower(want)]; ok && w == got {
		return true
	}
	return isVersion(question) && strings.HasPrefix(got, want+".")
}

var truths = map[string]string{"1": yes, "0": no, "true": yes, "false": no}

func setOf(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	words = slices.DeleteFunc(words, func(w string) bool { return w == none })
	slices.Sort(words)
	return slices.Compact(words)
}
