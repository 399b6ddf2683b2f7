package ua

import (
	"strings"

	"skinbuild/internal/versions"
)

// Form is the kind of device or program that sends a User-Agent: desktop,
// phone, tablet, tv, vr, bot, tool (an HTTP library, monitoring), sync (a mail
// or calendar program), or unknown.
type Form uint8

const (
	unclear Form = iota // not known from the text
	desktop             // a computer, or a device that claims to be one
	phone
	tablet
	tv
	vr
	bot   // crawlers, previews, scanners
	tool  // HTTP libraries, monitoring, commands
	syncs // mail, calendar and contact programs
)

var formNames = [...]string{"unknown", "desktop", "phone", "tablet", "tv", "vr", "bot", "tool", "sync"}

// String returns the form in one lower-case word.
func (f Form) String() string { return formNames[f] }

// A Doubt is a reason why the User-Agent alone does not identify the browser.
// Several doubts may apply at once.
type Doubt uint8

const (
	doubtIPad    Doubt = 1 << iota // a Mac, or an iPad that requests desktop pages
	doubtShell                     // Chrome, or a browser that sends Chrome's text
	doubtGecko                     // Firefox, or one that sends Firefox's text
	doubtSystem                    // the version of the system is frozen
	doubtGeneric                   // identified by its first word only
	doubtTouch                     // a desktop, or an Android device that requests desktop pages
)

var doubtTexts = []string{
	"a Mac, or an iPad that requests desktop pages: only navigator.maxTouchPoints tells them apart",
	"Chrome, or a browser that sends the same text (Brave, Vivaldi, Arc, DuckDuckGo on Windows): only Client Hints may tell them apart",
	"Firefox, or one that sends the same text (Tor Browser, Focus, LibreWolf)",
	"the version of the system is frozen in this text and may be newer",
	"an unknown program, named by the first word of its User-Agent",
	"a computer with Linux, or an Android device that requests desktop pages: only navigator.maxTouchPoints and a coarse pointer tell them apart",
}

// Texts returns each doubt as a phrase; the list is empty if there is no doubt.
func (d Doubt) Texts() []string {
	var out []string
	for i, text := range doubtTexts {
		if d&(1<<i) != 0 {
			out = append(out, text)
		}
	}
	return out
}

// An Identity is this package's own reading of a User-Agent: what the browser
// is, as opposed to what the webapp takes it for. "" means unknown. If several
// answers are possible, it holds the likeliest one, and Doubts names the
// reason.
type Identity struct {
	Family        string // "Chrome", "Samsung Internet", "Googlebot"
	Version       string // of the browser, not of its engine: "140.0.0.0"
	Engine        string // Blink, WebKit, Gecko, Trident, EdgeHTML, Presto, …
	EngineVersion string // for Blink the major version of Chromium, otherwise as in the text
	System        string // Windows, macOS, Linux, ChromeOS, Android, iOS, iPadOS, …
	SystemVersion string // as in the text: "10_15_7"
	Form          Form
	Doubts        Doubt
	safari        string // the version of Safari with the same engine; "18_6" if the system gives it
}

// Major returns the first number of the version.
func (id Identity) Major() string { return versions.Major(id.Version) }

// Human reports whether a person may use it to view pages. What has neither a known
// form nor a known engine is no browser.
func (id Identity) Human() bool { return id.Form < bot && (id.Form != unclear || id.Engine != "") }

func (id Identity) desktopSystem() bool {
	return id.System == "Windows" || id.System == "macOS" || id.System == "Linux" || id.System == "ChromeOS"
}

// Mobile reports whether the text says that the device is a phone or a tablet.
func (id Identity) Mobile() bool { return id.Form == phone || id.Form == tablet }

// MaybeIPad reports whether a User-Agent with "Macintosh" may come from an iPad
// that requests desktop pages.
func (id Identity) MaybeIPad() bool { return id.Doubts&doubtIPad != 0 }

// MaybeTouch reports whether a text of a desktop may come from a tablet or a phone
// that requests desktop pages: an iPad, or a device with Android.
func (id Identity) MaybeTouch() bool { return id.Doubts&(doubtIPad|doubtTouch) != 0 }

// Shell reports whether it is a browser with its own name and Chrome's engine.
func (id Identity) Shell() bool {
	switch id.Family {
	case "Chrome", "Chromium", "Headless Chrome":
		return false
	}
	return id.Engine == "Blink"
}

// Agent returns the browser and version, by the names of MDN's
// browser-compat-data, that determine what this browser supports: the browser
// itself if the data has it, otherwise the browser with the same engine, for
// example chrome_android 138 for WebView 138, and safari_ios 18.6 for Chrome on
// an iPhone. own is false in the second case. Both are "" if there is no such
// browser.
func (id Identity) Agent() (browser, version string, own bool) {
	if !id.Human() {
		return "", "", false
	}
	if name := ownName(id); name != "" {
		return name, mdnVersion(name, id.Version), true
	}
	switch {
	case id.Engine == "Blink" && id.System == "Android":
		return "chrome_android", id.EngineVersion, false
	case id.Engine == "Blink":
		return "chrome", id.EngineVersion, false
	case id.Engine == "WebKit" && (id.System == "iOS" || id.System == "iPadOS") && id.safari != "":
		return "safari_ios", mdnVersion("safari_ios", strings.ReplaceAll(id.safari, "_", ".")), false
	case id.Engine == "WebKit" && id.System == "macOS" && id.safari != "":
		return "safari", mdnVersion("safari", id.safari), false
	case id.Engine == "Gecko" && id.System == "Android":
		return "firefox_android", versions.Major(id.EngineVersion), false
	case id.Engine == "Gecko":
		return "firefox", versions.Major(id.EngineVersion), false
	}
	return "", "", false
}

// ownName returns the name of the browser itself in MDN's data.
func ownName(id Identity) string {
	apple := id.System == "iOS" || id.System == "iPadOS"
	switch id.Family {
	case "Chrome", "Headless Chrome", "Chromium":
		return pick(id.System == "Android", "chrome_android", pick(apple, "", "chrome"))
	case "Edge", "Edge Legacy":
		return pick(apple || id.System == "Windows Phone", "", "edge")
	case "Firefox":
		return pick(id.System == "Android", "firefox_android", pick(apple || id.System == "KaiOS", "", "firefox"))
	case "Safari":
		return pick(apple, "safari_ios", pick(id.System == "macOS" || id.System == "Windows", "safari", ""))
	case "Samsung Internet":
		return pick(id.System == "Android", "samsunginternet_android", "")
	case "Opera":
		return pick(id.System == "Android", "opera_android", pick(apple, "", "opera"))
	case "IE":
		return pick(id.System == "Windows", "ie", "")
	case "Android WebView":
		return "webview_android"
	}
	return ""
}

func pick(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

// mdnVersion returns a version in the form that the data uses for a browser:
// two numbers for Safari ("18.6", but "26" for 26.0), Samsung Internet ("29.0")
// and old Internet Explorer, one number for all others.
func mdnVersion(browser, version string) string {
	major := versions.Major(version)
	rest := strings.TrimPrefix(version[len(major):], ".")
	minor := versions.Major(rest)
	switch browser {
	case "firefox":
		if major == "3" && (minor == "5" || minor == "6") {
			return major + "." + minor
		}
	case "safari", "safari_ios", "ie":
		if minor == "" || strings.Trim(minor, "0") == "" {
			return major
		}
		return major + "." + minor
	case "samsunginternet_android":
		return major + "." + pick(minor == "", "0", minor)
	}
	return major
}
