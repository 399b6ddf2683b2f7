package report

import (
	"bytes"
	"html/template"
	"io"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
)

// WritePage executes the template of an HTML page, which brings its style sheet and
// script along, and writes the page minified. It means the same to a browser: only
// optional tags and quotes, white space and long spellings are left out.
func WritePage(w io.Writer, t *template.Template, data any) error {
	var page bytes.Buffer
	if err := t.Execute(&page, data); err != nil {
		return err
	}
	m := minify.New()
	m.Add("text/html", &html.Minifier{KeepDocumentTags: true})
	m.Add("text/css", &css.Minifier{})
	m.Add("application/javascript", &js.Minifier{})
	return m.Minify("text/html", w, &page)
}
