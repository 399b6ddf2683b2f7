package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"skinbuild/internal/report"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

// hostile serves pages that misbehave, in addition to those of the reference
// webapp.
func hostile(t *testing.T) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", referenceSite(t))
	html := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><html><head><title>t</title></head>"+body)
		})
	}
	html("/alert", `<script>alert("stop here")</script><p>after`)
	html("/loop", `<script>for (;;) {}</script>`)
	html("/big", strings.Repeat("<p>"+strings.Repeat("0123456789 ", 100)+"</p>", 10_000))
	html("/lost", `<img src=/gone.png><script>nope.nope</script>`)
	mux.HandleFunc("/never", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/500", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusInternalServerError) })
	return mux
}

// checks returns the checks of a visit by name: "load" → "failed: why".
func checks(v report.Visit) map[string]string {
	out := map[string]string{}
	for _, c := range v.Checks {
		out[c.Name] = c.Outcome.String() + ": " + c.Reason
	}
	return out
}

// Every page that misbehaves affects only its own visits, each within the time
// limit, and gives one clear result; the next page works.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	site := hostile(t)
	for _, e := range []browser.Engine{browser.Chromium, browser.Firefox, browser.WebKit} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			hostilePages := []struct{ name, path, check, want string }{
				{"never", "/never", "load", "failed: the page did not finish loading in time"},
				{"loop", "/loop", "load", "failed: the page did not finish loading in time"},
				{"alert", "/alert", "no-dialog", "failed: the page opened a dialog: stop here"},
				{"lost", "/lost", "no-404", "failed: 404 /gone.png"},
				{"lost", "/lost", "no-console-error", "nope"},
				{"500", "/500", "no-404", "failed: 500 /500"},
				{"500", "/500", "load", "failed: the server answered 500 Internal Server Error"},
				{"elsewhere", "http://127.0.0.1:1/", "load", "failed: the page could not be loaded"},
			}
			if e == browser.Chromium {
				hostilePages = append(hostilePages, struct{ name, path, check, want string }{"crash", "chrome://crash", "load", "failed: the tab crashed"})
			}
			p := &Plan{Site: shared(site), Browsers: []browser.Spec{browsertest.Find(t, e)}, Agents: agents("chrome"), Limit: 5 * time.Second}
			for _, h := range hostilePages {
				if len(p.Pages) == 0 || p.Pages[len(p.Pages)-1].Name != h.name {
					p.Pages = append(p.Pages, Page{Name: h.name, Path: h.path})
				}
			}
			p.Pages = append(p.Pages, pages[0])
			start := time.Now()
			r, err := run(t, p)
			if err != nil {
				t.Fatal(err)
			}
			if took, most := time.Since(start), time.Duration(len(r.Visits))*p.Limit+time.Minute; took > most {
				t.Errorf("took %v", took)
			}
			for _, v := range r.Visits {
				got := checks(v)
				for _, h := range hostilePages {
					if v.Page != h.name {
						continue
					}
					if !strings.Contains(got[h.check], h.want) {
						t.Errorf("%s as %s: %s is %q, want %q", v.Page, v.Agent, h.check, got[h.check], h.want)
					}
				}
				if v.Page == "login" && v.Outcome() == report.Failed {
					t.Errorf("the login page after the hostile ones, as %s: %v", v.Agent, got)
				}
			}
		})
	}
}

// A page with 10 MB of text is slow, but not a failure.
func TestBigPage(t *testing.T) {
	t.Parallel()
	p := &Plan{Site: shared(hostile(t)), Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium), browsertest.Find(t, browser.Firefox), browsertest.Find(t, browser.WebKit)},
		Pages: []Page{{Name: "big", Path: "/big"}}, Agents: agents("chrome"), Limit: 2 * time.Minute}
	r, err := run(t, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Visits {
		if got := checks(v); !strings.HasPrefix(got["load"], "passed") || !strings.HasPrefix(got["screenshot"], "passed") {
			t.Errorf("%s: %v", v.Engine, got)
		}
	}
}

