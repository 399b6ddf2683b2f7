package ua

import "strings"

// Form is the kind of device or program that sends a User-Agent: desktop, phone,
// tablet, tv, vr, bot, tool (an HTTP library, monitoring), sync (a mail or
// calendar program), or unknown.
type Form uint8

const (
	unclear Form = iota // the text does not tell
	desktop             // a computer, or what says it is one
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

// Human reports whether a person may see pages through it.
func (f Form) Human() bool { return f < bot }

// A Doubt is a reason why the User-Agent alone cannot settle who it is. Several
// may hold at once.
type Doubt uint8

const (
	doubtIPad    Doubt = 1 << iota // a Mac, or an iPad that asks for desktop pages
	doubtShell                     // Chrome, or a browser that sends Chrome's text
	doubtGecko                     // Firefox, or one that sends Firefox's text
	doubtSystem                    // the version of the system is frozen
	doubtGeneric                   // known by its first word alone
)

var doubtTexts = []string{
	"a Mac, or an iPad that asks for desktop pages: only navigator.maxTouchPoints tells",
	"Chrome, or a browser that sends the same text (Brave, Vivaldi, Arc, DuckDuckGo on Windows): only Client Hints may tell",
	"Firefox, or one that sends the same text (Tor Browser, Focus, LibreWolf)",
	"the version of the system is frozen in this text and may be newer",
	"not a known program: named by its own first word",
}

// Texts returns each reason as a phrase; none for no doubt.
func (d Doubt) Texts() []string {
	var out []string
	for i, text := range doubtTexts {
		if d&(1<<i) != 0 {
			out = append(out, text)
		}
	}
	return out
}

// An Identity is our own reading of a User-Agent: what the browser is, not what
// the web client takes it for. "" means that the text does not tell; where it
// leaves several answers the likeliest is given and Doubts says so.
type Identity struct {
	Family        string // "Chrome", "Samsung Internet", "Googlebot"
	Version       string // of the browser itself, not of its engine: "140.0.0.0"
	Engine        string // Blink, WebKit, Gecko, Trident, EdgeHTML, Presto, …
	EngineVersion string // for Blink the major version of Chromium, for others as the text has it
	System        string // Windows, macOS, Linux, ChromeOS, Android, iOS, iPadOS, …
	SystemVersion string // as the text has it: "10_15_7"
	Form          Form
	Doubts        Doubt
	safari        string // the version of Safari whose engine this is, "18_6" where the system tells it
}

// Major returns the first number of the version.
func (id Identity) Major() string { return firstNumber(id.Version) }

func firstNumber(version string) string {
	for i := 0; i < len(version); i++ {
		if version[i] < '0' || version[i] > '9' {
			return version[:i]
		}
	}
	return version
}

// Mobile reports whether it is a phone or a tablet by its own account.
func (id Identity) Mobile() bool { return id.Form == phone || id.Form == tablet }

// MaybeIPad reports whether a text that says Macintosh may come from an iPad that
// asks for desktop pages.
func (id Identity) MaybeIPad() bool { return id.Doubts&doubtIPad != 0 }

// Shell reports whether it is a browser of its own name on the engine of Chrome.
func (id Identity) Shell() bool {
	switch id.Family {
	case "Chrome", "Chromium", "Headless Chrome":
		return false
	}
	return id.Engine == "Blink"
}

// Agent returns the browser and version, by the names of MDN's
// browser-compat-data, that tells what this browser supports: itself where the
// data has it, else the browser with the same engine, for example
// chrome_android 138 for WebView 138, and safari_ios 18.6 for Chrome on an
// iPhone. own is false in the second case. Both are "" where nothing fits.
func (id Identity) Agent() (browser, version string, own bool) {
	if !id.Form.Human() {
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
		return "firefox_android", firstNumber(id.EngineVersion), false
	case id.Engine == "Gecko":
		return "firefox", firstNumber(id.EngineVersion), false
	}
	return "", "", false
}

// ownName returns the name that MDN's data has for the browser itself.
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
		return "samsunginternet_android"
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

// mdnVersion returns a version as the data writes those of a browser: two
// numbers for Safari ("18.6", but "26" for 26.0), Samsung Internet ("29.0") and
// old Internet Explorer, one for all others.
func mdnVersion(browser, version string) string {
	major := firstNumber(version)
	rest := strings.TrimPrefix(version[len(major):], ".")
	minor := firstNumber(rest)
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
