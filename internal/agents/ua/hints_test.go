package ua

import "testing"

// FuzzHints identifies browsers by Client Hints, which any program can send.
func FuzzHints(f *testing.F) {
	f.Add("Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0", `"Chromium";v="120", "Not A;Brand";v="8"`, "?0", `"Windows"`, `"15.0.0"`)
	f.Add("", `";v=`, `?`, `"`, `..`)
	f.Fuzz(func(t *testing.T, agent, brands, mobile, platform, version string) {
		h := Hints{Brands: brands, Mobile: mobile, Platform: platform, PlatformVersion: version}
		first := Identify(agent).With(h)
		if again := Identify(agent).With(h); again != first {
			t.Errorf("%+v, then %+v", first, again)
		}
		_ = first.Major()
	})
}
