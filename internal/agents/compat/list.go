package compat

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/versions"
)

// An Agent is one release of one browser, by MDN's names.
type Agent struct{ Browser, Version string }

// A List is a set of releases, sorted by the order of Browsers and then by
// version: the releases that a project supports, or a part of them.
type List []Agent

// listForms shows the forms of an entry of a browser list by example.
const listForms = `chrome >= 80 | safari > 11 | edge <= 18 | ie 11 | chrome 80-90 | firefox esr | safari current | last 2 versions | last 3 chrome versions | since 2024-01-01 | not ie 10`

// aliases are names that other tools and people use for MDN's browsers.
var aliases = map[string]string{
	"and_chr": "chrome_android", "chromeandroid": "chrome_android", "chrome for android": "chrome_android", "chrome android": "chrome_android",
	"and_ff": "firefox_android", "firefoxandroid": "firefox_android", "firefox for android": "firefox_android", "firefox android": "firefox_android",
	"ff": "firefox", "fx": "firefox", "explorer": "ie", "internet explorer": "ie",
	"ios": "safari_ios", "ios_saf": "safari_ios", "ios safari": "safari_ios", "safari ios": "safari_ios",
	"samsung": "samsunginternet_android", "samsunginternet": "samsunginternet_android", "samsung internet": "samsunginternet_android",
	"op_mob": "opera_android", "operamobile": "opera_android", "opera android": "opera_android",
	"webview": "webview_android", "android webview": "webview_android", "android": "webview_android",
}

// ParseList parses a browser list whose entries are spans of f, or the whole
// text if there are none. An entry may hold several parts, separated by commas
// or line ends. Each part adds the releases that it names; "not ..." removes
// them from the parts before it. Only published releases count. The codes are
// browsers/syntax, browsers/unknown and browsers/version. If there are errors,
// the list contains the valid entries.
func ParseList(f *source.File, entries ...source.Span) (List, source.Diags) {
	if len(entries) == 0 {
		entries = []source.Span{{Start: 0, End: len(f.Text())}}
	}
	chosen := map[Agent]bool{}
	var diags source.Diags
	for _, entry := range entries {
		for at := entry.Start; at <= entry.End; {
			part := f.Text()[at:entry.End]
			if end := strings.IndexAny(part, ",\n"); end >= 0 {
				part = part[:end]
			}
			q := query{file: f, text: strings.TrimSpace(part)}
			q.span.Start = at + strings.Index(part, q.text)
			q.span.End = q.span.Start + len(q.text)
			at += len(part) + 1
			query, without := strings.CutPrefix(strings.ToLower(q.text), "not ")
			agents, diag := q.parse(strings.TrimSpace(query))
			if diag != nil {
				diags = append(diags, diag)
			}
			for _, a := range agents {
				chosen[a] = !without
			}
		}
	}
	maps.DeleteFunc(chosen, func(_ Agent, in bool) bool { return !in })
	return List(slices.Collect(maps.Keys(chosen))).Sorted(), diags
}

// Sorted sorts a list that was concatenated from others in place, and returns
// it.
func (l List) Sorted() List {
	order := map[string]int{}
	for i, b := range Browsers() {
		order[b.ID] = i
	}
	slices.SortFunc(l, func(a, b Agent) int {
		return cmp.Or(cmp.Compare(order[a.Browser], order[b.Browser]), versions.Compare(a.Version, b.Version))
	})
	return l
}

// A query is one part of a list and its place.
type query struct {
	file *source.File
	span source.Span
	text string
}

func (q query) errorf(code codes.Code, format string, args ...any) *source.Diag {
	return q.file.Errorf(q.span, code, format, args...)
}

var (
	lastForm    = regexp.MustCompile(`^last (\d+) (?:(.+) )?versions?$`)
	sinceForm   = regexp.MustCompile(`^since (.+)$`)
	compareForm = regexp.MustCompile(`^([^<>=]*?)\s*(>=|<=|>|<)\s*(\S+)$`)
	rangeForm   = regexp.MustCompile(`^(.+?)\s+([\d.]+)\s*-\s*([\d.]+)$`)
	oneForm     = regexp.MustCompile(`^([^<>=]+?)\s+([\d.]+|esr|current)$`)
	shareForm   = regexp.MustCompile(`^[<>]=?\s*[\d.]+\s*%|^defaults$`)
)

// parse returns the releases that the part names. text is the part in lower
// case and without "not".
func (q query) parse(text string) (List, *source.Diag) {
	if shareForm.MatchString(text) {
		return nil, q.errorf(codes.BrowsersSyntax, "%q selects by usage share, which the data does not contain", q.text).WithHint("name browsers: chrome >= 80")
	}
	if m := lastForm.FindStringSubmatch(text); m != nil {
		return q.last(m[1], m[2])
	}
	if m := sinceForm.FindStringSubmatch(text); m != nil {
		return q.since(m[1])
	}
	if m := compareForm.FindStringSubmatch(text); m != nil {
		return q.versions(m[1], m[3], func(order int) bool {
			return order > 0 && m[2][0] == '>' || order < 0 && m[2][0] == '<' || order == 0 && len(m[2]) == 2
		})
	}
	if m := rangeForm.FindStringSubmatch(text); m != nil {
		return q.between(m[1], m[2], m[3])
	}
	if m := oneForm.FindStringSubmatch(text); m != nil {
		if m[2] == "esr" || m[2] == "current" {
			return q.status(m[1], m[2])
		}
		return q.versions(m[1], m[2], func(order int) bool { return order == 0 })
	}
	if b, _ := q.browser(text); b != nil {
		return nil, q.errorf(codes.BrowsersSyntax, "%q names no versions", q.text).WithHint("for example: %s >= %s", b.ID, b.newest().Version)
	}
	return nil, q.errorf(codes.BrowsersSyntax, "%q is not a valid entry of a browser list", q.text).WithHint("one of: %s", listForms)
}

