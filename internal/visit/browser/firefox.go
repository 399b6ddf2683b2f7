package browser

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// firefoxPrefs prevents network requests by a fresh profile.
//
//go:embed firefox-user.js
var firefoxPrefs []byte

// firefox drives Firefox's built-in BiDi server. Each visit gets a user context, so
// it starts without cookies and storage.
type firefox struct {
	process *process
	bidi    *bidi
	user    string // user context of the visit; "" between visits
	tab     string

	mu   sync.Mutex
	page Page
	byID map[string]int // index in page.Requests
}

func openFirefox(ctx context.Context, s Spec) (driver, error) {
	stderr, w := io.Pipe()
	p, err := startProcess(ctx, func(cmd *exec.Cmd, dir string) {
		cmd.Args = append(cmd.Args, "--profile", dir)
		cmd.Stderr = w
		err := os.WriteFile(filepath.Join(dir, "user.js"), firefoxPrefs, 0o600)
		if err != nil {
			cmd.Err = err
		}
	}, s.Path, "--headless", "--no-remote", "--remote-debugging-port", "0")
	if err != nil {
		return nil, err
	}
	f := &firefox{process: p}
	if err := f.connect(ctx, stderr); err != nil {
		_ = p.stop()
		return nil, err
	}
	return f, nil
}

// connect waits for the line with the port and opens a session.
func (f *firefox) connect(ctx context.Context, stderr io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			if _, url, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
				address <- url
			}
		}
		_, _ = io.Copy(io.Discard, stderr)
	}()
	var err error
	select {
	case url := <-address:
		f.bidi, err = dialBidi(ctx, strings.TrimSpace(url)+"/session", f.event)
	case <-f.process.done:
		err = f.process.exited()
	case <-ctx.Done():
		err = errors.New("the BiDi server of Firefox did not start within a minute")
	}
	if err != nil {
		return err
	}
	capabilities := params{"capabilities": params{"alwaysMatch": params{"unhandledPromptBehavior": params{"default": "dismiss", "beforeUnload": "accept"}}}}
	if err := f.bidi.call(ctx, "session.new", capabilities, nil); err != nil {
		return err
	}
	events := []string{"network.beforeRequestSent", "network.responseStarted", "network.fetchError", "log.entryAdded", "browsingContext.userPromptOpened"}
	return f.bidi.call(ctx, "session.subscribe", params{"events": events}, nil)
}

func (f *firefox) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_ = f.bidi.call(ctx, "browser.close", nil, nil)
	_ = f.bidi.close()
	return f.process.stop()
}

func (f *firefox) visit(ctx context.Context, url string, o *Options) (*Page, error) {
	f.mu.Lock()
	f.page, f.byID = Page{Observed: true}, map[string]int{}
	f.mu.Unlock()
	p := &Page{}
	err := f.load(ctx, url, o, p)
	f.drop()
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := f.page
	f.byID = nil
	seen.Value, seen.Screenshot = p.Value, p.Screenshot
	return &seen, err
}

func (f *firefox) load(ctx context.Context, url string, o *Options, p *Page) error {
	if err := f.become(ctx, o); err != nil {
		return err
	}
	err := o.loading(ctx, func(ctx context.Context) error {
		return f.bidi.call(ctx, "browsingContext.navigate", params{"context": f.tab, "url": url, "wait": "complete"}, nil)
	})
	if err != nil {
		return err
	}
	return o.use(ctx, f, p)
}

func (f *firefox) picture(ctx context.Context) ([]byte, error) {
	var shot struct{ Data []byte }
	err := f.bidi.call(ctx, "browsingContext.captureScreenshot", params{"context": f.tab}, &shot)
	return shot.Data, err
}

func (f *firefox) perform(ctx context.Context, actions []Action) error {
	list, err := sources(actions)
	if err != nil {
		return err
	}
	return f.bidi.call(ctx, "input.performActions", params{"context": f.tab, "actions": list}, nil)
}

