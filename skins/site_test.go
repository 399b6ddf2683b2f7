package skins_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

var update = flag.Bool("update", false, "write docs/pictures anew")

// shipped are the skins in this folder.
var shipped = []string{"synacor", "synacordark", "minimal"}

// browserList is the browser list for which the tests build the skins: the
// project's own, and Internet Explorer, which embedded mail clients still use.
const browserList = "chrome >= 80, firefox >= 78, safari >= 12, ios >= 12, edge >= 18, ie 11"

// build compiles a skin in this folder.
func build(t testing.TB, name string, mode compile.Mode) tree.Tree {
	t.Helper()
	list, ds := compat.ParseList(source.NewFile("browsers", browserList))
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	built, ds := compile.Skin(os.DirFS(".."), "skins/"+name, &compile.Options{Browsers: list, Mode: mode})
	for _, d := range ds {
		t.Errorf("%s: %v", name, d)
	}
	return built.Files
}

// webapp is a webapp with the shipped skins: that of a vendor release, or the
// reference webapp, whose sheets get the needed layout from testdata.
func webapp(t testing.TB, vendor fs.FS, mode compile.Mode) fs.FS {
	t.Helper()
	layers := tree.Layers{}
	for _, name := range shipped {
		var entries []tree.Entry
		for e := range build(t, name, mode).All() {
			entries = append(entries, tree.Entry{Path: tree.MustPath("skins/" + name + "/" + e.Path.String()), Mode: e.Mode, Data: e.Data})
		}
		skin, err := tree.New(entries...)
		if err != nil {
			t.Fatal(err)
		}
		layers = append(layers, skin)
	}
	if vendor != nil {
		return append(layers, vendor)
	}
	return append(layers, os.DirFS("testdata/webapp"), reference.Webapp())
}

// A site serves pages in a skin, including everything that the server
// generates.
type site struct {
	app   *skin.Webapp
	files fs.FS
	url   string
	pages map[string]func(skin string, m ua.Macros) (string, error) // by the path below /page/
	// client returns a handler of the vendor's client in a skin; nil without a
	// release.
	client func(skin string) (http.Handler, error)
}

func openSite(t testing.TB, vendor fs.FS) *site { return openSiteOf(t, vendor, compile.Static) }

func openSiteOf(t testing.TB, vendor fs.FS, mode compile.Mode) *site {
	t.Helper()
	s := &site{files: webapp(t, vendor, mode), pages: map[string]func(string, ua.Macros) (string, error){}}
	var err error
	if s.app, err = skin.Open(s.files, nil); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// domain is a domain with its own logo.
var domain = map[string]string{"AppBannerImg": "/testdata/banner.svg", "LoginBannerImg": "/testdata/banner.svg"}

// sand are the colours of a domain that replaces all of synacor's.
var sand = map[string]string{"AppC": "#FFF8EC", "AltC": "#8A3B12", "SelC": "#F3DFC0", "TxtC": "#3A2415"}

// domainOf is the domain in which a skin is shown, by property names.
func domainOf(name, colours string) map[string]string {
	d := domain
	if name == "synacordark" {
		d = map[string]string{"AppBannerImg": "/testdata/banner-dark.svg", "LoginBannerImg": "/testdata/banner-dark.svg"}
	}
	if colours == "sand" {
		d = maps.Clone(d)
		maps.Copy(d, sand)
	}
	return d
}

// clientURL returns the address of the vendor's client in a skin, on a separate
// server with a separate mailbox.
func (s *site) clientURL(t testing.TB, skin string) string {
	t.Helper()
	h, err := s.client(skin)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(skin, ".")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/testdata/") || r.URL.Path == "/axe.js" {
			s.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/zimbra/img/") && strings.HasSuffix(r.URL.Path, ".png") { // the trees have no pictures
			http.ServeFile(w, r, "testdata/person.svg")
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/zimbra/public/launchZCS.jsp?client=advanced&skin=" + name
}

// withScripts returns a script that first loads the test's scripts into the
// page.
func withScripts(script string) string {
	return `(async () => {
		for (const name of ["/testdata/client/tour.js", "/testdata/audit.js", "/axe.js"]) {
			await new Promise((done, failed) => {
				const e = document.createElement("script");
				e.src = name; e.onload = done; e.onerror = () => failed(new Error(name));
				document.head.append(e);
			});
		}
		return (` + script + `);
	})()`
}

// render returns the servlet's response; "NAME.sand" is a skin in the domain
// with those colours.
func (s *site) render(path, name string, m ua.Macros) (string, error) {
	name, colours, _ := strings.Cut(name, ".")
	r, ds := s.app.Render(&skin.Request{Path: path, Skin: name, Macros: m, Domain: domainOf(name, colours)})
	return r.Text(), ds.Err()
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, kind, err := s.answer(r)
	if errors.Is(err, fs.ErrNotExist) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	fmt.Fprint(w, text)
}

var kinds = map[string]string{".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".gif": "image/gif", ".css": "text/css; charset=utf-8"}

func (s *site) answer(r *http.Request) (text, kind string, err error) {
	m, err := ua.ServletMacros(r.UserAgent())
	if err != nil {
		return "", "", err
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if page, ok := s.pages[strings.TrimPrefix(name, "page/")]; ok {
		text, err = page(r.URL.Query().Get("skin"), m)
		return text, "text/html; charset=utf-8", err
	}
	if sheet, ok := strings.CutPrefix(name, "zimbra/css/"); ok {
		text, err = s.render("/css/"+sheet, r.URL.Query().Get("skin"), m)
		return text, kinds[".css"], err
	}
	var data []byte
	switch {
	case name == "testdata/jquery.js":
		data, err = os.ReadFile("../node_modules/jquery/dist/jquery.min.js")
	case name == "axe.js":
		data, err = os.ReadFile("../bench/node_modules/axe-core/axe.min.js")
	case name == "testdata/client/images.css", name == "testdata/client/texts.js":
		data, err = os.ReadFile("../internal/server/client/standin/" + filepath.Base(name))
	case strings.HasPrefix(name, "testdata/"):
		data, err = os.ReadFile(filepath.FromSlash(name))
	default:
		if data, err = fs.ReadFile(s.files, strings.TrimPrefix(name, "zimbra/")); err != nil && strings.HasPrefix(name, "zimbra/img/") {
			data, err = os.ReadFile("testdata/person.svg") // the trees hold no pictures
			name = "person.svg"
		}
	}
	return string(data), kinds[filepath.Ext(name)], err
}

// openBrowser starts a real browser for a page that measures with axe-core.
func openBrowser(t testing.TB, engine browser.Engine) *browser.Browser {
	t.Helper()
	testenv.Long(t)
	testenv.Module(t, "axe-core/axe.min.js")
	return browsertest.Open(t, engine)
}

// visit loads a page and returns the result of its script, or a screenshot.
func visit(t testing.TB, b *browser.Browser, url, script string, width, height int, picture bool) (json.RawMessage, []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	p, err := b.Visit(ctx, url, &browser.Options{Width: width, Height: height, Script: script, Screenshot: picture})
	if err != nil {
		for _, m := range p.Console {
			if m.Level == "error" {
				t.Logf("console: %s", m.Text)
			}
		}
		t.Fatalf("%s: %v", url, err)
	}
	return p.Value, p.Screenshot
}

// sizes are the smallest screen that the client supports, and a common one.
var sizes = [][2]int{{1024, 768}, {1440, 900}}

func writePicture(t testing.TB, name string, png []byte) {
	t.Helper()
	if err := os.MkdirAll("../docs/pictures", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("../docs/pictures", name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
