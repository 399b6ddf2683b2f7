package check

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"skinbuild/internal/report"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
	"skinbuild/internal/visit/journey"
)

// Each journey is a visit with its own result: passed, failed with the step, or not run.
func TestJourneysAreJudged(t *testing.T) {
	t.Parallel()
	testenv.Long(t)
	parse := func(name, text string) *journey.Journey {
		j, ds := journey.Parse(source.NewFile(name+".journey", text))
		if ds.Err() != nil {
			t.Fatal(ds.Err())
		}
		return j
	}
	const page = `<!doctype html><title>t</title><body style="margin:0"><button id=a onclick="b.hidden=false">show</button>
<p id=b hidden>here</p><p id=c style="opacity:0">ghost</p><div style="position:relative"><p id=d>under</p><div style="position:absolute;inset:0;background:#fff"></div></div>
<p class=e>twice</p><p class=e>twice</p>`
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	})
	fresh := 0
	p := &Plan{
		Site: func() Site {
			return Site{Handler: handler, Fresh: func(*journey.Journey) error { fresh++; return nil }}
		},
		Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium)},
		Journeys: Journeys{
			Starts: map[string]Page{"client": {Name: "client", Path: "/"}, "login": {Name: "login", Path: "/", Unavailable: "the webapp has no login page"}},
			List: []*journey.Journey{
				parse("good", "title T\npage client\ngone \"#b\"\nclick \"#a\"\nsee \"#b\" text \"here\"\n"),
				parse("transparent", "title T\npage client\nsee \"#c\"\n"),
				parse("covered", "title T\npage client\nclick \"#d\"\n"),
				parse("twice", "title T\npage client\nclick \".e\"\n"),
				parse("wide", "title T\npage client\nsize 9000x9000\nsee \"#a\"\n"),
				parse("elsewhere", "title T\npage login\nsee \"#a\"\n"),
			},
		},
	}
	r, err := run(t, p)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		outcome report.Outcome
		reason  string
	}{
		{report.Passed, ""}, {report.Failed, "transparent:3: see \"#c\": <p id=c> is transparent"}, {report.Failed, "covered:3: click \"#d\": <p id=d> is covered by <div>"},
		{report.Failed, "2 elements match"}, {report.NotRun, "the journey needs 9000 by 9000"}, {report.NotRun, "the webapp has no login page"},
	}
	if len(r.Visits) != len(want) || fresh != 5 {
		t.Fatalf("%d visits, %d fresh starts", len(r.Visits), fresh)
	}
	for i, w := range want {
		c := r.Visits[i].Checks[0]
		if c.Outcome != w.outcome || !strings.Contains(c.Reason, w.reason) {
			t.Errorf("%s: %v %q, want %v %q", r.Visits[i].Page, c.Outcome, c.Reason, w.outcome, w.reason)
		}
	}
}
