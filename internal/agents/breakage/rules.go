package breakage

import (
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
)

const (
	loginJSP  = "public/login.jsp"
	launchJSP = "public/launchZCS.jsp"
)

// when converts a condition that the User-Agent alone decides into a certainty.
func when(holds func(*ua.Subject) bool) func(*ua.Subject) Certainty {
	return func(s *ua.Subject) Certainty {
		if holds(s) {
			return Certain
		}
		return ""
	}
}

func fix(ids ...string) []Workaround { return workarounds("fix", true, ids) }

func partly(ids ...string) []Workaround { return workarounds("fix", false, ids) }

func workarounds(kind string, whole bool, ids []string) []Workaround {
	var all []Workaround
	for _, id := range ids {
		all = append(all, Workaround{Kind: kind, ID: id, Whole: whole})
	}
	return all
}

// rules are ordered by the number of people affected.
var rules = []Rule{
	{
		ID: "xslt-by-name", Severity: High, Layers: []string{"client"},
		Title:  "the client assumes XSLT from the browser's name instead of testing for it",
		Impact: "once the browser has dropped XSLT, a zimlet that transforms XML fails and shows nothing",
		Consumers: []Consumer{
			{"js/ajax/xslt/AjxXslt.js", 141, "isChrome"}, {"js/ajax/xslt/AjxXslt.js", 163, "isChrome"},
			{"js/zimbraMail/share/model/ZmZimletContext.js", 884, "AjxXslt"},
		},
		Workarounds: fix("xslt"), Features: []string{xslt}, holds: xsltByName,
	},
	{
		ID: "ios-shell-version", Severity: High, Layers: []string{"client", "servlet"},
		Title:  `a Safari without "Version/" (Chrome, Firefox, Edge or an app on iOS) counts as Safari before version 3, with an undefined version`,
		Impact: "spell check is hidden, lists get the column widths of Safari 5, logs say SAFundefined",
		Consumers: []Consumer{
			{"js/zimbraMail/core/ZmAppCtxt.js", 1185, "isSafari3up"}, {"js/zimbraMail/share/model/ZmSettings.js", 1026, "isSafari3up"},
			{"js/ajax/dwt/widgets/DwtListView.js", 1733, "isSafari6up"}, {"js/ajax/dwt/core/Dwt.js", 1919, "isSafari5_1up"},
		},
		holds: when(func(s *ua.Subject) bool { return s.Env.Has("isSafari") && !s.Env.Has("isSafari3up") }),
	},
	{
		ID: "ipad-as-mac", Severity: High, Layers: []string{"taglib", "client"},
		Title:  "an iPad that requests desktop pages counts as a Mac",
		Impact: "a touch screen gets the client made for a mouse, without context menu and drag, while an Android tablet is sent to the other client; only maxTouchPoints tells them apart",
		Consumers: []Consumer{
			{loginJSP, 50, "isMobile"}, {loginJSP, 489, "mobileSupported"}, {launchJSP, 75, "isMobile"}, {launchJSP, 332, "mobileSupported"},
		},
		Workarounds: partly("touch"), holds: iPadAsMac,
	},
	{
		ID: "phone-as-desktop", Severity: High, Layers: []string{"taglib"},
		Title:  "a phone with an operating system that the server does not know counts as a computer",
		Impact: "the phone gets the client for large screens",
		Consumers: []Consumer{
			{loginJSP, 50, "isMobile"}, {launchJSP, 75, "isMobile"},
		},
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Form.String() == "phone" && s.BeanErr == nil && !s.MobileSupported()
		}),
	},
	{
		ID: "android-as-desktop", Severity: Medium, Layers: []string{"taglib", "client"},
		Title:  "an Android device that requests desktop pages counts as a computer with Linux",
		Impact: "a touch screen gets the client made for a mouse; only maxTouchPoints and a coarse pointer tell it from a computer",
		Consumers: []Consumer{
			{loginJSP, 50, "isMobile"}, {launchJSP, 75, "isMobile"},
		},
		holds: androidAsDesktop,
	},
	{
		ID: "no-page-at-all", Severity: High, Layers: []string{"servlet", "taglib"},
		Title:  `nothing follows "Mozilla" in the first word of the User-Agent`,
		Impact: "the skin servlet and the pages answer with HTTP 500",
		holds:  when(func(s *ua.Subject) bool { return s.BeanErr != nil || s.MacrosErr != nil }),
	},
	{
		ID: "android-tablet-as-phone", Severity: Medium, Layers: []string{"taglib"},
		Title:  "a tablet with a newer Android than the server's library knows counts as a phone",
		Impact: "the tablet is sent to the client for small screens, unlike an iPad or an older tablet",
		Consumers: []Consumer{
			{loginJSP, 489, "mobileSupported"}, {loginJSP, 491, "mobileSupported"}, {launchJSP, 332, "mobileSupported"},
		},
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Form.String() == "tablet" && s.Identity.System == "Android" && s.Bean.Has("isMobile") && !s.Bean.Has("isTablet")
		}),
	},
	{
		ID: "safari-clipboard", Severity: Medium, Layers: []string{"client"},
		Title:  "every Safari counts as a browser without a clipboard",
		Impact: `"Copy" is missing on all Apple devices, although the browser supports it`,
		Consumers: []Consumer{
			{"js/ajax/util/AjxClipboard.js", 40, "isSafari"}, {"js/zimbraMail/core/ZmAppCtxt.js", 2264, "AjxClipboard.isSupported"},
		},
		Workarounds: fix("clipboard"), Features: []string{clipboard},
		holds: when(func(s *ua.Subject) bool {
			return s.Env.Has("isSafari") && !s.Env.Has("isChrome") && has(s, clipboard) >= compat.Partial
		}),
	},
	{
		ID: "blink-as-safari", Severity: Medium, Layers: []string{"servlet", "taglib", "client"},
		Title:  "every browser with Chrome's engine also counts as Safari",
		Impact: "workarounds for Safari's bugs run for most users: no history (the back button leaves the mail), a 52-pixel field, SOAP without namespaces, slow escaping",
		Consumers: []Consumer{
			{"js/zimbraMail/core/ZmZimbraMail.js", 106, "isSafari"}, {"css/common.css", 143, "SAFARI"},
			{"js/zimbraMail/calendar/view/ZmApptEditView.js", 1405, "isSafari"}, {"js/ajax/soap/AjxSoapDoc.js", 61, "isSafari"},
			{"js/ajax/soap/AjxSoapDoc.js", 114, "isSafari"}, {"js/ajax/soap/AjxSoapDoc.js", 172, "isSafari"},
			{"js/ajax/util/AjxStringUtil.js", 612, "isSafari"},
		},
		holds: when(func(s *ua.Subject) bool { return s.Identity.Engine == "Blink" && s.Macros.Has("SAFARI") }),
	},
	{
		ID: "edgehtml-layers", Severity: Medium, Layers: []string{"servlet", "taglib", "client"},
		Title:  "the layers disagree on the old Edge: the server sees Chrome, the scripts see Internet Explorer 11",
		Impact: "the address field is a text area, text goes blank on reply, lists are misplaced, the style sheet is Chrome's",
		Consumers: []Consumer{
			{"js/zimbraMail/share/view/ZmAddressInputField.js", 623, "isModernIE"}, {launchJSP, 257, "isChrome"}, {loginJSP, 95, "isModernIE"},
		},
		Workarounds: fix("ZCS-1865", "NICPS-577", "ZBUG-747"),
		holds:       when(func(s *ua.Subject) bool { return s.Identity.Engine == "EdgeHTML" }),
	},
	{
		ID: "ie11-as-ie7", Severity: Medium, Layers: []string{"servlet", "taglib", "client"},
		Title:  "Internet Explorer 11 in compatibility view counts as the version that it imitates",
		Impact: "it gets the style sheet of Internet Explorer 7 and is offered a client that it cannot run",
		Consumers: []Consumer{
			{loginJSP, 95, "isModernIE"}, {loginJSP, 912, "isIE"},
		},
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Family == "IE" && s.Identity.Major() == "11" && s.Env.Has("isIE")
		}),
	},
	{
		ID: "shell-as-chrome", Severity: Low, Layers: []string{"servlet", "taglib", "client"},
		Title:     "a browser with Chrome's engine counts as Chrome, with the engine's version",
		Impact:    "pages work, since the engine is the same; names and versions in logs and support cases are wrong",
		Consumers: []Consumer{{"js/zimbra/csfe/ZmCsfeCommand.js", 374, "AjxEnv.browser"}, {"js/zimbra/csfe/ZmCsfeCommand.js", 463, "AjxEnv.browser"}},
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Shell() && s.Identity.Human() && s.Env.Has("isChrome")
		}),
	},
	{
		ID: "platform-unknown", Severity: Low, Layers: []string{"client", "servlet"},
		Title:  "the client does not know the operating system (iOS, ChromeOS, Firefox on Android), or takes it for another (Android for Linux)",
		Impact: "the Cmd key of an iPad's keyboard does nothing, alerts name another system, logs say [unknown]",
		Consumers: []Consumer{
			{"js/ajax/dwt/events/DwtKeyEvent.js", 105, "isMac"}, {"js/zimbraMail/share/view/ZmDesktopAlert.js", 60, "isMac"},
			{"js/zimbraMail/calendar/view/ZmReminderDialog.js", 97, "isMac"},
		},
		holds: when(platformUnknown),
	},
	{
		ID: "engine-unknown", Severity: Low, Layers: []string{"client", "servlet"},
		Title:  "there is no macro for the engine, or the client has no name for the browser",
		Impact: "parts of the vendor's style sheets are left out, mostly harmless",
		Consumers: []Consumer{
			{"skins/_base/base3/skin.css", 173, "WEBKIT"}, {"skins/_base/base3/skin.css", 671, "GECKO"},
		},
		holds: when(engineUnknown),
	},
	{
		ID: "version-of-mozilla", Severity: Low, Layers: []string{"taglib"},
		Title:  `the server takes the version from "Mozilla/5.0"`,
		Impact: "statistics show version 5",
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Human() && s.Identity.Engine == "WebKit" && s.Bean.Version == "5.0" && s.Identity.Major() != "5"
		}),
	},
	{
		ID: "safari-counts-as-2", Severity: Info, Layers: []string{"client"},
		Title:  "every Safari except 3.x has the flag isSafari2",
		Impact: "no vendor page tests it; a third-party zimlet that does takes a new Safari for one of 2005",
		holds: when(func(s *ua.Subject) bool {
			return s.Env.Has("isSafari2") && s.Identity.Major() != "1" && s.Identity.Major() != "2"
		}),
	},
	{
		ID: "mobile-version-lost", Severity: Info, Layers: []string{"taglib"},
		Title:  "the versions of Android and iOS are not read on phones and tablets",
		Impact: "isAndroid4_0up and isIos6_0up are never true: a third-party page that tests them locks out every phone",
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Mobile() && (s.Bean.Has("isOsAndroid") || s.Bean.Has("isIos")) && !s.Bean.Has("isAndroid4_0up") && !s.Bean.Has("isIos6_0up")
		}),
	},
	{
		ID: "firefox-relative", Severity: Info, Layers: []string{"servlet", "taglib", "client"},
		Title:  "a browser that names Firefox for compatibility counts as that Firefox",
		Impact: "intended by the browser vendor; only names in statistics differ",
		holds: when(func(s *ua.Subject) bool {
			return s.Identity.Family != "Firefox" && s.Identity.Human() && s.Env.Has("isFirefox")
		}),
	},
	{
		ID: "bot-as-browser", Severity: Info, Layers: []string{"servlet", "taglib", "client"},
		Title:  "a bot or a tool counts as a browser",
		Impact: "user counts are wrong unless bots are filtered out first",
		holds: when(func(s *ua.Subject) bool {
			form := s.Identity.Form.String()
			return (form == "bot" || form == "tool" || form == "sync") && (s.Bean.Has("isChrome") || s.Bean.Has("isFirefox") || s.Bean.Has("isSafari"))
		}),
	},
}

