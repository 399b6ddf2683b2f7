package scripts_test

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"skinbuild/internal/project"
	"skinbuild/internal/server/client"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

// A clientCase shows on the vendor's running client what users see without the
// scripts, and what they see with them.
type clientCase struct {
	id string
	// path is below the webapp; "" is the client.
	path string
	// act does what the user does; nil for nothing.
	act func(ctx context.Context, t browser.Tab) error
	// symptom returns what is wrong, "" if nothing is; a promise is awaited.
	symptom string
	// request, if set, returns what is wrong with what the server was sent.
	request func(sent []string) string
	// same says that the client does it right without the scripts too, and that they
	// must not break it.
	same bool
}

// settings switches on every feature that the cases are about.
const settings = `{"banner": {"on": true}, "focus": {"on": true}, "skipLinks": {"on": true}, "login": {"on": true}}`

var clientCases = []clientCase{
	{
		id:      "end-session",
		symptom: `(async () => { const id = ZmCsfeCommand.getSessionId(); if (!id) { return "no session"; } ZmZimbraMail._endSession(); await new Promise(done => setTimeout(done, 500)); return ""; })()`,
		request: func(sent []string) string {
			for _, s := range sent {
				if strings.Contains(s, "EndSessionRequest") {
					if !strings.Contains(s, `"session":{`) {
						return "without its session: " + s
					}
					return ""
				}
			}
			return "no request"
		},
		same: true,
	},
	{
		id: "session-activity",
		symptom: `(() => {
			let resets = 0;
			const original = ZmZimbraMail._userEventHdlr;
			ZmZimbraMail._userEventHdlr = () => { resets++; };
			document.body.dispatchEvent(new Event("scroll", { bubbles: true }));
			document.body.dispatchEvent(new WheelEvent("wheel", { bubbles: true }));
			ZmZimbraMail._userEventHdlr = original;
			return resets ? "events made by scripts count as a user's" : "";
		})()`,
		same: true,
	},
	{
		id: "skipLinks",
		symptom: `(async () => {
			for (let i = 0; i < 100 && !document.querySelector(".syna-skip"); i++) { await new Promise(done => setTimeout(done, 50)); }
			const link = document.querySelector(".syna-skip");
			if (!link) { return "no link"; }
			await new Promise(done => setTimeout(done, 1000)); // the client takes the focus once more
			appCtxt.getKeyboardMgr().grabFocus(appCtxt.getRootTabGroup().getFirstMember(true));
			await new Promise(done => setTimeout(done, 300));
			if (document.activeElement !== link) { return "the first stop of the Tab key is " + document.activeElement.outerHTML.slice(0, 80); }
			if (link.getBoundingClientRect().left < 0) { return "the link is off the screen"; }
			link.click();
			const main = document.getElementById("skin_container_app_main") || document.body;
			await new Promise(done => setTimeout(done, 300));
			if (document.activeElement === link || document.activeElement === document.body) { return "the link leads nowhere"; }
			return "";
		})()`,
	},
}

// TestOnRunningClient starts the client of each release that ZIMBRA_TREES has, with a
// mailbox, and plays the cases: with ?syna=off, and with the scripts.
func TestOnRunningClient(t *testing.T) {
	testenv.Trees(t)
	for _, engine := range []browser.Engine{browser.Chromium, browser.Firefox} {
		t.Run(string(engine), func(t *testing.T) {
			b := browsertest.Open(t, engine)
			for _, release := range []string{"8.8.15.p46", "10.1.3"} {
				t.Run(release, func(t *testing.T) {
					s := openClient(t, release)
					for _, c := range clientCases {
						t.Run(c.id, func(t *testing.T) { s.play(t, b, &c) })
					}
				})
			}
		})
	}
}

// clientSite serves a release with what the default project changes in it.
type clientSite struct {
	url  string
	box  *mailbox.Mailbox
	lock sync.Mutex
	sent []string // bodies of the requests to the mail server
}

