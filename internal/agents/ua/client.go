package ua

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/java"
)

// An Env is the webapp's own view of a browser: the state of AjxEnv in zm-ajax
// after its script has run. It does not contain what depends on the screen or
// on the abilities of the browser (supports*, is800x600orLower, ...).
type Env struct {
	Browser  string // what logs show as the client: "GC157", "SAFundefined"
	Platform string // Win, Mac, Linux or "[unknown]"
	values   []string
}

// Client returns AjxEnv for a User-Agent. Any text is a valid User-Agent.
func Client(userAgent string) Env {
	e := env{version: undefined, mozVersion: -1, webKit: -1, trident: undefined}
	lower := java.ToLower(userAgent)
	tokens := strings.Split(lower, " ")
	e.mozilla = strings.HasPrefix(strings.TrimLeftFunc(tokens[0], jsSpace), "mozilla/")
	for i, token := range tokens {
		next := ""
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		e.readToken(token, next)
	}
	e.conclude(userAgent)
	out := Env{Browser: e.browser(), Platform: e.platform(), values: make([]string, len(envProperties))}
	for i, p := range envProperties {
		out.values[i] = p.get(&e)
	}
	return out
}

// Value returns a property as JavaScript prints it, with 1 and 0 for true and
// false: a number, "undefined", or "absent" if the script does not create the
// property. An unknown name is absent too.
func (e Env) Value(property string) string {
	i := slices.IndexFunc(envProperties, func(p envProperty) bool { return p.name == property })
	if i < 0 || i >= len(e.values) {
		return "absent"
	}
	return e.values[i]
}

// EnvNames returns the names of all properties: numbers first, then by name.
func EnvNames() []string {
	var names []string
	for _, p := range envProperties {
		names = append(names, p.name)
	}
	return names
}

// Has reports whether a property is true.
func (e Env) Has(property string) bool {
	return e.Value(property) == "1" && strings.HasPrefix(property, "is")
}

// True returns the names of the properties that are true, sorted.
func (e Env) True() []string {
	var names []string
	for i, p := range envProperties {
		if i < len(e.values) && e.values[i] == "1" && p.flag {
			names = append(names, p.name)
		}
	}
	return names
}

// undefined is JavaScript's undefined where a number is expected. It compares
// like NaN and prints as "undefined".
var undefined = math.Inf(-1)

// env is the state of AjxEnv while it reads the User-Agent.
type env struct {
	version    float64 // undefined until a token has one
	mozVersion float64
	webKit     float64
	geckoDate  float64
	trident    float64

	mac, windows, windows64, linux                                     bool
	ie, msEdge, isTrident, gecko, webKitBased, firefox, safari, chrome bool
	prism, camino, opera, desktop, webtv, hotjava                      bool
	mozilla, compatible, spoofer                                       bool
	navigator, modernIE, isMozilla, safari2, safari3                   bool
	nightly                                                            string
}

// envRule marks a User-Agent by a word in one of its tokens and may read a
// number from what follows the word.
type envRule struct {
	word string
	flag func(*env) *bool
	into func(*env) *float64
}

func envVersion(e *env) *float64 { return &e.version }

// envRules are tried in this order; only the first match in a token counts.
var envRules = []envRule{
	{"compatible", func(e *env) *bool { return &e.compatible }, nil},
	{"opera", func(e *env) *bool { return &e.opera }, nil},
	{"spoofer", func(e *env) *bool { return &e.spoofer }, nil},
	{"webtv", func(e *env) *bool { return &e.webtv }, nil},
	{"hotjava", func(e *env) *bool { return &e.hotjava }, nil},
	{"msie", func(e *env) *bool { return &e.ie }, nil},
	{"trident/", func(e *env) *bool { return &e.isTrident }, func(e *env) *float64 { return &e.trident }},
	{"edge/", func(e *env) *bool { return &e.msEdge }, envVersion},
	{"gecko/", func(e *env) *bool { return &e.gecko }, func(e *env) *float64 { return &e.geckoDate }},
	{"applewebkit/", func(e *env) *bool { return &e.webKitBased }, func(e *env) *float64 { return &e.webKit }},
	{"rv:", nil, func(e *env) *float64 { return &e.mozVersion }},
	{"firefox/", func(e *env) *bool { return &e.firefox }, envVersion},
	{"prism", func(e *env) *bool { return &e.prism }, nil},
	{"camino/", func(e *env) *bool { return &e.camino }, envVersion},
	{"netscape6/", nil, envVersion},
	{"netscape/", nil, envVersion},
	{"safari/", func(e *env) *bool { return &e.safari }, nil},
	{"chrome/", func(e *env) *bool { return &e.chrome }, envVersion},
	{"version/", nil, envVersion},
	{"windows", func(e *env) *bool { return &e.windows }, nil},
	{"win64", func(e *env) *bool { return &e.windows64 }, nil},
	{"macintosh", func(e *env) *bool { return &e.mac }, nil},
	{"mac_", func(e *env) *bool { return &e.mac }, nil},
	{"linux", func(e *env) *bool { return &e.linux }, nil},
	{"zdesktop/", func(e *env) *bool { return &e.desktop }, envVersion},
}

