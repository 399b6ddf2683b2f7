package serve

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36"

func get(h http.Handler, url string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", url, nil)
	r.Header.Set("User-Agent", chrome)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func newHandler(t *testing.T, opt *Options) *Handler {
	t.Helper()
	h, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestSkinPerAgent checks that each browser gets the sheet for its own macros,
// and that Vary: User-Agent is set for caches.
func TestSkinPerAgent(t *testing.T) {
	h := newHandler(t, &Options{Webapp: reference.Webapp()})
	for _, b := range ua.Supported() {
		w := get(h, "/zimbra/css/common,login,zhtml,skin.css?skin=harmony&v=1", "User-Agent", b.UserAgent)
		macros, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		want.WriteString("/* \n")
		for _, m := range macros.Names() {
			want.WriteString(" * #define " + m + " true\n")
		}
		if !strings.HasPrefix(w.Body.String(), want.String()) {
			t.Errorf("%s got %.300s", b.Key, w.Body)
		}
		if w.Header().Get("Vary") != "User-Agent" || w.Header().Get("Cache-Control") != "public, max-age=2595600" || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: headers %v", b.Key, w.Header())
		}
	}
	asked := get(h, "/zimbra/css/skin.css?agent=Mozilla/5.0+(Windows+NT+10.0;+WOW64;+Trident/7.0;+rv:11.0)+like+Gecko").Body.String()
	if !strings.Contains(asked, "#define MODERN_IE true") {
		t.Errorf("the agent parameter: %.200s", asked)
	}
	if w := get(h, "/zimbra/css/skin.css", "User-Agent", "mozilla"); w.Code != http.StatusInternalServerError || w.Header().Get("Vary") == "" {
		t.Errorf("a User-Agent that the servlet fails on: %d", w.Code)
	}
}

func TestRoutes(t *testing.T) {
	app := tree.Layers{fstest.MapFS{
		"js/a.js":                    {Data: []byte("a();")},
		"js/a.js.zgz":                {Data: []byte("zipped")},
		"WEB-INF/classes/secret.txt": {Data: []byte("x")},
		"WEB-INF/classes/messages/AjxMsg.properties": {Data: []byte("ok=OK <b>\n")},
		"keys/x":         {Data: []byte("x")},
		"public/x.js":    {Data: []byte("x")},
		"public/bad.jsp": {Data: []byte("<p><x:y/>")},
	}, reference.Webapp()}
	h := newHandler(t, &Options{Webapp: app})
	for _, tt := range []struct {
		url    string
		status int
		header string // "Name: value"
		body   string
	}{
		{"/", 302, "Location: /zimbra/", ""},
		{"/zimbra", 302, "Location: /zimbra/", ""},
		{"/zimbra/", 200, "Content-Type: text/html;charset=UTF-8", "zLoginForm"},
		{"/zimbra/public/login.jsp", 200, "Cache-Control: no-store, no-cache, must-revalidate, max-age=0", "not the server's own answer"},
		{"/public/login.jsp", 200, RenderedBy + ": skinbuild, not the server", "zLoginForm"},
		{"/zimbra/public/launchZCS.jsp", 200, "Vary: User-Agent", "function launch()"},
		{"/zimbra/public/none.jsp", 404, RenderedBy + ": failed", "cannot read public/none.jsp"},
		{"/zimbra/public/bad.jsp", 500, RenderedBy + ": failed", "public/bad.jsp:1:4: error: the tag <x:y> is not supported"},
		{"/zimbra/html/skin.html?client=advanced", 200, "Content-Type: text/html; charset=utf-8", "skin_outer"},
		{"/zimbra/js/skin.js", 200, "Content-Type: text/javascript; charset=utf-8", ""},
		{"/zimbra/js/a.js?v=1", 200, "Cache-Control: public, max-age=2595600", "a();"},
		{"/zimbra/js/a.js.zgz", 200, "Content-Encoding: gzip", "zipped"},
		{"/zimbra/js/none.js", 404, "", ""},
		{"/zimbra/WEB-INF/web.xml", 404, "", ""},
		{"/zimbra/x/../WEB-INF/classes/secret.txt", 404, "", ""},
		{"/WEB-INF/web.xml", 404, "", ""},
		{"/zimbra/res/AjxMsg,ZmMsg,None.js", 200, "Content-Type: text/javascript; charset=utf-8", `window.AjxMsg = Object.assign(window.AjxMsg || {}, {"ok":"OK \u003cb\u003e"});`},
		{"/zimbra/res/alert(1).js", 200, "", ""},
		{"/service/soap/", 503, "Cache-Control: no-store", "no mail server"},
		{"/zimbra/service/home", 503, "", ""},
		{"/favicon.ico", 204, "", ""},
		{"/zimbra/h/changepass", 200, RenderedBy + ": skinbuild, not the server", ""},
	} {
		w := get(h, tt.url)
		name, value, _ := strings.Cut(tt.header, ": ")
		if w.Code != tt.status || tt.header != "" && !strings.Contains(strings.Join(w.Header()[http.CanonicalHeaderKey(name)], " "), value) || !strings.Contains(w.Body.String(), tt.body) {
			t.Errorf("%s: %d %v\n%.400s", tt.url, w.Code, w.Header(), w.Body)
		}
	}
	r := httptest.NewRequest("POST", "/zimbra/public/login.jsp", nil)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestBlocks checks that the keys of the blocks in all templates of a page,
// including included ones, are listed.
func TestBlocks(t *testing.T) {
	app := fstest.MapFS{
		"public/a.jsp": {Data: []byte("<%-- skinbuild:begin one sha256=x vendor=y --%>x<%-- skinbuild:end one --%><jsp:include page=\"b.jsp\"/>")},
		"public/b.jsp": {Data: []byte("<%-- skinbuild:begin two sha256=x vendor=y --%>")},
	}
	h := newHandler(t, &Options{Webapp: tree.Layers{app, reference.Webapp()}})
	if got := get(h, "/zimbra/public/a.jsp").Header().Get(Blocks); got != "one,two" {
		t.Errorf("blocks %q", got)
	}
}

// TestSkinChoice chooses a skin by parameter, by cookie and by option.
func TestSkinChoice(t *testing.T) {
	skin := fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte("<skin><css><file>a.css</file></css></skin>")},
		"skins/acme/a.css":        {Data: []byte(".acme{}\n")},
	}
	app := tree.Layers{skin, reference.Webapp()}
	h := newHandler(t, &Options{Webapp: app})
	for _, w := range []*httptest.ResponseRecorder{
		get(h, "/zimbra/css/skin.css?skin=acme"),
		get(h, "/zimbra/css/skin.css", "Cookie", "ZM_SKIN=acme"),
		get(newHandler(t, &Options{Webapp: app, Skin: "acme"}), "/zimbra/css/skin.css"),
	} {
		if !strings.Contains(w.Body.String(), ".acme{}") {
			t.Errorf("%.200s", w.Body)
		}
	}
	if w := get(h, "/zimbra/public/login.jsp?skin=acme"); !strings.Contains(w.Body.String(), "skin=acme") || !strings.Contains(w.Header().Get("Set-Cookie"), "ZM_SKIN=acme") {
		t.Errorf("%v\n%.600s", w.Header(), w.Body)
	}
}

