package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// ErrUnable is the error of what a browser's protocol cannot do. A check that meets it
// is not run.
var ErrUnable = errors.New("this browser cannot do it through its driver")

// Count returns how many elements a CSS selector matches in the page, seen or not.
func (t Tab) Count(ctx context.Context, selector string) (int, error) {
	value, err := t.Eval(ctx, "document.querySelectorAll("+literal(selector)+").length")
	if err != nil {
		return 0, err
	}
	var n int
	return n, json.Unmarshal(value, &n)
}

// Attach gives the first field for files that the selector matches a file of this
// machine, as a person chooses it in the dialog.
func (t Tab) Attach(ctx context.Context, selector, file string) error {
	limited, end := t.limit(ctx)
	return end(t.setFile(limited, selector, file))
}

// Drop drops a file of this machine at a point of the viewport.
func (t Tab) Drop(ctx context.Context, x, y int, file string) error {
	limited, end := t.limit(ctx)
	return end(t.dropFile(limited, x, y, file))
}

// Opened returns the window that the page has opened last; ok is false as long as there
// is none.
func (t Tab) Opened(ctx context.Context) (opened Tab, ok bool, err error) {
	limited, end := t.limit(ctx)
	inner, err := t.opened(limited)
	if inner == nil || err != nil {
		return t, false, end(err)
	}
	opened = t
	opened.tab = inner
	return opened, true, end(nil)
}

func literal(s string) string {
	data, _ := json.Marshal(s) // a string is always valid
	return string(data)
}

func (t *chromiumTab) setFile(ctx context.Context, selector, file string) error {
	run, done := t.in(ctx)
	defer done()
	found, err := chromedp.Call(run, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.querySelector(" + literal(selector) + ")"})
	if err != nil {
		return err
	}
	_, err = chromedp.Call(run, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: found.Result.ObjectID})
	return err
}

// dropFile sends what the browser itself sends while a person drags a file over the page.
func (t *chromiumTab) dropFile(ctx context.Context, x, y int, file string) error {
	run, done := t.in(ctx)
	defer done()
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		_, err := chromedp.Call(run, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: float64(x), Y: float64(y),
			Data: &input.DragData{Items: []*input.DragDataItem{}, Files: []string{file}, DragOperationsMask: 1}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *chromiumTab) opened(ctx context.Context) (tab, error) {
	run, done := t.in(ctx)
	defer done()
	mine := chromedp.FromContext(t.ctx).Target.TargetID
	list, err := chromedp.Call(run, target.GetTargets, target.GetTargetsParams{})
	if err != nil {
		return nil, err
	}
	for _, info := range list.TargetInfos {
		if info.Type != "page" || info.OpenerID != mine || info.URL == "about:blank" || info.URL == "" {
			continue
		}
		window, _ := chromedp.NewContext(t.ctx, chromedp.WithTargetID(info.TargetID))
		return &chromiumTab{ctx: window, button: input.MouseButtonNone}, chromedp.Do(window)
	}
	return nil, nil
}

func (f *firefox) setFile(ctx context.Context, selector, file string) error {
	var answer struct {
		Result struct{ SharedID string }
	}
	err := f.bidi.call(ctx, "script.evaluate", params{"expression": "document.querySelector(" + literal(selector) + ")", "target": params{"context": f.tab}, "awaitPromise": false}, &answer)
	if err != nil {
		return err
	}
	return f.bidi.call(ctx, "input.setFiles", params{"context": f.tab, "element": params{"sharedId": answer.Result.SharedID}, "files": []string{file}}, nil)
}

func (f *firefox) dropFile(context.Context, int, int, string) error {
	return fmt.Errorf("%w: drop a file", ErrUnable)
}

// opened looks for a window of the same user that the visit did not open.
func (f *firefox) opened(ctx context.Context) (tab, error) {
	var tree struct {
		Contexts []struct {
			Context     string
			UserContext string
			URL         string
		}
	}
	if err := f.bidi.call(ctx, "browsingContext.getTree", params{"maxDepth": 0}, &tree); err != nil {
		return nil, err
	}
	for _, c := range tree.Contexts {
		if c.UserContext == f.user && c.Context != f.tab && c.URL != "about:blank" {
			return &firefox{process: f.process, bidi: f.bidi, user: f.user, tab: c.Context}, nil
		}
	}
	return nil, nil
}

// element is the key of an element's id in WebDriver.
const element = "element-6066-11e4-a52e-4f735466cecf"

func (w *webkit) setFile(ctx context.Context, selector, file string) error {
	var found map[string]string
	base := "/session/" + w.session
	if err := w.server.call(ctx, "POST", base+"/element", params{"using": "css selector", "value": selector}, &found); err != nil {
		return err
	}
	err := w.server.call(ctx, "POST", base+"/element/"+found[element]+"/value", params{"text": file}, nil)
	if err != nil && strings.Contains(err.Error(), "not interactable") {
		return fmt.Errorf("%w: give a hidden field a file", ErrUnable)
	}
	return err
}

func (w *webkit) dropFile(context.Context, int, int, string) error {
	return fmt.Errorf("%w: drop a file", ErrUnable)
}

func (w *webkit) opened(ctx context.Context) (tab, error) {
	base := "/session/" + w.session
	var mine string
	var all []string
	if err := w.server.call(ctx, "GET", base+"/window", nil, &mine); err != nil {
		return nil, err
	}
	if err := w.server.call(ctx, "GET", base+"/window/handles", nil, &all); err != nil {
		return nil, err
	}
	for _, handle := range all {
		if handle == mine {
			continue
		}
		return &webkitWindow{webkit: w, handle: handle, first: mine}, nil
	}
	return nil, nil
}

// webkitWindow is a window that a page has opened. The driver has one current window, so
// each call goes there and back.
type webkitWindow struct {
	*webkit
	handle, first string
}

func (w *webkitWindow) inside(ctx context.Context, do func() error) error {
	base := "/session/" + w.session + "/window"
	// Also after an error: the driver may have left the first window.
	err := w.server.call(ctx, "POST", base, params{"handle": w.handle}, nil)
	if err == nil {
		err = do()
	}
	return errors.Join(err, w.server.call(ctx, "POST", base, params{"handle": w.first}, nil))
}

func (w *webkitWindow) evaluate(ctx context.Context, script string) (value json.RawMessage, err error) {
	err = w.inside(ctx, func() (err error) { value, err = w.webkit.evaluate(ctx, script); return err })
	return value, err
}

func (w *webkitWindow) perform(ctx context.Context, actions []Action) error {
	return w.inside(ctx, func() error { return w.webkit.perform(ctx, actions) })
}

func (w *webkitWindow) picture(ctx context.Context) (shot []byte, err error) {
	err = w.inside(ctx, func() (err error) { shot, err = w.webkit.picture(ctx); return err })
	return shot, err
}

func (w *webkitWindow) setFile(ctx context.Context, selector, file string) error {
	return w.inside(ctx, func() error { return w.webkit.setFile(ctx, selector, file) })
}