func (e *env) readToken(token, next string) {
	for _, r := range envRules {
		at := strings.Index(token, r.word)
		if at < 0 {
			continue
		}
		if r.flag != nil {
			*r.flag(e) = true
		}
		number := token[at+len(r.word):]
		if r.word == "version/" {
			// The script reads from the ninth character, wherever the word is.
			number = fromNinth(token)
		}
		if r.into != nil {
			*r.into(e) = jsParseFloat(number)
		}
		switch r.word {
		case "opera", "msie":
			e.version = jsParseFloat(next)
		case "rv:":
			e.version = e.mozVersion
		case "edge/":
			e.safari, e.chrome, e.webKitBased = false, false, false
		}
		return
	}
}

// fromNinth returns token.substr(8); characters are UTF-16 units.
func fromNinth(token string) string {
	units := 0
	for i, r := range token {
		if units >= 8 {
			return token[i:]
		}
		units++
		if r > 0xFFFF {
			units++
		}
	}
	return ""
}

func (e *env) conclude(userAgent string) {
	e.navigator = e.mozilla && !e.spoofer && !e.compatible && !e.opera && !e.webtv && !e.hotjava && !e.safari
	e.ie = e.ie && !e.opera
	e.modernIE = !e.ie && (e.mozVersion >= 11 && e.trident >= 7 || e.msEdge && e.version >= 12)
	if e.modernIE {
		e.safari, e.chrome = false, false
	}
	e.isMozilla = e.navigator && e.mozVersion != 0 && !math.IsNaN(e.mozVersion) && e.gecko && e.geckoDate != 0
	e.firefox = e.isMozilla && e.firefox
	e.safari3 = e.safari && e.between(3, 4) || e.chrome
	e.nightly = "absent"
	if e.safari {
		e.nightly = nightly(userAgent)
		// As in 2007, anything but Safari 3 counts as Safari 2.
		e.safari2 = !e.safari3 && e.nightly != "1"
	}
}

const webKitWord = ") AppleWebKit/"

// nightly is isSafariNightly, which the vendor reads with the pattern /\(.*\)
// AppleWebKit\/(.*) \(/: 1 if the group ends in "+", and undefined if the
// pattern does not match.
func nightly(userAgent string) string {
	for userAgent != "" {
		line := userAgent
		if end := strings.IndexFunc(userAgent, jsLineEnd); end >= 0 {
			_, size := utf8.DecodeRuneInString(userAgent[end:])
			line, userAgent = userAgent[:end], userAgent[end+size:]
		} else {
			userAgent = ""
		}
		end := strings.LastIndex(line, " (")
		if end < 0 {
			continue
		}
		at := strings.LastIndex(line[:end], webKitWord)
		if open := strings.IndexByte(line, '('); at > open && open >= 0 {
			return bit(strings.HasSuffix(line[at+len(webKitWord):end], "+"))
		}
	}
	return "undefined"
}

