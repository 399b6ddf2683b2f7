package compat

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/versions"
)

func TestSource(t *testing.T) {
	version, day := Source()
	if version != "8.1.9" || !day.Equal(time.Date(2026, 11, 12, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%s of %s", version, day)
	}
}

func TestKnown(t *testing.T) {
	for name, want := range map[string]bool{
		"css.properties.user-select": true, "css.properties.flex": true, "css.properties.flex-basis": true,
		"css.properties.display.flex": true, "api.ResizeObserver": true, "javascript.statements.with": true,
		"css.properties.user-selec": false, "css.properties.user-selects": false, "": false, "zzz": false, "api": false,
	} {
		if Known(name) != want {
			t.Errorf("%q: known %v", name, !want)
		}
	}
}

func TestEveryFeatureIsFoundByItsName(t *testing.T) {
	n, last := 0, ""
	for name := range Features("") {
		if name <= last {
			t.Fatalf("%s comes after %s", name, last)
		}
		cells, ok := find(name)
		if !ok || strings.Count(cells, "\t") != len(Browsers())-1 {
			t.Fatalf("%s: found %v, cells %q", name, ok, cells)
		}
		n, last = n+1, name
	}
	if n < 15000 {
		t.Errorf("only %d features", n)
	}
	got := slices.Collect(Features("css.selectors.host"))
	if !slices.Equal(got, []string{"css.selectors.host"}) {
		t.Errorf("below css.selectors.host: %v", got) // not css.selectors.host-context
	}
	for name := range Features("css.properties.flex") {
		if name != "css.properties.flex" && !strings.HasPrefix(name, "css.properties.flex.") {
			t.Errorf("%s is not below flex", name)
		}
	}
}

func TestSupport(t *testing.T) {
	for _, tt := range []struct {
		feature, browser, version string
		want                      Answer
	}{
		{"css.properties.user-select", "chrome", "53", Answer{State: Yes, Prefix: "-webkit-", Since: "1"}},
		{"css.properties.user-select", "chrome", "54", Answer{State: Yes, Since: "54"}},
		{"css.properties.user-select", "safari", "27.2", Answer{State: Yes, Prefix: "-webkit-", Since: "3"}},
		{"css.properties.user-select", "safari", "27.3", Answer{State: Yes, Since: "27.3"}},
		{"css.properties.user-select", "safari", "2", Answer{State: Yes, Prefix: "-khtml-", Since: "2"}},
		{"css.properties.user-select", "safari", "1", Answer{State: No}},
		{"css.properties.user-select", "ie", "11", Answer{State: Yes, Prefix: "-ms-", Since: "10"}},
		{"css.properties.user-select", "ie", "9", Answer{State: No}},
		{"css.properties.grid-template-columns", "ie", "11", Answer{State: Yes, Spelling: "-ms-grid-columns", Since: "10"}},
		{"css.properties.overscroll-behavior", "chrome", "100", Answer{State: Partial, Since: "63"}},
		{"css.properties.overscroll-behavior", "chrome", "9999", Answer{State: Yes, Since: "144"}},
		{"css.properties.border-radius", "webview_android", "4.4", Answer{State: Yes, Since: "4.4"}},
		{"css.properties.border-radius", "webview_android", "4", Answer{State: Yes, Prefix: "-webkit-", Since: "2"}},
		{"api.XSLTProcessor", "opera", "12.1", Answer{State: Yes, Since: "12.1"}},
		{"api.XSLTProcessor", "opera", "12", Answer{State: Unknown}}, // "≤12.1": not verified
		{"css.properties.interpolate-size", "safari", "99", Answer{State: No}},
		{"css.properties.nonsense", "safari", "99", Answer{}},
		{"css.properties.gap", "netscape", "4", Answer{}},
	} {
		if got := Support(tt.feature, tt.browser, tt.version); got != tt.want {
			t.Errorf("%s in %s %s: %+v, want %+v", tt.feature, tt.browser, tt.version, got, tt.want)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	inOrder := []string{"", "1", "1.2", "3.6", "4.4", "4.4.3", "9", "10", "10.1", "15.4", "16", "100"}
	for i, a := range inOrder {
		for j, b := range inOrder {
			if got := versions.Compare(a, b); got != sign(i-j) {
				t.Errorf("%s, %s: %d", a, b, got)
			}
		}
	}
	if versions.Compare("1.0", "1") != 0 {
		t.Error("1.0 is 1")
	}
}

func sign(n int) int { return min(1, max(-1, n)) }

// TestWebmailTable compares with a table that was extracted from the same
// release of MDN's data by other code.
func TestWebmailTable(t *testing.T) {
	text := testenv.Data(t, "testdata/webmail.json.gz")
	var table struct {
		Order    []string
		Browsers map[string][][]string
		Rows     [][]json.RawMessage
		Features map[string]int
	}
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	var names []string
	equal := 0
	for name, row := range table.Features {
		name = strings.Replace(name, "js.", "javascript.", 1)
		names = append(names, name)
		for i, browser := range table.Order {
			want := strings.Trim(string(table.Rows[row][i]), `"`)
			if got := cellText(Statements(name, browser)); got != want {
				t.Errorf("%s in %s: %s, want %s", name, browser, got, want)
			} else {
				equal++
			}
		}
	}
	if equal != 254*13 {
		t.Errorf("%d of %d cells equal", equal, 254*13)
	}
	webmail := Webmail()
	slices.Sort(names)
	slices.Sort(webmail)
	if !slices.Equal(names, webmail) {
		t.Error("the features of the table are not those of webmail.txt")
	}
	for id, want := range table.Browsers {
		var got [][]string
		for _, r := range BrowserByID(id).Releases {
			got = append(got, []string{r.Version, r.Date, r.Status, r.Engine, r.EngineVersion})
		}
		byVersion := func(a, b []string) int { return versions.Compare(a[0], b[0]) }
		slices.SortFunc(want, byVersion)
		slices.SortFunc(got, byVersion)
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("releases of %s differ", id)
		}
	}
}

// cellText writes the table's cell for a browser: the first version with the
// full feature, "VERSION*" for partial support, "-PREFIXVERSION" for another
// spelling, "p" for a preview, 0 for never or removed, null for unknown.
func cellText(all []Statement) string {
	if len(all) == 0 {
		return "null"
	}
	text := func(s Statement) string {
		v := s.Added
		if s.Earlier {
			v = "≤" + v
		}
		switch {
		case v == "":
			return "0"
		case v == "p":
		case !s.Plain():
			v = "-" + s.Prefix + s.Spelling + v
		case s.Partial:
			v += "*"
		}
		return v
	}
	live := slices.DeleteFunc(all, func(s Statement) bool { return s.Removed != "" || s.Flagged })
	for _, wanted := range []func(Statement) bool{
		func(s Statement) bool { return s.Plain() && !s.Partial && s.Added != "" },
		func(s Statement) bool { return s.Plain() && s.Added != "" },
		func(Statement) bool { return true },
	} {
		if i := slices.IndexFunc(live, wanted); i >= 0 {
			return text(live[i])
		}
	}
	return "0"
}

func TestParseList(t *testing.T) {
	for _, tt := range []struct{ list, want, err string }{
		{"chrome >= 154", "chrome 154-157", ""},
		{"chrome > 154; chrome<3", "chrome 1-2, chrome 155-157", ""},
		{"Chrome  80 - 84", "chrome 80-84", ""}, // there was no 82
		{"ie 11, ie 9", "ie 9, ie 11", ""},
		{"ie 9-11; not ie 10", "ie 9, ie 11", ""},
		{"ios_saf 12; and_chr 157", "chrome_android 157, safari_ios 12", ""},
		{"Firefox for Android 160", "firefox_android 160", ""},
		{"firefox esr; safari current", "firefox 153, safari 27.2", ""},
		{"samsung 1", "samsunginternet_android 1.0", ""},
		{"last 2 chrome versions", "chrome 156-157", ""},
		{"since 2026-11; not opera 1-999", "chrome 157, chrome_android 157, edge 157, firefox 160, firefox_android 160, webview_android 157", ""},
		{"crome >= 80", "", `unknown browser "crome" (did you mean chrome?)`},
		{"netscape 4", "", `unknown browser "netscape" (known browsers: chrome, chrome_android, edge, firefox, firefox_android, safari, safari_ios, samsunginternet_android, opera, opera_android, webview_android, webview_ios, ie)`},
		{"chrome", "", `"chrome" names no versions (for example: chrome >= 157)`},
		{"chrome >= new", "", `"new" is not a version (write for example: chrome 157)`},
		{"chrome new", "", `"chrome new" is not a valid entry of a browser list (one of: ` + listForms + ")"},
		{"chrome >= 999", "", `Chrome has no release "chrome >= 999" (its releases go from 1 to 157)`},
		{"chrome 158", "", `Chrome has no release "chrome 158" (its releases go from 1 to 157)`}, // in beta
		{"ie 12-13", "", `Internet Explorer has no release "ie 12-13" (its releases go from 1 to 11)`},
		{"> 1%", "", `"> 1%" selects by usage share, which the data does not contain (name browsers: chrome >= 80)`},
		{"last 0 versions", "", `"last 0 versions" is not a number of versions (write for example: last 2 versions)`},
		{"since today", "", `"today" is not a date (write for example: since 2024-01-01)`},
		{"ie 11; ", "ie 11", `"" is not a valid entry of a browser list (one of: ` + listForms + ")"},
		{"?!", "", `"?!" is not a valid entry of a browser list (one of: ` + listForms + ")"},
	} {
		list, diags := ParseList(source.NewFile("t", strings.ReplaceAll(tt.list, ";", "\n")))
		var text string
		for _, d := range diags {
			text += d.Text + " (" + d.Hint + ")"
		}
		if list.String() != tt.want || text != tt.err {
			t.Errorf("%s:\n got %s, error %s\nwant %s, error %s", tt.list, list, text, tt.want, tt.err)
		}
	}
}

func TestParseListReportsPlaces(t *testing.T) {
	f := source.NewFile("s.toml", "browsers = [\"ie 11\", \"crome 1, ie 9\",\n \"not  chrome 0\"]")
	l, diags := ParseList(f, source.Span{Start: 13, End: 18}, source.Span{Start: 22, End: 35}, source.Span{Start: 40, End: 53})
	var text []string
	for _, d := range diags {
		text = append(text, d.Error())
	}
	want := []string{
		`s.toml:1:23: error: unknown browser "crome" [browsers/unknown]`,
		`s.toml:2:3: error: Chrome has no release "not  chrome 0" [browsers/version]`,
	}
	if !slices.Equal(text, want) || l.String() != "ie 9, ie 11" {
		t.Errorf("%s, %s", l, strings.Join(text, "\n"))
	}
}

func list(t testing.TB, entries string) List {
	t.Helper()
	l, diags := ParseList(source.NewFile("t", entries))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return l
}

// coverageText writes each part that is not empty.
func coverageText(c Coverage) string {
	var s []string
	part := func(name string, l List) {
		if len(l) > 0 {
			s = append(s, name+": "+l.String())
		}
	}
	part("plain", c.Plain)
	for _, n := range c.Spelled {
		part(n.Prefix+n.Spelling, n.For)
	}
	part("partial", c.Partial)
	part("lacking", c.Lacking)
	part("unknown", c.Unknown)
	return strings.Join(s, "; ")
}

func TestCoverage(t *testing.T) {
	old := list(t, "chrome >= 4, firefox >= 3, safari >= 3, ie 9-11, edge >= 12")
	modern := list(t, "chrome >= 80, firefox >= 78")
	for _, tt := range []struct {
		list          List
		feature, want string
	}{
		// Firefox 49-68 knows -webkit- and -moz-: one of them serves, and Chrome wants the first anyway.
		{old, "css.properties.user-select", "plain: chrome 54-157, edge 79-157, firefox 69-160; -webkit-: chrome 4-53, edge 12-18, firefox 49-68, safari 3-27.2; -moz-: firefox 3-48; -ms-: ie 10-11; lacking: ie 9"},
		{modern, "css.properties.user-select", "plain: chrome 80-157, firefox 78-160"},
		{modern, "css.properties.appearance", "plain: chrome 84-157, firefox 80-160; -webkit-: chrome 80-83, firefox 78-79"},
		{modern, "css.selectors.has", "plain: chrome 105-157, firefox 121-160; lacking: chrome 80-104, firefox 78-120"},
		{list(t, "ie 11"), "css.properties.display.flex", "partial: ie 11"},
		{list(t, "ie 11"), "css.properties.nonsense", "unknown: ie 11"},
		{nil, "css.selectors.has", ""},
	} {
		if got := coverageText(tt.list.Coverage(tt.feature)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.feature, got, tt.want)
		}
	}
}

// Every release of a list is in one part of the coverage, whatever the feature.
func TestCoverageIsAPartition(t *testing.T) {
	all := list(t, "since 2000")
	for _, feature := range Webmail() {
		c := all.Coverage(feature)
		parts := slices.Concat(c.Plain, c.Partial, c.Lacking, c.Unknown)
		for _, s := range c.Spelled {
			parts = append(parts, s.For...)
		}
		if !slices.Equal(List(parts).Sorted(), all) {
			t.Errorf("%s: %d of %d releases", feature, len(parts), len(all))
		}
	}
}

func TestChanges(t *testing.T) {
	var got []string
	for _, c := range Changes(Webmail(), "2026-08-12", "2026-11-12") {
		if b := BrowserByID(c.Browser); !b.Mobile {
			got = append(got, c.Date+" "+c.Browser+" "+c.Version+" "+c.Feature+" "+c.Kind)
		}
	}
	want := []string{ // as read from the source data by hand
		"2026-08-20 opera 135 css.properties.position-anchor completed",
		"2026-09-01 firefox 155 css.selectors.-webkit-scrollbar removed",
		"2026-09-14 safari 27 css.properties.overflow-anchor appeared",
		"2026-09-14 safari 27 css.properties.position-anchor completed",
		"2026-10-27 firefox 159 css.properties.animation-timeline appeared",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for _, tt := range []struct {
		feature, browser, after, until string
		want                           string
	}{
		{"css.properties.user-select", "chrome", "2016-10-01", "2016-10-31", unprefixed},
		{"css.properties.user-select", "edge", "2020-01-01", "2020-01-31", unprefixed},
		{"css.properties.box-shadow", "firefox", "2012-06-01", "2012-06-30", prefixDropped},
		{"api.Document.execCommand", "firefox", "2019-01-01", "2019-12-31", completed},
	} {
		changes := slices.DeleteFunc(Changes([]string{tt.feature}, tt.after, tt.until), func(c Change) bool { return c.Browser != tt.browser })
		if len(changes) != 1 || changes[0].Kind != tt.want {
			t.Errorf("%s in %s: %v, want %v", tt.feature, tt.browser, changes, tt.want)
		}
	}
	if n := len(Changes(nil, "2026-08-12", "2026-11-12")); n < 1000 {
		t.Errorf("only %d changes of all features", n)
	}
	if c := Changes([]string{"css.nonsense"}, "", "9"); c != nil {
		t.Errorf("an unknown feature changes: %v", c)
	}
}

func FuzzParseList(f *testing.F) {
	for _, s := range []string{"chrome >= 80", "not ie 11, safari 12-13", "last 2 versions", "since 2024", "> 1%", "firefox esr", "chrome >= 99999999999999999999", "last 99999999999999999999 versions"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, entry string) {
		l, diags := ParseList(source.NewFile("t", entry))
		if l != nil && !slices.Equal(list(t, l.String()), l) {
			t.Errorf("%q: %s reads back as another list", entry, l)
		}
		if l == nil && diags == nil && !strings.Contains(entry, "not") {
			t.Errorf("%q: neither releases nor an error", entry)
		}
	})
}

func BenchmarkSupport(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Support("css.properties.user-select", "safari", "15.4")
	}
}

