// Package compat tells which browser releases support which features of CSS,
// HTML, JavaScript and the web platform, and in which spelling. The data is
// MDN's browser-compat-data (CC0), reduced by compat/generate and embedded. It
// is decoded on first use.
//
// Features have MDN's dotted names: "css.properties.user-select",
// "css.properties.display.flex", "css.selectors.has", "css.at-rules.layer",
// "css.types.calc", "api.ResizeObserver", "javascript.builtins.Array.at",
// "html.elements.dialog". Browsers have MDN's names too: chrome,
// chrome_android, edge, firefox, firefox_android, safari, safari_ios,
// samsunginternet_android, opera, opera_android, webview_android, webview_ios,
// ie.
package compat

import (
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// data is four sections of lines, an empty line between two of them:
//
//	SOURCE \t VERSION \t DATE
//	BROWSER \t NAME \t KIND \t UPSTREAM \t RELEASE|RELEASE…     RELEASE = VERSION,DATE,STATUS,ENGINE,ENGINE VERSION
//	CELL \t CELL…                                               one cell per browser, in the order above; see parseStatement
//	FEATURE \t ROW                                              sorted; the cells of the feature are line ROW of the third section
//
//go:embed data.txt
var data string

type tables struct {
	version, date string
	browsers      []*Browser
	rows          []string
	names         string // the fourth section, searched without decoding
}

// newer is what Use was given, nil for the embedded data.
var newer atomic.Pointer[string]

var decoded = sync.OnceValue(func() *tables {
	text := newer.Swap(&data)
	if text == nil {
		text = &data
	}
	return decode(*text)
})

// Use replaces the embedded data with a newer reduction of MDN's, which package mdn
// makes. It has to come before anything asks the data. The error says why the text is
// not used: it is damaged, no newer than the embedded data, or comes too late.
func Use(text string) error {
	version, date, err := Check(text)
	if err != nil {
		return err
	}
	if _, own, _ := Embedded(); date <= own {
		return fmt.Errorf("version %s of %s is no newer than the built-in data of %s", version, date, own)
	}
	if !newer.CompareAndSwap(nil, &text) {
		return errors.New("the data is in use already")
	}
	return nil
}

// Embedded returns the version and the day, "2026-11-12", of the built-in data, and its
// number of features.
func Embedded() (version, date string, features int) {
	head, _, _ := strings.Cut(data, "\n")
	f := strings.Split(head, "\t")
	return f[1], f[2], strings.Count(data[strings.LastIndex(data, "\n\n")+2:], "\n")
}

// Check reports whether a text has the form of the embedded data, with every part of
// it, and returns its version and day.
func Check(text string) (version, date string, err error) {
	sections := strings.SplitN(text, "\n\n", 4)
	head := strings.Split(sections[0], "\t")
	if len(sections) != 4 || len(head) != 3 || head[0] != "@mdn/browser-compat-data" {
		return "", "", errors.New("it does not begin as reduced browser data does")
	}
	if _, err := time.Parse(time.DateOnly, head[2]); err != nil || head[1] == "" {
		return "", "", errors.New("it has no version and day")
	}
	lines := strings.Split(sections[1], "\n")
	for i, line := range lines {
		if err := checkBrowser(i, line); err != nil {
			return "", "", err
		}
	}
	if own := decodeBrowserIDs(data); !slices.Equal(own, decodeBrowserIDs(text)) {
		return "", "", fmt.Errorf("its browsers are not %s", strings.Join(own, ", "))
	}
	rows := strings.Split(sections[2], "\n")
	for i, row := range rows {
		if strings.Count(row, "\t") != len(lines)-1 {
			return "", "", fmt.Errorf("row %d does not have a cell for each browser", i)
		}
	}
	return head[1], head[2], checkFeatures(sections[3], len(rows))
}

func checkBrowser(i int, line string) error {
	f := strings.Split(line, "\t")
	if len(f) != 5 || f[0] == "" || f[4] == "" {
		return fmt.Errorf("browser %d has no name or no releases", i+1)
	}
	for release := range strings.SplitSeq(f[4], "|") {
		if strings.Count(release, ",") != 4 {
			return fmt.Errorf("%s: the release %.60q is not whole", f[0], release)
		}
	}
	return nil
}

func decodeBrowserIDs(text string) []string {
	var ids []string
	for line := range strings.Lines(strings.SplitN(text, "\n\n", 3)[1]) {
		id, _, _ := strings.Cut(line, "\t")
		ids = append(ids, id)
	}
	return ids
}

// checkFeatures checks the fourth section: sorted names, each with the number of a row.
func checkFeatures(names string, rows int) error {
	before, n := "", 0
	for line := range strings.Lines(names) {
		name, number, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		row, err := strconv.Atoi(number)
		if !ok || err != nil || row < 0 || row >= rows || name <= before {
			return fmt.Errorf("the feature %.60q is out of order or has no row", name)
		}
		before, n = name, n+1
	}
	if _, _, own := Embedded(); 10*n < 9*own {
		return fmt.Errorf("it has %d features, the built-in data %d", n, own)
	}
	return nil
}

func decode(data string) *tables {
	sections := strings.SplitN(data, "\n\n", 4)
	head := strings.Split(sections[0], "\t")
	t := &tables{version: head[1], date: head[2], rows: strings.Split(sections[2], "\n"), names: sections[3]}
	for i, line := range strings.Split(sections[1], "\n") {
		t.browsers = append(t.browsers, parseBrowser(i, line))
	}
	return t
}

// Source returns the version of MDN's data and the day of its publication.
// Later releases are not in it.
func Source() (version string, published time.Time) {
	day, err := time.Parse(time.DateOnly, decoded().date)
	if err != nil {
		panic("compat: the embedded data has no date: " + err.Error()) // the generator wrote it
	}
	return decoded().version, day
}

// Known reports whether the data has the feature.
func Known(feature string) bool {
	_, ok := find(feature)
	return ok
}

// Features returns the names of the features at and below a branch, sorted:
// "css.selectors" gives :has() and its parts among others. "" gives all.
func Features(branch string) iter.Seq[string] {
	return func(yield func(string) bool) {
		names := decoded().names
		for at := lineNotBefore(names, branch); at < len(names); {
			line := lineAt(names, at)
			name, _, _ := strings.Cut(line, "\t")
			if !strings.HasPrefix(name, branch) {
				return
			}
			if within(name, branch) && !yield(name) {
				return
			}
			at += len(line) + 1
		}
	}
}

func within(name, branch string) bool {
	return branch == "" || len(name) == len(branch) || name[len(branch)] == '.'
}

// find returns the cells of a feature, one per browser.
func find(feature string) (cells string, ok bool) {
	t := decoded()
	line := lineAt(t.names, lineNotBefore(t.names, feature))
	name, number, _ := strings.Cut(line, "\t")
	if name != feature || name == "" {
		return "", false
	}
	row, err := strconv.Atoi(number)
	if err != nil || row >= len(t.rows) {
		panic("compat: the embedded data is damaged at " + feature) // the generator wrote it
	}
	return t.rows[row], true
}

// lineNotBefore returns where the first line starts whose name is not less than name.
func lineNotBefore(names, name string) int {
	low, high := 0, len(names) // line starts; the answer is in [low, high]
	for low < high {
		start := strings.LastIndexByte(names[:(low+high)/2], '\n') + 1
		line := lineAt(names, start)
		if got, _, _ := strings.Cut(line, "\t"); got < name {
			low = start + len(line) + 1
		} else {
			high = start
		}
	}
	return low
}

func lineAt(text string, at int) string {
	if at >= len(text) {
		return ""
	}
	if end := strings.IndexByte(text[at:], '\n'); end >= 0 {
		return text[at : at+end]
	}
	return text[at:]
}

// A Browser is a browser in the data.
type Browser struct {
	ID       string    // "chrome_android"
	Name     string    // "Chrome Android"
	Mobile   bool      // runs on phones and tablets
	Upstream string    // ID of the browser that it is built from; "" for none
	Releases []Release // oldest first, planned ones last

	cell int
}

// A Release is one version of a browser.
type Release struct {
	Version       string // "120", "15.4", as the data writes it: "1.0" is not "1"
	Date          string // "2026-11-12"; "" if unknown
	Status        string // retired, current, esr, beta, nightly or planned
	Engine        string // "Blink"; "" if unknown
	EngineVersion string
}

// Released reports whether the release was available to users on the day of the
// data.
func (r Release) Released() bool {
	return r.Status == "current" || r.Status == "esr" || r.Status == "retired"
}

// Browsers returns all browsers, always in the same order. They are shared: do
// not modify them.
func Browsers() []*Browser { return decoded().browsers }

// BrowserByID returns the browser with that MDN name, or nil.
func BrowserByID(id string) *Browser {
	all := Browsers()
	if i := slices.IndexFunc(all, func(b *Browser) bool { return b.ID == id }); i >= 0 {
		return all[i]
	}
	return nil
}

func parseBrowser(cell int, line string) *Browser {
	f := strings.Split(line, "\t")
	b := &Browser{ID: f[0], Name: f[1], Mobile: f[2] == "mobile", Upstream: f[3], cell: cell}
	for release := range strings.SplitSeq(f[4], "|") {
		r := strings.Split(release, ",")
		b.Releases = append(b.Releases, Release{r[0], r[1], r[2], r[3], r[4]})
	}
	return b
}
