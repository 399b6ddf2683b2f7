package ua

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// fold normalises family names in the way in which the accuracy of other
// parsers was measured, so that the figures can be compared.
func fold(family string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(family))
	if to, ok := folded[name]; ok {
		return to
	}
	return name
}

var folded = map[string]string{
	"chromemobile": "chrome", "chromemobileios": "chrome", "chromeios": "chrome", "chromewebview": "chrome", "chromemobilewebview": "chrome",
	"chromium": "chrome", "androidwebview": "chrome",
	"mobilesafari": "safari", "mobilesafariuiwkwebview": "safari", "wkwebview": "safari", "mobileapp": "safari", "ioswebview": "safari",
	"firefoxmobile": "firefox", "firefoxios": "firefox", "firefoxmobileios": "firefox",
	"microsoftedge": "edge", "edgemobile": "edge", "edgelegacy": "edge",
	"operamobile": "opera", "operagx": "opera", "operaneon": "opera", "operadevices": "opera",
	"samsungbrowser": "samsung", "samsunginternet": "samsung",
	"yabrowser": "yandex", "yandexbrowser": "yandex", "yandexbrowserlite": "yandex",
	"msie": "ie", "iemobile": "ie", "internetexplorer": "ie",
	"androidbrowser": "android",
	"ucbrowser":      "uc", "ucbrowsermini": "uc", "ucbrowserturbo": "uc", "ucweb": "uc", "ubrowser": "uc", "ucmini": "uc",
	"amazonsilk": "silk", "mobilesilk": "silk",
	"huaweibrowser": "huawei", "huaweibrowsermobile": "huawei",
	"mibrowser": "mi", "miuibrowser": "mi",
	"qqbrowsermobile": "qq", "qqbrowser": "qq", "qqbrowsermini": "qq", "qqbrowserlite": "qq",
	"duckduckgoprivacybrowser": "duckduckgo", "duckduckgomobile": "duckduckgo",
	"whalebrowser": "whale", "bravemobile": "brave", "bravebrowser": "brave",
}

// coreFamilies are the folded families that the figures cover.
var coreFamilies = []string{"chrome", "headlesschrome", "safari", "firefox", "edge", "opera", "operamini", "samsung", "yandex", "ie", "android", "uc",
	"vivaldi", "brave", "duckduckgo", "huawei", "silk"}

func majorOf(version string) string {
	if i := strings.IndexAny(version, "._ -"); i >= 0 {
		return version[:i]
	}
	return version
}

// score counts how often the family, and the family with its major version, is
// right.
type score struct {
	n, family, major int
	wrong            map[string]mistake
}

// mistake is one kind of mistake: its count, and one example.
type mistake struct {
	n         int
	userAgent string
}

func (s *score) add(userAgent, family, version string) {
	id := Identify(userAgent)
	s.n++
	if fold(id.Family) != fold(family) {
		s.note(userAgent, "%s for %s", id.Family, family)
		return
	}
	s.family++
	if id.Major() != majorOf(version) {
		s.note(userAgent, "%s: another version", family)
		return
	}
	s.major++
}

func (s *score) note(userAgent, format string, args ...any) {
	if s.wrong == nil {
		s.wrong = map[string]mistake{}
	}
	kind := fmt.Sprintf(format, args...)
	s.wrong[kind] = mistake{s.wrong[kind].n + 1, userAgent}
}

func (s *score) rates() (family, major float64) {
	return 100 * float64(s.family) / float64(s.n), 100 * float64(s.major) / float64(s.n)
}

// want fails the test below the given rates, in percent, and logs the mistakes.
func (s *score) want(t *testing.T, name string, leastFamily, leastMajor float64) {
	t.Helper()
	family, major := s.rates()
	t.Logf("%s: %d agents, family %.2f %%, with major version %.2f %%", name, s.n, family, major)
	if family >= leastFamily && major >= leastMajor {
		return
	}
	t.Errorf("%s: want %.1f %% and %.1f %%", name, leastFamily, leastMajor)
	kinds := slices.SortedFunc(maps.Keys(s.wrong), func(a, b string) int { return s.wrong[b].n - s.wrong[a].n })
	for _, kind := range kinds[:min(len(kinds), 60)] {
		t.Logf("%d × %s, as in %s", s.wrong[kind].n, kind, s.wrong[kind].userAgent)
	}
}

// TestReferenceOnTheGoldenList compares with the recorded truth, strictly by
// name.
func TestReferenceOnTheGoldenList(t *testing.T) {
	columns, list := table(t, "uas.tsv")
	col := func(row []string, name string) string { return row[slices.Index(columns, name)] }
	right := map[string]int{}
	for _, row := range list {
		id := Identify(row[1])
		for name, got := range map[string]string{"family": id.Family, "version": id.Major(), "engine": id.Engine,
			"engine_version": id.EngineVersion, "os": id.System, "form": id.Form.String()} {
			if got == col(row, name) {
				right[name]++
			} else {
				t.Logf("%s: %s is %q, not %q", row[0], name, col(row, name), got)
			}
		}
		if id.Family == col(row, "family") && id.Major() == col(row, "version") {
			right["family+version"]++
		}
	}
	n := len(list)
	t.Logf("of %d: %v", n, right)
	for name, least := range map[string]int{"family": 97, "family+version": 95, "os": 95, "form": 95, "engine": 95} {
		if right[name]*100 < least*n {
			t.Errorf("%s: %d of %d", name, right[name], n)
		}
	}
}

