package ua

import "strings"

// A slot stores the number of a word whose number is needed.
type slot uint8

const (
	noSlot slot = iota
	slotChrome
	slotWebKit
	slotSafari
	slotVersion
	slotRevision
	slotTrident
	slotPresto
	slotEdge
	slotMSIE
	slotGoanna
	slotArkWeb
	slotU2
	slotFBAV
	slotAndroid
	slotIOS
	slotMac
	slotWindows
	slotCount
)

// Marks are words that indicate a system, a form or an engine.
const (
	markAndroid uint64 = 1 << iota
	markIPhone
	markIPad
	markMac
	markWindows
	markWindowsPhone
	markLinux
	markX11
	markCrOS
	markHarmony
	markOpenHarmony
	markKaiOS
	markTizen
	markWebOS
	markBlackBerry
	markXbox
	markJava
	markMobile
	markPhone
	markTablet
	markTV
	markVR
	markWebView
	markIOSShell // a browser that exists on iOS only
	markOpera
	markMSIE
	markGecko
	markCompatible
	markURL
	markModelK // the model of every Android since Chrome 110
	markSamsung
	markBuild   // Android writes it after the model
	markBuiltIn // "Browser": another name follows as its version
)

// Ranks. Of two names, the one with the higher rank is the browser's own.
const (
	rankEngine  = 1
	rankSafari  = 10
	rankFirefox = 20
	rankChrome  = 30
	rankRuntime = 35 // Electron, QtWebEngine: below the product built on it
	rankShell   = 40
	rankTop     = 45 // above another shell in the same text
	rankApp     = 50
	rankTool    = 70
	rankBot     = 80
)

// A token is a word and its meaning.
type token struct {
	name     string
	after    string // counts only after this word
	family   string
	rank     uint8
	form     Form
	slot     slot
	fallback slot // where to find the version if the word has none
	mark     uint64
	noNumber bool // the number after the word is not the version of the family
	bare     bool // counts without a number; otherwise the word may be part of a model name
}

// lookup returns the token of a word after another, or nil. Letter case matters:
// browser vendors use it consistently, and it tells Edge from "edge" in the name of
// a model. A folded text is in lower case as a whole.
func lookup(word string, before *token, folded bool) *token {
	if len(word) > maxToken {
		return nil
	}
	list := &buckets
	if folded {
		list = &foldedBuckets
	}
	var found *token
	for _, i := range list[bucket(word)] {
		t := &tokens[i]
		switch {
		case t.name != word && !(folded && strings.EqualFold(t.name, word)):
		case t.after == "":
			found = t
		case before != nil && before.name == t.after:
			return t
		}
	}
	return found
}

const maxToken = 24

func bucket(word string) uint {
	n := len(word)
	if n == 0 {
		return 0
	}
	return (uint(word[0])*7 + uint(word[n-1])*31 + uint(word[n/2])*131 + uint(n)*17) & 1023
}

var buckets = func() (b [1024][]uint16) {
	for i := range tokens {
		at := bucket(tokens[i].name)
		b[at] = append(b[at], uint16(i))
	}
	return b
}()

// foldedBuckets has the tokens by their names in lower case.
var foldedBuckets = func() (b [1024][]uint16) {
	for i := range tokens {
		at := bucket(strings.ToLower(tokens[i].name))
		b[at] = append(b[at], uint16(i))
	}
	return b
}()

var tokens = slicesOf(systemTokens, engineTokens, browserTokens, appTokens, programTokens)

