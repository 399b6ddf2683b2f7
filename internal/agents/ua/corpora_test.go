package ua

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"skinbuild/internal/agents/corpora"
	"skinbuild/internal/testenv"
)

// checkouts returns the folder with the lists of other projects, which are not part
// of this one.
func checkouts(t testing.TB) string {
	t.Helper()
	dir := os.Getenv(corpora.Variable)
	if dir == "" {
		testenv.Skip(t, "%s names no folder with checkouts of other projects' lists", corpora.Variable)
	}
	return dir
}

// leastRates are the least rates in percent: of families, and of families with
// their major versions.
var leastRates = map[string][2]float64{
	"bowser":          {95, 89},
	"device-detector": {99, 98.9},
	"ua-parser-js":    {97, 95},
	"uap-core":        {96.5, 93},
	"WhichBrowser":    {97.5, 88.5},
	"woothee":         {92, 85},
}

// TestReferenceOnCorpora measures on lists of browsers that other projects wrote.
func TestReferenceOnCorpora(t *testing.T) {
	lists, err := corpora.Browsers(checkouts(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lists {
		var s corpora.Score
		wrong := map[string]int{}
		for _, r := range c.Records {
			id := Identify(r.UserAgent)
			s.Add(r, id.Family, id.Version)
			if corpora.Fold(id.Family) != corpora.Fold(r.Family) {
				wrong[fmt.Sprintf("%s for %s", id.Family, r.Family)]++
			}
		}
		family, major := s.Rates()
		t.Logf("%s: %d agents, family %.2f %%, with major version %.2f %%", c.Name, s.N, family, major)
		if least := leastRates[c.Name]; family < least[0] || major < least[1] {
			t.Errorf("%s: want %.1f %% and %.1f %%", c.Name, least[0], least[1])
			for _, kind := range slices.SortedFunc(maps.Keys(wrong), func(a, b string) int { return wrong[b] - wrong[a] })[:min(len(wrong), 40)] {
				t.Logf("%d × %s", wrong[kind], kind)
			}
		}
	}
}

// TestCrawlers measures how many programs are not taken for a person's browser, and
// how many people's browsers are not taken for a program.
func TestCrawlers(t *testing.T) {
	dir := checkouts(t)
	modules := filepath.Join("..", "..", "..", "bench", "node_modules")
	crawlers, err := corpora.Crawlers(dir, modules)
	if err != nil {
		t.Fatal(err)
	}
	people, err := corpora.People(dir, modules)
	if err != nil {
		t.Fatal(err)
	}
	least := map[string]float64{"crawler-user-agents": 98, "isbot": 93, "device-detector": 97.5}
	for name, list := range crawlers {
		if rate := percentOf(list, func(id Identity) bool { return !id.Human() }); rate < least[name] {
			t.Errorf("%s: %.2f %% of %d programs are found, want %.1f %%", name, rate, len(list), least[name])
		} else {
			t.Logf("%s: %.2f %% of %d programs are found, %.2f %% as bots", name, rate, len(list), percentOf(list, func(id Identity) bool { return id.Form == bot }))
		}
	}
	least = map[string]float64{"user-agents": 100, "isbot": 95}
	for name, list := range people {
		if rate := percentOf(list, func(id Identity) bool { return id.Form != bot }); rate < least[name] {
			t.Errorf("%s: %.2f %% of %d people are no bots, want %.1f %%", name, rate, len(list), least[name])
		} else {
			t.Logf("%s: %.2f %% of %d people are no bots", name, rate, len(list))
		}
	}
}

func percentOf(list []string, is func(Identity) bool) float64 {
	n := 0
	for _, text := range list {
		if is(Identify(text)) {
			n++
		}
	}
	return 100 * float64(n) / float64(max(len(list), 1))
}

// TestReading holds the readings that no list above has.
func TestReading(t *testing.T) {
	const (
		win   = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		linux = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
		mac   = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
		droid = "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) "
	)
	for text, want := range map[string]string{
		droid + "Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)": "Bytespider  bot false false",
		droid + "Chrome/120.0.0.0 Mobile Safari/537.36 CamScanner/6.3":                         "Chrome 120 phone true false",
		win + "Chrome/86.0.4240.198 Safari/537.36 115Browser/25.0.6":                           "115Browser 25 desktop true false",
		win + "Chrome/21.0.1180.89 Safari/537.1; 360Spider":                                    "360Spider  bot false false",
		win + "Chrome/78.0.3904.108 Safari/537.36 QIHU 360SE":                                  "360 Browser  desktop true false",
		win + "Chrome/120.0.0.0 Safari/537.36 Avira/120.0.1":                                   "Avira Secure Browser 120 desktop true false",
		win + "Chrome/34.0.1847.137 Safari/537.36 LBBROWSER":                                   "Liebao Browser  desktop true false",
		linux + "HeadlessChrome Safari/537.36":                                                 "Headless Chrome  desktop true false",
		linux + "SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36":                           "Samsung Internet 28 desktop true true",
		linux + "Chrome/157.0.0.0 Safari/537.36":                                               "Chrome 157 desktop true true",
		mac:                                                                                    "  desktop true true",
		mac + " Mobile/15E148":                                                                 "iOS WebView  tablet true false",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15 Epiphany/605.1.15":   "GNOME Web  desktop true false",
		"Mozilla/5.0 (Linux; Android 9; KFMAWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/108.4.6 like Chrome/108 Safari/537.36":  "Silk 108 tablet true false",
		"Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager": "LG Browser  tv true false",
		"mozilla/5.0 (windows nt 10.0; win64; x64; rv:120.0) gecko/20100101 firefox/120.0":                                          "Firefox 120 desktop true false",
		"Apple-iPhone12C1/1905.258": "Apple-iPhone12C1 1905 sync false false",
		"nothing known":             "nothing  bot false false",
		"-":                         "  unknown false false",
		"":                          "  unknown false false",
	} {
		id := Identify(text)
		if got := fmt.Sprint(id.Family, " ", id.Major(), " ", id.Form, " ", id.Human(), " ", id.MaybeTouch()); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}
