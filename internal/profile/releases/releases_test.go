package releases

import (
	"slices"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/testenv"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestLikeTheReferenceTable compares with a list of releases extracted from
// MDN's data by other code.
func TestLikeTheReferenceTable(t *testing.T) {
	_, rows := testenv.Table(t, "testdata/releases.tsv")
	var want []string
	for _, f := range rows {
		if f[2] >= "2026-08-27" && f[2] < "3" && (f[3] == "current" || f[3] == "retired" || f[3] == "esr") {
			want = append(want, strings.Join(f[:3], " "))
		}
	}
	var got []string
	for _, r := range Since(day(t, "2026-08-27")).Releases {
		if r.Browser != "webview_ios" { // the reference has one browser less
			got = append(got, r.Browser+" "+r.Version+" "+r.Date)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 40 || !slices.Equal(got, want) {
		t.Errorf("%d releases\n%v\nwant %d\n%v", len(got), got, len(want), want)
	}
}

func TestSince(t *testing.T) {
	n := Since(day(t, "2026-08-27"))
	i := slices.IndexFunc(n.Changes, func(c Change) bool { return c.Browser == "firefox" && c.Version == "155" })
	if i < 0 || n.Changes[i].Kind != "removed" || !n.Changes[i].Worse || n.Changes[i].Before != "partial" || n.Changes[i].Now != "no" {
		t.Errorf("%+v", n.Changes)
	}
	for _, want := range []string{"uacheck matrix --since 2026-08-27", "uacheck run --browsers 'since 2026-08-27'", "grep -rnE -e '-webkit-scrollbar' skins"} {
		if !slices.ContainsFunc(n.Checks, func(c Check) bool { return strings.HasPrefix(c.Command, want) }) {
			t.Errorf("no check %q in %v", want, n.Checks)
		}
	}
	if i := slices.IndexFunc(n.Planned, func(r Release) bool { return r.Browser == "chrome" && r.Version == "158" }); i < 0 {
		t.Errorf("%v", n.Planned)
	}
	if none := Since(day(t, "2030-01-01")); len(none.Releases) != 0 || len(none.Checks) != 0 || !strings.Contains(none.Text(), "nothing") {
		t.Errorf("%+v", none)
	}
}

// TestWhatDependsOnAFeature covers this project's scripts and the rules.
func TestWhatDependsOnAFeature(t *testing.T) {
	c := changeOf(compat.Change{Feature: "api.XSLTProcessor", Kind: "removed", Before: compat.Answer{State: compat.Yes}, Now: compat.Answer{State: compat.No}})
	if !slices.Contains(c.UsedBy, "overrides/fixes/xslt.js") || !slices.Contains(c.Rules, "xslt-by-name") {
		t.Errorf("%+v", c)
	}
}
