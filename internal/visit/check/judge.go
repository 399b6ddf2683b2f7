package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/report"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/journey"
)

// visitor collects the checks of one visit.
type visitor struct {
	*session
	v     *report.Visit
	page  Page
	saw   seen
	got   *browser.Page
	heard seenByCollector

	allowed []journey.Allowed // errors that are no fault of the webapp
}

// judge evaluates the checks of a visit: first whether the visit succeeded,
// then what was observed.
func (s *session) judge(v *report.Visit, page Page, got *browser.Page, l *look, err error) {
	j := &visitor{session: s, v: v, page: page, got: got, heard: s.heard.read()}
	if l.picture != nil {
		got.Screenshot = l.picture
	}
	v.Screenshot = s.shots.one(got.Screenshot)
	if err == nil {
		if err = json.Unmarshal(got.Value, &j.saw); err != nil {
			err = fmt.Errorf("the page answered something else than it was asked: %w", err)
		}
	}
	at := withoutQuery(strings.TrimPrefix(j.saw.At, s.base))
	switch status := j.status(); {
	case err != nil:
	case status >= http.StatusBadRequest:
		err = fmt.Errorf("the server answered %d %s", status, http.StatusText(status))
	case at != withoutQuery(page.Path):
		err = fmt.Errorf("the page went to %s", at)
	}
	j.set("load", err == nil, reasonOf(err))
	j.dialogs()
	j.missing()
	j.console()
	if err != nil {
		j.screenshot()
		return
	}
	j.variant()
	j.order()
	j.markers()
	j.modernizr()
	j.jquery()
	j.fixes(l)
	j.styles()
	j.screenshot()
	j.judgeLook(l)
}

// status returns the HTTP status of the page itself, 0 if nothing has seen it.
func (j *visitor) status() int {
	for _, r := range j.log.failed() {
		if r.URL == j.page.Path {
			return r.Status
		}
	}
	if len(j.got.Requests) > 0 {
		return j.got.Requests[0].Status
	}
	return 0
}

// reasonOf returns an error as one line.
func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// set adds a check that passed or failed; the reason is kept in both cases.
func (j *visitor) set(name string, ok bool, reason string) {
	outcome := report.Failed
	if ok {
		outcome = report.Passed
	}
	j.v.Checks = append(j.v.Checks, report.Check{Name: name, Outcome: outcome, Reason: reason})
}

func (j *visitor) notRun(name, reason string) {
	j.v.Checks = append(j.v.Checks, report.Check{Name: name, Reason: reason})
}

func (j *visitor) fact(name, value string) {
	j.v.Facts = append(j.v.Facts, report.Fact{Name: name, Value: value})
}

// dialogs checks that the page opened no dialog, which would block the user.
func (j *visitor) dialogs() {
	opened := j.got.Dialogs
	if !j.got.Observed {
		if j.heard.pages == 0 {
			j.notRun("no-dialog", j.engine()+" does not tell about dialogs")
			return
		}
		opened = j.heard.dialogs
	}
	reason := ""
	if len(opened) > 0 {
		reason = "the page opened a dialog: " + short(opened[0])
	}
	j.set("no-dialog", reason == "", reason)
}

// missing checks that every request was answered with a status below 400. The
// server sees the requests sent to it; the browser sees all, if its protocol
// exposes them.
func (j *visitor) missing() {
	var bad []string
	for _, r := range j.log.failed() {
		bad = append(bad, fmt.Sprintf("%d %s", r.Status, withoutQuery(r.URL)))
	}
	for _, r := range j.got.Requests {
		own := j.Live == nil && strings.HasPrefix(r.URL, j.base) // the log has these
		switch {
		case !own && r.Status >= 400:
			bad = append(bad, fmt.Sprintf("%d %s", r.Status, withoutQuery(r.URL)))
		case r.Error != "" && (r.Status == 0 || !strings.Contains(r.Error, "ABORTED")) && r.URL != j.base+j.page.Path:
			bad = append(bad, fmt.Sprintf("%s %s", r.Error, withoutQuery(strings.TrimPrefix(r.URL, j.base))))
		}
	}
	bad = j.notAllowed(bad)
	slices.Sort(bad)
	j.set("no-404", len(bad) == 0, summary(slices.Compact(bad), "requests failed"))
}

func withoutQuery(url string) string {
	url, _, _ = strings.Cut(url, "?")
	return url
}

