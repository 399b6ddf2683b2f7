package check

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/report"
	"skinbuild/internal/visit/baseline"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

// A picture is new, then accepted, then changed; the report has both pictures.
func TestAcceptedPictures(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "pictures")
	color := "white"
	run := func(page string) (report.Check, *report.Report) {
		folder, err := baseline.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		p := &Plan{
			Site: shared(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, "<!doctype html><html lang=en><title>T</title><body style='background:%s'><h1>Page</h1>", color)
			})),
			Agents: []Agent{{}}, Pages: []Page{{Name: page, Path: "/"}},
			Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium)},
			Accepted: folder, Limit: 30 * time.Second,
		}
		r, err := Run(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.Visits[0].Checks {
			if c.Name == acceptedPicture {
				return c, r
			}
		}
		t.Fatal("the picture was not compared")
		return report.Check{}, nil
	}
	accept := func() {
		folder, err := baseline.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := folder.Accept("chromium/front"); err != nil {
			t.Fatal(err)
		}
	}
	if c, _ := run("front"); c.Outcome != report.NotRun || !strings.Contains(c.Reason, "no picture was accepted") {
		t.Errorf("a new picture: %+v", c)
	}
	accept()
	if c, _ := run("front"); c.Outcome != report.Passed {
		t.Errorf("the accepted picture: %+v", c)
	}
	color = "black"
	c, r := run("front")
	if c.Outcome != report.Failed || !strings.Contains(c.Reason, "pixels differ") || r.Visits[0].Accepted == nil || r.Visits[0].Difference == nil {
		t.Errorf("a changed picture: %+v", c)
	}
	var page strings.Builder
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "pixels that differ") {
		t.Error("the report does not show the difference")
	}
	if _, r := run("other"); !strings.Contains(strings.Join(r.Notes, " "), "chromium/front") {
		t.Errorf("the picture of a page that is gone is not noted: %v", r.Notes)
	}
}

// A visit that fails once and then passes is flaky, and not simply passed.
func TestRetries(t *testing.T) {
	try := func(retries int, outcomes ...report.Outcome) report.Visit {
		s := &session{lane: &lane{Plan: &Plan{Retries: retries}}}
		n := 0
		return s.repeat(t.Context(), func() report.Visit {
			v := report.Visit{Checks: []report.Check{{Name: "load", Outcome: outcomes[n], Reason: fmt.Sprint("try ", n+1)}}}
			n++
			return v
		})
	}
	if v := try(2, report.Failed, report.Failed, report.Passed); v.Outcome() != report.NotRun || !strings.Contains(v.Checks[1].Reason, "passed at try 3: load: try 1") {
		t.Errorf("flaky: %+v", v)
	}
	if v := try(1, report.Failed, report.Failed); v.Outcome() != report.Failed || v.Checks[0].Reason != "try 1" || v.Facts[0].Value != "failed 2 times" {
		t.Errorf("failed: %+v", v)
	}
	if v := try(0, report.Failed); v.Outcome() != report.Failed || len(v.Facts) != 0 {
		t.Errorf("without retries: %+v", v)
	}
	if v := try(1, report.Passed); v.Outcome() != report.Passed || len(v.Checks) != 1 {
		t.Errorf("passed: %+v", v)
	}
}