// A page that no agent can load is not tried with all agents.
func TestGivesUpAPage(t *testing.T) {
	t.Parallel()
	p := &Plan{Site: shared(hostile(t)), Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium)}, Limit: 2 * time.Second,
		Pages: []Page{{Name: "never", Path: "/never"}}, Agents: agents("chrome", "firefox", "safari", "ie11", "opera")}
	r, err := run(t, p)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range r.Visits {
		want := "failed: the page did not finish"
		if i >= patience {
			want = "not run: 2 consecutive agents could not load it"
		}
		if got := checks(v)["load"]; !strings.Contains(got, want) {
			t.Errorf("visit %d: %s, want %s", i, got, want)
		}
	}
}

// fakeDriver is a WebDriver server that fails: the tests start the program at
// path instead of WPE's.
func fakeDriver(t *testing.T, script string) browser.Spec {
	t.Helper()
	name := filepath.Join(t.TempDir(), "driver")
	if err := os.WriteFile(name, []byte("#!/usr/bin/env python3\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return browser.Spec{Engine: browser.WebKit, Path: "/bin/true", Driver: name, Version: "9.9", Install: "apt-get install it"}
}

const driverServer = `
import http.server, json, sys
port = int([a for a in sys.argv if a.startswith("--port=")][0][7:])
class H(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a): pass
    def answer(self, code, value):
        body = json.dumps({"value": value}).encode()
        self.send_response(code); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_GET(self): self.answer(200, {"ready": True})
    def do_POST(self):
        %s
    def do_DELETE(self): self.answer(200, None)
http.server.HTTPServer(("127.0.0.1", port), H).serve_forever()
`

// If a driver does not work, its message is the reason, nothing passes, and it
// is given up soon.
func TestBrokenDrivers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, script, want string }{
		{"wrong version", fmt.Sprintf(driverServer, `self.answer(500, {"error": "session not created", "message": "this driver only supports version 12"})`),
			"session not created: this driver only supports version 12"},
		{"no answer in JSON", fmt.Sprintf(driverServer, `self.send_response(200); self.end_headers(); self.wfile.write(b"<html>")`), "invalid character"},
		{"ends at once", "import sys; sys.exit(3)", "does not start"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &Plan{Site: shared(referenceSite(t)), Browsers: []browser.Spec{fakeDriver(t, tt.script)}, Pages: pages, Agents: agents("chrome", "firefox", "ie11"), Limit: 5 * time.Second}
			r, err := run(t, p)
			if err != nil {
				t.Fatal(err)
			}
			if n := r.Counts(); n.Passed > 0 && tt.name == "ends at once" || len(r.Visits) != 9 {
				t.Errorf("%+v, %d visits", n, len(r.Visits))
			}
			for i, v := range r.Visits {
				got := checks(v)["load"]
				if !strings.Contains(got, tt.want) || strings.HasPrefix(got, "passed") {
					t.Errorf("visit %d: %q, want %q", i, got, tt.want)
				}
				if i >= 2*len(pages) && !strings.HasPrefix(got, "not run") {
					t.Errorf("visit %d was tried: %s", i, got)
				}
			}
		})
	}
}

// A browser that crashes is restarted; only its current visit is lost. It is not parallel
// with other tests, whose browsers it would end.
func TestBrowserDies(t *testing.T) {
	site := referenceSite(t)
	for _, e := range []browser.Engine{browser.Chromium, browser.Firefox, browser.WebKit} {
		t.Run(string(e), func(t *testing.T) {
			spec := browsertest.Find(t, e)
			p := &Plan{Site: shared(site), Browsers: []browser.Spec{spec}, Pages: pages[:1], Agents: agents("chrome", "firefox", "safari", "ie11"),
				Progress: func(done, _ int) {
					if done == 1 {
						killChildren(t)
					}
				}}
			r, err := run(t, p)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range r.Visits {
				if got := checks(v)["load"]; strings.HasPrefix(got, "passed") != (i != 1) {
					t.Errorf("visit %d: %s", i, got)
				}
			}
		})
	}
}

