// Package corpora reads lists of User-Agents with known answers from the tests of
// other projects, to measure how often a parser is right. The lists are checkouts
// outside this repository.
package corpora

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Variable names the folder with the checkouts, one folder for each project, with
// the project's name: bowser, device-detector, isbot, Parser-PHP (WhichBrowser),
// ua-parser-js, uap-core, woothee.
const Variable = "UA_CORPORA"

// A Record is one User-Agent and what its project says about it.
type Record struct {
	UserAgent string
	Family    string // as the project writes it; see Fold
	Version   string // "" if the project gives none
	System    string // "" if the project gives none
}

// A Corpus is the browsers that one project's tests name, each User-Agent once.
type Corpus struct {
	Name    string
	Records []Record
}

// sources are the readable projects, sorted by name.
var sources = []struct {
	name string
	read func(dir string) ([]Record, error)
}{
	{"bowser", readBowser},
	{"device-detector", readDeviceDetector},
	{"ua-parser-js", readUAParser},
	{"uap-core", readUAPCore},
	{"WhichBrowser", readWhichBrowser},
	{"woothee", readWoothee},
}

// Browsers returns the core browsers of each project that has a checkout in dir.
func Browsers(dir string) ([]Corpus, error) {
	var list []Corpus
	for _, s := range sources {
		records, err := s.read(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		list = append(list, Corpus{s.name, core(records)})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no checkout of a known project", dir)
	}
	return list, nil
}

// core returns the records of core families, each User-Agent once.
func core(records []Record) []Record {
	seen := map[string]bool{}
	return slices.DeleteFunc(records, func(r Record) bool {
		if r.UserAgent == "" || seen[r.UserAgent] || !slices.Contains(coreFamilies, Fold(r.Family)) {
			return true
		}
		seen[r.UserAgent] = true
		return false
	})
}

// coreFamilies are the folded families that the figures cover.
var coreFamilies = []string{"chrome", "headlesschrome", "safari", "firefox", "edge", "opera", "operamini", "samsung", "yandex", "ie", "android", "uc",
	"vivaldi", "brave", "duckduckgo", "huawei", "silk"}

// Fold removes from the name of a browser what only one parser writes: letter case,
// blanks, the word for a system or a variant.
func Fold(family string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(family))
	return cmp.Or(folded[name], name)
}

var folded = map[string]string{
	"chromemobile": "chrome", "chromemobileios": "chrome", "chromeios": "chrome", "chromewebview": "chrome", "chromemobilewebview": "chrome",
	"chromium": "chrome", "androidwebview": "chrome", "mobilechrome": "chrome", "chromiumwebview": "chrome", "chromedev": "chrome", "chromebeta": "chrome",
	"chromeheadless": "headlesschrome",
	"mobilesafari":   "safari", "mobilesafariuiwkwebview": "safari", "wkwebview": "safari", "mobileapp": "safari", "ioswebview": "safari",
	"safarimobile": "safari", "webview": "safari", "webkit": "safari",
	"firefoxmobile": "firefox", "firefoxios": "firefox", "firefoxmobileios": "firefox", "mobilefirefox": "firefox", "firefoxreality": "firefoxreality",
	"microsoftedge": "edge", "edgemobile": "edge", "edgelegacy": "edge", "edgewebview2": "edge", "edgewebview": "edge",
	"operamobile": "opera", "operamobi": "opera", "operagx": "opera", "operaneon": "opera", "operadevices": "opera", "operatablet": "opera", "operatv": "opera", "operatvstore": "opera",
	"samsungbrowser": "samsung", "samsunginternet": "samsung", "samsunginternetforandroid": "samsung",
	"yabrowser": "yandex", "yandexbrowser": "yandex", "yandexbrowserlite": "yandex",
	"msie": "ie", "iemobile": "ie", "internetexplorer": "ie", "mobileinternetexplorer": "ie",
	"androidbrowser": "android",
	"ucbrowser":      "uc", "ucbrowsermini": "uc", "ucbrowserturbo": "uc", "ucweb": "uc", "ubrowser": "uc", "ucmini": "uc",
	"amazonsilk": "silk", "mobilesilk": "silk",
	"huaweibrowser": "huawei", "huaweibrowsermobile": "huawei",
	"mibrowser": "mi", "miuibrowser": "mi",
	"qqbrowsermobile": "qq", "qqbrowser": "qq", "qqbrowsermini": "qq", "qqbrowserlite": "qq",
	"duckduckgoprivacybrowser": "duckduckgo", "duckduckgomobile": "duckduckgo",
	"whalebrowser": "whale", "bravemobile": "brave", "bravebrowser": "brave",
}

// Major returns the first number of a version as a parser writes it: "9" of "9.80",
// "10" of "10_15".
func Major(version string) string {
	if i := strings.IndexAny(version, "._ -"); i >= 0 {
		return version[:i]
	}
	return version
}

// A Score counts how often a parser names the family, and the family with its major
// version, as the project does.
type Score struct{ N, Family, Major int }

// Add counts the answer of a parser for a record. Where the project gives no version,
// the family decides.
func (s *Score) Add(r Record, family, version string) {
	s.N++
	if Fold(family) != Fold(r.Family) {
		return
	}
	s.Family++
	if r.Version == "" || Major(version) == Major(r.Version) {
		s.Major++
	}
}

// Rates returns both counts in percent; 0 of nothing is 0.
func (s *Score) Rates() (family, major float64) {
	n := float64(max(s.N, 1))
	return 100 * float64(s.Family) / n, 100 * float64(s.Major) / n
}

func files(dir, pattern string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("%s/%s: %w", dir, pattern, os.ErrNotExist)
	}
	return names, err
}
