package check

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// collector replaces the console for an engine whose protocol does not expose
// it: it is the first script of a page and records errors. Only pages for such
// an engine contain it, and their results say so.
const collector = `<script>(function () {
var list = window.skinbuildConsole = [];
function keep(text) { if (list.length < 50) { list.push(String(text).slice(0, 1000)); } }
window.addEventListener("error", function (e) { if (e.message) { keep(e.message + " (" + e.filename + ":" + e.lineno + ")"); } });
window.addEventListener("unhandledrejection", function (e) { keep("Unhandled rejection: " + e.reason); });
var error = window.console && console.error;
if (error) { console.error = function () { keep(Array.prototype.join.call(arguments, " ")); return error.apply(console, arguments); }; }
}());</script>`

// withCollector inserts the collector into the pages that h serves.
func withCollector(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/html/") {
			h.ServeHTTP(w, r)
			return
		}
		rec := &pageWriter{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(rec, r)
		rec.flush()
	})
}

// pageWriter buffers the text of an HTML page; everything else passes through.
type pageWriter struct {
	http.ResponseWriter
	status int
	began  bool
	held   bool
	text   bytes.Buffer
}

// WriteHeader decides by the headers whether to buffer the body.
func (w *pageWriter) WriteHeader(status int) {
	if w.began {
		return
	}
	w.began, w.status = true, status
	w.held = strings.HasPrefix(w.Header().Get("Content-Type"), "text/html")
	if !w.held {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write buffers the text of a page.
func (w *pageWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.held {
		return w.text.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

func (w *pageWriter) flush() {
	if !w.held {
		return
	}
	text := w.text.String()
	if i := headEnd(text); i >= 0 {
		text = text[:i] + collector + text[i:]
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.ResponseWriter.WriteHeader(w.status)
	_, _ = w.ResponseWriter.Write([]byte(text))
}

// headEnd returns the offset after the start tag of the head, or -1 if there is
// none.
func headEnd(text string) int {
	lower := strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(lower[from:], "<head")
		if i < 0 {
			return -1
		}
		i += from + len("<head")
		if i < len(lower) && (lower[i] == '>' || lower[i] == ' ') {
			if end := strings.IndexByte(lower[i:], '>'); end >= 0 {
				return i + end + 1
			}
		}
		from = i
	}
}
