package ua

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/java"
)

// A Bean is what the JSP pages know about the browser: the properties of
// ZUserAgentBean of zm-taglib, bugs included. It determines which client a page
// starts, and whether the page treats the device as a phone.
type Bean struct {
	Version string // as the bean prints it; "-1" for none
	Major   int    // -1 if Version does not begin with a number
	Minor   int
	set     uint64 // by the index in beanProperties
}

// errNoBean is the error for a page that fails: nothing follows "Mozilla" in
// the first token.
var errNoBean = errors.New(`nothing follows "Mozilla" in the first word of the User-Agent: ZUserAgentBean throws StringIndexOutOfBoundsException (HTTP 500)`)

// Taglib returns the bean of a User-Agent. Any text is accepted; the only error
// is for a text on which the bean itself fails. For a request without the
// header, which is not the same as an empty text, the bean leaves all
// properties false.
func Taglib(userAgent string) (Bean, error) {
	lower := java.ToLower(userAgent)
	tokens := strings.FieldsFunc(lower, betweenTokens)
	b := bean{version: beanVersion("-1"), revision: beanVersion("-1"), trident: beanVersion("-1"),
		android: beanVersion("-1"), iosVersion: beanVersion("-1"), device: deviceOf(lower)}
	if len(tokens) > 0 {
		if err := b.readProduct(tokens[0]); err != nil {
			return Bean{}, err
		}
		for len(tokens) > 0 {
			tokens = b.readToken(tokens)
		}
		b.conclude()
	}
	out := Bean{Version: b.version.raw, Major: b.version.major, Minor: b.version.minor}
	for i, p := range beanProperties {
		if p.get(&b) {
			out.set |= 1 << i
		}
	}
	return out, nil
}

// Has reports whether a property is true. Names are as in EL: "isMobile" for
// ${ua.isMobile}.
func (b Bean) Has(property string) bool {
	i := slices.IndexFunc(beanProperties, func(p beanProperty) bool { return p.name == property })
	return i >= 0 && b.set&(1<<i) != 0
}

// BeanNames returns the names of all properties, sorted.
func BeanNames() []string {
	var names []string
	for _, p := range beanProperties {
		names = append(names, p.name)
	}
	return names
}

// True returns the names of the properties that are true, sorted.
func (b Bean) True() []string {
	var names []string
	for i, p := range beanProperties {
		if b.set&(1<<i) != 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// version is ZUserAgentBean.Version: two numbers; the rest is ignored.
type version struct {
	raw          string
	major, minor int
}

func beanVersion(s string) version {
	v := version{raw: s, major: -1}
	if i := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); i >= 0 {
		s = s[:i]
	}
	first, rest, dotted := strings.Cut(s, ".")
	v.major = javaInt(first, -1)
	if dotted {
		second, _, _ := strings.Cut(rest, ".")
		v.minor = javaInt(second, 0)
	}
	return v
}

func javaInt(s string, otherwise int) int {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return otherwise
	}
	return int(n)
}

func (v version) is(major, minor int) bool { return v.major == major && v.minor == minor }

func (v version) atLeast(major, minor int) bool {
	return v.major > major || v.major == major && v.minor >= minor
}

// bean is the state of ZUserAgentBean while it reads the User-Agent.
type bean struct {
	version, revision, trident, android, iosVersion version

	mac, windows, linux, isAndroid, blackberry                   bool
	ie, netscape, firefox, safari, chrome, gecko, opera, webtv   bool
	hotjava, iphone, ipod, ipad, mobile, tablet, nt, phone, edge bool
	mozilla, compatible, spoofer                                 bool
	navigator, modernIE, isMozilla                               bool
	afterAndroid, afterOS                                        bool // the next number is the version of the operating system
	device                                                       deviceType
}

var mozillaStart = regexp.MustCompile(`[\t\n\v\f\r]*mozilla`)

func (b *bean) readProduct(token string) error {
	at := mozillaStart.FindStringIndex(token)
	if at == nil {
		return nil
	}
	b.mozilla = true
	rest := []rune(token[at[0]:])
	if len(rest) < len("mozilla/") {
		return errNoBean
	}
	b.version = beanVersion(string(rest[len("mozilla/"):]))
	return nil
}

// beanRule marks a User-Agent by a word in one of its tokens, and may read a
// version from the text after the word.
type beanRule struct {
	word string
	flag func(*bean) *bool
	into func(*bean) *version
}

func browserVersion(b *bean) *version { return &b.version }