func BenchmarkParseList(b *testing.B) {
	f := source.NewFile("b", "chrome >= 80, firefox >= 78, safari >= 12, ie 11")
	for b.Loop() {
		ParseList(f)
	}
}

func BenchmarkCoverage(b *testing.B) {
	l := list(b, "chrome >= 4, firefox >= 3, safari >= 3, ie 9-11, edge >= 12")
	for b.Loop() {
		l.Coverage("css.properties.user-select")
	}
}

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		decode(data)
	}
}

// TestCheck: the embedded data passes, and every damage is found.
func TestCheck(t *testing.T) {
	version, date, err := Check(data)
	if v, d, features := Embedded(); err != nil || version != v || date != d || features < 10_000 {
		t.Error(version, date, features, err)
	}
	for name, text := range map[string]string{
		"empty":            "",
		"another file":     "hello\n\na\n\nb\n\nc",
		"no day":           strings.Replace(data, date, "soon", 1),
		"cut":              data[:len(data)/2],
		"cut a little":     data[:len(data)*9/10-3],
		"browsers":         strings.Replace(data, "\nfirefox\t", "\nnetscape\t", 1),
		"a release":        strings.Replace(data, "|2,2009-05-21,", "|2,", 1),
		"a row":            strings.Replace(data, "\tgap", "", 1)[:len(data)-1] + "x\t999999999\n",
		"features mixed":   data + "a.b\t1\n",
		"number of a row":  data + "zz\t-1\n",
		"no number":        data + "zz\n",
		"cells of the row": strings.Replace(data, "\n\n", "\n\nchrome\tChrome\tdesktop\t\t1,,,,\n", 1),
	} {
		if _, _, err := Check(text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := Use(data); err == nil || !strings.Contains(err.Error(), "no newer than the built-in data of "+date) {
		t.Errorf("Use(the same): %v", err)
	}
	if err := Use(strings.Replace(data, date, "2099-01-01", 1)); Browsers() == nil || err != nil && err.Error() != "the data is in use already" {
		t.Errorf("Use(newer): %v", err)
	}
}