// browser returns the browser with that name, as MDN or another tool spells it.
func (q query) browser(name string) (*Browser, *source.Diag) {
	if id, ok := aliases[name]; ok {
		name = id
	}
	if b := BrowserByID(name); b != nil {
		return b, nil
	}
	var ids []string
	for _, b := range Browsers() {
		ids = append(ids, b.ID)
	}
	d := q.errorf(codes.BrowsersUnknown, "unknown browser %q", name)
	if near := source.Nearest(name, append(slices.Clone(ids), slices.Sorted(maps.Keys(aliases))...)); near != "" {
		return nil, d.WithHint("did you mean %s?", near)
	}
	return nil, d.WithHint("known browsers: %s", strings.Join(ids, ", "))
}

// choose returns the releases for which keep is true. It is an error if there
// are none.
func (q query) choose(b *Browser, keep func(Release) bool) (List, *source.Diag) {
	l := b.choose(keep)
	if len(l) == 0 {
		first := b.choose(func(Release) bool { return true })[0]
		d := q.errorf(codes.BrowsersVersion, "%s has no release %q", b.Name, q.text)
		return nil, d.WithHint("its releases go from %s to %s", first.Version, b.newest().Version)
	}
	return l, nil
}

func (b *Browser) choose(keep func(Release) bool) List {
	var l List
	for _, r := range b.Releases {
		if r.Released() && keep(r) {
			l = append(l, Agent{b.ID, r.Version})
		}
	}
	return l
}

// newest returns the current release, or the last release of a discontinued
// browser.
func (b *Browser) newest() Release {
	var last Release
	for _, r := range b.Releases {
		if r.Status == "current" || r.Status == "retired" && last.Status != "current" {
			last = r
		}
	}
	return last
}

func (q query) last(count, name string) (List, *source.Diag) {
	n, err := strconv.Atoi(count)
	if err != nil || n == 0 {
		return nil, q.errorf(codes.BrowsersSyntax, "%q is not a number of versions", q.text).WithHint("write for example: last 2 versions")
	}
	browsers := Browsers()
	if name != "" {
		b, diag := q.browser(name)
		if diag != nil {
			return nil, diag
		}
		browsers = []*Browser{b}
	}
	var l List
	for _, b := range browsers {
		if name == "" && b.newest().Status == "retired" {
			continue
		}
		all := b.choose(func(Release) bool { return true })
		l = append(l, all[max(0, len(all)-n):]...)
	}
	return l, nil
}

func (q query) since(date string) (List, *source.Diag) {
	for _, form := range []string{time.DateOnly, "2006-01", "2006"} {
		day, err := time.Parse(form, date)
		if err != nil {
			continue
		}
		from := day.Format(time.DateOnly)
		var l List
		for _, b := range Browsers() {
			l = append(l, b.choose(func(r Release) bool { return r.Date >= from })...)
		}
		if len(l) == 0 {
			_, published := Source()
			return nil, q.errorf(codes.BrowsersVersion, "no browser has a release since %s", from).WithHint("the browser data is of %s", published.Format(time.DateOnly))
		}
		return l, nil
	}
	return nil, q.errorf(codes.BrowsersSyntax, "%q is not a date", date).WithHint("write for example: since 2024-01-01")
}

// versions returns the releases whose comparison with version satisfies right.
func (q query) versions(name, version string, right func(order int) bool) (List, *source.Diag) {
	b, diag := q.browser(name)
	if diag != nil {
		return nil, diag
	}
	if !versions.Valid(version) {
		return nil, q.errorf(codes.BrowsersVersion, "%q is not a version", version).WithHint("write for example: %s %s", b.ID, b.newest().Version)
	}
	return q.choose(b, func(r Release) bool { return right(versions.Compare(r.Version, version)) })
}

func (q query) between(name, low, high string) (List, *source.Diag) {
	b, diag := q.browser(name)
	if diag != nil {
		return nil, diag
	}
	return q.choose(b, func(r Release) bool {
		return versions.Compare(r.Version, low) >= 0 && versions.Compare(r.Version, high) <= 0
	})
}

func (q query) status(name, status string) (List, *source.Diag) {
	b, diag := q.browser(name)
	if diag != nil {
		return nil, diag
	}
	return q.choose(b, func(r Release) bool { return r.Status == status })
}

// String returns the list as ranges of consecutive releases: "chrome 80-142, ie
// 11".
func (l List) String() string {
	var parts []string
	for i := 0; i < len(l); {
		last := l.run(i)
		text := l[i].Browser + " " + l[i].Version
		if last > i {
			text += "-" + l[last].Version
		}
		parts = append(parts, text)
		i = last + 1
	}
	return strings.Join(parts, ", ")
}

// run returns the index of the last agent in the run of consecutive releases
// that starts at i.
func (l List) run(i int) int {
	b := BrowserByID(l[i].Browser)
	if b == nil {
		return i
	}
	released := b.choose(func(Release) bool { return true })
	at := slices.Index(released, l[i])
	for at >= 0 && i+1 < len(l) && at+1 < len(released) && l[i+1] == released[at+1] {
		i, at = i+1, at+1
	}
	return i
}