// killChildren ends the processes that this process started.
func killChildren(t *testing.T) {
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, f := range tasks {
		list, _ := os.ReadFile(f)
		for _, pid := range strings.Fields(string(list)) {
			n, _ := strconv.Atoi(pid)
			child, err := os.FindProcess(n)
			if err == nil {
				err = child.Kill()
			}
			if err != nil {
				t.Log(err)
			}
		}
	}
}

// An agent that no browser can emulate affects only its own visits.
func TestBadAgent(t *testing.T) {
	t.Parallel()
	site := referenceSite(t)
	for _, e := range []browser.Engine{browser.Chromium, browser.Firefox, browser.WebKit} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			bad := []Agent{{"control", "Mozilla/5.0 \x01\x02 (X)"}, {"long", "Mozilla/5.0 " + strings.Repeat("x", 100_000)}, {"mozilla", "mozilla"}}
			p := &Plan{Site: shared(site), Browsers: []browser.Spec{browsertest.Find(t, e)}, Pages: pages[:2], Limit: 10 * time.Second}
			for _, a := range bad {
				p.Agents = append(p.Agents, a)
				p.Agents = append(p.Agents, agents("chrome")...)
			}
			r, err := run(t, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range r.Visits {
				got := checks(v)
				t.Logf("%s, %s: %.200s", v.Agent, v.Page, got["load"])
				if strings.HasPrefix(v.Agent, "Chrome") && (v.Outcome() == report.Failed || !strings.HasPrefix(got["load"], "passed")) {
					t.Errorf("%s as %s: %v", v.Page, v.Agent, got)
				}
			}
		})
	}
}

func TestAbsentIsNotRun(t *testing.T) {
	p := &Plan{Site: shared(referenceSite(t)), Pages: pages, Agents: agents("chrome"),
		Browsers: []browser.Spec{{Engine: browser.Firefox, Install: "apt-get install firefox-esr"}}}
	r, err := run(t, p)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Counts(); n.Passed > 0 || n.Failed > 0 || n.NotRun != len(pages) {
		t.Errorf("%+v", n)
	}
	for _, v := range r.Visits {
		if v.Outcome() != report.NotRun || !strings.Contains(v.Checks[0].Reason, "apt-get install firefox-esr") {
			t.Errorf("%+v", v)
		}
	}
}

// If the disk is full when a screenshot is written, that check fails.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	p := &Plan{Site: shared(referenceSite(t)), Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium)}, Pages: pages, Agents: agents("chrome"),
		Screenshot: func(v *report.Visit) error {
			return os.WriteFile("/dev/full", v.Screenshot, 0o644)
		}}
	r, err := run(t, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Visits {
		got := checks(v)
		if !strings.Contains(got["screenshot"], "failed") || !strings.Contains(got["screenshot"], syscall.ENOSPC.Error()) || !strings.HasPrefix(got["load"], "passed") {
			t.Errorf("%s: %v", v.Page, got)
		}
	}
}

// An interrupted run reports what it has not done, and ends.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	p := &Plan{Site: shared(referenceSite(t)), Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium)}, Pages: pages, Agents: agents("chrome", "firefox", "safari"),
		Progress: func(done, _ int) {
			if done == 2 {
				cancel(errors.New("enough"))
			}
		}}
	p.Axe, p.NoAxe = Axe(os.DirFS(root + "/node_modules"))
	r, err := Run(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Visits) != 9 || r.Visits[0].Outcome() != report.Passed || checks(r.Visits[8])["load"] != "not run: the run was interrupted" {
		t.Errorf("%d visits, the last %v", len(r.Visits), checks(r.Visits[len(r.Visits)-1]))
	}
}

// The port of a run is on loopback only.
func TestLoopback(t *testing.T) {
	t.Parallel()
	var host string
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
			host = a.String()
		}
	})
	p := &Plan{Site: shared(h), Browsers: []browser.Spec{browsertest.Find(t, browser.Chromium)}, Pages: []Page{{Name: "a", Path: "/"}}, Agents: agents("chrome")}
	if _, err := run(t, p); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(host, "127.0.0.1:") {
		t.Errorf("served on %s", host)
	}
}
