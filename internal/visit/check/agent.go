package check

import (
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/visit/browser"
)

// An Agent is a browser with which pages are checked.
type Agent struct {
	Name      string // "Chrome 157, Windows"
	UserAgent string // "": the engine as it is
}

// emulation returns how an engine emulates the agent: the User-Agent and
// everything else such a browser exposes, so that the server and the scripts
// see the same browser.
func emulation(userAgent string) browser.Agent {
	if userAgent == "" {
		return browser.Agent{}
	}
	id := ua.Identify(userAgent)
	return browser.Agent{UserAgent: userAgent, Platform: platform(id), Hints: hints(id), Mobile: id.Mobile()}
}

// platform is navigator.platform, whose values browsers froze long ago.
func platform(id ua.Identity) string {
	return map[string]string{
		"Windows": "Win32", "macOS": "MacIntel", "Linux": "Linux x86_64", "ChromeOS": "Linux x86_64",
		"Android": "Linux armv81", "iOS": "iPhone", "iPadOS": "iPad",
	}[id.System]
}

// brands maps families to their names in Client Hints, where these differ.
var brands = map[string]string{"Chrome": "Google Chrome", "Edge": "Microsoft Edge"}

// hints returns the Client Hints of a browser with Chromium's engine, or nil
// for others: Firefox and Safari send none.
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
