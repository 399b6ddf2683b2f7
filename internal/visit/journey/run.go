// Package journey plays short scripts of what a person does on a page: click here, type
// that, see this. A step acts only on what a person could see: an element in the window,
// not covered, not transparent, not cut off. Input is the browser's own.
//
// A script is a text file, so a QA engineer adds one without writing Go; Parse has its
// form. The journeys of this package are embedded.
package journey

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/source"
	"skinbuild/internal/visit/browser"
)

// Patience is how long a step waits for its element to be as it should.
const Patience = 10 * time.Second

// A StepError is a step that failed.
type StepError struct {
	Journey string
	Step    Step
	Reason  string
}

// Error names the step and the reason: `reply:7: click "#x": is covered by <div>`.
func (e *StepError) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", e.Journey, e.Step.Line, e.Step.Text, e.Reason)
}

// ErrSmall means that the browser's window is smaller than the journey needs.
var ErrSmall = errors.New("the window is too small")

// A Server is what a journey asks of the server behind the page.
type Server struct {
	Live    bool                 // only safe steps are done
	Base    string               // "https://mail.example.org", for steps that go to another page
	Expire  func()               // ends the session, as its timeout does
	Receive func(subject string) // puts a new message into the Inbox
}

// Run plays the journey on a page that has been loaded. The error is a *StepError, or
// ErrSmall, browser.ErrUnable, or that of ctx or of the browser.
func (j *Journey) Run(ctx context.Context, t browser.Tab, server Server) error {
	if err := j.fits(ctx, t); err != nil {
		return err
	}
	p := &player{tab: t, first: t, server: server}
	defer p.close()
	steps := j.Steps
	if server.Live {
		steps = steps[:j.SafeSteps()]
	}
	for _, s := range steps {
		if err := settle(ctx, p.tab); err != nil {
			return err
		}
		if err := p.run(ctx, &s); err != nil {
			var wrong reason
			if errors.As(err, &wrong) {
				return &StepError{j.Name, s, string(wrong)}
			}
			return fmt.Errorf("%s:%d: %s: %w", j.Name, s.Line, s.Text, err)
		}
	}
	return nil
}

// player is a journey that is being played.
type player struct {
	tab    browser.Tab // the window of the next step
	first  browser.Tab
	server Server
	files  string // a folder for files that steps attach; "" until one does
}

func (p *player) close() {
	if p.files != "" {
		_ = os.RemoveAll(p.files)
	}
}

// settle waits until the page has not changed for a moment, as a person does before the
// next step. A page that never rests is not waited for.
func settle(ctx context.Context, t browser.Tab) error {
	const script = `new Promise(function (done) {
		var timer = setTimeout(done, 200), watch = new MutationObserver(function () { clearTimeout(timer); timer = setTimeout(done, 200); });
		watch.observe(document, {subtree: true, childList: true, attributes: true});
		setTimeout(done, 3000);
	}).then(function () { return true; })`
	_, err := t.Eval(ctx, script)
	if err != nil && ctx.Err() == nil {
		return nil // the page is between two documents: the step waits for its element
	}
	return err
}

// fits compares the window with the size that the journey needs.
func (j *Journey) fits(ctx context.Context, t browser.Tab) error {
	value, err := t.Eval(ctx, "[innerWidth, innerHeight]")
	if err != nil {
		return err
	}
	var size [2]int
	if err := json.Unmarshal(value, &size); err != nil {
		return err
	}
	if size[0] < j.Width || size[1] < j.Height {
		return fmt.Errorf("%w: %d by %d pixels, and the journey needs %d by %d", ErrSmall, size[0], size[1], j.Width, j.Height)
	}
	return nil
}

// reason is why a step failed, for the report.
type reason string

func (r reason) Error() string { return string(r) }