// evaluate makes the page convert the value to JSON, because BiDi has its own
// format.
func (f *firefox) evaluate(ctx context.Context, script string) (json.RawMessage, error) {
	var answer struct {
		Type   string
		Result struct {
			Type  string
			Value string
		}
		ExceptionDetails struct{ Text string }
	}
	expr := "Promise.resolve((" + script + "\n)).then(function (v) { return JSON.stringify(v === undefined ? null : v); })"
	err := f.bidi.call(ctx, "script.evaluate", params{"expression": expr, "target": params{"context": f.tab}, "awaitPromise": true}, &answer)
	switch {
	case err != nil:
		return nil, err
	case answer.Type == "exception":
		return nil, errors.New(clip(answer.ExceptionDetails.Text))
	}
	return json.RawMessage(answer.Result.Value), nil
}

// become opens a tab for the agent in a new user context.
func (f *firefox) become(ctx context.Context, o *Options) error {
	var user struct{ UserContext string }
	if err := f.bidi.call(ctx, "browser.createUserContext", nil, &user); err != nil {
		return err
	}
	f.user = user.UserContext
	if o.Agent.UserAgent != "" {
		override := params{"userContexts": []string{f.user}, "userAgent": o.Agent.UserAgent}
		if err := f.bidi.call(ctx, "emulation.setUserAgentOverride", override, nil); err != nil {
			return err
		}
	}
	var tab struct{ Context string }
	if err := f.bidi.call(ctx, "browsingContext.create", params{"type": "tab", "userContext": f.user}, &tab); err != nil {
		return err
	}
	f.tab = tab.Context
	width, height := o.size()
	return f.resize(ctx, width, height)
}

func (f *firefox) resize(ctx context.Context, width, height int) error {
	return f.bidi.call(ctx, "browsingContext.setViewport", params{"context": f.tab, "viewport": params{"width": width, "height": height}}, nil)
}

// drop closes the user context and its tab, even if the tab hangs.
func (f *firefox) drop() {
	if f.user == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = f.bidi.call(ctx, "browser.removeUserContext", params{"userContext": f.user}, nil)
	f.user, f.tab = "", ""
}

// event records an event of the session.
func (f *firefox) event(method string, data json.RawMessage) {
	var ev struct {
		Request struct {
			Request string
			URL     string
		}
		Response   struct{ Status int }
		ErrorText  string
		Level      string
		Text       string
		Message    string
		StackTrace struct {
			CallFrames []struct {
				URL        string
				LineNumber int
			}
		}
	}
	if json.Unmarshal(data, &ev) != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i, known := f.byID[ev.Request.Request]
	switch method {
	case "network.beforeRequestSent":
		if !known && f.byID != nil && len(f.page.Requests) < maxRequests && !strings.HasPrefix(ev.Request.URL, "data:") {
			f.byID[ev.Request.Request] = len(f.page.Requests)
			f.page.Requests = append(f.page.Requests, Request{URL: clip(ev.Request.URL)})
		}
	case "network.responseStarted":
		if known {
			f.page.Requests[i].Status = ev.Response.Status
		}
	case "network.fetchError":
		if known && ev.ErrorText != "NS_BINDING_ABORTED" { // the page was left, or gave it up
			f.page.Requests[i].Error = ev.ErrorText
		}
	case "browsingContext.userPromptOpened":
		f.page.Dialogs = append(f.page.Dialogs, clip(ev.Message))
	case "log.entryAdded":
		m := Message{Level: ev.Level, Text: clip(ev.Text)}
		if frames := ev.StackTrace.CallFrames; len(frames) > 0 {
			m.URL, m.Line = frames[0].URL, frames[0].LineNumber+1
		}
		if len(f.page.Console) < maxMessages {
			f.page.Console = append(f.page.Console, m)
		}
	}
}
