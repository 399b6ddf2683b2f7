package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// chromiumTab is the tab of a visit; ctx carries chromedp's state.
type chromiumTab struct {
	ctx    context.Context
	x, y   float64
	button input.MouseButton // that is down
}

// in returns chromedp's context, ended when the caller's is.
func (t *chromiumTab) in(ctx context.Context) (context.Context, func()) {
	run, cancel := context.WithCancel(t.ctx)
	stop := context.AfterFunc(ctx, cancel)
	return run, func() { stop(); cancel() }
}

func (t *chromiumTab) evaluate(ctx context.Context, script string) (json.RawMessage, error) {
	run, done := t.in(ctx)
	defer done()
	return chromedp.Run(run, chromedp.Evaluate[json.RawMessage]("("+script+"\n)", chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
}

func (t *chromiumTab) picture(ctx context.Context) ([]byte, error) {
	run, done := t.in(ctx)
	defer done()
	return chromedp.Run(run, chromedp.CaptureScreenshot())
}

func (t *chromiumTab) resize(ctx context.Context, width, height int) error {
	run, done := t.in(ctx)
	defer done()
	return resize(run, width, height, false)
}

func (t *chromiumTab) perform(ctx context.Context, actions []Action) error {
	run, done := t.in(ctx)
	defer done()
	for i, a := range actions {
		if err := t.act(run, a, clicks(actions, i)); err != nil {
			return err
		}
	}
	return nil
}

// clicks is how many times in a row the button has gone down, with this action.
func clicks(actions []Action, i int) int64 {
	n := int64(1)
	for j := i - 1; j >= 0; j-- {
		switch actions[j].Kind {
		case Down:
			n++
		case Up:
		default:
			return n
		}
	}
	if actions[i].Kind == Up {
		n--
	}
	return max(n, 1)
}

var mouseButtons = []input.MouseButton{input.MouseButtonLeft, input.MouseButtonMiddle, input.MouseButtonRight}

func (t *chromiumTab) act(ctx context.Context, a Action, clicks int64) error {
	switch a.Kind {
	case Pause:
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(a.Wait):
			return nil
		}
	case KeyDown, KeyUp:
		return t.key(ctx, a)
	case Move:
		t.x, t.y = float64(a.X), float64(a.Y)
		return t.mouse(ctx, input.DispatchMouseEventTypeMouseMoved, t.button, 0)
	case Down:
		t.button = mouseButtons[min(max(a.Button, 0), 2)]
		return t.mouse(ctx, input.DispatchMouseEventTypeMousePressed, t.button, clicks)
	}
	button := mouseButtons[min(max(a.Button, 0), 2)]
	t.button = input.MouseButtonNone
	return t.mouse(ctx, input.DispatchMouseEventTypeMouseReleased, button, clicks)
}

func (t *chromiumTab) mouse(ctx context.Context, kind input.DispatchMouseEventType, button input.MouseButton, clicks int64) error {
	p := input.DispatchMouseEventParams{Type: kind, X: t.x, Y: t.y, Button: button, ClickCount: clicks}
	if kind != input.DispatchMouseEventTypeMouseReleased && button != "" && button != input.MouseButtonNone {
		p.Buttons = map[input.MouseButton]int64{input.MouseButtonLeft: 1, input.MouseButtonRight: 2, input.MouseButtonMiddle: 4}[button]
	}
	_, err := chromedp.Call(ctx, input.DispatchMouseEvent, p)
	return err
}

func (t *chromiumTab) key(ctx context.Context, a Action) error {
	if !IsKey(a.Key) {
		return fmt.Errorf("there is no key %q", a.Key)
	}
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: a.Key}
	if a.Kind == KeyDown {
		p.Type = input.DispatchKeyEventTypeKeyDown
	}
	if named, ok := namedKeys[a.Key]; ok {
		p.WindowsVirtualKeyCode, p.Code = int64(named.code), a.Key
		if a.Key == "Enter" && a.Kind == KeyDown {
			p.Text = "\r"
		}
	} else {
		r := []rune(a.Key)[0]
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r < 128 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r == ' ') {
			p.WindowsVirtualKeyCode = int64(r)
		}
		if a.Kind == KeyDown {
			p.Text = a.Key
		}
	}
	_, err := chromedp.Call(ctx, input.DispatchKeyEvent, p)
	return err
}
