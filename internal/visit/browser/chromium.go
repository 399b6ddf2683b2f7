package browser

import (
	"cmp"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium drives one process. Each visit gets a tab in a new browser context, so it
// starts without cookies, storage and cache. After a failed visit the process is
// restarted: a tab in an endless loop cannot be closed in time, and other tabs of the
// same site would share its renderer.
type chromium struct {
	parent  context.Context
	path    string
	dir     string          // for files that the process creates outside its profile
	process context.Context // nil while no process runs
	end     context.CancelFunc
}

func openChromium(ctx context.Context, s Spec) (driver, error) {
	c := &chromium{parent: ctx, path: s.Path}
	if err := c.start(); err != nil {
		return nil, err
	}
	return c, nil
}

// start starts a browser; its first tab stays empty.
func (c *chromium) start() error {
	dir, err := privateDir()
	if err != nil {
		return err
	}
	c.dir = dir
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(c.path), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Env("TMPDIR="+dir))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium refuses to run as root with it
	}
	alloc, endAlloc := chromedp.NewExecAllocator(c.parent, opts...)
	process, endProcess := chromedp.NewContext(alloc)
	c.process = process
	c.end = func() { endAlloc(); endProcess() } // the allocator first: it kills, the tab would ask
	if err = chromedp.Do(process); err != nil {
		c.kill()
	}
	return err
}

// kill ends the process immediately.
func (c *chromium) kill() {
	c.end()
	c.process = nil
	_ = removeAll(c.dir)
}

func (c *chromium) close() error {
	if c.process == nil {
		return nil
	}
	limit, cancel := context.WithTimeout(c.process, 5*time.Second)
	defer cancel()
	err := chromedp.Cancel(limit)
	c.kill()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (c *chromium) visit(ctx context.Context, url string, o *Options) (*Page, error) {
	if c.process == nil {
		if err := c.start(); err != nil {
			return nil, err
		}
	}
	tab, closeTab := chromedp.NewContext(c.process, chromedp.WithNewBrowserContext())
	defer closeTab()
	// The tab's context holds chromedp's state, the caller's holds the deadline.
	run, cancel := context.WithCancelCause(tab)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(ctx.Err()) })()
	seen := &recorder{byID: map[network.RequestID]int{}, crashed: func() { cancel(ErrCrashed) }}
	p := &Page{Observed: true}
	err := listen(tab, seen)
	if err == nil {
		err = c.load(run, url, o, p)
	}
	seen.copyTo(p)
	if err != nil {
		if cause := context.Cause(run); cause != nil {
			err = cause
		}
		c.kill()
	}
	return p, err
}

// listen opens the tab and records its events.
func listen(tab context.Context, seen *recorder) error {
	answer := func(accept bool) {
		_, _ = chromedp.Call(tab, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: accept})
	}
	if err := chromedp.Listen(tab, func(ev any) { seen.event(ev, answer) }); err != nil {
		return err
	}
	_, errNetwork := chromedp.Call(tab, network.Enable, network.EnableParams{})
	_, errLog := chromedp.Call(tab, log.Enable, cdp.Empty{})
	return errors.Join(errNetwork, errLog)
}

func (c *chromium) load(ctx context.Context, url string, o *Options, p *Page) error {
	if err := become(ctx, o); err != nil {
		return err
	}
	err := o.loading(ctx, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Navigate(url)) })
	if err != nil {
		awaitCrash(ctx, err)
		return err
	}
	return o.use(ctx, &chromiumTab{ctx: ctx, button: input.MouseButtonNone}, p)
}

// awaitCrash gives the crash event time to end ctx: the resulting navigation
// failure arrives first, by seconds on a busy machine.
func awaitCrash(ctx context.Context, err error) {
	if !strings.Contains(err.Error(), "ERR_ABORTED") {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(3 * time.Second):
	}
}

// become makes the tab emulate the agent: header, navigator and Client Hints
// together, and the viewport.
func become(ctx context.Context, o *Options) error {
	width, height := o.size()
	if err := resize(ctx, width, height, o.Agent.Mobile); err != nil {
		return err
	}
	if o.Agent.Mobile {
		if _, err := chromedp.Call(ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true}); err != nil {
			return err
		}
	}
	if o.Agent.UserAgent == "" {
		return nil
	}
	_, err := chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: o.Agent.UserAgent, Platform: o.Agent.Platform, UserAgentMetadata: metadata(o.Agent)})
	return err
}