// beanRules follow the rules for "compatible" and "opera", in this order; only
// the first match in a token counts.
var beanRules = []beanRule{
	{"spoofer", func(b *bean) *bool { return &b.spoofer }, nil},
	{"webtv", func(b *bean) *bool { return &b.webtv }, nil},
	{"iphone", func(b *bean) *bool { return &b.iphone }, nil},
	{"ipad", func(b *bean) *bool { return &b.ipad }, nil},
	{"ipod", func(b *bean) *bool { return &b.ipod }, nil},
	{"hotjava", func(b *bean) *bool { return &b.hotjava }, nil},
	{"msie", func(b *bean) *bool { return &b.ie }, nil},
	{"trident/", nil, func(b *bean) *version { return &b.trident }},
	{"gecko/", func(b *bean) *bool { return &b.gecko }, browserVersion},
	{"rv:", nil, func(b *bean) *version { return &b.revision }},
	{"firefox/", func(b *bean) *bool { return &b.firefox }, browserVersion},
	{"netscape6/", func(b *bean) *bool { return &b.netscape }, browserVersion},
	{"netscape/", func(b *bean) *bool { return &b.netscape }, browserVersion},
	{"safari/", func(b *bean) *bool { return &b.safari }, nil},
	{"chrome/", func(b *bean) *bool { return &b.chrome }, browserVersion},
	{"windows", func(b *bean) *bool { return &b.windows }, nil},
	{"macintosh", func(b *bean) *bool { return &b.mac }, nil},
	{"mac_", func(b *bean) *bool { return &b.mac }, nil},
	{"linux", func(b *bean) *bool { return &b.linux }, nil},
}

// readToken reads the first token and returns the remaining ones.
func (b *bean) readToken(tokens []string) []string {
	token, rest := tokens[0], tokens[1:]
	switch {
	case strings.Contains(token, "compatible"):
		b.compatible = true
		return rest
	case strings.Contains(token, "opera"):
		b.opera = true
		if _, number, ok := strings.Cut(token, "opera/"); ok {
			b.version = beanVersion(number)
			return rest
		}
		return b.readNext(rest)
	}
	for _, r := range beanRules {
		at := strings.Index(token, r.word)
		if at < 0 {
			continue
		}
		if r.flag != nil {
			*r.flag(b) = true
		}
		if r.into != nil {
			*r.into(b) = beanVersion(token[at+len(r.word):])
		}
		if r.word == "msie" {
			return b.readNext(rest)
		}
		return rest
	}
	b.readSystem(token)
	return rest
}

// readNext reads the version from the token after the current one.
func (b *bean) readNext(rest []string) []string {
	if len(rest) == 0 {
		return nil
	}
	b.version = beanVersion(rest[0])
	return rest[1:]
}

// readSystem is the end of the chain. On a phone or tablet the code after the
// device type is never reached, so the versions of Android and iOS, "nt",
// "phone" and "edge" are not read.
func (b *bean) readSystem(token string) {
	if strings.Contains(token, "android") {
		b.isAndroid, b.afterAndroid = true, true
		return
	}
	if strings.Contains(token, "blackberry") || strings.HasPrefix(token, "bb") {
		b.blackberry = true
		return
	}
	if _, number, ok := strings.Cut(token, "version/"); ok {
		b.version = beanVersion(number)
		return
	}
	switch {
	case b.device == mobileDevice:
		b.mobile = true
	case b.device == tabletDevice:
		b.tablet = true
	case token == "os" && (b.iphone || b.ipod || b.ipad):
		b.afterOS = true
	case b.afterAndroid && isNumberToken(token):
		b.android, b.afterAndroid = beanVersion(token), false
	case b.afterOS && isNumberToken(token):
		b.iosVersion, b.afterOS = beanVersion(strings.ReplaceAll(token, "_", ".")), false
	case b.windows && token == "nt":
		b.nt = true
	case b.windows && token == "phone":
		b.phone, b.mobile = true, true
	case b.windows && strings.Contains(token, "edge"):
		b.edge = true
	}
}

// isNumberToken reports whether the whole token matches "^(\d).*".
func isNumberToken(s string) bool {
	return s[0] >= '0' && s[0] <= '9' && !strings.ContainsAny(s, "\n\r\u0085\u2028\u2029")
}

func (b *bean) conclude() {
	b.navigator = b.mozilla && !b.spoofer && !b.compatible && !b.opera && !b.webtv && !b.hotjava && !b.safari && !b.chrome
	b.ie = b.ie && !b.opera
	b.modernIE = !b.ie && b.trident.major >= 7 && b.revision.major >= 11
	b.isMozilla = b.navigator && b.revision.major > -1 && b.gecko
	b.firefox = b.isMozilla && b.firefox
	if b.modernIE {
		b.version = b.revision
	}
}

// ieIs and ieFrom return getters for one version, and for all later versions,
// of Internet Explorer.
func ieIs(major, minor int) func(*bean) bool {
	return func(b *bean) bool { return b.ie && b.version.is(major, minor) }
}

func ieFrom(major, minor int) func(*bean) bool {
	return func(b *bean) bool { return b.ie && b.version.atLeast(major, minor) }
}

