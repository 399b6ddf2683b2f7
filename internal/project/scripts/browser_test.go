package scripts

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"skinbuild/internal/testenv"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// lab is one browser with one tab, and a server that gives it the vendor's
// scripts, ours, and pages that load them in the order of launchZCS.jsp.
type lab struct {
	ctx     context.Context
	url     string
	agent   string // of the browser itself
	vendor  *vendor
	bundles map[string]string // our scripts by file name
	html    string            // the page at /page/plain
}

var theLab = sync.OnceValues(startLab)

var stopLab = func() {}

// openLab returns the browser that all tests share.
func openLab(t *testing.T) *lab {
	t.Helper()
	testenv.Long(t)
	testenv.Command(t, "chromium")
	l, err := theLab()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func startLab() (*lab, error) {
	l := &lab{vendor: &vendor{trees: testenv.TreesDir(), cache: map[string]string{}}, bundles: map[string]string{}}
	for name, virtual := range map[string]map[string]string{"SynaHead.js": nil, "SynaStart.js": registryOfHead, "FixZimbra.js": registryOfHead, "SynaSkinOverride.js": registryOfHead, "SynaPage.js": registryOfHead} {
		b := &bundle{sources: os.DirFS("../../../overrides"), virtual: virtual} // with every fix and feature
		text, _, ds := b.run(name, "")
		if ds.Err() != nil {
			return nil, ds.Err()
		}
		l.bundles[name] = string(text)
	}
	server := httptest.NewServer(l)
	l.url = server.URL
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("autoplay-policy", "user-gesture-required"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	stopLab = func() { cancel(); cancelAlloc(); server.Close() }
	l.ctx = ctx
	var err error
	l.agent, err = chromedp.Run(ctx, chromedp.Evaluate[string]("navigator.userAgent"))
	return l, err
}

// patience is how long a browser may take on a machine with much else to do. What a
// page waits for is told by events, so that a fast machine waits for nothing.
const patience = 3 * time.Minute

// agents are the User-Agents that stand for engines which this machine lacks.
var agents = map[string]string{
	"ie11":     "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
	"edge44":   "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763",
	"firefox":  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
	"safari":   "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
	"chrome":   "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
	"linux":    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
	"chromeos": "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
}

// open loads the address in the tab, under a User-Agent of agents, on a screen of
// that width; 0 is that of a desk.
func (l *lab) open(agent string, width int, address string) error {
	ua := l.agent
	if agent != "" {
		if ua = agents[agent]; ua == "" {
			return fmt.Errorf("no such User-Agent: %s", agent)
		}
	}
	ctx, cancel := context.WithTimeout(l.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: ua}); err != nil {
		return err
	}
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 800, DeviceScaleFactor: 1}
	if width > 0 {
		metrics = emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: 640, DeviceScaleFactor: 1, Mobile: true}
	}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		return err
	}
	return chromedp.Do(ctx, chromedp.Navigate(l.url+address))
}

// eval returns the string that an expression of JavaScript gives, a promise awaited.
func (l *lab) eval(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(l.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise, func(p *runtime.EvaluateParams) {
		gesture := true
		p.UserGesture = &gesture
	}))
}

func (l *lab) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.URL.Path == "/page/plain":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, l.html)
	case parts[0] == "page":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Query().Get("page") != "" && r.URL.Query().Get("release") != "" {
			l.vendorPage(w, r)
			return
		}
		l.page(w, r)
	case parts[0] == "vendor" && len(parts) == 3, parts[0] == "js" && len(parts) == 2:
		tag := parts[1]
		if parts[0] == "js" { // as the vendor's pages name it
			tag = r.URL.Query().Get("v")
		}
		text, err := l.vendor.script(tag, strings.TrimSuffix(path.Base(r.URL.Path), "_all.js"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Cache-Control", "max-age=600")
		script(w, text)
	case parts[0] == "templates" && len(parts) == 3:
		text, err := l.vendor.templates(parts[1], strings.Split(parts[2], ","))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Cache-Control", "max-age=600")
		script(w, text)
	case parts[0] == "css":
		text, err := l.vendor.sheet(r.URL.Query().Get("v"), r.URL.Path, r.UserAgent())
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		fmt.Fprint(w, text)
	case parts[0] == "ours":
		script(w, l.bundles[parts[1]])
	case parts[0] == "scenario":
		http.ServeFile(w, r, filepath.Join("testdata", "fixes", parts[1]))
	case parts[0] == "wheel":
		_, err := chromedp.Call(l.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: "mouseWheel", X: 100, Y: 100, DeltaX: 1, DeltaY: 100})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	case parts[0] == "echo":
		fmt.Fprint(w, "ok")
	default:
		http.NotFound(w, r)
	}
}

func script(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	fmt.Fprint(w, text)
}

