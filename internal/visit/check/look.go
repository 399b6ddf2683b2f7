package check

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"skinbuild/internal/visit/browser"
)

// What a page has to be for a person, whatever its styles are meant to be: see judgeLook.

var (
	//go:embed look.js
	lookJS string
	//go:embed rules.js
	rulesJS string
)

// Times of a look.
const (
	idle     = 5 * time.Second        // errors that come this late are still the page's
	patient  = 15 * time.Second       // until the controls of a page are there
	interval = 200 * time.Millisecond // between two looks at a page that is not ready
	settling = 400 * time.Millisecond // after the window got another size
)

// widths are the sizes of the window in which a page must not scroll sideways. The
// last is a phone's, for pages that say that they are made for it.
var widths = [][2]int{{1440, 900}, {1024, 768}, {phone, 667}}

const phone = 375

// look looks at one page, and keeps what it saw.
type look struct {
	*session
	page   Page
	deep   bool // all that takes time too: idle, widths, contrast
	mobile bool

	now    shown // in the window of the visit
	sheets []sheetRules
	axe    []violation
	axeErr error
	at     []atWidth
	fixes  []fixState
	fixErr error
	// picture is that of the page before the packages for fixes were loaded; nil for
	// pages without the client.
	picture []byte
}

// shown is the result of look.js.
type shown struct {
	Width    int
	Scroll   string
	Claims   bool // the page says that it fits a phone
	Controls []string
	Cut      []string
	Letters  int // of the texts in the window
	Pictures []string
}

// sheetRules is the result of rules.js for a sheet.
type sheetRules struct {
	URL          string
	Sent, Parsed int
	Foreign      int      // rules for another engine, by their prefix
	Left         []string // rules that the engine has left out: "file: selector"
	Broken       string
	Files        map[string]int // rules of each file of skins
	Named        []string       // files of skins that the servlet sent
}

// violation is a finding of axe-core.
type violation struct {
	Rule, Element, Help string
	Vendor              bool // an element that the vendor's client makes
}

// atWidth is what the page shows in a window of another width.
type atWidth struct {
	width int
	shown
	err error
}

// run looks at a page that has been loaded. Its error means that the page is dead.
func (l *look) run(ctx context.Context, t browser.Tab) error {
	start := time.Now()
	if err := l.whenReady(ctx, t); err != nil {
		return err
	}
	if err := ask(ctx, t, rulesJS, &l.sheets); err != nil {
		return fmt.Errorf("style sheets: %w", err)
	}
	if l.deep {
		if l.axeErr = l.NoAxe; l.axeErr == nil {
			l.axeErr = ask(ctx, t, axeScript(l.Axe), &l.axe)
		}
		if err := pause(ctx, idle-time.Since(start)); err != nil {
			return err
		}
		if err := l.resized(ctx, t); err != nil {
			return err
		}
	}
	return l.finish(ctx, t)
}

// finish takes the picture, ends the recording, and loads what fixes wait for: a client
// with packages that it has not asked for is not one that a person meets.
func (l *look) finish(ctx context.Context, t browser.Tab) (err error) {
	if !l.page.Client {
		return nil
	}
	if l.picture, err = t.Picture(ctx); err != nil {
		return fmt.Errorf("screenshot: %w", err)
	}
	l.log.stop()
	l.heard.stop()
	l.fixErr = ask(ctx, t, fixScript, &l.fixes)
	return nil
}

// whenReady looks until the controls of the page are there. A page on which they never
// come is looked at as it is.
func (l *look) whenReady(ctx context.Context, t browser.Tab) error {
	end := time.Now().Add(min(patient, l.Limit/2))
	for {
		now, err := l.once(ctx, t)
		if err != nil {
			return err
		}
		l.now = now
		if len(now.Controls) == 0 && now.Letters > 0 || time.Now().After(end) {
			return nil
		}
		if err := pause(ctx, interval); err != nil {
			return err
		}
	}
}

// most is how long the look may take after the page has loaded.
func (l *look) most() time.Duration {
	if l.deep {
		return 2*l.Limit + 2*idle
	}
	return l.Limit
}

func (l *look) once(ctx context.Context, t browser.Tab) (now shown, err error) {
	options, err := json.Marshal(map[string]any{"controls": append([]string{}, l.page.Controls...), "forms": !l.page.Client})
	if err != nil {
		return now, err
	}
	err = ask(ctx, t, strings.TrimSpace(lookJS)+"("+string(options)+")", &now)
	return now, err
}

// resized looks at the page in windows of other widths, and gives it its own back.
func (l *look) resized(ctx context.Context, t browser.Tab) error {
	if l.mobile {
		return nil // its window is a phone's already
	}
	for _, size := range widths {
		if size[0] == phone && (!l.now.Claims || l.page.Client) {
			continue
		}
		at := atWidth{width: size[0], shown: l.now}
		if l.now.Width != size[0] {
			at.err = t.Resize(ctx, size[0], size[1])
			if at.err == nil {
				at.err = pause(ctx, settling)
			}
			if at.err == nil {
				at.shown, at.err = l.once(ctx, t)
			}
			if at.err != nil && !errors.Is(at.err, browser.ErrWindow) {
				return at.err
			}
		}
		l.at = append(l.at, at)
	}
	err := t.Restore(ctx)
	if errors.Is(err, browser.ErrWindow) {
		return nil
	}
	return errors.Join(err, pause(ctx, settling))
}

// ask evaluates a script and decodes its value.
func ask(ctx context.Context, t browser.Tab, script string, out any) error {
	value, err := t.Eval(ctx, script)
	if err != nil {
		return err
	}
	return json.Unmarshal(value, out)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(max(d, 0)):
		return nil
	}
}
