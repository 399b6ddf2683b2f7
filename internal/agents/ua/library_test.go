package ua

import (
	"strings"
	"testing"

	"skinbuild/internal/agents/corpora"
)

const chromeWin = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36"

func TestLibraries(t *testing.T) {
	edge := chromeWin + " Edg/157.0.0.0"
	if n := Library(edge); n.Family != "Edge" || !n.Agrees(Identify(edge)) {
		t.Errorf("Library(%q) = %+v", edge, n)
	}
	n, err := UAP(edge)
	if err != nil || n.Family != "Edge" || !n.Agrees(Identify(edge)) {
		t.Errorf("UAP(%q) = %+v, %v", edge, n, err)
	}
	// The library takes the app of a phone for a bot or for Chrome; that is seen.
	samsung := "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/30.0 Chrome/143.0.0.0 Mobile Safari/537.36"
	if n := (Named{Family: "Chrome", Version: "143.0"}); n.Agrees(Identify(samsung)) {
		t.Errorf("%+v agrees with Samsung Internet 30", n)
	}
}

func TestHints(t *testing.T) {
	brands := `"Not:A-Brand";v="24", "Chromium";v="157", "Brave";v="157"`
	for _, tt := range []struct {
		hints Hints
		want  string
	}{
		{Hints{}, "Chrome 157 Windows 10.0 desktop"},
		{Hints{Brands: brands}, "Brave 157 Windows 10.0 desktop"},
		{Hints{Brands: `"Chromium";v="157", "Not_A Brand";v="8"`}, "Chromium 157 Windows 10.0 desktop"},
		{Hints{Brands: `" Not A;Brand";v="99", "Google Chrome";v="157.0.1.2", "Chromium";v="157.0.1.2"`, Platform: `"Windows"`, PlatformVersion: `"15.0.0"`},
			"Chrome 157 Windows 15.0.0 desktop"},
		{Hints{Platform: `"Chrome OS"`, Mobile: "?1"}, "Chrome 157 ChromeOS 10.0 phone"},
		{Hints{Brands: `;;,"`}, "Chrome 157 Windows 10.0 desktop"},
	} {
		id := Identify(chromeWin).With(tt.hints)
		got := strings.Join([]string{id.Family, id.Major(), id.System, id.SystemVersion, id.Form.String()}, " ")
		if got != tt.want {
			t.Errorf("with %+v: %s, want %s", tt.hints, got, tt.want)
		}
	}
	if d := Identify(chromeWin).With(Hints{Brands: brands}).Doubts.Texts(); len(d) != 1 || !strings.Contains(d[0], "version of the system") {
		t.Errorf("doubts left: %q", d)
	}
}

// TestHintsOnDeviceDetector measures on the cases that contain the headers.
func TestHintsOnDeviceDetector(t *testing.T) {
	list, err := corpora.Hinted(checkouts(t))
	if err != nil {
		t.Fatal(err)
	}
	var s corpora.Score
	for _, r := range list {
		id := Identify(r.UserAgent).With(Hints{Brands: r.Brands})
		s.Add(r.Record, id.Family, id.Version)
	}
	family, _ := s.Rates()
	if t.Logf("%d agents, family %.2f %%", s.N, family); family < 96 {
		t.Error("want 96 %")
	}
}

// FuzzLayers checks that every layer accepts any text, and returns only parts
// of it or of its tables.
func FuzzLayers(f *testing.F) {
	for _, b := range Supported() {
		f.Add(b.UserAgent, `"Not:A-Brand";v="24", "Chromium";v="157", "Google Chrome";v="157"`)
	}
	for _, s := range []string{"", "-", "Mozilla", "Mozilla/", "a/b/c/d", "Opera Mini/att/4.2 (", "MSIE", "+++", "\x00\xff/\x80", "opera mini/7 version/", "Android 10; wv", "bot/", "zdesktop/2 prism camino/1e400"} {
		f.Add(s, "\"\\")
	}
	f.Fuzz(func(t *testing.T, s, hints string) {
		id := Identify(s).With(Hints{Brands: hints, Platform: hints, Mobile: hints})
		if id.Form > syncs || int(id.Doubts) >= 1<<len(doubtTexts) {
			t.Errorf("Identify(%q) = %+v", s, id)
		}
		if b, v, own := id.Agent(); own && (b == "" || strings.ContainsAny(v, " /")) {
			t.Errorf("Identify(%q).Agent() = %q, %q", s, b, v)
		}
		Library(s).Agrees(id)
		Client(s).True()
		if b, err := Taglib(s); err == nil && len(b.True()) > len(beanProperties) {
			t.Errorf("Taglib(%q) = %+v", s, b)
		}
		if m, err := ServletMacros(s); err == nil && m.Len() > len(macros) {
			t.Errorf("ServletMacros(%q) = %v", s, m)
		}
	})
}

// TestLayersAcceptLongTexts gives every layer a megabyte of each unit that it
// looks for.
func TestLayersAcceptLongTexts(t *testing.T) {
	for _, unit := range []string{"Mozilla/5.0 ", "Android 4 ", "(", "msie ", "opera mini/", "chrome/1.", "\xff", ") AppleWebKit/ (", "bot", "a/"} {
		s := strings.Repeat(unit, 1<<20/len(unit))
		Identify(s)
		Library(s)
		Client(s)
		Taglib(s)
		ServletMacros(s)
	}
}
