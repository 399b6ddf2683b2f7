package unsupported

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/css"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
)

// TestLikeRealBrowsers asks the browsers of this machine, with CSS.supports(),
// about the stock sheets and all keywords and selectors in MDN's data, and
// compares their answers with the checker's for the same release.
func TestLikeRealBrowsers(t *testing.T) {
	testenv.Long(t)
	tried := 0
	for _, spec := range browser.Find(t.Context()) {
		if spec.Path == "" {
			continue
		}
		t.Run(string(spec.Engine), func(t *testing.T) {
			b, err := browser.Open(context.WithoutCancel(t.Context()), spec)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			compareWithBrowser(t, b)
		})
		tried++
	}
	if tried == 0 {
		testenv.Skip(t, "no browser is installed; run tools/setup")
	}
}

func compareWithBrowser(t *testing.T, b *browser.Browser) {
	var agent string
	visit(t, b, "navigator.userAgent", &agent)
	id := ua.Identify(agent)
	a, ok := inData(id)
	if !ok {
		t.Fatalf("the data has no release for %s", agent)
	}
	s := &sheet{Checker: NewChecker(compat.List{a})}
	stock := stockDeclarations(t, agent)
	compare(t, b, s, a, "stock declarations", stock, 0)
	// The data contains some errors; the comparison as a whole must be about this
	// browser.
	compare(t, b, s, a, "keywords of the data", keywords(), 30)
	compare(t, b, s, a, "selectors of the data", selectorsOfData(), 0)
}

// inData returns the release of the engine, or the newest one in the data if
// the engine is newer.
func inData(id ua.Identity) (compat.Agent, bool) {
	browser := map[string]string{"Blink": "chrome", "Gecko": "firefox", "WebKit": "safari"}[id.Engine]
	version := id.Version
	if id.Engine == "Blink" {
		version = id.EngineVersion
	}
	b := compat.BrowserByID(browser)
	if b == nil {
		return compat.Agent{}, false
	}
	major, _, _ := strings.Cut(version, ".")
	var found compat.Agent
	for _, r := range b.Releases {
		m, _, _ := strings.Cut(r.Version, ".")
		if m == major || r.Status == "current" && found.Browser == "" {
			found = compat.Agent{Browser: b.ID, Version: r.Version}
		}
	}
	return found, found.Browser != ""
}

// compare fails if a browser supports what the checker reports, more often than
// the data is known to be wrong. The reverse proves less: features that are not
// in the data, and text that is not CSS, count as supported.
func compare(t *testing.T, b *browser.Browser, s *sheet, a compat.Agent, what string, conditions []string, allowed int) {
	t.Helper()
	if len(conditions) < 100 {
		t.Fatalf("only %d %s", len(conditions), what)
	}
	list, err := json.Marshal(conditions)
	if err != nil {
		t.Fatal(err)
	}
	var has []bool
	visit(t, b, "("+string(list)+").map(function (c) { return CSS.supports(c); })", &has)
	var wrong, unseen []string
	lacking := 0
	for i, c := range conditions {
		known := !s.condition(css.Tokens("(" + c + ")")).empty()
		if strings.HasPrefix(c, "selector(") {
			known = !s.condition(css.Tokens(c)).empty()
		}
		switch {
		case !known && has[i]:
			wrong = append(wrong, c)
		case !known:
			lacking++
		case !has[i]:
			unseen = append(unseen, c)
		}
	}
	t.Logf("%s %s, %d %s: %d correctly reported, %d reported but supported, %d unsupported but not reported", a.Browser, a.Version, len(conditions), what, lacking, len(wrong), len(unseen))
	if len(wrong) > allowed {
		t.Errorf("%s %s supports %d %s that are reported as unsupported:\n\t%s", a.Browser, a.Version, len(wrong), what, strings.Join(wrong, "\n\t"))
	}
	if testing.Verbose() {
		t.Logf("not reported: %s", strings.Join(unseen, " | "))
		t.Logf("wrong: %s", strings.Join(wrong, " | "))
	}
}

// stockDeclarations returns the declarations of the stock sheets as the browser
// gets them.
func stockDeclarations(t *testing.T, agent string) []string {
	t.Helper()
	app, err := skin.Open(os.DirFS(testenv.Release(t, "10.1.3")), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ua.ServletMacros(agent)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range app.Skins() {
		sent, ds := app.Render(&skin.Request{Skin: name, Path: "/css/common,dwt,msgview,login,zm,spellcheck,zhtml,skin.css", Macros: m})
		if ds.Err() != nil {
			t.Fatal(ds)
		}
		for _, st := range css.Scan(source.NewFile("x", sent.Text())) {
			if st.Kind == css.Declaration && !strings.ContainsAny(st.Name(), "*_@") {
				all = append(all, st.Name()+": "+joined(st.Value()))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// keywords returns "property: keyword" for all keywords that the data name.
func keywords() []string {
	var all []string
	for feature := range compat.Features("css.properties") {
		parts := strings.Split(feature, ".")
		if len(parts) == 4 && !strings.ContainsAny(parts[3], "_") && !slices.Contains(authors, parts[2]) {
			all = append(all, parts[2]+": "+parts[3])
		}
	}
	return all
}

func selectorsOfData() []string {
	var all []string
	for feature := range compat.Features("css.selectors") {
		if _, leaf := cut(feature); strings.Count(feature, ".") == 2 {
			all = append(all, "selector(:"+leaf+")", "selector(::"+leaf+")")
		}
	}
	return all
}

func visit(t *testing.T, b *browser.Browser, script string, value any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	blank := "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte("<!doctype html><title>t</title>"))
	page, err := b.Visit(ctx, blank, &browser.Options{Script: script})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(page.Value, value); err != nil {
		t.Fatalf("%.200s: %v", page.Value, err)
	}
}
