package ua

import (
	"strings"

	"skinbuild/internal/versions"
)

// A Browser is a browser that the project supports, with its User-Agent.
type Browser struct {
	Key       string // key in commands: "firefox-esr"
	Name      string // "Firefox ESR, Windows"
	MDN       string // its name in MDN's browser-compat-data: "firefox"
	Version   string // the version in UserAgent, as MDN writes it: "153", "27.2"
	UserAgent string
}

// User-Agents as the browser vendors send them; VERSION and MAJOR are replaced
// by the version. Chromium and Firefox freeze everything but the major version,
// and Safari and Firefox freeze the version of macOS.
const (
	chromium   = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/MAJOR.0.0.0"
	safariMac  = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/VERSION Safari/605.1.15"
	firefoxWin = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:MAJOR.0) Gecko/20100101 Firefox/MAJOR.0"
	windows    = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
	macintosh  = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	linux      = "Mozilla/5.0 (X11; Linux x86_64) "
	android    = "Mozilla/5.0 (Linux; Android 10; K) "
)

// supported is sorted by key. The versions are those current on 2026-11-12 (MDN
// browser-compat-data 8.1.9): for Firefox ESR the oldest maintained one, for
// Internet Explorer and the old Edge the last one.
var supported = []Browser{
	{"chrome", "Chrome, Windows", "chrome", "157", windows + chromium + " Safari/537.36"},
	{"chrome-android", "Chrome, Android", "chrome_android", "157", android + chromium + " Mobile Safari/537.36"},
	{"chrome-linux", "Chrome, Linux", "chrome", "157", linux + chromium + " Safari/537.36"},
	{"chrome-mac", "Chrome, macOS", "chrome", "157", macintosh + chromium + " Safari/537.36"},
	{"edge", "Edge, Windows", "edge", "157", windows + chromium + " Safari/537.36 Edg/MAJOR.0.0.0"},
	{"edge18", "Edge 18 (EdgeHTML), Windows", "edge", "18", windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763"},
	{"firefox", "Firefox, Windows", "firefox", "160", firefoxWin},
	{"firefox-android", "Firefox, Android", "firefox_android", "160", "Mozilla/5.0 (Android 15; Mobile; rv:MAJOR.0) Gecko/MAJOR.0 Firefox/MAJOR.0"},
	{"firefox-esr", "Firefox ESR, Windows", "firefox", "153", firefoxWin},
	{"firefox-linux", "Firefox, Linux", "firefox", "160", "Mozilla/5.0 (X11; Linux x86_64; rv:MAJOR.0) Gecko/20100101 Firefox/MAJOR.0"},
	{"firefox-mac", "Firefox, macOS", "firefox", "160", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:MAJOR.0) Gecko/20100101 Firefox/MAJOR.0"},
	{"ie11", "Internet Explorer 11, Windows", "ie", "11", "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"},
	{"ipad", "Safari, iPadOS as a desktop", "safari_ios", "27.2", safariMac},
	{"opera", "Opera, Windows", "opera", "140", windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36 OPR/MAJOR.0.0.0"},
	{"safari", "Safari, macOS", "safari", "27.2", safariMac},
	{"safari-ios", "Safari, iPhone", "safari_ios", "27.2", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/VERSION Mobile/15E148 Safari/604.1"},
	{"samsung", "Samsung Internet, Android", "samsunginternet_android", "30.0", android + "AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/MAJOR.0 Chrome/143.0.0.0 Mobile Safari/537.36"},
}

// Supported returns the browsers that the project supports, sorted by key.
func Supported() []Browser {
	list := make([]Browser, len(supported))
	for i, b := range supported {
		list[i] = b.at(b.Version)
	}
	return list
}

// Find returns the supported browser with that key. "KEY@VERSION" is that
// browser in another version ("chrome@80", "safari-ios@15.6"). It returns false
// for an unknown key, for a version that is not a number, and for a browser
// whose User-Agent has no version to replace (ie11).
func Find(key string) (Browser, bool) {
	key, version, other := strings.Cut(key, "@")
	for _, b := range supported {
		switch {
		case b.Key != key:
		case !other:
			return b.at(b.Version), true
		case versions.Valid(version) && b.versioned():
			return b.at(version), true
		}
	}
	return Browser{}, false
}

func (b Browser) versioned() bool {
	return strings.Contains(b.UserAgent, "MAJOR") || strings.Contains(b.UserAgent, "VERSION")
}

func (b Browser) at(version string) Browser {
	major, _, _ := strings.Cut(version, ".")
	b.Version = version
	b.UserAgent = strings.NewReplacer("MAJOR", major, "VERSION", version).Replace(b.UserAgent)
	// Firefox 110 to 119 sent "rv:109.0", because pages took rv:110 for IE 11.
	if len(major) == 3 && major >= "110" && major <= "119" {
		b.UserAgent = strings.Replace(b.UserAgent, "rv:"+major, "rv:109", 1)
	}
	return b
}
