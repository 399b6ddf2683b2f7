package source

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"skinbuild/internal/codes"
)

// Format is a form in which diagnostics are printed.
type Format uint8

const (
	Text   Format = iota // for people: excerpt, caret, hint
	JSON                 // one object a line
	GitHub               // workflow commands, which GitHub shows next to the line
	SARIF                // SARIF 2.1.0, one log
)

// Formats lists the names that ParseFormat accepts, in the order of the constants.
func Formats() []string { return []string{"text", "json", "github", "sarif"} }

// ParseFormat returns the format of that name.
func ParseFormat(name string) (Format, error) {
	for i, n := range Formats() {
		if n == name {
			return Format(i), nil
		}
	}
	return Text, fmt.Errorf("unknown format %q: want one of %s", name, strings.Join(Formats(), ", "))
}

// WriteOptions says how Write prints; nil means plain text.
type WriteOptions struct {
	Format Format
	Color  bool // escape sequences in the text form
	SARIF  SARIFTool
}

// Write prints the diagnostics, sorted and each once, to w. The text form prints those of
// Limited, the others all.
func Write(w io.Writer, ds Diags, opt *WriteOptions) error {
	if opt == nil {
		opt = &WriteOptions{}
	}
	ds = ds.Sorted()
	switch opt.Format {
	case JSON:
		return writeJSON(w, ds)
	case GitHub:
		return writeGitHub(w, ds)
	case SARIF:
		return writeSARIF(w, ds, &opt.SARIF)
	default:
		return writeText(w, ds, opt.Color)
	}
}

func writeText(w io.Writer, ds Diags, color bool) error {
	var p palette
	if color {
		p = ansi
	}
	shown, rest := ds.Limited()
	for _, d := range shown {
		if _, err := io.WriteString(w, d.excerpt(p)); err != nil {
			return err
		}
	}
	for _, line := range rest {
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// place is the JSON form of a span: 1-based lines and byte columns, the end
// exclusive.
type place struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	EndLine int    `json:"endLine"`
	EndCol  int    `json:"endColumn"`
}

func newPlace(f *File, s Span) place {
	line, col := f.Position(s.Start)
	endLine, endCol := f.Position(max(s.End, s.Start))
	return place{f.Name(), line, col, endLine, endCol}
}

type jsonDiag struct {
	place
	Severity string        `json:"severity"`
	Code     codes.Code    `json:"code"`
	Text     string        `json:"text"`
	Hint     string        `json:"hint,omitempty"`
	Related  []jsonRelated `json:"related,omitempty"`
}

type jsonRelated struct {
	place
	Text string `json:"text"`
}

func newJSONDiag(d *Diag) jsonDiag {
	j := jsonDiag{place: newPlace(d.File, d.Span), Severity: d.Severity.String(), Code: d.Code, Text: short(d.Text), Hint: short(d.Hint)}
	for _, r := range d.Related[:min(len(d.Related), maxRelated)] {
		j.Related = append(j.Related, jsonRelated{newPlace(r.File, r.Span), short(r.Text)})
	}
	return j
}

// MarshalJSON gives the diagnostic the shape of the JSON form, so that a
// command's own JSON result can hold diagnostics.
func (d *Diag) MarshalJSON() ([]byte, error) { return json.Marshal(newJSONDiag(d)) }

func writeJSON(w io.Writer, ds Diags) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range ds {
		if err := enc.Encode(newJSONDiag(d)); err != nil {
			return err
		}
	}
	return nil
}

// The escapes of workflow commands: a message keeps its line breaks, a property
// must also hide its delimiters.
var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func writeGitHub(w io.Writer, ds Diags) error {
	command := map[Severity]string{Error: "error", Warning: "warning", Info: "notice"}
	for _, d := range ds {
		p := newPlace(d.File, d.Span)
		text := short(d.Text)
		if d.Hint != "" {
			text += "\nhint: " + short(d.Hint)
		}
		_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,endLine=%d,endColumn=%d,title=%s::%s\n", command[d.Severity],
			githubProperty.Replace(p.File), p.Line, p.Column, p.EndLine, p.EndCol, githubProperty.Replace(d.Code.String()), githubText.Replace(text))
		if err != nil {
			return err
		}
	}
	return nil
}
