// Package preview shows a project's pages while it is worked on: it serves the
// newest build as the mail server would, and tells the pages that are open when
// there is a newer one, or why there is none.
package preview

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"

	"skinbuild/internal/tree"
)

// The paths of the preview itself; the web client has none that begin with /-/.
const (
	eventsPath = "/-/skinbuild/events"
	scriptPath = "/-/skinbuild/preview.js"
)

// maxListeners is how many pages are told of a new build.
const maxListeners = 100

//go:embed preview.js
var script []byte

// A Site is a server of the newest build. Only pages of this machine reach it: a
// request must name a loopback host, so that no foreign site can be made to look
// like this one (DNS rebinding), and come from no other origin. It is safe for
// concurrent use; the zero Site serves nothing yet.
type Site struct {
	mu      sync.Mutex
	pages   http.Handler
	files   tree.Tree // that the last build made
	last    []byte    // the last event, for pages that come later
	clients map[chan []byte]bool
}

// event is what is sent to open pages.
type event struct {
	Kind string `json:"kind"` // "styles", "page" or "problems"
	Text string `json:"text,omitempty"`
}

// Show serves a build: its files, of which the handler answers. Open pages take new
// style sheets as they are; for anything else they load again.
func (s *Site) Show(pages http.Handler, files tree.Tree) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := changed(s.files, files)
	if s.pages == nil {
		kind = ""
	}
	s.pages, s.files = pages, files
	s.tell(event{Kind: kind})
}

// Fail shows the problems, as text, on the pages; they keep the last good build.
func (s *Site) Fail(problems string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell(event{Kind: "problems", Text: problems})
}

// changed says what a page must do about the new files: "styles" if nothing but
// style sheets and what goes into them differs, "page" if anything else does.
func changed(old, new tree.Tree) string {
	kind := "styles" // also clears problems that a page shows
	for _, c := range tree.Diff(old, new) {
		name := c.Path.String()
		if !strings.HasSuffix(name, ".css") && !strings.HasSuffix(name, ".properties") {
			kind = "page"
		}
	}
	return kind
}

// tell sends an event to all pages. One that does not listen misses it, and is sent
// with the next. s.mu is held.
func (s *Site) tell(e event) {
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // two strings
	}
	s.last = nil
	if e.Kind == "problems" {
		s.last = text
	}
	for c := range s.clients {
		select {
		case c <- text:
		default:
		}
	}
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !local(r.Host):
		http.Error(w, "this server answers for a loopback host only", http.StatusMisdirectedRequest)
	case r.Header.Get("Origin") != "" && r.Header.Get("Origin") != "http://"+r.Host:
		http.Error(w, "this server answers pages of its own only", http.StatusForbidden)
	case r.URL.Path == eventsPath:
		s.serveEvents(w, r)
	case r.URL.Path == scriptPath:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(script)
	default:
		s.servePage(w, r)
	}
}

// local tells a loopback host from any other name that may lead here.
func local(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// servePage answers with the newest build. Nothing is cached, and pages get the
// script that listens.
func (s *Site) servePage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	pages := s.pages
	s.mu.Unlock()
	answer := &recorder{header: http.Header{}, status: http.StatusOK}
	if pages == nil {
		answer.header.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = answer.Write([]byte("<!DOCTYPE html><title>skinbuild preview</title><p>Nothing could be built yet."))
	} else {
		pages.ServeHTTP(answer, r)
	}
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.status)
	body := answer.body.Bytes()
	// skin.html is a part of a page, which has the script already.
	if strings.HasPrefix(answer.header.Get("Content-Type"), "text/html") && bytes.Contains(bytes.ToLower(body), []byte("<html")) || pages == nil {
		body = append(body, fmt.Sprintf("\n<script src=%q></script>\n", scriptPath)...)
	}
	_, _ = w.Write(body)
}

// recorder keeps an answer until it is known what to add.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// serveEvents streams what happens to one page, as server-sent events.
func (s *Site) serveEvents(w http.ResponseWriter, r *http.Request) {
	flush, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no streaming", http.StatusInternalServerError)
		return
	}
	events := make(chan []byte, 4)
	s.mu.Lock()
	if len(s.clients) == maxListeners {
		s.mu.Unlock()
		http.Error(w, "too many pages listen", http.StatusServiceUnavailable)
		return
	}
	if s.clients == nil {
		s.clients = map[chan []byte]bool{}
	}
	s.clients[events] = true
	if s.last != nil {
		events <- s.last
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.clients, events)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(": hello\n\n"))
	flush.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case text := <-events:
			if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil {
				return
			}
			flush.Flush()
		}
	}
}
