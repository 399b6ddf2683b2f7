package breakage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/testenv"
)

// golden is one agent of the reference data, with what the vendor's code, run,
// made of it.
type golden struct{ agent, bean, env, macros map[string]string }

// goldenRows returns the reference data by key.
func goldenRows(t *testing.T) map[string]golden {
	t.Helper()
	const dir = "../ua/testdata/"
	agents, beans := readTable(t, dir+"uas.tsv"), readTable(t, dir+"zuseragentbean.tsv")
	envs, macros := readTable(t, dir+"ajxenv.tsv"), readTable(t, dir+"skinmacros.tsv")
	all := map[string]golden{}
	for key := range agents {
		all[key] = golden{agents[key], beans[key], envs[key], macros[key]}
	}
	return all
}

// readTable returns a table as key → column → cell.
func readTable(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	columns, rows := testenv.Table(t, name)
	table := map[string]map[string]string{}
	for _, cells := range rows {
		row := map[string]string{}
		for i, cell := range cells {
			row[columns[i]] = cell
		}
		table[row["key"]] = row
	}
	return table
}

// evidence reports, for each rule, whether the vendor's recorded answers show
// that it applies to an agent. It does not use the code under test.
var evidence = map[string]func(golden) bool{
	"ios-shell-version": func(g golden) bool { return g.env["isSafari"] == "1" && g.env["isSafari3up"] == "0" },
	"android-tablet-as-phone": func(g golden) bool {
		return g.agent["form"] == "tablet" && g.agent["os"] == "Android" && g.bean["isMobile"] == "1" && g.bean["isTablet"] == "0"
	},
	"phone-as-desktop": func(g golden) bool {
		system := g.bean["isOsAndroid"] == "1" || g.bean["isOsBlackBerry"] == "1" || g.bean["isIos"] == "1" ||
			g.bean["isOsWindows"] == "1" && (g.bean["isWindowsPhone"] == "1" || g.bean["isWindowsNT"] == "0")
		return g.agent["form"] == "phone" && !(g.bean["isMobile"] == "1" && system)
	},
	"blink-as-safari": func(g golden) bool {
		return g.agent["engine"] == "Blink" && slices.Contains(strings.Split(g.macros["macros"], ","), "SAFARI")
	},
	"edgehtml-layers": func(g golden) bool { return g.bean["isChrome"] == "1" && g.env["isModernIE"] == "1" },
	"ie11-as-ie7": func(g golden) bool {
		return g.agent["family"] == "IE" && g.agent["version"] == "11" && g.env["isIE"] == "1"
	},
	"shell-as-chrome": func(g golden) bool {
		chrome := []string{"Chrome", "Chromium", "Headless Chrome"}
		return g.agent["engine"] == "Blink" && g.env["isChrome"] == "1" && human(g) && !slices.Contains(chrome, g.agent["family"])
	},
	"safari-counts-as-2": func(g golden) bool {
		return g.env["isSafari2"] == "1" && g.agent["version"] != "2" && g.agent["version"] != "1"
	},
	"bot-as-browser": func(g golden) bool {
		return !human(g) && (g.bean["isChrome"] == "1" || g.bean["isSafari"] == "1" || g.bean["isFirefox"] == "1")
	},
	"version-of-mozilla": func(g golden) bool {
		return human(g) && g.agent["engine"] == "WebKit" && g.bean["versionRaw"] == "5.0" && g.agent["version"] != "5"
	},
	"platform-unknown": func(g golden) bool {
		return human(g) && g.agent["os"] != "" && (g.env["platform"] == "[unknown]" || g.agent["os"] == "Android" && g.env["platform"] == "Linux")
	},
}

func human(g golden) bool {
	form := g.agent["form"]
	return form != "bot" && form != "tool" && form != "sync"
}

func TestRulesMatchRecordedAnswers(t *testing.T) {
	hit := map[string]int{}
	for key, g := range goldenRows(t) {
		var ids []string
		for _, h := range Of(ua.Look(g.agent["ua"])) {
			ids = append(ids, h.ID)
			hit[h.ID]++
		}
		for id, shows := range evidence {
			if got := slices.Contains(ids, id); got != shows(g) {
				t.Errorf("%s: %s is %v, the recorded answers show %v", key, id, got, !got)
			}
		}
	}
	for id := range evidence {
		if hit[id] == 0 {
			t.Errorf("no agent shows %s", id)
		}
	}
	t.Log(hit)
}

