package check

import (
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/visit/browser"
)

// An Agent is a browser that pages are checked as.
type Agent struct {
	Name      string // "Chrome 157, Windows"
	UserAgent string // "": the engine as it is
}

// emulation is how an engine becomes the agent: beside the text of the header
// what else such a browser shows, so that server and scripts see one browser.
func emulation(userAgent string) browser.Agent {
	if userAgent == "" {
		return browser.Agent{}
	}
	id := ua.Identify(userAgent)
	return browser.Agent{UserAgent: userAgent, Platform: platform(id), Hints: hints(id), Mobile: id.Mobile()}
}

// platform is navigator.platform, which browsers froze long ago.
func platform(id ua.Identity) string {
	return map[string]string{
		"Windows": "Win32", "macOS": "MacIntel", "Linux": "Linux x86_64", "ChromeOS": "Linux x86_64",
		"Android": "Linux armv81", "iOS": "iPhone", "iPadOS": "iPad",
	}[id.System]
}

// brands are the names in Client Hints, where they are not those of the family.
var brands = map[string]string{"Chrome": "Google Chrome", "Edge": "Microsoft Edge"}

// hints are the Client Hints of a browser with Chromium's engine, nil of others:
// Firefox and Safari send none.
func hints(id ua.Identity) *browser.Hints {
	if id.Engine != "Blink" || id.EngineVersion == "" {
		return nil
	}
	major, _, _ := strings.Cut(id.EngineVersion, ".")
	name := id.Family
	if b := brands[name]; b != "" {
		name = b
	}
	list := func(own, engine string) []browser.Brand {
		return []browser.Brand{{Name: name, Version: own}, {Name: "Chromium", Version: engine}, {Name: "Not)A;Brand", Version: "8"}}
	}
	system := map[string]string{"ChromeOS": "Chrome OS", "iPadOS": "iOS"}[id.System]
	if system == "" {
		system = id.System
	}
	h := &browser.Hints{
		Brands: list(id.Major(), major), FullVersions: list(id.Major()+".0.0.0", major+".0.0.0"),
		Platform: system, PlatformVersion: map[string]string{"Windows": "19.0.0", "macOS": "15.5.0", "Android": "15.0.0"}[id.System],
		Architecture: "x86", Bitness: "64",
	}
	if id.Mobile() {
		h.Architecture, h.Bitness = "", ""
	}
	return h
}