// page is launchZCS.jsp in small. Its query: scenario, release ("" for the
// scenario's stand-in), fix (our script before the packages that come later),
// unneeded (the scenario's environment in which the fix has nothing to do).
func (l *lab) page(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	fmt.Fprint(w, "<!DOCTYPE html>\n<html class=\"user_font_size_normal\" lang=\"en\"><head><meta name=viewport content=\"width=device-width\"><title>lab</title>\n")
	l.prologue(w, q)
	headScripts(w, q.Get("fix"))
	fmt.Fprint(w, "</head><body>\n")
	if release := q.Get("release"); release != "" {
		for _, pkg := range append([]string{"Boot", "Startup1_1", "Startup1_2"}, strings.Fields(q.Get("packages"))...) {
			scriptTag(w, "/vendor/"+release+"/"+pkg+"_all.js")
			if pkg == "Boot" {
				scriptTag(w, "/templates/"+release+"/"+strings.Join(append([]string{"dwt.Widgets"}, strings.Fields(q.Get("templates"))...), ","))
				fmt.Fprintf(w, "<script>AjxPackage.setBasePath('/vendor/%s');AjxPackage.setExtension('_all.js');AjxEnv.DEFAULT_LOCALE='en_US';</script>\n", release)
			}
		}
	} else {
		fmt.Fprint(w, "<script>scenario.standIn();</script>\n")
	}
	fmt.Fprint(w, "<script>if(scenario.later){scenario.later()}</script>")
	footScript(w, q.Get("fix"))
	fmt.Fprint(w, "</body></html>\n")
}

// prologue writes what a page has before any script of the vendor's.
func (l *lab) prologue(w io.Writer, q url.Values) {
	if name := q.Get("scenario"); name != "" {
		scriptTag(w, "/scenario/"+name+".js")
	}
	fmt.Fprintf(w, "<script>window.labRelease=%q;window.labUnneeded=%v;</script>", q.Get("release"), q.Get("unneeded") != "")
	fmt.Fprint(w, labHelpers+labPrologue)
}

// headScripts writes what of our scripts stands in the head of a page that has fix.
func headScripts(w io.Writer, fix string) {
	if fix != "" {
		scriptTag(w, "/ours/SynaHead.js")
	}
	if fix == "SynaStart.js" {
		scriptTag(w, "/ours/SynaStart.js")
	}
}

// footScript writes fix, unless it stands in the head.
func footScript(w io.Writer, fix string) {
	if fix != "" && fix != "SynaHead.js" && fix != "SynaStart.js" {
		scriptTag(w, "/ours/"+fix)
	}
}

func scriptTag(w io.Writer, src string) {
	fmt.Fprintf(w, "<script src=%q onerror=\"pageErrors.push('not loaded: '+this.src)\"></script>\n", html.EscapeString(src))
}

// labHelpers are what every page of the lab has.
const labHelpers = `<script>
window.pageErrors = [];
// until waits for a test to pass. Without a time: long where it is to pass, and
// shortly where a fix is there to keep it from passing.
window.until = async function (test, ms) {
	var end = performance.now() + (ms || (window.SynaSkin ? 300 : 60000));
	while (!test() && performance.now() < end) { await new Promise(function (done) { setTimeout(done, 10); }); }
	return test();
};
// turnWheel turns the wheel as a user does, so that the event is trusted.
window.turnWheel = async function () {
	var turned = new Promise(function (done) { window.addEventListener("wheel", done, { capture: true, once: true }); });
	var answer = await fetch("/wheel");
	if (!answer.ok) { throw new Error(await answer.text()); }
	await turned;
};
</script>`

// labPrologue is what launchZCS.jsp and its resources define before the
// vendor's scripts: messages that are their own keys, a Modernizr, settings.
const labPrologue = `<script>
window.alert = function (text) { pageErrors.push("alert: " + text); };
window.onerror = function (text, file, line) { pageErrors.push(text + " at " + file + ":" + line); };
(function () {
	var names = ["I18nMsg","TzMsg","AjxMsg","ZMsg","ZmMsg","AjxKeys","ZmKeys","ZdMsg"];
	for (var i = 0; i < names.length; i++) {
		window[names[i]] = new Proxy({}, { get: function (t, k) { return k in t || typeof k != "string" || /\d/.test(k) ? t[k] : k; } });
	}
	ZmMsg.supportedHelps = "";
	AjxKeys["keymaps"] = "";
})();
window.DBG = new Proxy({}, { get: function () { return function () {}; } });
window.AjxTemplateMsg = {}; window.AjxImgData = new Proxy({}, { get: function () { return { width: 10, height: 10 }; } });
window.$ = window.jQuery = new Proxy(function () { return $; }, { get: function (t, k) { return k == "extend" ? Object.assign : k in t ? t[k] : function () { return $; }; } });
window.AjxTimezoneData = { TRANSITION_YEAR: 2026, TIMEZONE_RULES: [] };
window.appContextPath = ""; window.contextPath = ""; window.appCurrentSkin = "harmony"; window.appExtension = ""; window.cacheKillerVersion = "1";
window.appRequestLocaleId = "en_US"; window.appDevMode = false; window.appLang = "en"; window.csrfToken = "0_token";
window.authTokenExpires = 4102444800000;
window.Modernizr = { input: { list: true }, addTest: function (n, f) { this[n] = f(); }, localstorage: true, applicationcache: !!window.applicationCache, indexeddb: true };
if (window.scenario && scenario.before) { scenario.before(); }
if (labUnneeded && scenario.unneeded) { scenario.unneeded(); }
</script>`

func TestMain(m *testing.M) {
	code := m.Run()
	stopLab()
	os.Exit(code)
}