func TestDomainColours(t *testing.T) {
	skin := fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte("<skin><substitutions><file>p</file></substitutions><css><file>a.css</file></css></skin>")},
		"skins/acme/p":            {Data: []byte("AppC=#111111\n")},
		"skins/acme/a.css":        {Data: []byte("a{color:@AppC@}\n")},
	}
	h := newHandler(t, &Options{Webapp: skin, Skin: "acme", Domain: map[string]string{"zimbraSkinBackgroundColor": "#abcdef"}})
	if w := get(h, "/zimbra/css/skin.css"); !strings.Contains(w.Body.String(), "a{color:#abcdef}") {
		t.Errorf("%s", w.Body)
	}
}

// TestProblems checks that failures of the server are reported with file and
// line.
func TestProblems(t *testing.T) {
	skin := fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte("<skin><css><file>a.css</file></css></skin>")},
		"skins/acme/a.css":        {Data: []byte("#endif\nx\n")},
	}
	var reported []string
	h := newHandler(t, &Options{Webapp: tree.Layers{skin, reference.Webapp()}, Skin: "acme", Problem: func(_ string, ds source.Diags) {
		for _, d := range ds {
			reported = append(reported, d.Error())
		}
	}})
	if w := get(h, "/zimbra/css/skin.css"); w.Code != http.StatusInternalServerError || !strings.Contains(strings.Join(reported, "\n"), "skins/acme/a.css:2:1: error") {
		t.Errorf("status %d, reported %q", w.Code, reported)
	}
}

func TestStandIns(t *testing.T) {
	h := newHandler(t, &Options{Webapp: tree.Layers{reference.Webapp(), StandIns()}})
	for url, status := range map[string]int{
		"/zimbra/img/arrows/none.png": 200, "/zimbra/skins/other/img/images.css.js": 200, "/zimbra/js/ajax/util/AjxTimezoneData.js": 200,
		"/zimbra/js/Other_all.js": 404, "/zimbra/public/none.html": 404,
	} {
		if w := get(h, url); w.Code != status {
			t.Errorf("%s: %d, want %d", url, w.Code, status)
		}
	}
}

func TestConcurrent(t *testing.T) {
	h := newHandler(t, &Options{Webapp: reference.Webapp()})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, url := range []string{"/zimbra/css/skin.css", "/zimbra/public/login.jsp", "/zimbra/public/launchZCS.jsp"} {
				if w := get(h, url); w.Code != http.StatusOK {
					t.Errorf("%s: %d", url, w.Code)
				}
			}
		})
	}
	all.Wait()
}

