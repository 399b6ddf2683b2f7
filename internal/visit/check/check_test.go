package check

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/report"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

func agents(keys ...string) []Agent {
	var out []Agent
	for _, k := range keys {
		b, _ := ua.Find(k)
		out = append(out, Agent{b.Name + " " + b.Version, b.UserAgent})
	}
	return out
}

// The reference webapp with all operations applied passes with every kind of agent, in
// engines that run side by side.
func TestReference(t *testing.T) {
	t.Parallel()
	p := &Plan{Title: "reference", Site: shared(referenceSite(t)), Pages: pages, Sessions: 2, Agents: append([]Agent{{}}, agents("chrome", "safari-ios", "ie11")...)}
	for _, e := range []browser.Engine{browser.Chromium, browser.Firefox, browser.WebKit} {
		p.Browsers = append(p.Browsers, browsertest.Find(t, e))
	}
	r, err := run(t, p)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if n := r.Counts(); n.Failed > 0 {
		t.Errorf("%+v\n%s", n, b.String())
	}
	passed := map[string]int{}
	for i, v := range r.Visits {
		if want := pages[i%len(pages)].Name; v.Page != want {
			t.Errorf("visit %d is of the page %s, want %s", i, v.Page, want)
		}
		for _, c := range v.Checks {
			if c.Outcome == report.Passed {
				passed[v.Engine]++
			}
			if c.Outcome == report.NotRun && !strings.Contains(c.Reason, "page") && !strings.Contains(c.Reason, "keeps its window") {
				t.Errorf("%s as %s: %s not run: %s", v.Page, v.Agent, c.Name, c.Reason)
			}
		}
	}
	for engine, n := range passed {
		if n < 100 || len(passed) != len(p.Browsers) {
			t.Errorf("%s passed %d checks; %d engines", engine, n, len(passed))
		}
	}
	if dir := os.Getenv("DUMP"); dir != "" {
		for _, v := range r.Visits {
			os.WriteFile(dir+"/"+strings.ReplaceAll(v.Engine+"-"+v.Agent+"-"+v.Page, "/", "_")+".png", v.Screenshot, 0o644)
		}
	}
}

// The pages of real releases, injected as an operator would, pass in a real
// browser. Stand-ins replace what the vendor's build generates.
func TestRealTrees(t *testing.T) {
	t.Parallel()
	spec := browsertest.Find(t, browser.Chromium)
	for _, release := range []string{"8.7.11", "8.8.15.p46", "9.0.0", "10.1.3"} {
		webapp := tree.Layers{injected(t, os.DirFS(testenv.Release(t, release))), reference.Webapp(), serve.StandIns()}
		r, err := run(t, &Plan{Site: shared(handler(t, webapp)), Pages: pages, Browsers: []browser.Spec{spec},
			Agents: append([]Agent{{}}, agents("chrome-android", "ie11")...)})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if n := r.Counts(); n.Failed > 0 || n.Passed < 90 {
			t.Errorf("%s: %+v\n%s", release, n, b.String())
		}
	}
}