// TestAgentInTheCompatData compares MDN's name and version of a browser.
func TestAgentInTheCompatData(t *testing.T) {
	columns, list := table(t, "uas.tsv")
	id, version := slices.Index(columns, "bcd_id"), slices.Index(columns, "bcd_version")
	for _, row := range list {
		if row[id] == "" || row[version] == "" {
			continue
		}
		b, v, own := Identify(row[1]).Agent()
		if b != row[id] || v != row[version] || !own {
			t.Errorf("%s: %s %s (own %v), want %s %s", row[0], b, v, own, row[id], row[version])
		}
	}
}

const corporaVariable = "UA_CORPORA"

// corpora returns the folder that holds checkouts of device-detector and
// uap-core, which are not part of this project.
func corpora(t testing.TB) string {
	t.Helper()
	dir := os.Getenv(corporaVariable)
	if dir == "" {
		testenv.Skip(t, "%s names no folder with checkouts of matomo-org/device-detector and ua-parser/uap-core", corporaVariable)
	}
	return dir
}

// record is one test case of a corpus.
type record struct{ userAgent, kind, family, version string }

// readDeviceDetector reads the needed part of device-detector's fixtures, which
// are YAML with one key a line.
func readDeviceDetector(t testing.TB, name string) []record {
	t.Helper()
	var list []record
	var r *record
	section := ""
	eachLine(t, name, func(indent int, key, value string) {
		switch {
		case indent == 2 && key == "user_agent":
			list = append(list, record{userAgent: value})
			r, section = &list[len(list)-1], ""
		case r == nil:
		case indent == 2:
			section = key
		case indent == 4 && section == "client" && key == "type":
			r.kind = value
		case indent == 4 && section == "client" && key == "name":
			r.family = value
		case indent == 4 && section == "client" && key == "version":
			r.version = value
		}
	})
	return list
}

func readUapCore(t testing.TB, name string) []record {
	t.Helper()
	var list []record
	eachLine(t, name, func(_ int, key, value string) {
		switch key {
		case "user_agent_string":
			list = append(list, record{userAgent: value})
		case "family":
			list[len(list)-1].family = value
		case "major":
			list[len(list)-1].version = value
		}
	})
	return list
}

func eachLine(t testing.TB, name string, do func(indent int, key, value string)) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text := strings.TrimLeft(lines.Text(), " -")
		key, value, ok := strings.Cut(text, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = strings.ReplaceAll(value[1:n-1], `\"`, `"`)
		}
		if value == "null" {
			value = ""
		}
		do(len(lines.Text())-len(text), key, value)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestReferenceOnDeviceDetector measures on a corpus on which no parser for Go,
// including Identify, was tuned.
func TestReferenceOnDeviceDetector(t *testing.T) {
	var s score
	list := coreOfDeviceDetector(t, corpora(t))
	for _, r := range list {
		s.add(r.userAgent, r.family, r.version)
	}
	if s.n < 30000 {
		t.Fatalf("%d agents", s.n)
	}
	s.want(t, "device-detector, core", 98.1, 91)
}

// coreOfDeviceDetector returns the browsers of the core families, each text once.
func coreOfDeviceDetector(t testing.TB, dir string) []record {
	t.Helper()
	dir = filepath.Join(dir, "device-detector", "Tests")
	names, err := filepath.Glob(filepath.Join(dir, "fixtures", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, filepath.Join(dir, "Parser", "Client", "fixtures", "browser.yml"))
	var list []record
	seen := map[string]bool{}
	for _, name := range names {
		if strings.Contains(name, "clienthints") {
			continue // these give the answer in other headers
		}
		for _, r := range readDeviceDetector(t, name) {
			if r.kind == "browser" && slices.Contains(coreFamilies, fold(r.family)) && !seen[r.userAgent] {
				seen[r.userAgent] = true
				list = append(list, r)
			}
		}
	}
	return list
}

func TestReferenceOnUapCore(t *testing.T) {
	var s score
	for _, r := range readUapCore(t, filepath.Join(corpora(t), "uap-core", "tests", "test_ua.yaml")) {
		if slices.Contains(coreFamilies, fold(r.family)) {
			s.add(r.userAgent, r.family, r.version)
		}
	}
	if s.n < 100 {
		t.Fatalf("%d agents", s.n)
	}
	s.want(t, "uap-core, core", 93, 85)
}

func TestIdentifyAllocatesNothing(t *testing.T) {
	var all []string
	for _, row := range rows(t, "uas.tsv") {
		all = append(all, row[1])
	}
	if n := testing.AllocsPerRun(10, func() {
		for _, s := range all {
			Identify(s)
		}
	}); n != 0 {
		t.Errorf("%v allocations for %d agents", n, len(all))
	}
}

func BenchmarkIdentify(b *testing.B) {
	var all []string
	for _, s := range Supported() {
		all = append(all, s.UserAgent)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Identify(all[i%len(all)])
	}
}
