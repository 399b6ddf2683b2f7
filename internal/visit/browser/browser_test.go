package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/testenv"
)

// site serves pages that work and pages that misbehave.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	html := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><title>t</title>"+body)
		})
	}
	html("/alert", `<script>alert("stop here"); confirm("sure?")</script><p>after`)
	html("/console", `<script>console.error("we", 3, "things"); setTimeout(function () { nope.nope }, 0)</script><img src=/missing.png>`)
	html("/big", strings.Repeat("<p>"+strings.Repeat("0123456789 ", 100)+"</p>", 10_000))
	html("/input", `<body style="margin:0"><div id=a style="position:absolute;left:10px;top:10px;width:80px;height:30px">a</div>
<div id=b style="position:absolute;left:200px;top:100px;width:80px;height:30px">b</div><input id=i style="position:absolute;left:10px;top:200px;width:200px">
<script>var got = []; function note(e) { got.push(e.type + (e.button === undefined ? "" : e.button) + (e.isTrusted ? "" : " by a script") + ":" + (e.target.id || "")); }
["click", "dblclick", "contextmenu"].forEach(function (t) { addEventListener(t, note); });
a.onmousedown = b.onmouseup = note; i.onkeydown = function (e) { if (e.key.length > 1) { got.push(e.key); } }; i.onchange = function () { got.push("changed"); };
addEventListener("contextmenu", function (e) { e.preventDefault(); });</script>`)
	html("/loop", `<script>for (;;) {}</script>`)
	html("/state", `<script>var found = [document.cookie, localStorage.a || "", sessionStorage.a || "", window.name, history.length].join(",");
document.cookie = "a=1"; localStorage.a = sessionStorage.a = window.name = "1"; history.pushState({}, "", "#x");</script>`)
	html("/hang", `<script>onhashchange = function () { for (;;) {} }; function hang() { location.hash = "x"; }</script><p>alive`)
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		agent, _ := json.Marshal(r.UserAgent())
		hints, _ := json.Marshal(r.Header.Get("Sec-Ch-Ua"))
		fmt.Fprintf(w, "<!doctype html><title>t</title><script>var sent = %s, hints = %s</script><p>hello", agent, hints)
	})
	mux.HandleFunc("/never", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s := httptest.NewServer(mux)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// eachEngine runs the test with every installed engine and skips the others.
func eachEngine(t *testing.T, test func(t *testing.T, b *Browser)) {
	t.Helper()
	testenv.Long(t)
	for _, s := range Find(t.Context()) {
		t.Run(string(s.Engine), func(t *testing.T) {
			if s.Path == "" {
				testenv.Skip(t, "%s is not installed; run tools/setup", s.Engine)
			}
			b, err := Open(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			test(t, b)
			if err := b.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			noProcessLeft(t)
		})
	}
}

// noProcessLeft fails if a child of this process is still running.
func noProcessLeft(t *testing.T) {
	t.Helper()
	var left []string
	for range 40 {
		left = nil
		tasks, _ := filepath.Glob("/proc/self/task/*/children")
		for _, f := range tasks {
			children, _ := os.ReadFile(f)
			left = append(left, strings.Fields(string(children))...)
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("processes left behind: %v", left)
}

func visit(t *testing.T, b *Browser, url string, limit time.Duration, o *Options) (*Page, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	return b.Visit(ctx, url, o)
}

func TestVisit(t *testing.T) {
	base := site(t)
	agents := []Agent{
		{UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/199.0.0.0 Safari/537.36", Platform: "Win32",
			Hints: &Hints{Brands: []Brand{{"Google Chrome", "199"}, {"Chromium", "199"}}, Platform: "Windows", PlatformVersion: "19.0.0"}},
		{UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:199.0) Gecko/20100101 Firefox/199.0"},
		{},
	}
	eachEngine(t, func(t *testing.T, b *Browser) {
		for _, a := range agents {
			p, err := visit(t, b, base+"/echo", 30*time.Second, &Options{Agent: a, Screenshot: true,
				Script: "Promise.resolve({sent: sent, navigator: navigator.userAgent, hints: hints, text: document.body.innerText})"})
			if err != nil {
				t.Fatal(err)
			}
			var got struct{ Sent, Navigator, Hints, Text string }
			if err := json.Unmarshal(p.Value, &got); err != nil {
				t.Fatalf("%v in %s", err, p.Value)
			}
			if got.Sent != got.Navigator || got.Text != "hello" || a.UserAgent != "" && got.Sent != a.UserAgent || p.Emulated != (a.UserAgent != "") {
				t.Errorf("as %q: %+v, emulated %t", a.UserAgent, got, p.Emulated)
			}
			if b.Spec.Engine == Chromium && a.Hints != nil && !strings.Contains(got.Hints, `"Google Chrome";v="199"`) {
				t.Errorf("Client Hints %q", got.Hints)
			}
			if _, err := png.Decode(bytes.NewReader(p.Screenshot)); err != nil {
				t.Errorf("screenshot: %v", err)
			}
		}
	})
}

func TestWhatAPageDoes(t *testing.T) {
	base := site(t)
	eachEngine(t, func(t *testing.T, b *Browser) {
		p, err := visit(t, b, base+"/console", 30*time.Second, &Options{Script: "new Promise(function (ok) { setTimeout(ok, 50) })"})
		if err != nil {
			t.Fatal(err)
		}
		if !p.Observed {
			if b.Spec.Engine != WebKit {
				t.Error("requests and console are not observed")
			}
			return
		}
		missing := p.Requests[len(p.Requests)-1]
		for _, r := range p.Requests {
			if strings.HasSuffix(r.URL, "/missing.png") {
				missing = r
			}
		}
		if p.Requests[0].Status != 200 || missing.Status != 404 {
			t.Errorf("requests %+v", p.Requests)
		}
		var text string
		for _, m := range p.Console {
			text += m.Level + ": " + m.Text + "\n"
		}
		if !strings.Contains(text, "error: we 3 things") || !strings.Contains(text, "nope is not defined") {
			t.Errorf("console:\n%s", text)
		}
	})
}

// A page that misbehaves affects only its own visit, within the time limit; the
// next visit works.
func TestHostilePages(t *testing.T) {
	base := site(t)
	eachEngine(t, func(t *testing.T, b *Browser) {
		for _, tt := range []struct {
			path string
			want error
		}{
			{"/alert", nil}, {"/never", ErrTimeout}, {"/loop", ErrTimeout}, {"/big", nil},
		} {
			limit := 30 * time.Second
			if tt.want != nil {
				limit = 3 * time.Second
			}
			p, err := visit(t, b, base+tt.path, limit, nil)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: error %v, want %v", tt.path, err, tt.want)
			}
			if tt.path == "/alert" && p.Observed && strings.Join(p.Dialogs, "|") != "stop here|sure?" {
				t.Errorf("dialogs %q", p.Dialogs)
			}
			if p, err := visit(t, b, base+"/echo", 30*time.Second, &Options{Script: "1 + 1"}); err != nil || string(p.Value) != "2" {
				t.Fatalf("the visit after %s: %v", tt.path, err)
			}
		}
		if _, err := visit(t, b, "http://127.0.0.1:1/", 30*time.Second, nil); !errors.Is(err, ErrLoad) {
			t.Errorf("no server: %v", err)
		}
		if _, err := visit(t, b, base+"/echo", 30*time.Second, &Options{Script: "nope()"}); err == nil || !strings.Contains(err.Error(), "nope") {
			t.Errorf("a script that throws: %v", err)
		}
	})
}

func TestCrashedTab(t *testing.T) {
	testenv.Long(t)
	base := site(t)
	for _, s := range Find(t.Context()) {
		if s.Engine != Chromium {
			continue
		}
		if s.Path == "" {
			testenv.Skip(t, "%s is not installed; run tools/setup", s.Engine)
		}
		b, err := Open(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if _, err := visit(t, b, "chrome://crash", 20*time.Second, nil); !errors.Is(err, ErrCrashed) {
			t.Errorf("error %v, want %v", err, ErrCrashed)
		}
		if _, err := visit(t, b, base+"/echo", 30*time.Second, nil); err != nil {
			t.Errorf("the visit after it: %v", err)
		}
	}
}

func TestOpenWhatIsNotThere(t *testing.T) {
	_, err := Open(t.Context(), Spec{Engine: WebKit, Install: "apt-get install cog"})
	if err == nil || !strings.Contains(err.Error(), "apt-get install cog") {
		t.Errorf("error %v does not say how to install", err)
	}
	_, err = Open(t.Context(), Spec{Engine: Firefox, Path: "/bin/false"})
	if err == nil || !strings.Contains(err.Error(), "ended at once") {
		t.Errorf("a program that is no browser: %v", err)
	}
	noProcessLeft(t)
}

// A long name of the temporary directory is allowed, although browsers create
// sockets in it.
func TestLongTempDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40))
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", dir)
	base := site(t)
	eachEngine(t, func(t *testing.T, b *Browser) {
		if _, err := visit(t, b, base+"/echo", 30*time.Second, nil); err != nil {
			t.Error(err)
		}
	})
}

// An interrupted run leaves no process behind.
func TestContextEndsBrowsers(t *testing.T) {
	testenv.Long(t)
	for _, s := range Find(t.Context()) {
		t.Run(string(s.Engine), func(t *testing.T) {
			if s.Path == "" {
				testenv.Skip(t, "%s is not installed; run tools/setup", s.Engine)
			}
			ctx, cancel := context.WithCancel(t.Context())
			b, err := Open(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			_ = b.Close()
			noProcessLeft(t)
		})
	}
}

// The mouse and the keyboard are the browser's: the page gets trusted events, with their
// defaults.
func TestInput(t *testing.T) {
	base := site(t)
	eachEngine(t, func(t *testing.T, b *Browser) {
		var value, picture []byte
		o := &Options{Then: func(ctx context.Context, tab Tab) error {
			for _, list := range [][]Action{Click(20, 20, 0, 1), Click(20, 20, 2, 1), Drag(20, 20, 220, 110), Click(50, 210, 0, 1), Type("Ab c\u00e9"), {{Kind: KeyDown, Key: "Backspace"}, {Kind: KeyUp, Key: "Backspace"}}, Type("\n")} {
				if err := tab.Perform(ctx, list...); err != nil {
					return err
				}
			}
			var err error
			if picture, err = tab.Picture(ctx); err != nil {
				return err
			}
			value, err = tab.Eval(ctx, `Promise.resolve([i.value].concat(got).join(" "))`)
			return err
		}}
		if _, err := visit(t, b, base+"/input", 30*time.Second, o); err != nil {
			t.Fatal(err)
		}
		got := string(value)
		for _, want := range []string{`"Ab c `, "mousedown0:a", "click0:a", "contextmenu2:a", "mouseup0:b", "Backspace", "Enter"} {
			if !strings.Contains(got, want) {
				t.Errorf("no %q in %s", want, got)
			}
		}
		if strings.Contains(got, "by a script") || strings.Contains(got, "\u00e9") || len(picture) == 0 {
			t.Errorf("%s; a picture of %d bytes", got, len(picture))
		}
	})
}

// A visit finds nothing that an earlier one has left, also as the same agent.
func TestCleanProfile(t *testing.T) {
	base := site(t)
	eachEngine(t, func(t *testing.T, b *Browser) {
		for range 2 {
			p, err := visit(t, b, base+"/state", 30*time.Second, &Options{Script: "found"})
			if err != nil {
				t.Fatal(err)
			}
			if got := string(p.Value); got != `",,,,1"` && got != `",,,,2"` { // the empty page is in the history of some engines
				t.Errorf("the page found %s", got)
			}
		}
	})
}

// A page that stops answering ends the call after Options.Answer, not the whole visit's
// time, and the next visit works.
func TestAnswer(t *testing.T) {
	base := site(t)
	eachEngine(t, func(t *testing.T, b *Browser) {
		o := &Options{Screenshot: true, Answer: 3 * time.Second, Then: func(ctx context.Context, tab Tab) error {
			_, err := tab.Eval(ctx, "setTimeout(hang, 0)")
			if err == nil {
				_, err = tab.Eval(ctx, "new Promise(function (ok) { setTimeout(ok, 1000); })")
			}
			return err
		}}
		if _, err := visit(t, b, base+"/hang", time.Minute, o); !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "no answer within 3s") {
			t.Errorf("error %v, want ErrTimeout after 3 s", err)
		}
		if _, err := visit(t, b, base+"/echo", 30*time.Second, nil); err != nil {
			t.Errorf("the next visit: %v", err)
		}
	})
}