func slicesOf(lists ...[]token) []token {
	var all []token
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

var systemTokens = []token{
	{name: "Android", mark: markAndroid, slot: slotAndroid},
	{name: "Linux", mark: markLinux},
	{name: "Ubuntu", mark: markLinux},
	{name: "Fedora", mark: markLinux},
	{name: "X11", mark: markX11},
	{name: "SAMSUNG", mark: markSamsung},
	{name: "Build", mark: markBuild},
	{name: "Profile", mark: markPhone},
	{name: "Configuration"},
	{name: "hbbtv", mark: markTV},
	{name: "HBBTV", mark: markTV},
	{name: "AmigaOS", mark: markX11},
	{name: "BeOS", mark: markX11},
	{name: "Haiku", mark: markX11},
	{name: "Syllable", mark: markX11},
	{name: "Symbian", mark: markPhone},
	{name: "SymbianOS", mark: markPhone},
	{name: "Series40", mark: markPhone},
	{name: "Series60", mark: markPhone},
	{name: "Bada", mark: markPhone},
	{name: "MeeGo", mark: markPhone},
	{name: "PlayStation", mark: markTV},
	{name: "PLAYSTATION", mark: markTV},
	{name: "Nintendo", mark: markTV},
	{name: "Roku", mark: markTV},
	{name: "AppleTV", mark: markTV},
	{name: "NETTV", mark: markTV},
	{name: "DTV", mark: markTV},
	{name: "PhilipsTV", mark: markTV},
	{name: "iPhone", mark: markIPhone},
	{name: "iPod", mark: markIPhone},
	{name: "iPad", mark: markIPad},
	{name: "iOS", mark: markIPhone, slot: slotIOS},
	{name: "OS", slot: slotIOS},
	{name: "Macintosh", mark: markMac},
	{name: "macOS", mark: markMac, slot: slotMac},
	{name: "Darwin", mark: markMac},
	{name: "X", slot: slotMac},
	{name: "Windows", mark: markWindows},
	{name: "NT", slot: slotWindows},
	{name: "Phone", after: "Windows", mark: markWindowsPhone},
	{name: "CrOS", mark: markCrOS},
	{name: "HarmonyOS", mark: markHarmony},
	{name: "OpenHarmony", mark: markOpenHarmony},
	{name: "KAIOS", mark: markKaiOS},
	{name: "Tizen", mark: markTizen},
	{name: "Web0S", mark: markWebOS | markTV},
	{name: "webOS", mark: markWebOS},
	{name: "hpwOS", mark: markWebOS | markTablet},
	{name: "BB10", mark: markBlackBerry},
	{name: "BlackBerry", mark: markBlackBerry},
	{name: "PlayBook", mark: markBlackBerry | markTablet},
	{name: "Xbox", mark: markXbox | markTV},
	{name: "MIDP-2.0", mark: markJava | markPhone},
	{name: "Mobile", mark: markMobile},
	{name: "Phone", mark: markPhone},
	{name: "Tablet", mark: markTablet},
	{name: "wv", mark: markWebView},
	{name: "K", mark: markModelK},
	{name: "TV", mark: markTV},
	{name: "SmartTV", mark: markTV},
	{name: "SMART-TV", mark: markTV},
	{name: "Smart-TV", mark: markTV},
	{name: "HbbTV", mark: markTV},
	{name: "GoogleTV", mark: markTV},
	{name: "BRAVIA", mark: markTV},
	{name: "CrKey", mark: markTV},
	{name: "VR", mark: markVR},
	{name: "Quest", mark: markVR},
}

var engineTokens = []token{
	{name: "Mozilla"},
	{name: "KHTML"},
	{name: "like"},
	{name: "compatible", mark: markCompatible},
	{name: "AppleWebKit", slot: slotWebKit},
	{name: "AppleWebKit", after: "UC", slot: slotWebKit, family: "UC Browser", rank: rankTop, bare: true, noNumber: true},
	{name: "AppleWebkit", slot: slotWebKit},
	{name: "AppleWebkit", after: "UC", slot: slotWebKit, family: "UC Browser", rank: rankTop, bare: true, noNumber: true},
	{name: "Gecko", mark: markGecko},
	{name: "rv", slot: slotRevision},
	{name: "Trident", slot: slotTrident},
	{name: "Presto", slot: slotPresto},
	{name: "Goanna", slot: slotGoanna},
	{name: "ArkWeb", slot: slotArkWeb},
	{name: "U2", slot: slotU2},
	{name: "Version", slot: slotVersion},
	{name: "Safari", slot: slotSafari},
	{name: "FBAV", slot: slotFBAV},
}

// browserTokens are the names of browsers.
var browserTokens = []token{
	{name: "Chrome", family: "Chrome", rank: rankChrome, slot: slotChrome, fallback: slotChrome, bare: true},
	{name: "CrMo", family: "Chrome", rank: rankChrome, slot: slotChrome},
	{name: "CriOS", family: "Chrome", rank: rankChrome + 1, mark: markIOSShell, bare: true},
	{name: "Chromium", family: "Chromium", rank: rankChrome + 1},
	{name: "HeadlessChrome", family: "Headless Chrome", rank: rankShell, slot: slotChrome, bare: true},
	{name: "Firefox", family: "Firefox", rank: rankFirefox, bare: true},
	{name: "FxiOS", family: "Firefox", rank: rankShell, mark: markIOSShell},
	{name: "Focus", family: "Firefox Focus", rank: rankShell},
	{name: "Klar", family: "Firefox Klar", rank: rankShell},
	{name: "MSIE", family: "IE", rank: rankFirefox, slot: slotMSIE, mark: markMSIE, bare: true},
	{name: "IEMobile", family: "IE", rank: rankShell, bare: true},
	{name: "Edge", family: "Edge Legacy", rank: rankShell, slot: slotEdge},
	{name: "Edg", family: "Edge", rank: rankShell},
	{name: "EdgA", family: "Edge", rank: rankShell},
	{name: "EdgiOS", family: "Edge", rank: rankShell, mark: markIOSShell},
	{name: "EdgW", family: "Edge", rank: rankShell, noNumber: true, fallback: slotChrome},
	{name: "Opera", family: "Opera", rank: rankShell, mark: markOpera, bare: true},
	{name: "Mini", after: "Opera", family: "Opera Mini", rank: rankTop, bare: true},
	{name: "OPR", family: "Opera", rank: rankShell, bare: true},
	{name: "OPRGX", family: "Opera", rank: rankShell},
	{name: "OPX", family: "Opera", rank: rankShell},
	{name: "OMI", family: "Opera", rank: rankTop, mark: markTV},
	{name: "OPT", family: "Opera", rank: rankShell, mark: markIOSShell},
	{name: "OPiOS", family: "Opera Mini", rank: rankTop, mark: markIOSShell},
	{name: "SamsungBrowser", family: "Samsung Internet", rank: rankShell},
	{name: "YaBrowser", family: "Yandex Browser", rank: rankShell},
	{name: "YandexSearch", family: "Yandex Browser", rank: rankShell},
	{name: "YandexSearchBrowser", family: "Yandex Browser", rank: rankTop},
	{name: "YaSearchBrowser", family: "Yandex Browser", rank: rankShell},
	{name: "UCBrowser", family: "UC Browser", rank: rankTop + 1},
	{name: "UCTurbo", family: "UC Browser", rank: rankTop + 2},
	{name: "UCLite", family: "UC Browser", rank: rankTop},
	{name: "UCMini", family: "UC Browser", rank: rankTop + 1},
	{name: "UCKai", family: "UC Browser", rank: rankTop},
	{name: "Browser", mark: markBuiltIn},
	{name: "UCMobile", family: "UC Browser", rank: rankShell},
	{name: "UCPC", family: "UC Browser", rank: rankShell},
	{name: "UC", family: "", rank: 0},
	{name: "Browser", after: "UC", family: "UC Browser", rank: rankTop},
	{name: "Browser", after: "Brave", family: "Brave", rank: rankTop},
	{name: "UBrowser", family: "UC Browser", rank: rankShell},
	{name: "UCWEB", family: "UC Browser", rank: rankShell - 1},
	{name: "Viv", family: "Vivaldi", rank: rankShell},
	{name: "Vivaldi", family: "Vivaldi", rank: rankShell},
	{name: "Brave", family: "Brave", fallback: slotChrome, rank: rankShell, bare: true},
	{name: "brave", family: "Brave", rank: rankShell, bare: true},
	{name: "DuckDuckGo", family: "DuckDuckGo", rank: rankShell},
	{name: "Ddg", family: "DuckDuckGo", rank: rankShell},
	{name: "HBPC", family: "Huawei Browser", rank: rankShell},
	{name: "MMS", family: "Opera", rank: rankChrome + 1},
	{name: "Shiretoko", family: "Firefox", rank: rankFirefox},
	{name: "GranParadiso", family: "Firefox", rank: rankFirefox},
	{name: "BonEcho", family: "Firefox", rank: rankFirefox},
	{name: "Minefield", family: "Firefox", rank: rankFirefox},
	{name: "Namoroka", family: "Firefox", rank: rankFirefox},
	{name: "Fennec", family: "Firefox", rank: rankFirefox},
	{name: "HuaweiBrowser", family: "Huawei Browser", rank: rankShell},
	{name: "WebAppManager", mark: markTV},
	{name: "NetCast", mark: markTV},
	{name: "Silk", family: "Silk", rank: rankShell},
	{name: "MiuiBrowser", family: "Mi Browser", rank: rankShell},
	{name: "QQBrowser", family: "QQ Browser", rank: rankShell},
	{name: "QQBrowserLite", family: "QQ Browser", rank: rankShell},
	{name: "MQQBrowser", family: "QQ Browser", rank: rankShell},
	{name: "Whale", family: "Whale", rank: rankShell},
	{name: "coc_coc_browser", family: "Coc Coc", rank: rankShell},
	{name: "Falkon", family: "Falkon", rank: rankShell},
	{name: "QupZilla", family: "QupZilla", rank: rankShell},
	{name: "QtWebEngine", family: "QtWebEngine", rank: rankRuntime},
	{name: "Electron", family: "Electron", rank: rankRuntime},
	{name: "PaleMoon", family: "Pale Moon", rank: rankShell},
	{name: "SeaMonkey", family: "SeaMonkey", rank: rankShell},
	{name: "Waterfox", family: "Waterfox", rank: rankShell},
	{name: "LibreWolf", family: "LibreWolf", rank: rankShell},
	{name: "K-Meleon", family: "K-Meleon", rank: rankShell},
	{name: "Basilisk", family: "Basilisk", rank: rankShell},
	{name: "IceCat", family: "IceCat", rank: rankShell},
	{name: "Iceweasel", family: "Iceweasel", rank: rankShell},
	{name: "Camino", family: "Camino", rank: rankShell, bare: true},
	{name: "Netscape", family: "Netscape", rank: rankShell, bare: true},
	{name: "Netscape6", family: "Netscape", rank: rankShell},
	{name: "Navigator", family: "Netscape", rank: rankShell},
	{name: "Konqueror", family: "Konqueror", rank: rankShell, bare: true},
	{name: "Epiphany", family: "GNOME Web", rank: rankShell},
	{name: "Midori", family: "Midori", rank: rankShell},
	{name: "OmniWeb", family: "OmniWeb", rank: rankShell},
	{name: "Maxthon", family: "Maxthon", rank: rankShell},
	{name: "MXBrowser", family: "Maxthon", rank: rankShell},
	{name: "Puffin", family: "Puffin", rank: rankShell},
	{name: "Ladybird", family: "Ladybird", rank: rankShell},
	{name: "Servo", family: "Servo", rank: rankShell},
	{name: "OculusBrowser", family: "Oculus Browser", rank: rankShell, mark: markVR},
	{name: "VivoBrowser", family: "vivo Browser", rank: rankShell},
	{name: "HeyTapBrowser", family: "HeyTap Browser", rank: rankShell},
	{name: "Quark", family: "Quark", rank: rankShell},
	{name: "Ecosia", family: "Ecosia", rank: rankShell, bare: true},
	{name: "Avast", family: "Avast Secure Browser", rank: rankShell},
	{name: "AvastSecureBrowser", family: "Avast Secure Browser", rank: rankShell},
	{name: "AVG", family: "AVG Secure Browser", rank: rankShell},
	{name: "CCleaner", family: "CCleaner", rank: rankShell},
	{name: "Iron", family: "Iron", rank: rankShell, fallback: slotChrome, bare: true},
	{name: "Atlas", family: "ChatGPT Atlas", rank: rankShell},
	{name: "Avira", family: "Avira Secure Browser", rank: rankShell},
	{name: "Norton", family: "Norton Private Browser", rank: rankShell},
	{name: "Teams", family: "Microsoft Teams", rank: rankApp},
	{name: "OneOutlook", family: "Outlook", rank: rankApp},
	{name: "LBBROWSER", family: "Liebao Browser", rank: rankShell, bare: true},
	{name: "QIHU", family: "360 Browser", rank: rankShell, bare: true, noNumber: true},
	{name: "Sleipnir", family: "Sleipnir", rank: rankShell},
	{name: "360SE", family: "360 Browser", rank: rankShell, bare: true},
	{name: "MetaSr", family: "Sogou Explorer", rank: rankShell, bare: true},
	{name: "baidubrowser", family: "Baidu Browser", rank: rankShell},
	{name: "BIDUBrowser", family: "Baidu Browser", rank: rankShell},
	{name: "NetFront", family: "NetFront", rank: rankShell, bare: true},
	{name: "Obigo", family: "Obigo", rank: rankShell},
	{name: "Dolfin", family: "Dolfin", rank: rankShell},
	{name: "NokiaBrowser", family: "Nokia Browser", rank: rankShell},
	{name: "BrowserNG", family: "Nokia Browser", rank: rankShell},
	{name: "Lynx", family: "Lynx", rank: rankShell, bare: true},
	{name: "Links", family: "Links", rank: rankShell},
	{name: "w3m", family: "w3m", rank: rankShell},
	{name: "ELinks", family: "ELinks", rank: rankShell},
	{name: "Dillo", family: "Dillo", rank: rankShell, bare: true},
	{name: "BlackBerry", family: "BlackBerry", rank: rankSafari, bare: true},
}

// appTokens are programs that show pages with an engine of the operating
// system.
var appTokens = []token{
	{name: "FBAN", family: "Facebook", rank: rankApp, fallback: slotFBAV, bare: true},
	{name: "FB_IAB", family: "Facebook", rank: rankApp, fallback: slotFBAV, bare: true},
	{name: "Instagram", family: "Instagram", rank: rankApp + 1, bare: true},
	{name: "Line", family: "Line", rank: rankApp},
	{name: "GSA", family: "Google App", rank: rankApp},
	{name: "MicroMessenger", family: "WeChat", rank: rankApp + 1},
	{name: "Snapchat", family: "Snapchat", rank: rankApp, bare: true},
	{name: "Pinterest", family: "Pinterest", rank: rankApp, bare: true},
	{name: "LinkedInApp", family: "LinkedIn", rank: rankApp, bare: true},
	{name: "musical_ly", family: "TikTok", rank: rankApp},
	{name: "TikTok", family: "TikTok", rank: rankApp, bare: true},
	{name: "KAKAOTALK", family: "KakaoTalk", rank: rankApp, bare: true},
	{name: "NAVER", family: "Naver", rank: rankApp, bare: true},
	{name: "DingTalk", family: "DingTalk", rank: rankApp},
	{name: "AlipayClient", family: "Alipay", rank: rankApp},
	{name: "Thunderbird", family: "Thunderbird", rank: rankApp},
	{name: "Postbox", family: "Postbox", rank: rankApp},
	{name: "Betterbird", family: "Betterbird", rank: rankApp},
}

// programTokens are bots, tools and programs that synchronise.
var programTokens = []token{
	{name: "Googlebot", family: "Googlebot", rank: rankBot, form: bot, bare: true},
	{name: "bingbot", family: "Bingbot", rank: rankBot, form: bot, bare: true},
	{name: "BingPreview", family: "BingPreview", rank: rankBot, form: bot, bare: true},
	{name: "Applebot", family: "Applebot", rank: rankBot, form: bot, bare: true},
	{name: "Slurp", family: "Yahoo Slurp", rank: rankBot, form: bot, bare: true},
	{name: "Baiduspider", family: "Baiduspider", rank: rankBot, form: bot, bare: true},
	{name: "facebookexternalhit", family: "Facebook External Hit", rank: rankBot, form: bot, bare: true},
	{name: "zgrab", family: "zgrab", rank: rankBot, form: bot, bare: true},
	{name: "Nmap", family: "Nmap", rank: rankBot, form: bot, bare: true},
	{name: "masscan", family: "masscan", rank: rankBot, form: bot, bare: true},
	{name: "CensysInspect", family: "Censys", rank: rankBot, form: bot, bare: true},
	{name: "Expanse", family: "Expanse", rank: rankBot, form: bot, bare: true},
	{name: "Nuclei", family: "Nuclei", rank: rankBot, form: bot, bare: true},
	{name: "Nikto", family: "Nikto", rank: rankBot, form: bot, bare: true},
	{name: "sqlmap", family: "sqlmap", rank: rankBot, form: bot, bare: true},
	{name: "PTST", family: "WebPageTest", rank: rankBot, form: bot, bare: true},
	{name: "PingdomTMS", family: "Pingdom", rank: rankBot, form: bot},
	{name: "Catchpoint", family: "Catchpoint", rank: rankBot, form: bot, bare: true},
	{name: "StatusCake", family: "StatusCake", rank: rankBot, form: bot, bare: true},
	{name: "GTmetrix", family: "GTmetrix", rank: rankBot, form: bot, bare: true},
	{name: "Java", family: "Java", rank: rankTool, form: tool, mark: markJava},
	{name: "curl", family: "curl", rank: rankTool, form: tool, bare: true},
	{name: "Wget", family: "Wget", rank: rankTool, form: tool, bare: true},
	{name: "python-requests", family: "python-requests", rank: rankTool, form: tool},
	{name: "Python-urllib", family: "Python-urllib", rank: rankTool, form: tool},
	{name: "aiohttp", family: "aiohttp", rank: rankTool, form: tool},
	{name: "Go-http-client", family: "Go-http-client", rank: rankTool, form: tool},
	{name: "libwww-perl", family: "libwww-perl", rank: rankTool, form: tool},
	{name: "Apache-HttpClient", family: "Apache-HttpClient", rank: rankTool, form: tool},
	{name: "Jakarta", family: "Jakarta Commons HttpClient", rank: rankTool, form: tool, bare: true},
	{name: "PostmanRuntime", family: "Postman", rank: rankTool, form: tool},
	{name: "Zabbix", family: "Zabbix", rank: rankTool, form: tool, bare: true},
	{name: "check_http", family: "check_http", rank: rankTool, form: tool},
	{name: "HTTPie", family: "HTTPie", rank: rankTool, form: tool},
	{name: "PowerShell", family: "PowerShell", rank: rankTool, form: tool},
	{name: "WindowsPowerShell", family: "PowerShell", rank: rankTool, form: tool},
	{name: "Microsoft"},
	{name: "Outlook", after: "Microsoft", family: "Outlook", rank: rankTool, form: syncs, bare: true},
	{name: "Zimbra-ZCO", family: "Zimbra Connector", rank: rankTool, form: syncs, mark: markWindows},
	{name: "ZimbraConnector", family: "Zimbra Connector", rank: rankTool, form: syncs},
	{name: "zclient", family: "zclient", rank: rankTool, form: tool, bare: true},
	{name: "Outlook-iOS", family: "Outlook", rank: rankTool, form: syncs},
	{name: "Outlook-iOS-Android", family: "Outlook", rank: rankTool, form: syncs},
	{name: "Android-Mail", family: "Android Mail", rank: rankTool, form: syncs},
	{name: "MSFT-WP", family: "Windows Phone Mail", rank: rankTool, form: syncs},
	{name: "MSFT-SPhone", family: "Windows Mobile Mail", rank: rankTool, form: syncs},
	{name: "MSFT-PPC", family: "Windows Mobile Mail", rank: rankTool, form: syncs},
	{name: "TouchDown", family: "TouchDown", rank: rankTool, form: syncs, bare: true},
	{name: "dataaccessd", family: "dataaccessd", rank: rankTool, form: syncs},
	{name: "accountsd", family: "accountsd", rank: rankTool, form: syncs},
	{name: "remindd", family: "remindd", rank: rankTool, form: syncs},
	{name: "CalendarAgent", family: "CalendarAgent", rank: rankTool, form: syncs},
	{name: "AddressBookCore", family: "AddressBookCore", rank: rankTool, form: syncs},
	{name: "Lightning", family: "Thunderbird", rank: rankTool - 1, form: syncs},
	{name: "DAVx5", family: "DAVx5", rank: rankTool + 1, form: syncs},
	{name: "DAVdroid", family: "DAVdroid", rank: rankTool + 1, form: syncs},
	{name: "CalDavSynchronizer", family: "CalDavSynchronizer", rank: rankTool, form: syncs},
	{name: "Evolution", family: "Evolution", rank: rankTool, form: syncs},
	{name: "eM_Client", family: "eM Client", rank: rankTool, form: syncs, bare: true},
	{name: "okhttp", family: "okhttp", rank: rankTool, form: tool},
	{name: "Dalvik", family: "Android", noNumber: true, rank: rankTool - 1, form: tool},
	{name: "CFNetwork", family: "CFNetwork", rank: rankTool - 2, form: tool},
}
