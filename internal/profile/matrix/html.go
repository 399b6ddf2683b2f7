package matrix

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"skinbuild/internal/report"
)

// The page is one file, like those of reports: it opens offline and from a mail.
var (
	//go:embed matrix.html
	pageHTML string
	//go:embed matrix.css
	pageCSS string
	//go:embed matrix.js
	pageJS string

	page = template.Must(template.New("matrix").Funcs(template.FuncMap{"state": state}).Parse(pageHTML))
)

// WriteHTML prints the table as one HTML page with filters. Without scripts it
// shows everything.
func (m *Matrix) WriteHTML(w io.Writer) error {
	return page.Execute(w, struct {
		*Matrix
		CSS template.CSS
		JS  template.JS
	}{m, template.CSS(report.Style() + pageCSS), template.JS(pageJS)})
}

// state is the class of a cell: how good it is.
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
