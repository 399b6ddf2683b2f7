package preview

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

// patience is for busy machines; nothing here takes long by itself.
const patience = time.Minute

func files(t *testing.T, css, page string) tree.Tree {
	t.Helper()
	made, err := tree.New(tree.Entry{Path: tree.MustPath("skin.css"), Data: []byte(css)}, tree.Entry{Path: tree.MustPath("page.jsp"), Data: []byte(page)})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// pages serves a build of the two files.
func pages(css, page string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/skin.css" {
			w.Header().Set("Content-Type", "text/css")
			w.Header().Set("Cache-Control", "public, max-age=2595600")
			_, _ = w.Write([]byte(css))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!DOCTYPE html><html><head><link rel=stylesheet href=/skin.css></head><body><p>%s</p></body></html>", page)
	})
}

func TestChanged(t *testing.T) {
	old := files(t, "a", "b")
	for _, tt := range []struct {
		new  tree.Tree
		want string
	}{{files(t, "a2", "b"), "styles"}, {files(t, "a", "b2"), "page"}, {files(t, "a2", "b2"), "page"}, {old, "styles"}} {
		if got := changed(old, tt.new); got != tt.want {
			t.Errorf("changed is %q, want %q", got, tt.want)
		}
	}
}

func TestForeignRequests(t *testing.T) {
	s := &Site{}
	s.Show(pages("", "page"), files(t, "", ""))
	for _, tt := range []struct {
		host, origin string
		want         int
	}{
		{"127.0.0.1:4477", "", 200}, {"localhost:4477", "", 200}, {"[::1]:4477", "", 200}, {"localhost", "http://localhost", 200},
		{"evil.example", "", 421}, {"127.0.0.1.evil.example:4477", "", 421}, {"10.0.0.1:4477", "", 421}, {"", "", 421},
		{"127.0.0.1:4477", "http://evil.example", 403}, {"127.0.0.1:4477", "null", 403}, {"127.0.0.1:4477", "http://127.0.0.1:4477", 200},
	} {
		r := httptest.NewRequest("GET", "/page.jsp", nil)
		r.Host = tt.host
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("host %q, origin %q: status %d, want %d", tt.host, tt.origin, w.Code, tt.want)
		}
	}
}

func TestPageThatComesLaterSeesProblems(t *testing.T) {
	s := &Site{}
	s.Fail("skin.less:1:1: error")
	server := httptest.NewServer(s)
	defer server.Close()
	answer, err := http.Get(server.URL + eventsPath)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if text != `{"kind":"problems","text":"skin.less:1:1: error"}` {
				t.Errorf("the page is told %s", text)
			}
			return
		}
	}
	t.Error("the page is told nothing", lines.Err())
}

// In a real browser: new styles without loading the page again, problems and their
// end, and a new page.
func TestInBrowser(t *testing.T) {
	testenv.Long(t)
	testenv.Command(t, "chromium")
	s := &Site{}
	s.Show(pages("p { color: rgb(1, 2, 3) }", "one"), files(t, "1", "one"))
	server := httptest.NewServer(s)
	defer server.Close()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(patience), chromedp.Flag("disable-component-update", true))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	defer cancelAlloc()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancelTime := context.WithTimeout(ctx, patience)
	defer cancelTime()

	until := func(what, expression string) {
		t.Helper()
		for ctx.Err() == nil {
			if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("%s: it never came that %s", what, expression)
	}
	if _, err := chromedp.Run(ctx, chromedp.Navigate(server.URL+"/page.jsp")); err != nil {
		t.Fatal(err)
	}
	until("load", "getComputedStyle(document.querySelector('p')).color == 'rgb(1, 2, 3)'")

	for s.listeners() == 0 && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	until("mark", "(window.mark = 1) == 1")
	s.Show(pages("p { color: rgb(4, 5, 6) }", "one"), files(t, "2", "one"))
	until("styles", "getComputedStyle(document.querySelector('p')).color == 'rgb(4, 5, 6)' && window.mark == 1")
	s.Fail("skin.less:1:1: error: <b>")
	until("problems", "document.getElementById('skinbuild-problems').textContent == 'skin.less:1:1: error: <b>'")
	s.Show(pages("p { color: rgb(7, 8, 9) }", "one"), files(t, "3", "one"))
	until("repaired", "!document.getElementById('skinbuild-problems') && getComputedStyle(document.querySelector('p')).color == 'rgb(7, 8, 9)' && window.mark == 1")
	s.Show(pages("p { color: rgb(7, 8, 9) }", "two"), files(t, "3", "two"))
	until("page", "document.querySelector('p').textContent == 'two' && !window.mark")
}

// listeners is how many pages listen.
func (s *Site) listeners() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.clients)
}

func TestWatch(t *testing.T) {
	root := t.TempDir()
	write := func(name string) {
		t.Helper()
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(time.Now().String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("skins/acme/skin.less")
	ctx, stop := context.WithCancel(context.Background())
	changes := make(chan bool, 100)
	ended := make(chan error)
	go func() {
		ended <- Watch(ctx, root, []string{"skinbuild.toml", "skins", "zimlets"}, func() { changes <- true })
	}()
	expect := func(what string, want bool, act func()) {
		t.Helper()
		time.Sleep(2 * settle)
		for len(changes) > 0 {
			<-changes
		}
		act()
		wait := patience
		if !want {
			wait = 5 * settle
		}
		select {
		case <-changes:
			if !want {
				t.Errorf("%s counts as a change", what)
			}
		case <-time.After(wait):
			if want {
				t.Errorf("%s is no change", what)
			}
		}
	}
	expect("a sheet", true, func() { write("skins/acme/skin.less") })
	expect("the project file", true, func() { write("skinbuild.toml") })
	expect("a folder that was not there", true, func() { write("zimlets/com_x/x.js") })
	expect("a file in a new folder", true, func() { write("zimlets/com_x/x.js") })
	expect("a new skin", true, func() { write("skins/other/img/a/b.css") })
	expect("what editors leave", false, func() { write("skins/acme/.skin.less.swp") })
	expect("another folder", false, func() { write("dist/webapp/x.css") })
	expect("a file renamed into place", true, func() {
		write("skins/acme/.new")
		if err := os.Rename(filepath.Join(root, "skins/acme/.new"), filepath.Join(root, "skins/acme/skin.less")); err != nil {
			t.Fatal(err)
		}
	})
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