// summary returns the first entry of a list and the number of the others.
func summary(list []string, what string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return short(list[0])
	}
	return fmt.Sprintf("%d %s: %s, …", len(list), what, short(list[0]))
}

func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}

// endOfConsole is what fixes.js prints before it does what a person would not.
const endOfConsole = "uacheck: loading all packages"

// console checks that the page reported no error.
func (j *visitor) console() {
	if !j.got.Observed {
		j.collected()
		return
	}
	var errs []string
	for _, m := range j.got.Console {
		if m.Text == endOfConsole {
			break
		}
		// A failed request is reported by a separate check.
		if m.Level != "error" || strings.HasPrefix(m.Text, "Failed to load resource") {
			continue
		}
		at := ""
		if m.URL != "" {
			at = fmt.Sprintf(" (%s:%d)", withoutQuery(strings.TrimPrefix(m.URL, j.base)), m.Line)
		}
		first, _, _ := strings.Cut(m.Text, "\n")
		errs = append(errs, first+at)
	}
	errs = j.notAllowed(errs)
	j.set("no-console-error", len(errs) == 0, summary(errs, "errors"))
}

// collected judges the errors that the collector reported.
func (j *visitor) collected() {
	if j.heard.pages == 0 {
		j.notRun("no-console-error", j.engine()+" does not expose its console")
		return
	}
	var bad []string
	for _, text := range j.heard.errors {
		bad = append(bad, strings.ReplaceAll(text, j.base, ""))
	}
	bad = j.notAllowed(bad)
	j.fact("console", j.engine()+" does not expose it; errors were recorded by a script that uacheck inserted")
	j.set("no-console-error", len(bad) == 0, summary(bad, "errors"))
}

// variant checks that each sheet of the skin servlet was made for this agent's
// macros.
func (j *visitor) variant() {
	want, err := ua.ServletMacros(j.saw.Agent)
	if err != nil {
		j.notRun("css-variant", "the skin servlet fails on this User-Agent: "+err.Error())
		return
	}
	names := strings.Join(want.Names(), " ")
	j.fact("screen", j.saw.Screen)
	j.fact("macros", names)
	if len(j.saw.Sheets) == 0 {
		j.set("css-variant", false, "the page has no style sheet of the skin servlet")
		return
	}
	for _, s := range j.saw.Sheets {
		switch got := strings.Join(s.Macros, " "); {
		case s.Status != http.StatusOK:
			j.set("css-variant", false, fmt.Sprintf("%s: status %d %s", withoutQuery(s.URL), s.Status, s.Error))
			return
		case got != names:
			j.set("css-variant", false, fmt.Sprintf("%s was made for %q, not for %q", withoutQuery(s.URL), got, names))
			return
		case !strings.Contains(s.Vary, "User-Agent"):
			j.set("css-variant", false, withoutQuery(s.URL)+" was sent without Vary: User-Agent, so a cache may serve it to other browsers")
			return
		}
		j.fact("style sheet", fmt.Sprintf("%s, %d characters", withoutQuery(s.URL), s.Size))
	}
	j.set("css-variant", true, names)
}

// places are the indices of the scripts that order checks.
type places struct{ head, modernizr, sheet, packages, config, fix, override, launch int }

var launchFunction = regexp.MustCompile(`function launch ?\(\)`)

func (j *visitor) places() places {
	p := places{-1, -1, -1, -1, -1, -1, -1, -1}
	first := func(at *int, i int) {
		if *at < 0 {
			*at = i
		}
	}
	for i, e := range j.saw.Elements {
		text, inline := strings.CutPrefix(e, "inline:")
		switch {
		case inline && launchFunction.MatchString(text) && !strings.Contains(text, "SynaSkin"):
			p.launch = i
		case is(e, "SynaHead") || inline && strings.Contains(text, "SynaSkin") && p.sheet < 0:
			first(&p.head, i)
		case is(e, "SynaModernizr") || inline && strings.Contains(text, "window.SynaModernizr="):
			first(&p.modernizr, i)
		case strings.Contains(e, "/css/") && !inline:
			first(&p.sheet, i)
		case strings.HasSuffix(e, "_all.js") && !inline:
			p.packages = i
		case is(e, "SynaSkinConfig") || inline && strings.Contains(text, "window.SynaSkinConfig="):
			first(&p.config, i)
		case is(e, "FixZimbra"):
			first(&p.fix, i)
		case is(e, "SynaSkinOverride") || is(e, "SynaPage"):
			first(&p.override, i)
		}
	}
	return p
}