// run does a step that acts on no element, or leaves it to act.
func (p *player) run(ctx context.Context, s *Step) error {
	switch s.Verb {
	case "see":
		_, err := await(ctx, p.tab, s.Target, true)
		return err
	case "gone":
		return awaitGone(ctx, p.tab, s.Target)
	case "type":
		return p.tab.Perform(ctx, browser.Type(s.Value)...)
	case "press":
		return p.tab.Perform(ctx, browser.Action{Kind: browser.KeyDown, Key: s.Value}, browser.Action{Kind: browser.KeyUp, Key: s.Value})
	case "go":
		_, err := p.tab.Eval(ctx, "void (location.href = "+quote(p.server.Base+s.Value)+")")
		return err
	case "window":
		return p.window(ctx, s.Value)
	case "attach":
		return p.attach(ctx, s)
	case "expire", "receive":
		return p.ask(s)
	}
	at, err := await(ctx, p.tab, s.Target, false)
	if err != nil {
		return err
	}
	return p.act(ctx, s, at)
}

// act does a step at the place of its element.
func (p *player) act(ctx context.Context, s *Step, at found) error {
	switch s.Verb {
	case "click":
		return p.tab.Perform(ctx, browser.Click(at.X, at.Y, 0, 1)...)
	case "dblclick":
		return p.tab.Perform(ctx, browser.Click(at.X, at.Y, 0, 2)...)
	case "menu":
		return p.tab.Perform(ctx, browser.Click(at.X, at.Y, 2, 1)...)
	case "hover":
		return p.tab.Perform(ctx, browser.Action{Kind: browser.Move, X: at.X, Y: at.Y})
	case "fill":
		return s.fill(ctx, p.tab, at, 1)
	case "replace":
		return s.fill(ctx, p.tab, at, 3) // three clicks select the line
	case "drop":
		file, err := p.file(s.Value)
		if err != nil {
			return err
		}
		return p.tab.Drop(ctx, at.X, at.Y, file)
	}
	to, err := await(ctx, p.tab, s.To, false)
	if err != nil {
		return err
	}
	return p.tab.Perform(ctx, browser.Drag(at.X, at.Y, to.X, to.Y)...)
}

// ask asks the server for what a journey cannot do in the page.
func (p *player) ask(s *Step) error {
	switch {
	case s.Verb == "expire" && p.server.Expire != nil:
		p.server.Expire()
	case s.Verb == "receive" && p.server.Receive != nil:
		p.server.Receive(s.Value)
	default:
		return fmt.Errorf("%w: only the mailbox of the tool can %s", browser.ErrUnable, s.Verb)
	}
	return nil
}

// window goes on in the window that the page has opened last, or in the first.
func (p *player) window(ctx context.Context, which string) error {
	if which == "first" {
		p.tab = p.first
		return nil
	}
	err := poll(ctx, func() (bool, error) {
		opened, ok, err := p.first.Opened(ctx)
		if ok {
			p.tab = opened
		}
		return ok, err
	})
	if errors.Is(err, errPatience) {
		return reason("the page has opened no window")
	}
	return err
}

// file makes a small file of that name, and returns its path.
func (p *player) file(name string) (string, error) {
	if p.files == "" {
		dir, err := os.MkdirTemp("", "journey-")
		if err != nil {
			return "", err
		}
		p.files = dir
	}
	file := filepath.Join(p.files, name)
	return file, os.WriteFile(file, []byte("The content of "+name+"\n"), 0o600)
}

// attach gives a field for files a file. The field may be hidden: pages show a button in
// its place, whose dialog belongs to the system.
func (p *player) attach(ctx context.Context, s *Step) error {
	file, err := p.file(s.Value)
	if err != nil {
		return err
	}
	err = poll(ctx, func() (bool, error) {
		n, err := p.tab.Count(ctx, s.Target.Selector)
		return err == nil && (n == 1 || n > 1 && s.Target.First), err
	})
	if errors.Is(err, errPatience) {
		n, _ := p.tab.Count(ctx, s.Target.Selector)
		return reason(fmt.Sprintf("%d elements match; the step needs one field for files", n))
	}
	if err != nil {
		return err
	}
	return p.tab.Attach(ctx, s.Target.Selector, file)
}

