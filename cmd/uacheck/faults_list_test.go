package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// A fault is one thing that is wrong with a built webapp, and the check that has to name
// it.
type fault struct {
	kind, name string
	at         string // what is visited: "login", "client", or the name of a journey
	check      string // that fails
	reason     string // part of its reason
	edits      []edit
	serve      func(http.Handler) http.Handler // changes answers; nil for none
	agent      string                          // the key of the User-Agent; "" is the browser itself
	engines    string                          // the engines that can show it; "" for all
	quick      bool                            // part of the tests that always run
}

// An edit replaces a text in a file of the webapp, or appends to it with old "". Of a
// script the file with the hash in its name is meant. A file whose new text is gone is
// removed.
type edit struct{ file, old, text string }

const gone = "\x00"

const (
	loginPage  = "public/login.jsp"
	clientPage = "public/launchZCS.jsp"
	skinSheet  = "skins/synacor/skin.css"
	fixes      = "js/skinbuild/FixZimbra"
	lastScript = "</body>"
	button     = `<button id="loginButton"`
)

func css(text string) []edit { return []edit{{skinSheet, "", "\n" + text + "\n"}} }

func script(page, text string) []edit {
	return []edit{{page, lastScript, "<script>" + text + "</script></body>"}}
}

func replace(file, old, text string) []edit { return []edit{{file, old, text}} }

// fixed edits the script of the fixes, whose hash the page then no longer asks for.
func fixed(old, text string) []edit {
	return []edit{{fixes, old, text}, {clientPage, ` integrity="`, ` data-was="`}}
}

// answer changes what the server sends below a path.
func answer(prefix string, change func(*httptest.ResponseRecorder)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, prefix) {
				h.ServeHTTP(w, r)
				return
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			rec.Header().Del("Content-Length")
			change(rec)
			for k, v := range rec.Header() {
				w.Header()[k] = v
			}
			w.WriteHeader(rec.Code)
			_, _ = w.Write(rec.Body.Bytes())
		})
	}
}

func status(code int) func(*httptest.ResponseRecorder) {
	return func(r *httptest.ResponseRecorder) { r.Code = code }
}

func header(key, value string) func(*httptest.ResponseRecorder) {
	return func(r *httptest.ResponseRecorder) { r.Header().Set(key, value) }
}

func body(change func(string) string) func(*httptest.ResponseRecorder) {
	return func(r *httptest.ResponseRecorder) {
		text := change(r.Body.String())
		r.Body.Reset()
		r.Body.WriteString(text)
	}
}

// never does not answer below a path.
func never(prefix string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, prefix) {
				select {
				case <-r.Context().Done():
				case <-time.After(2 * time.Minute):
				}
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}

// cut ends the connection below a path before all of the answer is there.
func cut(prefix string) func(http.Handler) http.Handler {
	return answer(prefix, header("Content-Length", "99999999"))
}

// half is the first half of a text, whatever it cuts.
func half(s string) string { return s[:len(s)/2] }

