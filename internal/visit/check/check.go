// Package check visits the pages of the webapp in real browsers, with many
// agents, and checks each visit: that the right style sheet was sent, that
// skinbuild's scripts are in order and report no failure, that no request
// failed, and that the console shows no error.
//
// The pages are served by internal/server/serve, on loopback. A visit that
// emulates an agent on another engine shows what the server and the scripts do
// with that agent, not how the agent's own engine renders the page; the report
// says which kind of visit it was.
package check

import (
	"context"
	"crypto/sha256"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"skinbuild/internal/report"
	"skinbuild/internal/visit/baseline"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/journey"
)

// A Plan describes a run. Each agent visits each page in each browser.
type Plan struct {
	Title string
	Notes []string
	// Site returns a site for one session of a browser, so that no session sees what
	// another does to its mailbox. It is not called with Live.
	Site     func() Site
	Live     *Live // a running server; only journeys are played there
	Pages    []Page
	Agents   []Agent
	Browsers []browser.Spec
	Styles   Styles
	Journeys Journeys
	Fixes    Fixes
	// Axe is the script of axe-core, and NoAxe the reason why there is none: see Axe.
	Axe   string
	NoAxe error
	// Vendor reports whether a file of the webapp, such as "css/zm.css", is the vendor's
	// own and unchanged: what is wrong with it is reported and fails nothing. nil: none is.
	Vendor func(file string) bool
	// Limit is how long a page may load, and how long it may take to answer then; 0 means
	// 20 seconds.
	Limit time.Duration
	// Accepted holds the accepted pictures, with which those of real engines are compared;
	// nil compares none.
	Accepted *baseline.Folder
	// Sessions is how many sessions each browser has, which share its visits; 0 means 1. The
	// browsers run side by side.
	Sessions int
	// Retries is how often a visit that failed is made again. One that then passes is
	// reported as flaky.
	Retries int
	// Screenshot, if not nil, is called with each screenshot (PNG), by several goroutines
	// at once. Its error becomes a failed check of that visit.
	Screenshot func(v *report.Visit) error
	// Progress is called after each visit; nil disables it.
	Progress func(done, all int)
}

// A Site is what is visited: the pages, and the mailbox behind them.
type Site struct {
	Handler http.Handler
	// Fresh is called before each journey, to forget what the one before has changed, and
	// for what the journey asks of the mailbox; nil does nothing.
	Fresh func(j *journey.Journey) error
	// Expire and Receive are what journeys ask of the server; nil where it cannot.
	Expire  func()
	Receive func(subject string)
}

// A Page is a page to visit.
type Page struct {
	Name string // "login"
	Path string // "/zimbra/public/login.jsp"; or a whole URL
	// Unavailable is the reason why the page cannot be checked; all its checks are
	// then not run.
	Unavailable string
	// Controls are selectors of what a person needs on this page; of several elements
	// that one matches, the first has to be usable. They are waited for.
	Controls []string
	// Client says that the vendor's client runs on the page. It keeps controls outside of
	// the window until it needs them, so only those of Controls are looked at, and it
	// loads packages, so all fixes can be judged.
	Client bool
}

// Fixes is what is known of the fixes of FixZimbra.js before a browser is asked.
type Fixes struct {
	// Needed returns the ids of the fixes that a browser with this User-Agent has to
	// apply, because the release has their fault and it is one of the browsers concerned.
	// nil: not known.
	Needed func(userAgent string) []string
	// Absent are the ids of the fixes for functions that the release does not have.
	Absent []string
}