// TestRulesByExample covers what the recorded data lacks or cannot show.
func TestRulesByExample(t *testing.T) {
	const ipad = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	for _, tt := range []struct {
		id, userAgent string
		want          Certainty
	}{
		{"ipad-as-mac", ipad + "Version/27.2 Safari/605.1.15", Possible},
		{"ipad-as-mac", ipad + "CriOS/157 Version/11.1.1 Safari/605.1.15", Certain},
		{"ipad-as-mac", "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1", ""},
		{"xslt-by-name", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36", Announced},
		{"xslt-by-name", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:160.0) Gecko/20100101 Firefox/160.0", ""},
		{"safari-clipboard", ipad + "Version/27.2 Safari/605.1.15", Certain},
		{"safari-clipboard", ipad + "Version/12.1 Safari/605.1.15", ""},
		{"no-page-at-all", "Mozilla", Certain},
		{"firefox-relative", "Mozilla/5.0 (Windows NT 10.0; rv:68.0) Gecko/20100101 Firefox/68.0 SeaMonkey/2.53.18", Certain},
		{"engine-unknown", "Mozilla/4.8 [en] (Windows NT 5.1; U)", Certain},
	} {
		var got Certainty
		for _, h := range Of(ua.Look(tt.userAgent)) {
			if h.ID == tt.id {
				got = h.Certainty
			}
		}
		if got != tt.want {
			t.Errorf("%s on %q: %q, want %q", tt.id, tt.userAgent, got, tt.want)
		}
	}
}

// TestWorkaroundsExist checks that every fix and feature that a rule names
// exists.
func TestWorkaroundsExist(t *testing.T) {
	fixes, err := scripts.Fixes(os.DirFS("../../../overrides"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[Workaround]bool{}
	for _, f := range fixes {
		known[Workaround{Kind: "fix", ID: f.ID}] = true
	}
	files, err := filepath.Glob("../../../overrides/features/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no features: %v", err)
	}
	for _, f := range files {
		known[Workaround{Kind: "feature", ID: strings.TrimSuffix(filepath.Base(f), ".js")}] = true
	}
	for _, r := range rules {
		for _, m := range r.Workarounds {
			if !known[Workaround{Kind: m.Kind, ID: m.ID}] {
				t.Errorf("%s: there is no %s %s", r.ID, m.Kind, m.ID)
			}
		}
		for _, f := range r.Features {
			if !compat.Known(f) {
				t.Errorf("%s: the data has no feature %s", r.ID, f)
			}
		}
	}
}

// TestRulesAreComplete checks that every field a reader needs is set.
func TestRulesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules {
		if r.ID == "" || seen[r.ID] || r.Title == "" || r.Impact == "" || r.Severity.Rank() > Info.Rank() || len(r.Layers) == 0 {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
		if again, ok := Find(r.ID); !ok || again.ID != r.ID {
			t.Errorf("Find(%s) = %+v, %v", r.ID, again, ok)
		}
	}
	if _, ok := Find("nothing"); ok {
		t.Error("Find(nothing) is ok")
	}
}

// TestManualNamesEveryRule checks that docs/uacheck.md names every rule.
func TestManualNamesEveryRule(t *testing.T) {
	text, err := os.ReadFile("../../../docs/uacheck.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if !strings.Contains(string(text), "`"+r.ID+"`") {
			t.Errorf("docs/uacheck.md does not name %s", r.ID)
		}
	}
}

// TestConsumersInVendorTree looks up each named line in the real release.
func TestConsumersInVendorTree(t *testing.T) {
	tree := testenv.Tree(t, Release)
	for _, r := range rules {
		for _, c := range r.Consumers {
			line, err := lineOf(tree, c)
			if err != nil {
				t.Errorf("%s: %v", r.ID, err)
				continue
			}
			if !strings.Contains(line, c.Asks) {
				t.Errorf("%s: %s:%d does not test %s: %s", r.ID, c.File, c.Line, c.Asks, strings.TrimSpace(line))
			}
		}
	}
}

// lineOf reads a line from the webapp or, in a source tree, from the ajax
// scripts next to it.
func lineOf(tree string, c Consumer) (string, error) {
	data, err := os.ReadFile(filepath.Join(tree, "webapps", "zimbra", c.File))
	if err != nil {
		data, err = os.ReadFile(filepath.Join(tree, "ajax", c.File))
	}
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(data), "\n")
	if c.Line > len(lines) {
		return "", os.ErrNotExist
	}
	return lines[c.Line-1], nil
}
