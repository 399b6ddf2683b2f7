package corpora

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestBrowsers(t *testing.T) {
	dir := t.TempDir()
	if _, err := Browsers(dir); err == nil {
		t.Error("a folder without checkouts is read")
	}
	write(t, dir, "woothee/testsets/a.yaml", `
- { target: a, name: Safari, version: '4.0', os: Android, category: smartphone }
- { target: b, name: Internet Explorer, version: UNKNOWN, os: Windows, category: pc }
- { target: c, name: Googlebot, category: crawler }
- { target: b, name: Internet Explorer, version: '6.0', os: Windows, category: pc }
- { target: d, name: Sleipnir, version: '2', category: pc }
`)
	write(t, dir, "Parser-PHP/tests/data/desktop/a.yaml", `
-
  headers: 'User-Agent: e'
  result: { browser: { name: Chrome, version: { value: '5.0', alias: x } }, os: { name: Windows } }
-
  headers: 'User-Agent: f'
  result: { browser: { using: { name: 'Chromium WebView', version: '30' } } }
`)
	list, err := Browsers(dir)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if want := []Record{{"e", "Chrome", "5.0", "Windows"}, {"f", "Chromium WebView", "30", ""}}; !slices.Equal(list[0].Records, want) {
		t.Errorf("%s: %q", list[0].Name, list[0].Records)
	}
	if want := []Record{{"a", "Android Browser", "", "Android"}, {"b", "Internet Explorer", "", "Windows"}}; !slices.Equal(list[1].Records, want) {
		t.Errorf("%s: %q", list[1].Name, list[1].Records)
	}
}

func TestScore(t *testing.T) {
	var s Score
	s.Add(Record{Family: "Chrome Mobile", Version: "5.1"}, "Chrome", "5.9")
	s.Add(Record{Family: "MSIE"}, "IE", "7")
	s.Add(Record{Family: "Opera", Version: "9"}, "Opera", "8")
	s.Add(Record{Family: "Opera", Version: "9"}, "Edge", "9")
	if family, major := s.Rates(); family != 75 || major != 50 {
		t.Error(family, major)
	}
}

func TestPrograms(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "crawler-user-agents/crawler-user-agents.json", `[{"instances": ["b", "a", "b"]}]`)
	write(t, dir, "isbot/fixtures/browsers.yml", "X:\n  - c\n")
	crawlers, err := Crawlers(dir, dir)
	if err != nil || len(crawlers) != 1 || !slices.Equal(crawlers["crawler-user-agents"], []string{"a", "b"}) {
		t.Error(crawlers, err)
	}
	people, err := People(dir, dir)
	if err != nil || !slices.Equal(people["isbot"], []string{"c"}) {
		t.Error(people, err)
	}
}