func resize(ctx context.Context, width, height int, mobile bool) error {
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(width), Height: int64(height), ScreenWidth: int64(width), ScreenHeight: int64(height),
		DeviceScaleFactor: 1, Mobile: mobile})
	return err
}

func metadata(a Agent) *emulation.UserAgentMetadata {
	h := a.Hints
	if h == nil {
		return nil
	}
	brands := func(list []Brand) []*emulation.UserAgentBrandVersion {
		var out []*emulation.UserAgentBrandVersion
		for _, b := range list {
			out = append(out, &emulation.UserAgentBrandVersion{Brand: b.Name, Version: b.Version})
		}
		return out
	}
	return &emulation.UserAgentMetadata{
		Brands: brands(h.Brands), FullVersionList: brands(h.FullVersions), Platform: h.Platform,
		PlatformVersion: h.PlatformVersion, Architecture: h.Architecture, Bitness: h.Bitness, Model: h.Model, Mobile: a.Mobile,
	}
}

// recorder records the events of a tab. Events arrive on chromedp's goroutine;
// visits read on their own.
type recorder struct {
	crashed func()
	mu      sync.Mutex
	page    Page
	byID    map[network.RequestID]int // index in page.Requests
}

func (r *recorder) copyTo(p *Page) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p.Requests = append([]Request(nil), r.page.Requests...)
	p.Console = append([]Message(nil), r.page.Console...)
	p.Dialogs = append([]string(nil), r.page.Dialogs...)
}

// event must not run commands: chromedp reads the responses on this goroutine.
func (r *recorder) event(ev any, answer func(accept bool)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		r.request(ev.RequestID, ev.Request.URL)
	case *network.EventResponseReceived:
		if i, ok := r.byID[ev.RequestID]; ok {
			r.page.Requests[i].Status = int(ev.Response.Status)
		}
	case *network.EventLoadingFailed:
		if i, ok := r.byID[ev.RequestID]; ok && !ev.Canceled {
			r.page.Requests[i].Error = ev.ErrorText
		}
	case *runtime.EventConsoleAPICalled:
		r.message(consoleMessage(ev))
	case *runtime.EventExceptionThrown:
		r.message(exceptionMessage(ev.ExceptionDetails))
	case *log.EventEntryAdded:
		r.message(Message{Level: string(ev.Entry.Level), Text: ev.Entry.Text, URL: ev.Entry.URL, Line: int(ev.Entry.LineNumber)})
	case *page.EventJavascriptDialogOpening:
		if ev.Type == page.DialogTypeBeforeunload {
			go answer(true)
			return
		}
		r.page.Dialogs = append(r.page.Dialogs, clip(ev.Message))
		go answer(false)
	case *inspector.EventTargetCrashed:
		r.crashed()
	}
}

func (r *recorder) request(id network.RequestID, url string) {
	if _, ok := r.byID[id]; ok || len(r.page.Requests) >= maxRequests || strings.HasPrefix(url, "data:") {
		return
	}
	r.byID[id] = len(r.page.Requests)
	r.page.Requests = append(r.page.Requests, Request{URL: clip(url)})
}

func (r *recorder) message(m Message) {
	if len(r.page.Console) < maxMessages {
		m.Text = clip(m.Text)
		r.page.Console = append(r.page.Console, m)
	}
}

func consoleMessage(ev *runtime.EventConsoleAPICalled) Message {
	var words []string
	for _, a := range ev.Args {
		words = append(words, cmp.Or(a.Description, strings.Trim(string(a.Value), `"`), string(a.Type)))
	}
	m := Message{Level: string(ev.Type), Text: strings.Join(words, " ")}
	if ev.StackTrace != nil && len(ev.StackTrace.CallFrames) > 0 {
		f := ev.StackTrace.CallFrames[0]
		m.URL, m.Line = f.URL, int(f.LineNumber)+1
	}
	return m
}

func exceptionMessage(d *runtime.ExceptionDetails) Message {
	m := Message{Level: "error", Text: d.Text, URL: d.URL, Line: int(d.LineNumber) + 1}
	if d.Exception != nil && d.Exception.Description != "" {
		m.Text = d.Text + " " + d.Exception.Description
	}
	return m
}
