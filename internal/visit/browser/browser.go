// Package browser finds the real browsers of this machine and makes them visit
// pages: Chromium over its DevTools protocol, Firefox over WebDriver BiDi, WPE
// WebKit over WebDriver. One verb, Visit, does what a check needs: become the
// agent, load the page, evaluate a script, take a picture, and tell what the
// page asked for and complained about.
package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Errors that a Visit can end with, to be told apart with errors.Is. The browser
// is usable after each of them.
var (
	ErrTimeout = errors.New("the page did not finish loading in time")
	ErrCrashed = errors.New("the tab crashed")
	ErrLoad    = errors.New("the page could not be loaded")
)

// An Agent is what a browser pretends to be. The zero Agent pretends nothing:
// the engine shows itself.
type Agent struct {
	UserAgent string
	Platform  string // navigator.platform, such as "Win32"; "" keeps the engine's own
	Hints     *Hints // Client Hints; nil for agents that send none
	Mobile    bool   // a mobile viewport with touch
}

// Hints are the User-Agent Client Hints of an agent (W3C UA Client Hints),
// low and high entropy ones.
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

// Options say what a Visit does; the zero Options only load the page.
type Options struct {
	Agent         Agent
	Width, Height int    // viewport in CSS pixels; 0: 1280 by 800, or 390 by 844 for a mobile agent
	Script        string // a JavaScript expression, evaluated after load; a promise is awaited
	Screenshot    bool
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

// A Page is what became of a visit.
type Page struct {
	// Observed says whether the engine's protocol shows requests and console;
	// where it is false both lists are empty because nobody looked.
	Observed   bool
	Requests   []Request
	Console    []Message
	Dialogs    []string        // texts of alerts and the like, all dismissed
	Value      json.RawMessage // what the script yielded, as JSON; nil without a script
	Screenshot []byte          // PNG
	Emulated   bool            // the agent differs from the engine's own
}

// A Request is one thing the page asked for, the page itself first.
type Request struct {
	URL    string `json:"url"`
	Status int    `json:"status"`          // HTTP status; 0 if none came
	Error  string `json:"error,omitempty"` // why none came
}

// A Message is a line of the console, an uncaught exception included.
type Message struct {
	Level string `json:"level"` // "error", "warning", "info" …
	Text  string `json:"text"`
	URL   string `json:"url,omitempty"`
	Line  int    `json:"line,omitempty"` // 1-based; 0 where it is not known
}

// More messages or requests than these say nothing new and would let a page
// fill the memory.
const (
	maxMessages = 200
	maxRequests = 2000
	maxText     = 4096
)

// A Browser is a running browser. Its visits come one after the other; it is not
// safe for concurrent use.
type Browser struct {
	Spec Spec
	driver
}

// driver is what each engine's protocol implements.
type driver interface {
	visit(ctx context.Context, url string, o *Options) (*Page, error)
	close() error
}

// Open starts the browser. It ends with Close, or when ctx does.
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

// Visit loads url as the agent and does what o asks for. The deadline of ctx
// limits the whole visit. On an error the Page holds what was seen until then;
// it is never nil.
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

// Close ends the browser and every process it started.
func (b *Browser) Close() error { return b.close() }

func clip(s string) string {
	if len(s) > maxText {
		return s[:maxText] + "…"
	}
	return s
}
