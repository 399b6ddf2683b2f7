package ua

import (
	"strings"
	"testing"

	"skinbuild/internal/agents/compat"
)

// TestRelease checks that every release in the data has a User-Agent that
// Identify recognises as that release.
func TestRelease(t *testing.T) {
	for _, b := range compat.Browsers() {
		for _, r := range b.Releases {
			agents := Release(b.ID, r.Version)
			if len(agents) == 0 {
				t.Errorf("%s %s has no User-Agent", b.ID, r.Version)
			}
			for _, a := range agents {
				if a.MDN != b.ID || a.Version != r.Version || strings.Contains(a.UserAgent, "MAJOR") || strings.Contains(a.UserAgent, "VERSION") {
					t.Errorf("%s %s: %+v", b.ID, r.Version, a)
				}
				if _, err := ServletMacros(a.UserAgent); err != nil {
					t.Errorf("%s %s: %v", b.ID, r.Version, err)
				}
			}
		}
	}
	for _, s := range Supported() {
		found := false
		for _, a := range Release(s.MDN, s.Version) {
			found = found || a == s
		}
		if !found {
			t.Errorf("%s is not among the releases of %s %s", s.Key, s.MDN, s.Version)
		}
	}
	if got := Release("lynx", "2"); got != nil {
		t.Errorf("lynx: %v", got)
	}
	for version, macro := range map[string]string{"6": "MSIE_6", "8": "MSIE_8", "9": "MSIE_9", "10": "MSIE_10", "11": "MODERN_IE"} {
		m, err := ServletMacros(Release("ie", version)[0].UserAgent)
		if err != nil || !m.Has(macro) {
			t.Errorf("ie %s: no %s in %s, %v", version, macro, m, err)
		}
	}
}