func firefoxFrom(major, minor int) func(*bean) bool {
	return func(b *bean) bool { return b.firefox && b.version.atLeast(major, minor) }
}

type beanProperty struct {
	name string
	get  func(*bean) bool
}

// beanProperties are sorted by name in byte order.
var beanProperties = []beanProperty{
	{"isAndroid4_0up", func(b *bean) bool { return b.isAndroid && b.android.atLeast(4, 0) }},
	{"isChrome", func(b *bean) bool { return b.chrome }},
	{"isEdge", func(b *bean) bool { return b.edge }},
	{"isFirefox", func(b *bean) bool { return b.firefox }},
	{"isFirefox1_5up", firefoxFrom(1, 5)},
	{"isFirefox1up", firefoxFrom(1, 0)},
	{"isFirefox2up", firefoxFrom(2, 0)},
	{"isFirefox3up", firefoxFrom(3, 0)},
	{"isGecko", func(b *bean) bool { return b.gecko }},
	{"isGecko1_9up", func(b *bean) bool { return b.gecko && b.revision.atLeast(1, 9) }},
	{"isHotJava", func(b *bean) bool { return b.hotjava }},
	{"isIE", func(b *bean) bool { return b.ie }},
	{"isIE10", ieIs(10, 0)},
	{"isIE10up", func(b *bean) bool { return b.ie && b.version.major >= 10 }},
	{"isIE3", func(b *bean) bool { return b.ie && b.version.major < 4 }},
	{"isIE4", ieIs(4, 0)},
	{"isIE4up", func(b *bean) bool { return b.ie && b.version.major >= 4 }},
	{"isIE5", ieIs(5, 0)},
	{"isIE5_5", ieIs(5, 5)},
	{"isIE5_5up", ieFrom(5, 5)},
	{"isIE5up", func(b *bean) bool { return b.ie && b.version.major > 5 }}, // not at 5.0 and 5.5: the bean has > for >=
	{"isIE6", ieIs(6, 0)},
	{"isIE6up", func(b *bean) bool { return b.ie && b.version.major >= 6 }},
	{"isIE7", ieIs(7, 0)},
	{"isIE7up", ieFrom(7, 0)},
	{"isIE8", ieIs(8, 0)},
	{"isIE8up", ieFrom(8, 0)},
	{"isIE9", ieIs(9, 0)},
	{"isIE9up", ieFrom(9, 0)},
	{"isIos", func(b *bean) bool { return b.iphone || b.ipod || b.ipad }},
	{"isIos6_0up", func(b *bean) bool { return (b.iphone || b.ipod || b.ipad) && b.iosVersion.atLeast(6, 0) }},
	{"isMobile", func(b *bean) bool { return b.mobile }},
	{"isModernIE", func(b *bean) bool { return b.modernIE }},
	{"isMozilla", func(b *bean) bool { return b.isMozilla }},
	{"isMozilla1_4up", func(b *bean) bool { return b.isMozilla && b.revision.atLeast(1, 4) }},
	{"isNav", func(b *bean) bool { return b.navigator }},
	{"isNav4", func(b *bean) bool { return b.navigator && b.version.major == 4 && !b.ie }},
	{"isNav6", func(b *bean) bool { return b.navigator && b.netscape && b.version.major == 6 }},
	{"isNav6up", func(b *bean) bool { return b.navigator && b.netscape && b.version.major >= 6 }},
	{"isNav7", func(b *bean) bool { return b.navigator && b.netscape && b.version.major == 7 }},
	{"isOpera", func(b *bean) bool { return b.opera }},
	{"isOsAndroid", func(b *bean) bool { return b.isAndroid }},
	{"isOsBlackBerry", func(b *bean) bool { return b.blackberry }},
	{"isOsLinux", func(b *bean) bool { return b.linux }},
	{"isOsMac", func(b *bean) bool { return b.mac }},
	{"isOsWindows", func(b *bean) bool { return b.windows }},
	{"isSafari", func(b *bean) bool { return b.safari }},
	{"isSafari3Up", func(b *bean) bool { return b.safari && b.version.atLeast(3, 0) || b.chrome }},
	{"isSafari4Up", func(b *bean) bool { return b.safari && b.version.atLeast(4, 0) }},
	{"isTablet", func(b *bean) bool { return b.tablet }},
	{"isTouchiPad", func(b *bean) bool { return b.ipad }},
	{"isWebTv", func(b *bean) bool { return b.webtv }},
	{"isWindowsNT", func(b *bean) bool { return b.nt }},
	{"isWindowsPhone", func(b *bean) bool { return b.phone }},
	{"isiPad", func(*bean) bool { return false }}, // deprecated: the bean never sets it
	{"isiPhone", func(b *bean) bool { return b.iphone }},
	{"isiPod", func(b *bean) bool { return b.ipod }},
}
