package ua

import (
	"strconv"
	"strings"
)

// deviceType is the type of device that UserAgentUtils 1.21, which zm-taglib
// pins, returns, as far as ZUserAgentBean uses it.
type deviceType uint8

const (
	otherDevice deviceType = iota // a computer, a console, a TV, a watch, or not known
	mobileDevice
	tabletDevice
)

// A mark is one node of the two decision trees of UserAgentUtils. It matches a
// text that contains one of its words; then the first matching child decides.
// If no child matches, the node itself decides, unless the text contains an
// excluded word: then the search continues with the next node.
//
// Nodes of the library that cannot change the result are omitted, so this is
// not its full list of systems.
type mark struct {
	words    []string
	excluded []string
	device   deviceType
	below    []mark
}

// deviceOf returns the type of device for a User-Agent in lower case. The
// library does not look for the system of a bot, except for "Googlebot-Mobile".
func deviceOf(lower string) deviceType {
	if m := firstMark(lower, browserMarks); m != nil && m.device == botMark {
		return otherDevice
	}
	if m := firstMark(lower, systemMarks); m != nil {
		return m.device
	}
	return otherDevice
}

func firstMark(text string, marks []mark) *mark {
	for i := range marks {
		m := &marks[i]
		if !containsAny(text, m.words) {
			continue
		}
		if below := firstMark(text, m.below); below != nil {
			return below
		}
		if !containsAny(text, m.excluded) {
			return m
		}
	}
	return nil
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

func words(s ...string) []string { return s }

// systemMarks are the operating systems. The library tells phones from tablets
// by the Android versions that it knows, 1 to 8; with a later version every
// device is a phone.
var systemMarks = []mark{
	{words: words("windows"), excluded: words("palm", "ggpht.com"), below: []mark{
		{words: words("windows nt 6.4", "windows nt 10", "windows nt 6.3")},
		{words: words("windows nt 6.2", "windows nt 6.1", "windows nt 6"), excluded: words("xbox")},
		{words: words("windows nt 5.0")},
		{words: words("windows nt 5"), excluded: words("ggpht.com")},
		{words: words("windows phone 10", "windows phone 8", "windows phone os 7", "windows ce"), device: mobileDevice},
		{words: words("windows 98", "win98"), excluded: words("palm")},
		{words: words("xbox")},
	}},
	{words: words("android"), excluded: words("ubuntu"), device: mobileDevice, below: []mark{
		{words: words("android 8", "android-8", "android 7", "android-7", "android 6", "android-6", "android 5", "android-5"),
			excluded: words("glass"), device: mobileDevice, below: []mark{{words: words(""), excluded: words("mobile", "glass"), device: tabletDevice}}},
		{words: words("android 4", "android-4"), excluded: words("glass", "ubuntu"), device: mobileDevice,
			below: []mark{{words: words(""), excluded: words("mobile", "glass", "ubuntu"), device: tabletDevice}}},
		{words: words("android 4"), excluded: words("ubuntu")}, // Google Glass
		{words: words("android 3"), device: tabletDevice},
		{words: words("android 2"), device: mobileDevice, below: []mark{{words: words("kindle fire", "gt-p1000", "sch-i800"), device: tabletDevice}}},
		{words: words("android 1"), device: mobileDevice},
		{words: words("mobile"), excluded: words("ubuntu"), device: mobileDevice},
		{words: words("tablet"), device: tabletDevice},
	}},
	{words: words("cros")},
	{words: words("webos", "palm", "meego"), device: mobileDevice},
	{words: words("iphone", "like mac os x"), device: mobileDevice, below: []mark{
		{words: words("iphone os 11", "iphone os 10", "iphone os 9", "iphone os 8", "iphone os 7", "iphone os 6", "iphone os 5", "iphone os 4"),
			device: mobileDevice},
		{words: words("ipad"), device: tabletDevice},
	}},
	{words: words("cfnetwork", "mac")},
	{words: words("maemo", "bada"), device: mobileDevice},
	{words: words("googletv")},
	{words: words("tizen"), below: []mark{
		{words: words("tizen 3.", "tizen 2."), below: []mark{{words: words("mobile"), device: mobileDevice}}},
		{words: words("mobile"), device: mobileDevice},
	}},
	{words: words("kindle"), device: tabletDevice},
	{words: words("linux", "camelhttpstream"), below: []mark{
		{words: words("ubuntu"), below: []mark{{words: words("mobile"), device: mobileDevice}}},
	}},
	{words: words("symbian", "series60", "nokia6300", "sonyericsson"), device: mobileDevice},
	{words: words("sunos", "playstation", "wii")},
	{words: words("blackberry"), device: mobileDevice},
	{words: words("rim tablet os"), device: tabletDevice},
	{words: words("roku", "ggpht.com")},
	{words: words("mobile"), device: mobileDevice},
	{words: words("tablet"), device: tabletDevice},
}

// botMark represents the library's BOT in browserMarks, which matches only if
// no earlier browser does.
const botMark = tabletDevice + 1

var browserMarks = []mark{
	{words: words("msoffice")},
	{words: words("msie", "trident", "ie "), excluded: words("bingpreview", "xbox"), below: []mark{
		{words: words("outlook-express/7.0", "iemobile/11", "iemobile/10", "iemobile/9", "iemobile 7", "iemobile 6", "xbox")},
		{words: words("msie 10", "msie 9", "msie 8", "msie 7", "msie 6", "msie 5.5", "msie 5")},
	}},
	{words: words("edge")},
	{words: words("chrome", "crmo", "crios"), excluded: words("opr/", "web preview", "vivaldi"), below: []mark{
		{words: words("crmo", "crios", "mobile safari"), excluded: words("opr/")},
		{words: numbered("chrome/", "", 19, 39), excluded: words("opr/", "web preview")},
		{words: numbered("chrome/", "", 8, 18)},
	}},
	{words: words("omniweb")},
	{words: words("firefox", "fxios"), excluded: words("camino", "flock", "ggpht.com", "wordpress.com mshots"), below: []mark{
		{words: words("firefox/3.5 maemo", "mobile", "firefox/1.5")},
		{words: numbered("firefox/", "", 22, 59)},
		{words: words("firefox/21"), excluded: words("wordpress.com mshots")},
		{words: numbered("firefox/", "", 7, 20)},
		{words: numbered("firefox/", ".", 4, 6)},
		{words: words("firefox/3."), excluded: words("camino", "flock", "ggpht.com")},
		{words: words("firefox/2."), excluded: words("camino", "wordpress.com mshots")},
	}},
	{words: words("safari"), excluded: words("bot", "preview", "opr/", "coast/", "vivaldi", "cfnetwork", "phantom"), below: []mark{
		{words: words("bb10", "silk/", "version/6")},
		{words: words("mobile safari", "mobile/"), excluded: words("bot", "preview", "opr/", "coast/", "vivaldi", "cfnetwork", "fxios")},
		{words: numbered("version/", "", 8, 11), excluded: words("bot")},
		{words: words("version/7"), excluded: words("bing")},
		{words: words("version/5", "applewebkit/533", "applewebkit/534"), excluded: words("google web preview")},
		{words: words("version/4"), excluded: words("googlebot-mobile")},
	}},
	{words: words(" coast/", " opr/", "opera")},
	{words: words("konqueror"), excluded: words("exabot")},
	{words: words("dolfin/2")},
	{words: words("applewebkit"), excluded: words("bot", "preview", "opr/", "coast/", "vivaldi", "phantom"), below: []mark{
		{words: words("itunes", "macappstore", "adobeair")},
	}},
	{words: words("lotus-notes", "camino", "flock", "thunderbird", "vivaldi", "seamonkey")},
	{device: botMark, below: []mark{{words: words("googlebot-mobile")}}, words: words("mediapartners-google", "web preview", "bot", "spider", "crawler", "feedfetcher", "slurp", "twiceler", "nutch",
		"bingpreview", "wordpress.com mshots", "seznam", "facebookexternalhit", "yandexmarket", "teoma", "thumbsniper", "phantom",
		"go-http-client", "java/", "python-requests")},
}

// numbered returns before+n+after for each n of first to last.
func numbered(before, after string, first, last int) []string {
	var list []string
	for n := first; n <= last; n++ {
		list = append(list, before+strconv.Itoa(n)+after)
	}
	return list
}
