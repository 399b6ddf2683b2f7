package matrix

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"skinbuild/internal/report"
)

// The page is a single file, like the reports: it can be opened offline and
// from a mail.
var (
	//go:embed matrix.html
	pageHTML string
	//go:embed matrix.css
	pageCSS string
	//go:embed matrix.js
	pageJS string

	page = template.Must(template.New("matrix").Funcs(template.FuncMap{"state": state}).Parse(pageHTML))
)

// WriteHTML writes the table as one HTML page with filters. Without JavaScript
// it shows everything.
func (m *Matrix) WriteHTML(w io.Writer) error {
	return report.WritePage(w, page, struct {
		*Matrix
		CSS template.CSS
		JS  template.JS
	}{m, template.CSS(report.Style() + pageCSS), template.JS(pageJS)})
}

// state returns the CSS class of a cell, which tells how good the answer is.
func state(section, cell string) string {
	switch {
	case section == sectionBreaks && cell != "":
		return "failed"
	case section != sectionFeatures:
		return ""
	case cell == "no":
		return "failed"
	case cell == "partial", cell == "unknown", strings.HasPrefix(cell, "as "):
		return "notrun"
	}
	return "passed"
}
