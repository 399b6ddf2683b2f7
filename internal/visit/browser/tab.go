package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// A Tab is a page that has been loaded and is still there. Its input events are the
// browser's own, so that the page cannot tell them from a person's. A page that does not
// answer a call within Options.Answer gives ErrTimeout.
type Tab struct {
	tab
	answer        time.Duration
	width, height int // as the visit opened it
}

// tab is what each engine's protocol implements.
type tab interface {
	evaluate(ctx context.Context, script string) (json.RawMessage, error)
	perform(ctx context.Context, actions []Action) error
	picture(ctx context.Context) ([]byte, error)
	resize(ctx context.Context, width, height int) error
	setFile(ctx context.Context, selector, file string) error
	dropFile(ctx context.Context, x, y int, file string) error
	opened(ctx context.Context) (tab, error) // nil: the page has opened no window
}

// limit returns the context of one call, and a function that gives its error.
func (t Tab) limit(ctx context.Context) (context.Context, func(error) error) {
	if t.answer <= 0 {
		return ctx, func(err error) error { return err }
	}
	limited, cancel := context.WithTimeout(ctx, t.answer)
	return limited, func(err error) error {
		defer cancel()
		if err != nil && limited.Err() != nil && ctx.Err() == nil {
			return fmt.Errorf("%w: no answer within %v", ErrTimeout, t.answer)
		}
		return err
	}
}

// Eval evaluates an expression; a promise is awaited. The value is JSON.
func (t Tab) Eval(ctx context.Context, script string) (json.RawMessage, error) {
	limited, end := t.limit(ctx)
	value, err := t.evaluate(limited, script)
	return value, end(err)
}

// Perform does the actions, one after the other.
func (t Tab) Perform(ctx context.Context, actions ...Action) error {
	limited, end := t.limit(ctx)
	return end(t.perform(limited, actions))
}

// Picture returns what the tab shows, as PNG.
func (t Tab) Picture(ctx context.Context) ([]byte, error) {
	limited, end := t.limit(ctx)
	shot, err := t.picture(limited)
	return shot, end(err)
}

// Resize gives the page a window of that size, in CSS pixels. Where the engine cannot,
// the error is ErrWindow.
func (t Tab) Resize(ctx context.Context, width, height int) error {
	limited, end := t.limit(ctx)
	return end(t.resize(limited, width, height))
}

// Restore gives the window the size that it had at the start of the visit.
func (t Tab) Restore(ctx context.Context) error { return t.Resize(ctx, t.width, t.height) }

// An Action is one movement of the mouse or of a key.
type Action struct {
	Kind   ActionKind
	X, Y   int    // for Move, in CSS pixels of the viewport
	Button int    // for Down and Up: 0 left, 1 middle, 2 right
	Key    string // for KeyDown and KeyUp: a character, or the name of a key (see Keys)
	Wait   time.Duration
}

// ActionKind says what an Action does.
type ActionKind uint8

// The kinds of actions.
const (
	Move ActionKind = iota
	Down
	Up
	KeyDown
	KeyUp
	Pause
)

// namedKey is a key that types no character: its code point in the WebDriver
// specification, and the code of Windows that Chromium's protocol wants.
type namedKey struct {
	point rune
	code  int
}

var namedKeys = map[string]namedKey{
	"Enter": {'\ue007', 13}, "Tab": {'\ue004', 9}, "Escape": {'\ue00c', 27}, "Backspace": {'\ue003', 8}, "Delete": {'\ue017', 46},
	"ArrowLeft": {'\ue012', 37}, "ArrowUp": {'\ue013', 38}, "ArrowRight": {'\ue014', 39}, "ArrowDown": {'\ue015', 40},
	"Home": {'\ue011', 36}, "End": {'\ue010', 35}, "PageUp": {'\ue00e', 33}, "PageDown": {'\ue00f', 34},
	"Shift": {'\ue008', 16}, "Control": {'\ue009', 17},
}

// IsKey reports whether a name is that of a key, or one character.
func IsKey(name string) bool {
	_, named := namedKeys[name]
	return named || len([]rune(name)) == 1
}

// Click moves the mouse to a point and presses a button there, times times.
func Click(x, y, button, times int) []Action {
	list := []Action{{Kind: Move, X: x, Y: y}, {Kind: Pause, Wait: 30 * time.Millisecond}}
	for range times {
		list = append(list, Action{Kind: Down, Button: button}, Action{Kind: Up, Button: button})
	}
	return list
}

// Type presses the keys of a text, one after the other; a line end is Enter.
func Type(text string) []Action {
	var list []Action
	for _, r := range text {
		key := string(r)
		if r == '\n' {
			key = "Enter"
		}
		list = append(list, Action{Kind: KeyDown, Key: key}, Action{Kind: KeyUp, Key: key})
	}
	return list
}

// Drag presses the left button at one point, moves to another in steps, and lets go.
func Drag(x, y, toX, toY int) []Action {
	list := []Action{{Kind: Move, X: x, Y: y}, {Kind: Down}}
	const steps = 8
	for i := 1; i <= steps; i++ {
		list = append(list, Action{Kind: Move, X: x + (toX-x)*i/steps, Y: y + (toY-y)*i/steps}, Action{Kind: Pause, Wait: 20 * time.Millisecond})
	}
	return append(list, Action{Kind: Pause, Wait: 100 * time.Millisecond}, Action{Kind: Up})
}

// sources are the actions as WebDriver and BiDi have them: a mouse and a keyboard, each
// of which pauses while the other acts.
func sources(actions []Action) ([]params, error) {
	pause := func(ms int64) params { return params{"type": "pause", "duration": ms} }
	var mouse, keys []params
	for _, a := range actions {
		m, k := pause(0), pause(0)
		switch a.Kind {
		case Move:
			m = params{"type": "pointerMove", "x": a.X, "y": a.Y, "duration": 0}
		case Down:
			m = params{"type": "pointerDown", "button": a.Button}
		case Up:
			m = params{"type": "pointerUp", "button": a.Button}
		case Pause:
			m = pause(a.Wait.Milliseconds())
		default:
			if !IsKey(a.Key) {
				return nil, fmt.Errorf("there is no key %q", a.Key)
			}
			value := a.Key
			if named, ok := namedKeys[a.Key]; ok {
				value = string(named.point)
			}
			k = params{"type": map[ActionKind]string{KeyDown: "keyDown", KeyUp: "keyUp"}[a.Kind], "value": value}
		}
		mouse, keys = append(mouse, m), append(keys, k)
	}
	return []params{
		{"type": "pointer", "id": "mouse", "parameters": params{"pointerType": "mouse"}, "actions": mouse},
		{"type": "key", "id": "keyboard", "actions": keys},
	}, nil
}
