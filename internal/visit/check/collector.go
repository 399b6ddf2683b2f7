package check

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// collectorPath is the address to which the collector reports. No file of a webapp has
// it, since the server's own paths begin otherwise.
const collectorPath = "/.uacheck/observed"

// collector replaces the console for an engine whose protocol does not expose it. It is
// the first script of a page, and reports each error and dialog to the server at once,
// so that nothing is lost when the page is left or stops answering. Dialogs are
// dismissed, as the other engines do. Only pages for such an engine contain it, and
// their results say so.
const collector = `<script>(function () {
var Request = window.XMLHttpRequest, open = Request.prototype.open, send = Request.prototype.send, left = 50;
function report(kind, text) {
	if (left-- <= 0) { return; }
	try {
		var r = new Request();
		open.call(r, "POST", "` + collectorPath + `", false);
		send.call(r, JSON.stringify({kind: kind, text: String(text).slice(0, 1000)}));
	} catch (e) { /* the page is going away */ }
}
window.addEventListener("error", function (e) { if (e.message) { report("error", e.message + " (" + e.filename + ":" + e.lineno + ")"); } });
window.addEventListener("unhandledrejection", function (e) { report("error", "Unhandled rejection: " + (e.reason && e.reason.message || e.reason)); });
window.alert = function (text) { report("dialog", text); };
window.confirm = function (text) { report("dialog", text); return false; };
window.prompt = function (text) { report("dialog", text); return null; };
var error = window.console && console.error;
if (error) { console.error = function () { report("error", Array.prototype.join.call(arguments, " ")); return error.apply(console, arguments); }; }
}());</script>`

// observed is what the collector reported during a visit.
type observed struct {
	mu      sync.Mutex
	pages   int // pages that got the collector
	errors  []string
	dialogs []string
	stopped bool
}

// seenByCollector is a copy of what was observed.
type seenByCollector struct {
	pages           int
	errors, dialogs []string
}

func (o *observed) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pages, o.errors, o.dialogs, o.stopped = 0, nil, nil, false
}

// stop ends the recording of this visit.
func (o *observed) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopped = true
}

func (o *observed) read() seenByCollector {
	o.mu.Lock()
	defer o.mu.Unlock()
	return seenByCollector{o.pages, slices.Clone(o.errors), slices.Clone(o.dialogs)}
}

// Limits on one report and on a visit's, so that a page cannot fill the memory.
const (
	maxReport  = 8 << 10
	maxReports = 200
)

func (o *observed) take(r *http.Request) {
	var in struct{ Kind, Text string }
	body, err := io.ReadAll(io.LimitReader(r.Body, maxReport))
	if err != nil || json.Unmarshal(body, &in) != nil {
		return // the page has gone, or it is not the collector's
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	list := &o.errors
	if in.Kind == "dialog" {
		list = &o.dialogs
	}
	if len(*list) < maxReports && !o.stopped {
		*list = append(*list, in.Text)
	}
}

// withCollector inserts the collector into the pages that h serves, and receives what
// it reports.
func withCollector(h http.Handler, o *observed) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == collectorPath:
			o.take(r)
			w.WriteHeader(http.StatusNoContent)
			return
		case strings.Contains(r.URL.Path, "/html/"):
			h.ServeHTTP(w, r)
			return
		}
		rec := &pageWriter{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(rec, r)
		if rec.flush() {
			o.mu.Lock()
			o.pages++
			o.mu.Unlock()
		}
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

// flush sends a buffered page, and reports whether the collector is in it.
func (w *pageWriter) flush() (inserted bool) {
	if !w.held {
		return false
	}
	text := w.text.String()
	i := headEnd(text)
	if i >= 0 {
		text = text[:i] + collector + text[i:]
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.ResponseWriter.WriteHeader(w.status)
	_, _ = w.ResponseWriter.Write([]byte(text))
	return i >= 0
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