func jsLineEnd(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' }

func (e *env) from(v float64) bool { return e.version >= v }

func (e *env) between(from, to float64) bool { return e.version >= from && e.version < to }

func (e *env) browser() string {
	switch {
	case e.opera:
		return "OPERA"
	case e.chrome:
		return "GC" + jsNumber(e.version)
	case e.safari:
		return "SAF" + jsNumber(e.version)
	case e.camino:
		return "CAM"
	case e.webtv:
		return "WEBTV"
	case e.hotjava:
		return "HOTJAVA"
	case e.firefox:
		return "FF" + jsNumber(e.version)
	case e.prism:
		return "PRISM"
	case e.navigator && e.between(7, 8):
		return "NAV7"
	case e.navigator && e.between(6, 7):
		return "NAV6"
	case e.navigator && e.version == 4 && !e.ie:
		return "NAV4"
	case e.ie, e.modernIE:
		return "IE" + jsNumber(e.version)
	case e.desktop:
		return "ZD" + jsNumber(e.version)
	}
	return "[unknown]"
}

func (e *env) platform() string {
	switch {
	case e.windows:
		return "Win"
	case e.mac:
		return "Mac"
	case e.linux:
		return "Linux"
	}
	return "[unknown]"
}

type envProperty struct {
	name string
	get  func(*env) string
	flag bool // true or false, not a number
}

func envFlag(name string, get func(*env) bool) envProperty {
	return envProperty{name, func(e *env) string { return bit(get(e)) }, true}
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func envIE(name string, from, to float64) envProperty {
	return envFlag(name, func(e *env) bool { return e.ie && e.between(from, to) })
}

// envMozilla is a flag of Mozilla or Firefox. In JavaScript, "a && b" is b, so
// if the revision is not a number these flags are NaN instead of false.
func envMozilla(name string, get func(*env) bool) envProperty {
	return envProperty{name, func(e *env) string {
		if e.navigator && math.IsNaN(e.mozVersion) {
			return "NaN"
		}
		return bit(get(e))
	}, true}
}

func envFirefox(name string, from float64) envProperty {
	return envMozilla(name, func(e *env) bool { return e.firefox && e.from(from) })
}

func envChrome(name string, from float64) envProperty {
	return envFlag(name, func(e *env) bool { return e.chrome && e.from(from) })
}

// envSafari is a flag for Safari from a version on, or any Chrome.
func envSafari(name string, from float64) envProperty {
	return envFlag(name, func(e *env) bool { return e.safari && e.from(from) || e.chrome })
}

var inf = math.Inf(1)

// envProperties lists the numbers first, then the flags sorted by name.
var envProperties = []envProperty{
	{name: "browserVersion", get: func(e *env) string { return jsNumber(e.version) }},
	{name: "mozVersion", get: func(e *env) string { return jsNumber(e.mozVersion) }},
	{name: "webKitVersion", get: func(e *env) string { return jsNumber(e.webKit) }},
	{name: "geckoDate", get: func(e *env) string { return jsNumber(e.geckoDate) }},
	{name: "tridentVersion", get: func(e *env) string {
		if !e.isTrident {
			return "absent"
		}
		return jsNumber(e.trident)
	}},
	envFlag("isCamino", func(e *env) bool { return e.camino }),
	envFlag("isChrome", func(e *env) bool { return e.chrome }),
	envChrome("isChrome10up", 10),
	envChrome("isChrome19up", 19),
	envChrome("isChrome2up", 2),
	envChrome("isChrome7", 7), // the vendor's test for 7 has no upper bound
	envFlag("isDesktop", func(e *env) bool { return e.desktop }),
	envFlag("isDesktop2up", func(e *env) bool { return e.desktop && e.from(2) }),
	envMozilla("isFirefox", func(e *env) bool { return e.firefox }),
	envFirefox("isFirefox1_5up", 1.5),
	envFirefox("isFirefox1up", 1),
	envFirefox("isFirefox2_0up", 2),
	envFirefox("isFirefox3_5up", 3.5),
	envFirefox("isFirefox3_6up", 3.6),
	envFirefox("isFirefox3up", 3),
	envFirefox("isFirefox4up", 4),
	envFlag("isGeckoBased", func(e *env) bool { return e.gecko }),
	envFlag("isIE", func(e *env) bool { return e.ie }),
	envIE("isIE10", 10, 11),
	{"isIE12", func(e *env) string {
		if !e.modernIE {
			return "absent"
		}
		return bit(e.from(12))
	}, true},
	envFlag("isIE3", func(e *env) bool { return e.ie && e.version != undefined && e.version < 4 }),
	envIE("isIE4", 4, 5),
	envIE("isIE4up", 4, inf),
	envIE("isIE5", 5, 6),
	envFlag("isIE5_5", func(e *env) bool { return e.ie && e.version == 5.5 }),
	envIE("isIE5_5up", 5.5, inf),
	envIE("isIE5up", 5, inf),
	envIE("isIE6", 6, 7),
	envIE("isIE6up", 6, inf),
	envIE("isIE7", 7, 8),
	envIE("isIE7up", 7, inf),
	envIE("isIE8", 8, 9),
	envIE("isIE8up", 8, inf),
	envIE("isIE9", 9, 10),
	envIE("isIE9up", 9, inf),
	envFlag("isLinux", func(e *env) bool { return e.linux }),
	envFlag("isMSEdge", func(e *env) bool { return e.msEdge }),
	envFlag("isMac", func(e *env) bool { return e.mac }),
	envFlag("isModernIE", func(e *env) bool { return e.modernIE }),
	envMozilla("isMozilla", func(e *env) bool { return e.isMozilla }),
	envMozilla("isMozilla1_4up", func(e *env) bool { return e.isMozilla && e.mozVersion >= 1.4 }),
	envFlag("isNav", func(e *env) bool { return e.navigator }),
	envFlag("isNav4", func(e *env) bool { return e.navigator && e.version == 4 && !e.ie }),
	envFlag("isNav6", func(e *env) bool { return e.navigator && e.between(6, 7) }),
	envFlag("isNav6up", func(e *env) bool { return e.navigator && e.from(6) }),
	envFlag("isNav7", func(e *env) bool { return e.navigator && e.between(7, 8) }),
	envFlag("isOpera", func(e *env) bool { return e.opera }),
	envFlag("isSafari", func(e *env) bool { return e.safari }),
	envFlag("isSafari2", func(e *env) bool { return e.safari2 }),
	envFlag("isSafari3", func(e *env) bool { return e.safari3 }),
	envSafari("isSafari3up", 3),
	envFlag("isSafari4", func(e *env) bool { return e.safari && e.from(4) }),
	envSafari("isSafari4up", 4),
	envSafari("isSafari5_1up", 5.1),
	envSafari("isSafari5up", 5),
	envFlag("isSafari6up", func(e *env) bool { return e.safari && e.from(6) }),
	{"isSafariNightly", func(e *env) string { return e.nightly }, true},
	envFlag("isTrident", func(e *env) bool { return e.isTrident }),
	envFlag("isWebKitBased", func(e *env) bool { return e.webKitBased }),
	envFlag("isWindows", func(e *env) bool { return e.windows }),
	envFlag("isWindows64", func(e *env) bool { return e.windows64 }),
	envFlag("trueNs", func(*env) bool { return true }), // set by reset() and never cleared
	envFlag("useTransparentPNGs", func(*env) bool { return false }),
}

// jsNumber prints a number as JavaScript does.
func jsNumber(f float64) string {
	switch {
	case f == undefined:
		return "undefined"
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case f == 0:
		return "0"
	case math.Abs(f) >= 1e21 || math.Abs(f) < 1e-6:
		s := strconv.FormatFloat(f, 'e', -1, 64)
		return strings.NewReplacer("e-0", "e-", "e+0", "e+").Replace(s)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

var jsDecimal = regexp.MustCompile(`^[+-]?(Infinity|[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)`)

// jsParseFloat is JavaScript's parseFloat: the longest number that the text
// begins with. -Infinity cannot occur, because the text is in lower case.
func jsParseFloat(s string) float64 {
	number := jsDecimal.FindString(strings.TrimLeftFunc(s, jsSpace))
	if number == "" {
		return math.NaN()
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil && f == 0 {
		return math.NaN()
	}
	if math.IsInf(f, -1) {
		return -math.MaxFloat64
	}
	return f
}

// jsSpace reports whether r is white space in JavaScript.
func jsSpace(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == '\u00a0', r == '\u1680', r == '\u2028', r == '\u2029', r == '\u202f', r == '\u205f', r == '\u3000', r == '\ufeff':
		return true
	}
	return r >= '\u2000' && r <= '\u200a'
}