// TestRealTrees serves every stock skin of the release trees, as a page
// includes it.
func TestRealTrees(t *testing.T) {
	for _, release := range []string{"8.7.11", "8.8.15.p46", "9.0.0", "10.1.3"} {
		h := newHandler(t, &Options{Webapp: tree.Layers{os.DirFS(testenv.Release(t, release)), reference.Webapp(), StandIns()}})
		for _, skin := range h.Skin().Skins() {
			if strings.HasPrefix(skin, "_") {
				continue
			}
			for _, page := range []string{"login", "launchZCS", "launchNewWindow"} {
				if w := get(h, "/zimbra/public/"+page+".jsp?skin="+skin); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "skin="+skin) {
					t.Errorf("%s, %s, %s: %d\n%.500s", release, skin, page, w.Code, w.Body)
				}
			}
		}
	}
}

func BenchmarkPage(b *testing.B) {
	h, err := New(&Options{Webapp: reference.Webapp()})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if w := get(h, "/zimbra/public/launchZCS.jsp"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// With a mailbox, what the client asks a mail server for is answered below the context
// path too, and the page that starts the client has its answers inside.
func TestMailbox(t *testing.T) {
	h, err := New(&Options{Webapp: reference.Webapp(), Mailbox: mailbox.New(mailbox.Default(), nil)})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/service/soap/NoOpRequest", "/zimbra/service/soap"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"Body": {"NoOpRequest": {}}}`)))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "NoOpResponse") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/home/kim@example.org/Contacts", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Amelia") {
		t.Errorf("the address book: %d %.100s", w.Code, w.Body)
	}
}

// The sign-in page takes the account's password, shows what was wrong, and leads to the
// client; signing out leads back.
// sender returns what sends forms to a webapp with that mailbox.
func sender(t *testing.T, d *mailbox.Data) func(method, url, form string, cookies ...*http.Cookie) *http.Response {
	t.Helper()
	h, err := New(&Options{Webapp: reference.Webapp(), Mailbox: mailbox.New(d, nil)})
	if err != nil {
		t.Fatal(err)
	}
	return func(method, url, form string, cookies ...*http.Cookie) *http.Response {
		r := httptest.NewRequest(method, url, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
}

func TestTwoFactors(t *testing.T) {
	d, err := mailbox.Default().With(`account.code = "246810"`)
	if err != nil {
		t.Fatal(err)
	}
	send := sender(t, d)
	signedIn := func(res *http.Response) bool { return res.StatusCode == http.StatusFound }
	res := send("POST", "/zimbra/", "username=kim&password=secret")
	if signedIn(res) || len(res.Cookies()) != 1 {
		t.Fatalf("the password alone: %d %v", res.StatusCode, res.Cookies())
	}
	cookie := res.Cookies()[0]
	if signedIn(send("POST", "/zimbra/", "totpcode=246810")) {
		t.Error("the code without the password before")
	}
	if signedIn(send("POST", "/zimbra/", "totpcode=111111", cookie)) {
		t.Error("a wrong code")
	}
	if signedIn(send("POST", "/zimbra/", "username=kim&password=wrong&totpcode=246810")) {
		t.Error("the code with a wrong password")
	}
	if !signedIn(send("POST", "/zimbra/", "totpcode=246810", cookie)) {
		t.Error("the right code")
	}
}

func TestSignIn(t *testing.T) {
	send := sender(t, mailbox.Default())
	if res := send("POST", "/zimbra/", "loginOp=login&username=kim&password=wrong"); res.StatusCode != http.StatusOK || len(res.Cookies()) != 0 {
		t.Errorf("a wrong password: %d %v", res.StatusCode, res.Cookies())
	}
	res := send("POST", "/zimbra/public/login.jsp", "loginOp=login&username=+kim&password=secret")
	if res.StatusCode != http.StatusFound || res.Header.Get("Location") != "/zimbra/" || len(res.Cookies()) != 1 {
		t.Fatalf("the right one: %d %v", res.StatusCode, res.Header)
	}
	page := func(res *http.Response) string {
		data, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if text := page(send("GET", "/zimbra/", "", res.Cookies()...)); !strings.Contains(text, "function launch()") {
		t.Errorf("with a session: %.300s", text)
	}
	if text := page(send("GET", "/zimbra/", "")); strings.Contains(text, "function launch()") {
		t.Error("the client without a session")
	}
	if res := send("GET", "/zimbra/?loginOp=logout", "", res.Cookies()...); len(res.Cookies()) != 1 || res.Cookies()[0].MaxAge >= 0 {
		t.Errorf("signed out: %v", res.Cookies())
	}
}
