package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// webkit drives WPE WebKit through its WebDriver server. Each visit gets a session
// with a browser of its own, which starts without cookies and storage; the User-Agent
// can only be set on its command line. The protocol exposes neither requests nor the
// console.
type webkit struct {
	process *process
	server  webdriver
	browser string // path of the browser the server is to start
	plain   string // path of the browser for visits without an agent, "" for the same
	session string // "" between visits
}

func openWebKit(ctx context.Context, s Spec) (driver, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	p, err := startProcess(ctx, func(*exec.Cmd, string) {}, s.Driver, "--host=127.0.0.1", "--port="+strconv.Itoa(port))
	if err != nil {
		return nil, err
	}
	w := &webkit{process: p, server: webdriver("http://127.0.0.1:" + strconv.Itoa(port)), browser: s.Path, plain: plainBrowser(s.Path)}
	if err := w.ready(ctx); err != nil {
		_ = p.stop()
		return nil, err
	}
	return w, nil
}

func (w *webkit) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		if w.server.call(ctx, "GET", "/status", nil, nil) == nil {
			return nil
		}
		select {
		case <-w.process.done:
			return w.process.exited()
		case <-ctx.Done():
			return errors.New("the WebDriver server did not answer within 20 s")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (w *webkit) close() error {
	w.drop()
	return w.process.stop()
}

// drop ends the session and its browser.
func (w *webkit) drop() {
	if w.session == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = w.server.call(ctx, "DELETE", "/session/"+w.session, nil, nil)
	w.session = ""
}

func (w *webkit) visit(ctx context.Context, url string, o *Options) (*Page, error) {
	p := &Page{}
	err := w.load(ctx, url, o, p)
	w.drop()
	return p, err
}

func (w *webkit) load(ctx context.Context, url string, o *Options, p *Page) error {
	if err := w.become(ctx, o); err != nil {
		return err
	}
	base := "/session/" + w.session
	err := o.loading(ctx, func(ctx context.Context) error {
		return w.server.call(ctx, "POST", base+"/url", params{"url": url}, nil)
	})
	if err != nil {
		return err
	}
	// WPE reports success if no server answered, and stays on the previous page.
	var at string
	if err := w.server.call(ctx, "GET", base+"/url", nil, &at); err != nil || at == "about:blank" && url != at {
		return errors.Join(ErrLoad, err)
	}
	return o.use(ctx, w, p)
}

// resize fails: WPE without a window manager keeps its window.
func (w *webkit) resize(context.Context, int, int) error { return ErrWindow }

func (w *webkit) picture(ctx context.Context) (shot []byte, err error) {
	err = w.server.call(ctx, "GET", "/session/"+w.session+"/screenshot", nil, &shot)
	return shot, err
}

func (w *webkit) perform(ctx context.Context, actions []Action) error {
	list, err := sources(actions)
	if err != nil {
		return err
	}
	return w.server.call(ctx, "POST", "/session/"+w.session+"/actions", params{"actions": list}, nil)
}

func (w *webkit) evaluate(ctx context.Context, script string) (json.RawMessage, error) {
	const wrap = `var done = arguments[arguments.length - 1];
new Promise(function (ok) { ok((%s
)); }).then(function (v) { done(JSON.stringify({value: v === undefined ? null : v})); },
  function (e) { done(JSON.stringify({error: String(e)})); });`
	var text string
	err := w.server.call(ctx, "POST", "/session/"+w.session+"/execute/async", params{"script": fmt.Sprintf(wrap, script), "args": []string{}}, &text)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Value json.RawMessage
		Error string
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, errors.New(clip(answer.Error))
	}
	return answer.Value, nil
}

// launch returns what the driver is to start for an agent. Without emulation that is
// WebKit's own test browser, whose window has 1280 by 720 pixels; cog, the only one that
// takes a User-Agent, has 800 by 600. Neither can be resized.
func (w *webkit) launch(a Agent) params {
	if a.UserAgent == "" && w.plain != "" {
		return params{"binary": w.plain, "args": []string{"--automation", "--headless"}}
	}
	args := []string{"--automation", "--platform=headless"}
	if a.UserAgent != "" {
		args = append(args, "--user-agent="+strings.ReplaceAll(a.UserAgent, "\n", " "))
	}
	return params{"binary": w.browser, "args": args}
}

// plainBrowser returns the path of WebKit's own test browser; "" if there is none.
func plainBrowser(path string) string {
	if filepath.Base(path) != "cog" {
		return ""
	}
	found, _ := filepath.Glob("/usr/lib/*/wpe-webkit-*/MiniBrowser") // the pattern is valid
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

// become starts a session for the agent.
func (w *webkit) become(ctx context.Context, o *Options) error {
	options := w.launch(o.Agent)
	limit := 60 * time.Second
	if deadline, ok := ctx.Deadline(); ok {
		limit = max(time.Until(deadline), time.Second)
	}
	caps := params{
		"wpe:browserOptions":      options,
		"unhandledPromptBehavior": "dismiss",
		"timeouts":                params{"pageLoad": limit.Milliseconds(), "script": limit.Milliseconds()},
	}
	var session struct{ SessionID string }
	err := w.server.call(ctx, "POST", "/session", params{"capabilities": params{"alwaysMatch": caps}}, &session)
	w.session = session.SessionID
	return err
}
