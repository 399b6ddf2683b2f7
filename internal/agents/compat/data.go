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
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
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

var decoded = sync.OnceValue(decode)

func decode() *tables {
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