// measured are the faults that ../shared/browsers/FAULTS.md describes.
var measured = []fault{
	{kind: "scripts", name: "the fixes are removed", at: "client", check: "no-404", reason: "404 /zimbra/js/skinbuild/FixZimbra", edits: replace(fixes, "", gone)},
	{kind: "order", name: "fixes before their settings", at: "client", check: "script-order", reason: "SynaSkinConfig.js comes after FixZimbra.js", edits: replace(clientPage, "<%-- skinbuild:begin settings", `<script src="${pageContext.request.contextPath}/js/FixZimbra.js"></script><%-- skinbuild:begin settings`)},
	{kind: "scripts", name: "another jQuery after load", at: "client", check: "jquery", reason: "ends up with \"1.4.2\"", edits: script(clientPage, `addEventListener("load", function () { jQuery = $ = {fn: {jquery: "1.4.2"}}; });`)},
	{kind: "one macro set", name: "the page is hidden in Firefox", at: "login", check: "controls", reason: "#username is hidden", agent: "firefox", edits: css("#IFDEF FIREFOX\nbody, #skin_outer, .LoginScreen { display: none !important }\n#ENDIF"), quick: true},
	{kind: "styles", name: "a background that does not exist", at: "login", check: "pictures", reason: "skins/synacor/img/gone.png", edits: css(".LoginScreen { background-image: url(@ContextPath@/skins/synacor/img/gone.png) !important }"), quick: true},
	{kind: "one macro set", name: "a script that throws in Firefox only", at: "login", check: "no-console-error", reason: "", agent: "firefox", edits: script(loginPage, `if (/Firefox/.test(navigator.userAgent)) { null.x; }`)},
	{kind: "late errors", name: "an error after three seconds", at: "login", check: "no-console-error", reason: "noSuch", edits: script(loginPage, `setTimeout(function () { noSuch(); }, 3000);`), quick: true},
	{kind: "styles", name: "the button left of the window", at: "login", check: "controls", reason: "id=loginButton", edits: css("#loginButton { position: absolute !important; left: -9999px !important }")},
	{kind: "styles", name: "labels almost white on white", at: "login", check: "contrast", reason: "#fdfdff", edits: css(".zLoginFieldLabel { color: #fdfdff !important }")},
	{kind: "layout at one width", name: "the login page is 1400 pixels wide", at: "login", check: "width-375", reason: "too wide", engines: "chromium,firefox", edits: css(".LoginScreen { min-width: 1400px }")},
	{kind: "styles", name: "the skin's sheet is empty", at: "login", check: "rules", reason: "sends no rule", edits: replace(skinSheet, "", gone+"empty")},
	{kind: "fixes", name: "a fix is never needed", at: "client", check: "fixes", reason: "end-session: says that it is not needed", edits: fixed(`id:"end-session",needed:function(){`, `id:"end-session",needed:function(){return false;`)},
	{kind: "fixes", name: "a byte of the fixes changed, their hash kept", at: "client", check: "fixes", reason: "is in the scripts of the page, and not in their report", edits: []edit{{fixes, "(function(){", "(function( ){"}}},
	{kind: "markup", name: "an alert", at: "login", check: "no-dialog", reason: "1", edits: script(loginPage, `alert(1)`)},
	{kind: "session", name: "a dead button", at: "sign-in", check: "journey", reason: "sign-in:", edits: script(loginPage, `["click", "submit"].forEach(function (t) { addEventListener(t, function (e) { e.preventDefault(); e.stopPropagation(); }, true); });`)},
	{kind: "one engine", name: "nested style that WebKit lacks", at: "login", check: "rules", reason: "leaves out", engines: "webkit", edits: css("label { visibility: hidden; @supports (selector(:has(a))) { visibility: visible } }")},
	{kind: "scripts", name: "the client stays blank", at: "client", check: "controls", reason: "#zb__App__Mail is not in the page", edits: replace(clientPage, "function launch() {", "function launch() { return;")},
}