func openClient(t *testing.T, release string) *clientSite {
	t.Helper()
	vendor := os.DirFS(testenv.Release(t, release))
	jquery, err := os.ReadFile("../../../node_modules/jquery/dist/jquery.min.js")
	if err != nil {
		t.Fatal(err)
	}
	made := client.New(client.Sources{Webapp: vendor, Ajax: os.DirFS(filepath.Join(testenv.Release(t, release), "../../ajax")),
		Libraries: map[string][]byte{"ajax.3rdparty.jquery.jquery_min": jquery}})
	s := &clientSite{box: mailbox.New(mailbox.Default(), &mailbox.Options{})}
	h, err := serve.New(&serve.Options{Webapp: tree.Layers{buildFor(t, vendor), vendor, made, serve.StandIns()}, Mailbox: s.box})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/service/soap") {
			body, _ := io.ReadAll(r.Body)
			s.lock.Lock()
			s.sent = append(s.sent, string(body))
			s.lock.Unlock()
			r.Body = io.NopCloser(strings.NewReader(string(body)))
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL + "/zimbra/"
	return s
}

// buildFor returns the files of the default project for a webapp, with the settings of
// this test.
func buildFor(t *testing.T, webapp fs.FS) fs.FS {
	t.Helper()
	own, err := tree.New(
		tree.Entry{Path: tree.MustPath("skinbuild.toml"), Mode: 0o644, Data: []byte("name = \"fixes\"\nreleases = []\nbrowsers = [\"chrome >= 109\", \"firefox >= 115\"]\n")},
		tree.Entry{Path: tree.MustPath("overrides/SynaSkinOverride.json"), Mode: 0o644, Data: []byte(settings)})
	if err != nil {
		t.Fatal(err)
	}
	p, ds, err := project.Load(own, "skinbuild.toml")
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	b, ds, err := p.Build(t.Context(), &project.BuildOptions{Standard: os.DirFS("../../.."), Modules: os.DirFS("../../../node_modules"), Webapp: webapp, Templates: true})
	if err != nil || ds.Err() != nil {
		t.Fatal(err, source.Diags(ds).Err())
	}
	files, err := fs.Sub(b.Files, "webapp")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// started waits until the client has started.
const started = `(async () => {
	for (let i = 0; i < 600; i++) {
		if (window.appCtxt && appCtxt.getAppController && appCtxt.getAppController() && appCtxt.getAppController()._appViewMgr && appCtxt.getCurrentView() && window.ZmZimbraMail && document.querySelector("#z_shell")) { return true; }
		await new Promise(done => setTimeout(done, 50));
	}
	throw new Error("the client does not start: " + document.title);
})()`

func (s *clientSite) play(t *testing.T, b *browser.Browser, c *clientCase) {
	t.Helper()
	without := s.see(t, b, c, "&syna=off")
	with := s.see(t, b, c, "")
	if with != "" {
		t.Errorf("with the scripts: %s", with)
	}
	if c.same != (without == "") {
		t.Errorf("without the scripts: %q", without)
	}
	t.Logf("without: %s; with: %s", without, with)
}

// see plays a case on a fresh page.
func (s *clientSite) see(t *testing.T, b *browser.Browser, c *clientCase, query string) string {
	t.Helper()
	s.box.Reset()
	s.lock.Lock()
	s.sent = nil
	s.lock.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	path := c.path
	if path == "" {
		path = "public/launchZCS.jsp?client=advanced"
	}
	var symptom string
	_, err := b.Visit(ctx, s.url+path+query, &browser.Options{Script: started, Then: func(ctx context.Context, tab browser.Tab) error {
		if c.act != nil {
			if err := c.act(ctx, tab); err != nil {
				return err
			}
		}
		value, err := tab.Eval(ctx, c.symptom)
		if err != nil {
			return err
		}
		return json.Unmarshal(value, &symptom)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if c.request != nil && symptom == "" {
		s.lock.Lock()
		defer s.lock.Unlock()
		symptom = c.request(s.sent)
	}
	return symptom
}