// fill clicks into a field until it has the focus, and types. A page that has just
// opened a form may move the field, or the focus, once more.
func (s *Step) fill(ctx context.Context, t browser.Tab, at found, clicks int) error {
	for range 5 {
		if err := t.Perform(ctx, browser.Click(at.X, at.Y, 0, clicks)...); err != nil {
			return err
		}
		if err := settle(ctx, t); err != nil {
			return err
		}
		value, err := t.Eval(ctx, fmt.Sprintf(hasFocus, at.X, at.Y))
		if err != nil {
			return err
		}
		if string(value) == "true" {
			return t.Perform(ctx, browser.Type(s.Value)...)
		}
		if at, err = await(ctx, t, s.Target, false); err != nil {
			return err
		}
	}
	return reason(at.Name + " does not take the focus")
}

// hasFocus reports whether what is at a point has the focus.
const hasFocus = `(function () {
	var e = document.elementFromPoint(%d, %d), a = document.activeElement;
	return Boolean(e && a && a !== document.body && (a === e || a.contains(e) || e.contains(a)));
})()`

// found is what find.js says about a target.
type found struct {
	Count   int    `json:"count"` // that are shown somewhere
	Seen    int    `json:"seen"`  // that a person could see
	Name    string `json:"name"`
	X       int    `json:"x"`
	Y       int    `json:"y"`
	Problem string `json:"problem"`
}

//go:embed find.js
var findScript string

func find(ctx context.Context, t browser.Tab, target Target) (found, error) {
	arg, err := json.Marshal(target)
	if err != nil {
		return found{}, err
	}
	value, err := t.Eval(ctx, strings.TrimSpace(findScript)+"("+string(arg)+")")
	if err != nil {
		return found{}, err
	}
	var f found
	return f, json.Unmarshal(value, &f)
}

// await waits until a person could see the target, and where it is. Several elements are
// wrong unless the step is only to see one of them, or says first.
func await(ctx context.Context, t browser.Tab, target Target, any bool) (found, error) {
	var last found
	err := poll(ctx, func() (bool, error) {
		var err error
		last, err = find(ctx, t, target)
		return err == nil && last.Seen > 0 && (any || target.First || last.Seen == 1), err
	})
	switch {
	case err == nil:
		return last, nil
	case !errors.Is(err, errPatience):
		return last, err
	case last.Count == 0:
		return last, reason("there is no such element that can be seen")
	case last.Problem != "":
		return last, reason(last.Name + " " + last.Problem)
	}
	return last, reason(fmt.Sprintf("%d elements match; write \"first\", or name one of them", last.Seen))
}

func awaitGone(ctx context.Context, t browser.Tab, target Target) error {
	var last found
	err := poll(ctx, func() (bool, error) {
		var err error
		last, err = find(ctx, t, target)
		return err == nil && last.Seen == 0, err
	})
	if errors.Is(err, errPatience) {
		return reason(last.Name + " is still there")
	}
	return err
}

var errPatience = errors.New("waited in vain")

// poll asks until the answer is yes. A page that is between two documents throws; the
// last error is returned when there is no more time.
func poll(ctx context.Context, ask func() (bool, error)) error {
	end := time.Now().Add(Patience)
	for {
		ok, err := ask()
		if ok {
			return nil
		}
		if time.Now().After(end) {
			if err != nil {
				return err
			}
			return errPatience
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func quote(s string) string {
	data, _ := json.Marshal(s) // a string is always valid
	return string(data)
}

//go:embed journeys
var files embed.FS

// Load reads every journey of a folder, files that end with .journey, in the order of
// their names. The error is one of reading.
func Load(fsys fs.FS) ([]*Journey, source.Diags, error) {
	names, err := fs.Glob(fsys, "*.journey")
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(names)
	var list []*Journey
	var ds source.Diags
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, ds, err
		}
		j, found := Parse(source.NewFile(path.Base(name), string(text)))
		ds = append(ds, found...)
		if j != nil {
			list = append(list, j)
		}
	}
	return list, ds, nil
}

// Embedded returns the folder of the journeys inside the tool.
func Embedded() fs.FS {
	sub, err := fs.Sub(files, "journeys")
	if err != nil {
		panic(err) // the name is a constant of this file
	}
	return sub
}