// Features of the web platform on which rules depend.
const (
	xslt      = "api.XSLTProcessor"
	clipboard = "api.Clipboard.writeText"
)

// xsltByName applies if the client uses XSLTProcessor and the browser lacks it.
// Chromium has announced its removal; the data will show it once it happens.
func xsltByName(s *ua.Subject) Certainty {
	if !s.Identity.Human() || s.Env.Has("isIE") || !s.Env.Has("isChrome") && !s.Env.Has("isSafari") && !s.Env.Has("isNav") {
		return ""
	}
	switch {
	case has(s, xslt) == compat.No:
		return Certain
	case s.Identity.Engine == "Blink":
		return Announced
	}
	return ""
}

func androidAsDesktop(s *ua.Subject) Certainty {
	switch {
	case s.BeanErr != nil || s.MobileSupported() || s.Identity.MaybeIPad():
		return ""
	case s.Identity.Family == "Samsung Internet" && s.Identity.System == "Linux":
		return Certain
	case s.Identity.MaybeTouch():
		return Possible
	}
	return ""
}

func iPadAsMac(s *ua.Subject) Certainty {
	switch {
	case s.Env.Platform != "Mac":
		return ""
	case s.Identity.System == "iPadOS":
		return Certain
	case s.Identity.MaybeIPad():
		return Possible
	}
	return ""
}

func platformUnknown(s *ua.Subject) bool {
	if !s.Identity.Human() || s.Identity.System == "" {
		return false
	}
	return s.Env.Platform == "[unknown]" || s.Identity.System == "Android" && s.Env.Platform == "Linux"
}

func engineUnknown(s *ua.Subject) bool {
	if !s.Identity.Human() || s.MacrosErr != nil {
		return false
	}
	for _, m := range []string{"GECKO", "WEBKIT", "TRIDENT", "MSIE", "OPERA"} {
		if s.Macros.Has(m) {
			return strings.HasPrefix(s.Env.Browser, "[")
		}
	}
	return true
}