// broken changes one thing of a page, so that exactly one check fails.
func TestEachCheckFails(t *testing.T) {
	t.Parallel()
	spec := browsertest.Find(t, browser.Chromium)
	site := referenceSite(t)
	replace := func(path, old, new string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			site.ServeHTTP(rec, r)
			body := rec.Body.String()
			if strings.HasPrefix(r.URL.Path, path) {
				if !strings.Contains(body, old) {
					t.Errorf("%s does not hold %q", r.URL.Path, old)
				}
				body = strings.ReplaceAll(body, old, new)
			}
			for k, v := range rec.Header() {
				w.Header()[k] = v
			}
			w.WriteHeader(rec.Code)
			_, _ = w.Write([]byte(body))
		})
	}
	const client = "/zimbra/public/launchZCS.jsp"
	for _, tt := range []struct {
		name    string
		handler http.Handler
		fails   string // checks, sorted
		reason  string
	}{
		{"nothing", replace("/none", "", ""), "", ""},
		{"another browser's sheet", replace("/zimbra/css/", "#define WINDOWS true", "#define LINUX true"), "css-variant", "was made for"},
		{"no macro", replace("/zimbra/css/", " * #define CHROME true\n", ""), "css-variant", "was made for"},
		{"a marker", replace(client, "<title>", "<!-- skinbuild:begin x --><title>"), "markers", "a skinbuild marker"},
		{"a tag of the template", replace(client, "</body>", "<c:if test='x'></c:if></body>"), "markers", "c:if"},
		{"a missing file", replace(client, "</body>", "<img alt='' src='/zimbra/img/none.png'></body>"), "no-404 pictures", "404 /zimbra/img/none.png"},
		{"a console error", replace(client, "</body>", "<script>console.error('so', 1)</script></body>"), "no-console-error", "so 1"},
		{"an exception", replace("/zimbra/js/Startup1_2_all.js", "// The client itself", "null.x; // The client itself"), "no-console-error", "null"},
		{"a dialog", replace(client, "</body>", "<script>alert('hello')</script></body>"), "no-dialog", "hello"},
		{"the usual name taken", replace(client, "</body>", "<script>window.Modernizr = SynaModernizr</script></body>"), "modernizr", "is skinbuild's"},
		{"jQuery replaced", replace(client, "</body>", "<script>jQuery.fn.jquery = '9.9.9'</script></body>"), "jquery", "9.9.9"},
		{"a failed fix", replace(client, "</body>", "<script>SynaSkin.fix({ id: 'broken', apply: function () { throw new Error('on purpose'); } })</script></body>"), "fixes", "broken: on purpose"},
		{"a script too early", replace(client, "</title>", "</title><script src='/zimbra/js/SynaSkinOverride.js'></script>"), "no-console-error script-order", "SynaSkinConfig.js comes after SynaSkinOverride.js"},
		{"elsewhere", replace(client, "</body>", "<script>if (location.hash !== '#x') { location.href = '/zimbra/public/blank.html'; }</script></body>"), "load", "the page went to /zimbra/public/blank.html"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := run(t, &Plan{Site: shared(tt.handler), Pages: pages[1:2], Browsers: []browser.Spec{spec}, Agents: agents("chrome")})
			if err != nil {
				t.Fatal(err)
			}
			var failed []string
			reasons := ""
			for _, c := range r.Visits[0].Checks {
				if c.Outcome == report.Failed {
					failed = append(failed, c.Name)
					reasons += c.Reason
				}
			}
			if strings.Join(failed, " ") != tt.fails || !strings.Contains(reasons, tt.reason) {
				t.Errorf("failed %v (%s), want %s (%s)", failed, reasons, tt.fails, tt.reason)
			}
		})
	}
}

func TestStyles(t *testing.T) {
	t.Parallel()
	spec := browsertest.Find(t, browser.Chromium)
	list, ds := ParseStyles(source.NewFile("styles.txt", `# a comment

login | #username | border-top-style | solid
login | #username | border-top-style | dotted
login | body | color | rgb(1 2 3)
login | #none | color | red
login | body | font-size |
* | body | display | block
client | body | display | none
login | body | colour | red
`))
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	r, err := run(t, &Plan{Site: shared(referenceSite(t)), Pages: pages[:1], Browsers: []browser.Spec{spec}, Agents: []Agent{{}}, Styles: list})
	if err != nil {
		t.Fatal(err)
	}
	got := checks(r.Visits[0])["styles"]
	if want := `failed: 4 styles differ: #username border-top-style is "solid", not "dotted", …`; got != want {
		t.Errorf("styles %q, want %q", got, want)
	}
	facts := 0
	for _, f := range r.Visits[0].Facts {
		if f.Group == "styles" {
			facts++
		}
	}
	if facts != 6 {
		t.Errorf("%d styles reported: %v", facts, r.Visits[0].Facts)
	}
	if _, ds := ParseStyles(source.NewFile("s", "login body color\n\na | b | c | d | e\n")); len(ds) != 2 || ds[0].Code.String() != "styles/syntax" {
		t.Errorf("%v", ds)
	}
}