// others are faults of our own.
var others = []fault{
	{kind: "markup", name: "no password field", at: "login", check: "controls", reason: "#password is not in the page", edits: replace(loginPage, `<input id="password"`, `<input id="other"`)},
	{kind: "markup", name: "the user name is a hidden field", at: "login", check: "controls", reason: "#username is hidden", edits: replace(loginPage, `<input id="username" tabindex="1" class="zLoginFieldInput" name="username" type="text"`, `<input id="username" tabindex="1" class="zLoginFieldInput" name="username" type="hidden"`)},
	{kind: "markup", name: "a picture without text", at: "login", check: "accessibility", reason: "image-alt", edits: replace(loginPage, lastScript, `<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" width=20 height=20></body>`)},
	{kind: "markup", name: "the page has no language", at: "login", check: "accessibility", reason: "html-has-lang", edits: replace(loginPage, ` lang="${fn:substring(pageContext.request.locale, 0, 2)}"`, "")},
	{kind: "markup", name: "a field without a label", at: "login", check: "accessibility", reason: "label", edits: replace(loginPage, `<label for="username" class="zLoginFieldLabel"><fmt:message key="username"/></label>`, "<b>?</b>")},
	{kind: "markup", name: "a marker in the page", at: "login", check: "markers", reason: "a skinbuild marker", edits: replace(loginPage, lastScript, "<!-- skinbuild:begin x --></body>"), quick: true},
	{kind: "markup", name: "a layer over the form", at: "login", check: "controls", reason: "is covered by <div id=veil>", edits: replace(loginPage, lastScript, `<div id="veil" style="position:fixed;inset:0;z-index:9999"></div></body>`)},
	{kind: "markup", name: "the vendor's template is back", at: "login", check: "markers", reason: "no template of this page contains a skinbuild block", edits: replace(loginPage, "", gone)},
	{kind: "order", name: "override before the fixes", at: "client", check: "script-order", reason: "SynaSkinOverride.js comes before FixZimbra.js", edits: replace(clientPage, "<%-- skinbuild:begin fix-zimbra", `<script src="${pageContext.request.contextPath}/js/SynaSkinOverride.js"></script><%-- skinbuild:begin fix-zimbra`)},
	{kind: "order", name: "no style sheet", at: "login", check: "css-variant", reason: "no style sheet", edits: replace(loginPage, `<link rel="stylesheet" type="text/css"`, `<link rel="prefetch" type="text/css"`)},
	{kind: "order", name: "the head script at the end", at: "login", check: "script-order", reason: "", edits: replace(loginPage, "<%-- skinbuild:begin head", `<script src="${pageContext.request.contextPath}/js/SynaPage.js"></script><%-- skinbuild:begin head`)},
	{kind: "order", name: "fixes after the start of the client", at: "client", check: "script-order", reason: "FixZimbra.js", edits: []edit{{clientPage, `<script src="${pageContext.request.contextPath}/js/skinbuild/FixZimbra`, `<script data-src="`}, {clientPage, lastScript, `<script src="${pageContext.request.contextPath}/js/FixZimbra.js"></script></body>`}}},
	{kind: "scripts", name: "half of the fixes", at: "client", check: "fixes", reason: "not in their report", edits: fixed(`id:"ZBUG-2300"`, `id:"ZBUG-2300"}}}`)},
	{kind: "scripts", name: "an empty script", at: "login", check: "fixes", reason: "is empty", edits: []edit{{"js/skinbuild/SynaPage", "", gone + "empty"}, {loginPage, ` integrity="`, ` data-was="`}}},
	{kind: "scripts", name: "a rejected promise", at: "login", check: "no-console-error", reason: "lost", edits: script(loginPage, `Promise.reject(new Error("lost"));`)},
	{kind: "scripts", name: "the vendor's Modernizr replaced", at: "client", check: "modernizr", reason: "is skinbuild's", edits: script(clientPage, `window.Modernizr = SynaModernizr;`)},
	{kind: "scripts", name: "a reported error", at: "login", check: "no-console-error", reason: "quota", edits: script(loginPage, `console.error("quota");`)},
	{kind: "scripts", name: "a function of the client is gone", at: "client", check: "no-console-error", reason: "", edits: script(clientPage, `ZmMailApp.prototype.launch = undefined;`)},
	{kind: "styles", name: "a block is not closed", at: "login", check: "rules", reason: "a block is not closed", edits: css(".a { color: red"), quick: true},
	{kind: "styles", name: "a closing brace too many", at: "login", check: "rules", reason: "", edits: css("} .LoginScreen { color: red }")},
	{kind: "styles", name: "an unknown selector", at: "login", check: "rules", reason: "leaves out", edits: css(".a:nonsense, .LoginScreen { color: red }")},
	{kind: "styles", name: "white tabs on white", at: "client", check: "contrast", reason: "", edits: css(".ZAppTab, .ZAppTab * { color: #fff !important; background: #fff !important }")},
	{kind: "styles", name: "a transparent form", at: "login", check: "controls", reason: "is transparent", edits: css("form { opacity: 0 }")},
	{kind: "styles", name: "a button that takes no clicks", at: "login", check: "controls", reason: "takes no clicks", edits: css("#loginButton { pointer-events: none }")},
	{kind: "styles", name: "a button of two pixels", at: "login", check: "controls", reason: "pixels large", edits: css("#loginButton { width: 2px !important; height: 2px !important; min-width: 0 !important; min-height: 0 !important; padding: 0 !important; border: 0 !important; overflow: hidden !important }")},
	{kind: "styles", name: "names of tabs are cut off", at: "client", check: "text", reason: "", edits: css(".ZAppTab .ZWidgetTitle { display: inline-block !important; width: 12px !important; overflow: hidden !important; text-overflow: clip !important; white-space: nowrap }")},
	{kind: "styles", name: "a font that does not exist", at: "login", check: "no-404", reason: "none.woff2", edits: css("@font-face { font-family: none; src: url(/zimbra/skins/synacor/none.woff2) }\nbody, body * { font-family: none !important }")},
	{kind: "styles", name: "the button for new messages is hidden", at: "client", check: "controls", reason: "#zb__NEW_MENU", edits: css("#zb__NEW_MENU { visibility: hidden !important }")},
	{kind: "styles", name: "nothing is displayed", at: "login", check: "painted", reason: "blank", edits: css("html, body { display: none !important }")},
	{kind: "styles", name: "the folders are behind a layer", at: "client", check: "controls", reason: "is covered", edits: css("body::after { content: ''; position: fixed; left: 0; top: 0; bottom: 0; width: 300px; z-index: 99999 }")},
	{kind: "one macro set", name: "no contrast in Internet Explorer", at: "login", check: "contrast", reason: "#fdfdff", agent: "ie11", edits: css("#IFDEF MODERN_IE\n.zLoginFieldLabel { color: #fdfdff !important }\n#ENDIF")},
	{kind: "one macro set", name: "a block is not closed for Firefox", at: "login", check: "rules", reason: "a block is not closed", agent: "firefox", edits: css("#IFDEF FIREFOX\n.a {\n#ENDIF")},
	{kind: "one macro set", name: "no button on a Mac", at: "login", check: "controls", reason: "loginButton", agent: "safari", edits: css("#IFDEF MACINTOSH\n#loginButton { transform: translateX(-5000px) }\n#ENDIF")},
	{kind: "one engine", name: "a selector that WebKit 16 lacks", at: "login", check: "rules", reason: "leaves out", engines: "webkit", edits: css("@container (min-width: 1px) { .a { color: red } }\n.a:open { color: red }")},
	{kind: "one engine", name: "a function that WebKit 16 lacks", at: "login", check: "no-console-error", reason: "groupBy", engines: "webkit", edits: script(loginPage, `Object.groupBy([], function () {});`)},
	{kind: "layout at one width", name: "too wide for a phone", at: "login", check: "width-375", reason: "too wide", engines: "chromium,firefox", edits: css("@media (max-width: 400px) { .LoginScreen { width: 600px !important } }")},
	{kind: "layout at one width", name: "no new messages at 1024 pixels", at: "client", check: "width-1024", reason: "#zb__NEW_MENU is hidden", engines: "chromium,firefox", edits: css("@media (max-width: 1100px) { #zb__NEW_MENU { display: none !important } }")},
	{kind: "layout at one width", name: "no button at 1440 pixels", at: "login", check: "width-1440", reason: "loginButton", engines: "chromium,firefox", edits: css("@media (min-width: 1400px) { #loginButton { position: absolute !important; left: -5000px !important } }")},
	{kind: "late errors", name: "a promise rejected after two seconds", at: "client", check: "no-console-error", reason: "late", edits: script(clientPage, `setTimeout(function () { Promise.reject(new Error("late")); }, 2000);`)},
	{kind: "late errors", name: "an alert after two seconds", at: "login", check: "no-dialog", reason: "still there?", edits: script(loginPage, `setTimeout(function () { alert("still there?"); }, 2000);`)},
	{kind: "late errors", name: "a request that fails after two seconds", at: "login", check: "no-404", reason: "404 /zimbra/late.txt", edits: script(loginPage, `setTimeout(function () { fetch("/zimbra/late.txt"); }, 2000);`)},
	{kind: "network", name: "the style sheet fails", at: "login", check: "css-variant", reason: "status 500", serve: answer("/zimbra/css/", status(500))},
	{kind: "network", name: "the style sheet is plain text", at: "login", check: "rules", reason: "", serve: answer("/zimbra/css/", func(r *httptest.ResponseRecorder) {
		r.Header().Set("Content-Type", "text/plain")
		r.Header().Set("X-Content-Type-Options", "nosniff")
	})},
	{kind: "network", name: "the page fails", at: "login", check: "load", reason: "the server answered 500", serve: answer("/zimbra/public/login.jsp", status(500)), quick: true},
	{kind: "network", name: "a script never comes", at: "login", check: "load", reason: "did not finish loading in time", serve: never("/zimbra/js/skinbuild/SynaPage")},
	{kind: "network", name: "half of a package", at: "client", check: "no-console-error", reason: "", serve: answer("/zimbra/js/Startup1_2_all.js", body(half))},
	{kind: "network", name: "no Vary", at: "login", check: "css-variant", reason: "without Vary", serve: answer("/zimbra/css/", func(r *httptest.ResponseRecorder) { r.Header().Del("Vary") })},
	{kind: "network", name: "the sheet of another browser", at: "login", check: "css-variant", reason: "was made for", serve: answer("/zimbra/css/", body(func(s string) string { return strings.Replace(s, "#define LINUX true", "#define MAC true", 1) }))},
	{kind: "network", name: "a redirect to another page", at: "login", check: "load", reason: "the page went to", edits: script(loginPage, `location.replace("/zimbra/public/blank.html");`)},
	{kind: "network", name: "a picture that is none", at: "login", check: "pictures", reason: "/js/FixZimbra.js", edits: css(".LoginScreen { background-image: url(@ContextPath@/js/FixZimbra.js) !important }")},
	{kind: "network", name: "the connection of a script ends", at: "login", check: "no-404", reason: "SynaPage", engines: "chromium,firefox", serve: cut("/zimbra/js/skinbuild/SynaPage")},
	{kind: "fixes", name: "a fix throws", at: "client", check: "fixes", reason: "broken: on purpose", edits: script(clientPage, `SynaSkin.fix({id: "broken", apply: function () { throw new Error("on purpose"); }});`)},
	{kind: "fixes", name: "a fix is left out of the report", at: "client", check: "fixes", reason: "end-session: is in the scripts", edits: script(clientPage, `(function (old) { SynaSkin.report = function () { return old().filter(function (f) { return f.id !== "end-session"; }); }; }(SynaSkin.report));`)},
	{kind: "fixes", name: "a fix waits for what never comes", at: "client", check: "fixes", reason: "still waits", edits: fixed(`id:"ZBUG-2300",patches:[{place:"AjxStringUtil.`, `id:"ZBUG-2300",patches:[{place:"AjxNoStringUtil.`)},
	{kind: "fixes", name: "no reason for a fix that is not needed", at: "client", check: "fixes", reason: "gives no reason", edits: script(clientPage, `(function (old) { SynaSkin.report = function () { var l = old(); l.forEach(function (f) { f.detail = ""; }); return l; }; }(SynaSkin.report));`)},
	{kind: "session", name: "no cookie after sign-in", at: "sign-in", check: "journey", reason: "sign-in:", serve: answer("/zimbra/", func(r *httptest.ResponseRecorder) {
		if r.Code == http.StatusFound {
			r.Header().Del("Set-Cookie")
		}
	})},
	{kind: "session", name: "no word about a wrong password", at: "sign-in", check: "journey", reason: "there is no such element", edits: css("#errorMessageDiv, .errorMessage, #ZLoginErrorPanel { display: none !important }")},
	{kind: "session", name: "signing out keeps the session", at: "sign-out", check: "journey", reason: "sign-out:", serve: answer("/zimbra/", func(r *httptest.ResponseRecorder) {
		if strings.Contains(fmt.Sprint(r.Header()["Set-Cookie"]), "Max-Age=0") {
			r.Code = http.StatusFound
			r.Header().Set("Location", "/zimbra/")
			r.Header().Del("Set-Cookie")
		}
	})},
	{kind: "session", name: "the mail server fails", at: "client", check: "no-404", reason: "500 /", serve: answer("/service/soap", status(500))},
	{kind: "session", name: "a list of messages that cannot be seen", at: "first-screen", check: "journey", reason: "#zl__CLV-main__rows", edits: css("#zl__CLV-main__rows { opacity: 0 !important }")},
}

// label names a fault in the output of a test.
func (f *fault) label(i int) string { return strconv.Itoa(i+1) + " " + f.kind + ": " + f.name }
