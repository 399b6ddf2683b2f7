package source

import (
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
)

// The part of SARIF 2.1.0 that code hosts read (OASIS, section 3). Columns are
// UTF-8 bytes here, which the format has no name for; columnKind is therefore
// left out and hosts that count UTF-16 units are off in lines with non-ASCII
// text before the place.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId,omitempty"`
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

func writeSARIF(w io.Writer, ds Diags, tool string) error {
	if tool == "" {
		tool = "skinbuild"
	}
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: tool, Rules: []sarifRule{}}}, Results: []sarifResult{}}
	var codes []string
	for _, d := range ds {
		run.Results = append(run.Results, newSARIFResult(d))
		if d.Code.String() != "" {
			codes = append(codes, d.Code.String())
		}
	}
	slices.Sort(codes)
	for _, c := range slices.Compact(codes) {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{c})
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

func newSARIFResult(d *Diag) sarifResult {
	level := map[Severity]string{Error: "error", Warning: "warning", Info: "note"}
	text := d.Text
	if d.Hint != "" {
		text += "\nhint: " + d.Hint
	}
	r := sarifResult{
		RuleID:    d.Code.String(),
		Level:     level[d.Severity],
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
	segments := strings.Split(p.File, "/")
	for i, seg := range segments {
		segments[i] = url.PathEscape(seg)
	}
	return sarifLocation{Physical: sarifPhysical{
		Artifact: sarifArtifact{strings.Join(segments, "/")},
		Region:   sarifRegion{p.Line, p.Column, p.EndLine, p.EndCol},
	}}
}
