// Package browser finds the real browsers of this machine and visits pages with
// them: Chromium through its DevTools protocol, Firefox through WebDriver BiDi,
// WPE WebKit through WebDriver. Visit does everything a check needs: it
// emulates the agent, loads the page, evaluates a script, takes a screenshot,
// and returns the page's requests and console messages.
package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Errors with which a Visit can end; test for them with errors.Is. The browser
// remains usable after each of them.
var (
	ErrTimeout = errors.New("the page did not finish loading in time")
	ErrCrashed = errors.New("the tab crashed")
	ErrLoad    = errors.New("the page could not be loaded")
	// ErrWindow is the error of Tab.Resize where the engine keeps its window.
	ErrWindow = errors.New("this browser keeps the size of its window")
)

// An Agent is the browser to emulate. The zero Agent emulates nothing: the
// engine identifies itself.
type Agent struct {
	UserAgent string
	Platform  string // navigator.platform, such as "Win32"; "" keeps the engine's own
	Hints     *Hints // Client Hints; nil for agents that send none
	Mobile    bool   // a mobile viewport with touch
}

// Hints are the User-Agent Client Hints of an agent (W3C UA Client Hints), with
// low and high entropy.
type Hints struct {
	Brands          []Brand // with major versions, in the order sent
	FullVersions    []Brand
	Platform        string // "Windows", "macOS", "Android" …
	PlatformVersion string
	Architecture    string
	Bitness         string
	Model           string
}

// A Brand is one entry of a brand list.
type Brand struct{ Name, Version string }

// Options control a Visit; with zero Options it only loads the page.
type Options struct {
	Agent         Agent
	Width, Height int    // viewport in CSS pixels; 0: 1280 by 800, or 390 by 844 for a mobile agent
	Script        string // a JavaScript expression, evaluated after load; a promise is awaited
	// Then is called with the page after Script; its error ends the visit. nil does nothing.
	Then       func(ctx context.Context, t Tab) error
	Screenshot bool
	// Load limits the time until the page has loaded; 0 leaves it to the visit's deadline.
	Load time.Duration
	// Answer limits each call of a Tab in Then; 0 leaves it to the visit's deadline.
	Answer time.Duration
}

// loading calls navigate within the time that a page has to load. Its error is ErrLoad, or
// ErrTimeout.
func (o *Options) loading(ctx context.Context, navigate func(context.Context) error) error {
	limited := ctx
	if o.Load > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, o.Load)
		defer cancel()
	}
	err := navigate(limited)
	switch {
	case err == nil:
		return nil
	case limited.Err() != nil && ctx.Err() == nil:
		return fmt.Errorf("%w: %v", ErrTimeout, o.Load)
	}
	return fmt.Errorf("%w: %w", ErrLoad, err)
}

// lastPicture is the time limit for the picture of a page on which Script or Then failed.
const lastPicture = 2 * time.Second

// use does with the loaded page what o requests. A page on which Script or Then failed
// may still be alive, so its picture is taken too.
func (o *Options) use(ctx context.Context, t tab, p *Page) error {
	err := o.run(ctx, t, p)
	if !o.Screenshot {
		return err
	}
	if err == nil {
		if p.Screenshot, err = t.picture(ctx); err != nil {
			return fmt.Errorf("screenshot: %w", err)
		}
		return nil
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastPicture)
	defer cancel()
	p.Screenshot, _ = t.picture(limit) // the error of the page is the one to report
	return err
}

func (o *Options) run(ctx context.Context, t tab, p *Page) error {
	if o.Script != "" {
		value, err := t.evaluate(ctx, o.Script)
		if err != nil {
			return fmt.Errorf("script: %w", err)
		}
		p.Value = value
	}
	if o.Then == nil {
		return nil
	}
	width, height := o.size()
	return o.Then(ctx, Tab{t, o.Answer, width, height})
}

func (o *Options) size() (width, height int) {
	switch {
	case o.Width > 0 && o.Height > 0:
		return o.Width, o.Height
	case o.Agent.Mobile:
		return 390, 844
	}
	return 1280, 800
}

// A Page is the result of a visit.
type Page struct {
	// Observed reports whether the engine's protocol exposes requests and the
	// console. If not, both lists are empty.
	Observed   bool
	Requests   []Request
	Console    []Message
	Dialogs    []string        // texts of alerts and the like, all dismissed
	Value      json.RawMessage // result of the script, as JSON; nil without a script
	Screenshot []byte          // PNG
	Emulated   bool            // the agent differs from the engine's own
}

// A Request is a request of the page; the first one is for the page itself.
type Request struct {
	URL    string `json:"url"`
	Status int    `json:"status"`          // HTTP status; 0 if there was no response
	Error  string `json:"error,omitempty"` // why there was no response
}

// A Message is a line of the console, or an uncaught exception.
type Message struct {
	Level string `json:"level"` // "error", "warning", "info" …
	Text  string `json:"text"`
	URL   string `json:"url,omitempty"`
	Line  int    `json:"line,omitempty"` // 1-based; 0 if unknown
}

// Limits on the number of messages and requests, so that a page cannot fill the
// memory.
const (
	maxMessages = 200
	maxRequests = 2000
	maxText     = 4096
)

// A Browser is a running browser. It makes one visit at a time and is not safe
// for concurrent use.
type Browser struct {
	Spec Spec
	driver
}

// driver is the interface to an engine's protocol.
type driver interface {
	visit(ctx context.Context, url string, o *Options) (*Page, error)
	close() error
}

// Open starts the browser. It runs until Close is called or ctx ends.
func Open(ctx context.Context, s Spec) (*Browser, error) {
	if s.Path == "" {
		return nil, fmt.Errorf("%s is not installed; %s", s.Engine, s.Install)
	}
	start := map[Engine]func(context.Context, Spec) (driver, error){
		Chromium: openChromium, Firefox: openFirefox, WebKit: openWebKit,
	}[s.Engine]
	if start == nil {
		return nil, fmt.Errorf("unknown engine %q", s.Engine)
	}
	d, err := start(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Engine, err)
	}
	return &Browser{s, d}, nil
}

// Visit loads url as the agent, without cookies, storage and history of earlier visits,
// and does what o requests. The deadline of ctx
// limits the whole visit. If Visit returns an error, the Page holds what was
// observed until then; it is never nil.
func (b *Browser) Visit(ctx context.Context, url string, o *Options) (*Page, error) {
	if o == nil {
		o = &Options{}
	}
	p, err := b.visit(ctx, url, o)
	if p == nil {
		p = &Page{}
	}
	p.Emulated = o.Agent.UserAgent != ""
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ErrTimeout, ctx.Err())
	}
	return p, err
}

// Close ends the browser and all processes that it started.
func (b *Browser) Close() error { return b.close() }

func clip(s string) string {
	if len(s) > maxText {
		return s[:maxText] + "…"
	}
	return s
}
