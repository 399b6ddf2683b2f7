package ua

// A macro is a name that the servlet may define, and its condition.
type macro struct {
	name    string
	defined func(*agent) bool
}

func (a *agent) isIE() bool { return a.msie && !a.opera }

func (a *agent) isNavigator() bool {
	return a.mozilla && !a.spoofer && !a.compatible && !a.opera && !a.webtv && !a.hotjava && !a.safari && !a.chrome
}

func (a *agent) isMozilla() bool {
	return a.isNavigator() && a.revision > -1 && a.gecko && a.geckoDate != 0
}

func (a *agent) isFirefox() bool { return a.isMozilla() && a.firefox }

func (a *agent) isNetscape() bool { return a.isNavigator() && a.netscape }

// major returns version as the servlet compares it: as a float64, but with the
// precision of a float32.
func (a *agent) major() float64 { return float64(a.version) }

// isModernIE reports IE 11: the revision is the last number in the User-Agent.
func (a *agent) isModernIE() bool {
	return !a.isIE() && a.trident && a.revision == a.version && a.revision > 0
}

// macros are in the servlet's declaration order, which determines the order of
// its header.
var macros = []macro{
	{"LINUX", func(a *agent) bool { return a.linux }},
	{"MACINTOSH", func(a *agent) bool { return a.mac }},
	{"WINDOWS", func(a *agent) bool { return a.windows }},
	{"CHROME", func(a *agent) bool { return a.chrome }},
	{"CHROME_4_OR_HIGHER", func(a *agent) bool { return a.chrome && a.major() >= 4 }},
	{"FIREFOX", (*agent).isFirefox},
	{"FIREFOX_1_OR_HIGHER", func(a *agent) bool { return a.isFirefox() && a.major() >= 1 }},
	{"FIREFOX_1_5_OR_HIGHER", func(a *agent) bool { return a.isFirefox() && a.major() >= 1.5 }},
	{"FIREFOX_4_OR_HIGHER", func(a *agent) bool { return a.isFirefox() && a.major() >= 4 }},
	{"GECKO", func(a *agent) bool { return a.gecko }},
	{"GECKO_1_8_OR_HIGHER", func(a *agent) bool { return a.gecko && a.major() >= 1.8 }},
	{"GECKO_2_OR_HIGHER", func(a *agent) bool { return a.gecko && a.major() >= 2 }},
	{"HOTJAVA", func(a *agent) bool { return a.hotjava }},
	{"IPHONE", func(a *agent) bool { return a.iphone }},
	{"MOZILLA", (*agent).isMozilla},
	{"MOZILLA_1_4_OR_HIGHER", func(a *agent) bool { return a.isMozilla() && float64(a.revision) >= 1.4 }},
	{"MSIE", (*agent).isIE},
	{"MSIE_3", func(a *agent) bool { return a.isIE() && a.major() < 4 }},
	{"MSIE_4", func(a *agent) bool { return a.isIE() && a.major() == 4 }},
	{"MSIE_4_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 4 }},
	{"MSIE_5", func(a *agent) bool { return a.isIE() && a.major() == 5 }},
	{"MSIE_5_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 5 }},
	{"MSIE_5_5", func(a *agent) bool { return a.isIE() && a.major() == 5.5 }},
	{"MSIE_5_5_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 5.5 }},
	{"MSIE_6", func(a *agent) bool { return a.isIE() && a.major() == 6 }},
	{"MSIE_6_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 6 }},
	{"MSIE_LOWER_THAN_7", func(a *agent) bool { return a.isIE() && !(a.major() >= 7) }},
	{"MSIE_7", func(a *agent) bool { return a.isIE() && a.major() == 7 }},
	{"MSIE_7_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 7 }},
	{"MSIE_8", func(a *agent) bool { return a.isIE() && a.major() == 8 }},
	{"MSIE_8_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 8 }},
	{"MSIE_LOWER_THAN_9", func(a *agent) bool { return a.isIE() && !(a.major() >= 9) }},
	{"MSIE_9", func(a *agent) bool { return a.isIE() && a.major() == 9 }},
	{"MSIE_9_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 9 }},
	{"MSIE_LOWER_THAN_10", func(a *agent) bool { return a.isIE() && !(a.major() >= 10) }},
	{"MSIE_10", func(a *agent) bool { return a.isIE() && a.major() == 10 }},
	{"MSIE_10_OR_HIGHER", func(a *agent) bool { return a.isIE() && a.major() >= 10 }},
	{"MODERN_IE", (*agent).isModernIE},
	{"NAVIGATOR", (*agent).isNavigator},
	{"NAVIGATOR_4", func(a *agent) bool { return a.isNavigator() && a.major() == 4 && !a.isIE() }},
	{"NAVIGATOR_6", func(a *agent) bool { return a.isNetscape() && a.major() >= 6 && a.major() < 7 }},
	{"NAVIGATOR_6_OR_HIGHER", func(a *agent) bool { return a.isNetscape() && a.major() >= 6 }},
	{"NAVIGATOR_7", func(a *agent) bool { return a.isNetscape() && a.major() == 7 }},
	{"NAVIGATOR_COMPATIBLE", func(a *agent) bool { return a.compatible }},
	{"OPERA", func(a *agent) bool { return a.opera }},
	{"SAFARI", func(a *agent) bool { return a.safari }},
	{"SAFARI_2", func(a *agent) bool { return a.safari && a.major() == 2 }},
	{"SAFARI_2_OR_HIGHER", func(a *agent) bool { return a.safari && a.major() >= 2 }},
	{"SAFARI_3", func(a *agent) bool { return a.safari && a.major() == 3 }},
	{"SAFARI_5_OR_HIGHER", func(a *agent) bool { return a.safari && a.major() >= 5 }},
	{"TRIDENT", func(a *agent) bool { return a.trident }},
	{"WEBKIT", func(a *agent) bool { return a.webkit }},
	{"WEBTV", func(a *agent) bool { return a.webtv }},
}
