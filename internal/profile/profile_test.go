package profile

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/testenv"
)

// agents are the User-Agents on which the "browsers:" lines of the fixes are
// tested.
var agents = map[string]string{
	"chrome":   "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36",
	"chrome60": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.0.0 Safari/537.36",
	"linux":    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36",
	"edge":     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36 Edg/157.0.0.0",
	"edge18":   "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763",
	"firefox":  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:160.0) Gecko/20100101 Firefox/160.0",
	"safari":   "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.2 Safari/605.1.15",
	"iphone15": "Mozilla/5.0 (iPhone; CPU iPhone OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1",
	"iphone18": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
	"android":  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Mobile Safari/537.36",
	"ie11":     "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
}

// TestConcerns tests each form of the "browsers:" line of a fix.
func TestConcerns(t *testing.T) {
	for _, tt := range []struct{ text, yes, maybe string }{
		{"all", "chrome chrome60 linux edge edge18 firefox safari iphone15 iphone18 android ie11", ""},
		{"all browsers on Linux", "linux android", ""},
		{"all, on narrow screens", "", "chrome chrome60 linux edge edge18 firefox safari iphone15 iphone18 android ie11"},
		{"all current browsers: File.fileName was removed", "chrome chrome60 linux edge firefox safari iphone15 iphone18 android", "edge18 ie11"},
		{"Chrome 73 and later, and what is built on it", "chrome linux edge android", ""},
		{"Chrome and what is built on it", "chrome chrome60 linux edge android", ""},
		{"Edge 12 to 18 (EdgeHTML)", "edge18", ""},
		{"Edge 44 and older (EdgeHTML)", "edge18", ""},
		{"Internet Explorer 11", "ie11", ""},
		{"Firefox 161 and later", "", ""},
		{"Firefox 65 and later; text areas also in Chrome and Safari", "chrome chrome60 linux edge firefox safari iphone15 iphone18 android", ""},
		{"Safari on iOS before 16.4, Internet Explorer 11", "iphone15 ie11", ""},
		{"Safari on iPadOS 13 and later", "", "safari"},
		{"Safari", "safari iphone15 iphone18", ""},
		{"Chrome 95, Firefox 84, Safari 15.7 and later", "chrome linux edge firefox safari iphone18 android", ""},
		{"Chrome with the unload policy, Safari, all mobile browsers", "safari iphone15 iphone18 android", "chrome chrome60 linux edge"},
		{"Chrome, Safari, Edge; Firefox once it drops DOMMouseScroll", "chrome chrome60 linux edge edge18 safari iphone15 iphone18 android", "firefox"},
		// Internet Explorer 11 counts as Navigator, for which the client takes XSLTProcessor; it has ActiveX only.
		{"browsers without XSLT (Chrome from 2026 on; others follow)", "ie11", "chrome chrome60 linux edge android"},
		{"the browsers of Tuesday", "", "chrome chrome60 linux edge edge18 firefox safari iphone15 iphone18 android ie11"},
	} {
		for key, userAgent := range agents {
			want := no
			switch {
			case slices.Contains(strings.Fields(tt.yes), key):
				want = yes
			case slices.Contains(strings.Fields(tt.maybe), key):
				want = maybe
			}
			if got := concerns(tt.text, ua.Look(userAgent)); got != want {
				t.Errorf("%q on %s: %d, want %d", tt.text, key, got, want)
			}
		}
	}
}

// TestEveryFixIsClassified checks the form of every "browsers:" line: a form
// that scripts.go does not parse would show as "may act" everywhere.
func TestEveryFixIsClassified(t *testing.T) {
	fixes, err := scripts.Fixes(OwnOverrides())
	if err != nil || len(fixes) < 30 {
		t.Fatalf("%d fixes, %v", len(fixes), err)
	}
	s := ua.Look(agents["chrome"])
	for _, f := range fixes {
		text, _, _ := strings.Cut(f.Browsers, ": ")
		text = inBrackets.ReplaceAllString(text, "")
		if _, known := general(text, s); known {
			continue
		}
		for _, part := range clauses(text) {
			if _, known := clause(part, false, s); !known {
				t.Errorf("%s: %q of its line \"browsers: %s\" has no form that scripts.go parses", f.File, part, f.Browsers)
			}
		}
	}
}