// Run makes the visits. It returns an error if nothing could be checked;
// failures of a visit are in the report. When ctx ends, the remaining visits
// are not run.
func Run(ctx context.Context, p *Plan) (*report.Report, error) {
	if p.Limit <= 0 {
		p.Limit = 20 * time.Second
	}
	r := &report.Report{Title: p.Title, Notes: p.Notes}
	n := &counter{all: len(p.Browsers) * (len(p.Agents)*len(p.Pages) + len(p.Journeys.List)), tell: p.Progress}
	shots := &pictures{}
	visits, errs := make([][]report.Visit, len(p.Browsers)), make([]error, len(p.Browsers))
	var wait sync.WaitGroup
	for i, spec := range p.Browsers {
		wait.Go(func() { visits[i], errs[i] = newLane(p, spec, n, shots).run(ctx) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	r.Visits = slices.Concat(visits...)
	return r, p.noteGone(r)
}

// pictures are the screenshots of a run by hash, so that equal screenshots are
// kept once.
type pictures struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte][]byte
}

func (p *pictures) one(png []byte) []byte {
	if len(png) == 0 {
		return nil
	}
	sum := sha256.Sum256(png)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all[sum] == nil {
		if p.all == nil {
			p.all = map[[sha256.Size]byte][]byte{}
		}
		p.all[sum] = png
	}
	return p.all[sum]
}

type counter struct {
	mu        sync.Mutex
	done, all int
	tell      func(done, all int)
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	if c.tell != nil {
		c.tell(c.done, c.all)
	}
}

// session is one running browser of a lane, with a server of its own.
type session struct {
	*lane
	site    Site
	browser *browser.Browser
	base    string // "http://127.0.0.1:1234"
	log     *requestLog
	heard   *observed             // by the collector, where the engine's protocol shows nothing
	facts   map[string]*pageFacts // by path, what does not depend on the agent
}

// serve serves the pages to one browser, on loopback; end stops it. A live server needs
// no other.
func (s *session) serve() (end func(), err error) {
	if s.Live != nil {
		s.base = s.Live.URL
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.site = s.Site()
	pages := s.log.wrap(s.site.Handler)
	if s.spec.Engine == browser.WebKit {
		pages = withCollector(pages, s.heard)
	}
	server := &http.Server{Handler: pages, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go func() { _ = server.Serve(listener) }()
	s.base = "http://" + listener.Addr().String()
	return func() { _ = server.Close() }, nil
}

// visit makes one visit and evaluates it; deep says that all that takes time is looked
// at too.
func (s *session) visit(ctx context.Context, agent Agent, page Page, deep bool) report.Visit {
	v := report.Visit{Agent: agent.Name, UserAgent: agent.UserAgent, Engine: s.engine(), Emulated: agent.UserAgent != "", Page: page.Name}
	if v.Agent == "" {
		v.Agent = s.engine() + " itself"
	}
	if reason := s.obstacle(ctx, page, page.Name, "agents could not load it"); reason != "" {
		notRun(&v, reason)
		return v
	}
	url := page.Path
	if !strings.Contains(url, "://") {
		url = s.base + url
	}
	s.log.reset()
	s.heard.reset()
	a := emulation(agent.UserAgent)
	l := &look{session: s, page: page, deep: deep, mobile: a.Mobile}
	limit, cancel := context.WithTimeout(ctx, s.Limit+l.most())
	defer cancel()
	seen, err := s.browser.Visit(limit, url, &browser.Options{Agent: a, Script: s.script(page), Then: l.run, Screenshot: true, Load: s.Limit, Answer: s.Limit})
	if err != nil && ctx.Err() != nil {
		notRun(&v, "the run was interrupted")
		return v
	}
	s.judge(&v, page, seen, l, err)
	s.remember(ctx, agent, page, err)
	return v
}

// open starts the browser; if that fails, the browser is given up.
func (s *session) open(ctx context.Context) {
	b, err := browser.Open(ctx, s.spec)
	if err != nil {
		s.giveUp("does not start: " + short(err.Error()))
		return
	}
	s.browser = b
}

func (s *session) close() {
	if s.browser != nil {
		_ = s.browser.Close() // the session has no state worth keeping
		s.browser = nil
	}
}

// remember counts a visit for the lane, and restarts an engine that failed, because it
// may have crashed.
func (s *session) remember(ctx context.Context, agent Agent, page Page, err error) {
	if err == nil || isStuck(err) {
		s.ended(page.Name, err)
		return
	}
	s.close()
	if s.engineFailed("as "+agent.UserAgent, err) {
		s.open(ctx)
	}
}

// isStuck reports whether the page is at fault, and not the engine.
func isStuck(err error) bool {
	return errors.Is(err, browser.ErrTimeout) || errors.Is(err, browser.ErrCrashed) || errors.Is(err, browser.ErrLoad)
}

func notRun(v *report.Visit, reason string) {
	v.Checks = append(v.Checks, report.Check{Name: "load", Outcome: report.NotRun, Reason: reason})
}

// requestLog records the server's responses during a visit: it sees the
// requests of every engine, and each server serves one.
type requestLog struct {
	mu      sync.Mutex
	list    []browser.Request
	stopped bool
}

func (l *requestLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list, l.stopped = nil, false
}

// stop ends the recording of this visit.
func (l *requestLog) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = true
}

func (l *requestLog) failed() []browser.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list)
}

// maxLogged limits the failed requests recorded for a page.
const maxLogged = 100

func (l *requestLog) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(rec, r)
		l.mu.Lock()
		defer l.mu.Unlock()
		gone := r.Context().Err() != nil // the page was left before the answer
		if rec.status >= 400 && !gone && len(l.list) < maxLogged && !l.stopped {
			l.list = append(l.list, browser.Request{URL: r.URL.RequestURI(), Status: rec.status})
		}
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader records the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
