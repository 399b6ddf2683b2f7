package ua

import (
	"slices"
	"strings"
	"testing"
)

func TestSupported(t *testing.T) {
	real := map[string]bool{}
	for _, row := range rows(t, "uas.tsv") {
		real[row[1]] = true
	}
	found := 0
	for i, b := range Supported() {
		if strings.Contains(b.UserAgent, "MAJOR") || strings.Contains(b.UserAgent, "VERSION") || i > 0 && supported[i-1].Key >= b.Key {
			t.Errorf("%+v", b)
		}
		if again, ok := Find(b.Key); !ok || again != b {
			t.Errorf("Find(%s) = %+v, %v", b.Key, again, ok)
		}
		if real[b.UserAgent] {
			found++
		}
	}
	if found < 8 {
		t.Errorf("only %d of the User-Agents are in the corpus of real ones", found)
	}
}

func TestFind(t *testing.T) {
	for key, want := range map[string]string{
		"chrome@80":       "Chrome/80.0.0.0 Safari/537.36",
		"safari-ios@15.6": "Version/15.6 Mobile",
		"firefox@115":     "rv:109.0) Gecko/20100101 Firefox/115.0",
		"firefox@120":     "rv:120.0) Gecko/20100101 Firefox/120.0",
	} {
		if b, ok := Find(key); !ok || !strings.Contains(b.UserAgent, want) {
			t.Errorf("Find(%s) = %+v, %v; want %q in it", key, b, ok, want)
		}
	}
	for _, bad := range []string{"", "netscape", "chrome@", "chrome@x", "chrome@1..2", "chrome@.1", "ie11@8", "@80"} {
		if b, ok := Find(bad); ok {
			t.Errorf("Find(%q) = %+v", bad, b)
		}
	}
	if slices.ContainsFunc(supported, func(b Browser) bool { return b.MDN == "" || b.Version == "" }) {
		t.Error("a browser has no name or version in MDN's data")
	}
}