// is reports whether an element of the page is the script with that name; the
// file's name may contain a hash.
func is(element, name string) bool {
	file := element[strings.LastIndexByte(element, '/')+1:]
	return file == name+".js" || strings.HasPrefix(file, name+".") && strings.HasSuffix(file, ".js")
}

// order checks that skinbuild's scripts are where the vendor's code and the
// styles need them.
func (j *visitor) order() {
	p := j.places()
	if p.head < 0 && p.modernizr < 0 && p.config < 0 && p.fix < 0 && p.override < 0 {
		j.set("script-order", false, "the page loads none of skinbuild's scripts")
		return
	}
	for _, rule := range []struct {
		first, second int
		text          string
	}{
		{p.head, p.sheet, "SynaHead.js comes after the style sheet"},
		{p.modernizr, p.sheet, "SynaModernizr.js comes after the style sheet"},
		{p.head, p.modernizr, "SynaModernizr.js comes before SynaHead.js"},
		{p.packages, p.fix, "FixZimbra.js comes before the packages that it repairs"},
		{p.fix, p.launch, "FixZimbra.js comes after launch()"},
		{p.config, p.fix, "SynaSkinConfig.js comes after FixZimbra.js, which reads it"},
		{p.config, p.override, "SynaSkinConfig.js comes after SynaSkinOverride.js, which reads it"},
		{p.fix, p.override, "SynaSkinOverride.js comes before FixZimbra.js"},
	} {
		if rule.first >= 0 && rule.second >= 0 && rule.first > rule.second {
			j.set("script-order", false, rule.text)
			return
		}
	}
	if p.launch >= 0 && p.fix < 0 {
		j.set("script-order", false, "the page starts the client without FixZimbra.js")
		return
	}
	j.set("script-order", true, "")
}

// pageFacts holds the facts about a page that do not depend on the visitor.
type pageFacts struct {
	rendered string // who rendered it, "" for a file
	blocks   string
	jquery   map[string]string   // version that a script brings, by its path
	fixes    map[string][]string // ids of the fixes in a script, by its path
	err      error
}

func (s *session) pageFacts(page Page) *pageFacts {
	if f := s.facts[page.Path]; f != nil {
		return f
	}
	f := &pageFacts{jquery: map[string]string{}, fixes: map[string][]string{}}
	s.facts[page.Path] = f
	_, header, err := s.get(page.Path)
	f.err = err
	f.rendered, f.blocks = header.Get(serve.RenderedBy), header.Get(serve.Blocks)
	return f
}

// get requests a page directly from the server, without the browser.
func (s *session) get(path string) (string, http.Header, error) {
	if strings.Contains(path, "://") {
		return "", http.Header{}, errors.New("it is not a page of the webapp")
	}
	w := &memoryWriter{header: http.Header{}}
	r, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	if err != nil {
		return "", http.Header{}, err
	}
	s.site.Handler.ServeHTTP(w, r)
	return w.body.String(), w.header, nil
}

type memoryWriter struct {
	header http.Header
	body   strings.Builder
}

// Header returns the headers of the response.
func (w *memoryWriter) Header() http.Header { return w.header }

// WriteHeader does nothing; the status is not needed.
func (w *memoryWriter) WriteHeader(int) {}

// Write records the response.
func (w *memoryWriter) Write(p []byte) (int, error) { return w.body.Write(p) }

// markers checks that the page was made from templates with skinbuild blocks,
// and that no marker and no JSP tag reached the browser.
func (j *visitor) markers() {
	f := j.pageFacts(j.page)
	switch {
	case f.err != nil:
		j.notRun("markers", f.err.Error())
	case len(j.saw.Unrendered) > 0:
		j.set("markers", false, "the browser received text that the server should have removed: "+strings.Join(j.saw.Unrendered, ", "))
	case f.rendered != "" && f.blocks == "":
		j.set("markers", false, "no template of this page contains a skinbuild block: run skinbuild apply")
	case f.rendered == "":
		j.notRun("markers", "the page is a file, not made from a template")
	default:
		j.set("markers", true, f.blocks)
	}
}

