package source

import (
	"cmp"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"skinbuild/internal/codes"
)

// SARIFTool is what a SARIF log says about the tool that made it.
type SARIFTool struct {
	Name    string // "" means "skinbuild"
	Version string // a semantic version; "" leaves it out
	// Help returns the address and the Markdown text of the page about a code, both ""
	// if there is none; nil leaves both out for every code.
	Help func(codes.Code) (uri, markdown string)
}

// The part of SARIF 2.1.0 that code hosts read (OASIS, section 3). Columns count
// UTF-16 code units, as editors and code hosts do; byte columns are in the other forms.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"semanticVersion,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string     `json:"id"`
		Short   sarifText  `json:"shortDescription"`
		Default sarifLevel `json:"defaultConfiguration"`
		HelpURI string     `json:"helpUri,omitempty"`
		Help    *sarifHelp `json:"help,omitempty"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId,omitempty"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

// sarifLevels are the names that SARIF has for the severities.
var sarifLevels = map[Severity]string{Error: "error", Warning: "warning", Info: "note"}

func writeSARIF(w io.Writer, ds Diags, tool *SARIFTool) error {
	driver := sarifDriver{Name: cmp.Or(tool.Name, "skinbuild"), Version: tool.Version, Rules: []sarifRule{}}
	index := map[codes.Code]int{codes.None: -1}
	for _, c := range usedCodes(ds) {
		index[c] = len(driver.Rules)
		driver.Rules = append(driver.Rules, newSARIFRule(c, tool))
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	for _, d := range ds {
		run.Results = append(run.Results, newSARIFResult(d, index[d.Code]))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

// usedCodes returns the codes of the diagnostics, each once, in their order.
func usedCodes(ds Diags) []codes.Code {
	var used []codes.Code
	for _, d := range ds {
		if d.Code != codes.None {
			used = append(used, d.Code)
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}

func newSARIFRule(c codes.Code, tool *SARIFTool) sarifRule {
	title := c.Title()
	r := sarifRule{ID: c.String(), Default: sarifLevel{sarifLevels[c.Severity()]}}
	r.Short.Text = strings.ToUpper(title[:1]) + title[1:] + "."
	if tool.Help == nil {
		return r
	}
	uri, page := tool.Help(c)
	r.HelpURI = uri
	if page != "" {
		r.Help = &sarifHelp{Text: page, Markdown: page}
	}
	return r
}

func newSARIFResult(d *Diag, rule int) sarifResult {
	text := short(d.Text)
	if d.Hint != "" {
		text += "\nhint: " + short(d.Hint)
	}
	r := sarifResult{
		RuleID:    d.Code.String(),
		RuleIndex: rule,
		Level:     sarifLevels[d.Severity],
		Message:   sarifText{text},
		Locations: []sarifLocation{newSARIFLocation(d.File, d.Span)},
	}
	for _, rel := range d.Related {
		l := newSARIFLocation(rel.File, rel.Span)
		l.Message = &sarifText{rel.Text}
		r.Related = append(r.Related, l)
	}
	return r
}

func newSARIFLocation(f *File, s Span) sarifLocation {
	p := newPlace(f, s)
	return sarifLocation{Physical: sarifPhysical{
		Artifact: sarifArtifact{fileURI(p.File)},
		Region:   sarifRegion{p.Line, f.utf16Column(p.Line, p.Column), p.EndLine, f.utf16Column(p.EndLine, p.EndCol)},
	}}
}

// fileURI returns a path as a relative URI. A colon is escaped, since what is before
// one would be read as a scheme.
func fileURI(name string) string {
	segments := strings.Split(name, "/")
	for i, seg := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(seg), ":", "%3A")
	}
	return strings.Join(segments, "/")
}

// utf16Column returns the 1-based column in UTF-16 code units of a byte column. A byte
// that is not part of UTF-8 text counts as one unit, as it does for a reader that
// replaces it.
func (f *File) utf16Column(line, col int) int {
	n := 1
	for _, r := range f.text[f.starts()[line-1]:][:col-1] {
		n += utf16.RuneLen(r)
	}
	return n
}