func TestOf(t *testing.T) {
	p, err := Of(agents["edge"], &Options{UAP: true})
	if err != nil {
		t.Fatal(err)
	}
	if p.Identity.Family != "Edge" || p.Release == nil || p.Release.Browser != "edge" || p.Release.Date != "2026-11-05" || !p.Release.Own || p.Release.Status != "current" {
		t.Errorf("%+v %+v", p.Identity, p.Release)
	}
	if p.Client.Browser != "GC157" || !slices.Contains(p.Servlet.Like, "chrome") || slices.Contains(p.Servlet.Like, "chrome-mac") || !p.UAP.Agrees {
		t.Errorf("%+v %+v %+v", p.Client, p.Servlet, p.UAP)
	}
	if !slices.Contains(p.Scripts.Act, "ZBUG-866") || slices.Contains(p.Scripts.Act, "clipboard") || !slices.Contains(p.Scripts.May, "xslt") {
		t.Errorf("%+v", p.Scripts)
	}
	for _, f := range p.Lacks {
		if f.State == "yes" || f.State == "unknown" {
			t.Errorf("%+v", f)
		}
	}
	ie, err := Of(agents["ie11"], nil)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(ie.Lacks, func(f Feature) bool { return f.Name == "css.selectors.has" }); i < 0 || ie.Lacks[i].State != "no" {
		t.Errorf("Internet Explorer 11 has :has(): %+v", ie.Lacks)
	}
	if len(ie.Lacks) <= 3*len(p.Lacks) {
		t.Errorf("Internet Explorer 11 lacks %d features, Edge 157 %d", len(ie.Lacks), len(p.Lacks))
	}
	dead, err := Of("Mozilla", nil)
	if err != nil || dead.Servlet.Error == "" || dead.Taglib.Error == "" || dead.Release != nil {
		t.Errorf("%+v, %v", dead, err)
	}
}

// TestNeedsOfARelease checks that a fix is off if the release has repaired the
// bug.
func TestNeedsOfARelease(t *testing.T) {
	release := fstest.MapFS{"js/a.js": {Data: []byte("AjxClipboard.isSupported = function() { return true; };\n")}}
	in, err := NewInjected(OwnOverrides(), release)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Of(agents["safari"], &Options{Scripts: in})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(p.Scripts.Off, "ZBUG-1551") || slices.Contains(p.Scripts.Act, "ZBUG-1551") {
		t.Errorf("%+v", p.Scripts)
	}
}

func TestVariants(t *testing.T) {
	app, err := skin.Open(os.DirFS(testenv.Release(t, "10.1.3")), nil)
	if err != nil {
		t.Fatal(err)
	}
	opt := &Options{Variants: NewVariants(app, skin.Request{Path: "/css/common,dwt,msgview,login,zm,spellcheck,skin.css", Skin: "harmony"})}
	sums := map[string]string{}
	for _, key := range []string{"chrome", "edge", "firefox", "ie11"} {
		p, err := Of(agents[key], opt)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(p.Variant.Same, key) || p.Variant.Bytes < 100_000 {
			t.Errorf("%s: %+v", key, p.Variant)
		}
		sums[key] = p.Variant.SHA256
	}
	if sums["chrome"] != sums["edge"] || sums["chrome"] == sums["firefox"] || sums["ie11"] == sums["chrome"] {
		t.Errorf("%v", sums)
	}
}

// TestOfALongText gives a megabyte of each unit that a layer looks for.
func TestOfALongText(t *testing.T) {
	for _, unit := range []string{"Mozilla/5.0 ", "\x00\xff", ") AppleWebKit/1 (", "Chrome/1 ", "msie "} {
		if _, err := Of(strings.Repeat(unit, 1<<20/len(unit)), &Options{UAP: true}); err != nil {
			t.Error(err)
		}
	}
}

// FuzzOf checks that any text has a profile.
func FuzzOf(f *testing.F) {
	for _, b := range ua.Supported() {
		f.Add(b.UserAgent)
	}
	f.Add("\x00\xff")
	f.Add("Mozilla")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := Of(s, nil); err != nil {
			t.Error(err)
		}
	})
}