func (j *visitor) modernizr() {
	m := j.saw.Modernizr
	p := j.places()
	switch {
	case p.modernizr < 0 && m.Own == "undefined":
		j.notRun("modernizr", "this page does not load SynaModernizr.js")
	case m.Own == "undefined":
		j.set("modernizr", false, "SynaModernizr.js is in the page, but SynaModernizr is not defined")
	case m.Same:
		j.set("modernizr", false, "window.Modernizr is skinbuild's: the vendor's code needs its own")
	default:
		reason := ""
		if m.Usual != "undefined" {
			reason = "beside the vendor's " + m.Version
		}
		j.set("modernizr", true, reason)
	}
}

var (
	jqueryVersion  = regexp.MustCompile(`jQuery (?:JavaScript Library )?v(\d+\.\d+\.\d+)|jquery: ?"(\d+\.\d+\.\d+)"|\.fn\.jquery ?= ?"(\d+\.\d+\.\d+)"`)
	jqueryVariable = regexp.MustCompile(`\{jquery: ?([\w$]+),`)
)

// versionOfJQuery returns the version of the jQuery in a script, from its
// licence or from the assignment to jQuery.fn.jquery; "" if there is none.
func versionOfJQuery(script string) string {
	if m := jqueryVersion.FindStringSubmatch(script); m != nil {
		return m[1] + m[2] + m[3]
	}
	if m := jqueryVariable.FindStringSubmatch(script); m != nil {
		value := regexp.MustCompile(`[ ,;]` + regexp.QuoteMeta(m[1]) + ` ?= ?"(\d+\.\d+\.\d+)"`)
		if m := value.FindStringSubmatch(script); m != nil {
			return m[1]
		}
	}
	return ""
}

// jquery checks that the page's jQuery is the one from the first script that
// defines it.
func (j *visitor) jquery() {
	got := j.saw.JQuery.Version
	want, from := "", ""
	for _, e := range j.saw.Elements {
		if strings.HasPrefix(e, "inline:") || is(e, "SynaQuery") || strings.Contains(e, "/css/") {
			continue
		}
		if want = j.bringsJQuery(e); want != "" {
			from = e
			break
		}
	}
	switch {
	case want == "" && got == "":
		return // a page without jQuery has nothing to lose
	case want == "":
		j.notRun("jquery", "no script of this page names the version of its jQuery, which is "+got)
	default:
		ok := got == want && (j.saw.JQuery.Dollar || is(from, "SynaJQuery")) // which leaves $ alone
		reason := fmt.Sprintf("jQuery %s of %s", want, from)
		if !ok {
			reason = fmt.Sprintf("%s defines jQuery %s, but the page ends up with %s", from, want, strconv.Quote(got))
		}
		j.set("jquery", ok, reason)
	}
}

func (j *visitor) bringsJQuery(path string) string {
	f := j.pageFacts(j.page)
	if v, ok := f.jquery[path]; ok {
		return v
	}
	text, _, err := j.get(path)
	version := ""
	if err == nil {
		version = versionOfJQuery(text)
	}
	f.jquery[path] = version
	return version
}

func (j *visitor) styles() {
	list := j.Styles.of(j.page.Name)
	if len(list) == 0 || len(list) != len(j.saw.Styles) {
		return
	}
	var bad []string
	judged := 0
	for i, want := range list {
		got := j.saw.Styles[i]
		name := want.Selector + " " + want.Property
		switch {
		case !got.Found && want.Page == "*":
			continue
		case !got.Found:
			bad = append(bad, want.Selector+" is not in the page")
			continue
		case want.Value != "" && !got.Valid:
			bad = append(bad, fmt.Sprintf("%s: this browser does not know the value %q", name, want.Value))
		case want.Value != "" && got.Got != got.Want:
			bad = append(bad, fmt.Sprintf("%s is %q, not %q", name, got.Got, want.Value))
		}
		if want.Value != "" {
			judged++
		}
		j.v.Facts = append(j.v.Facts, report.Fact{Group: "styles", Name: name, Value: got.Got})
	}
	if judged > 0 || len(bad) > 0 {
		j.set("styles", len(bad) == 0, summary(bad, "styles differ"))
	}
}

func (j *visitor) screenshot() {
	if len(j.v.Screenshot) == 0 {
		j.notRun("screenshot", "the browser returned no screenshot")
		return
	}
	if j.Screenshot == nil {
		j.set("screenshot", true, "")
		return
	}
	err := j.Screenshot(j.v)
	j.set("screenshot", err == nil, reasonOf(err))
}
