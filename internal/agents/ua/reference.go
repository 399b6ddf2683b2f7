package ua

import (
	"strings"

	"skinbuild/internal/versions"
)

// Identify reads a User-Agent. In one pass it looks up each word in the table
// of tokens.go, then decides by rank: the name of a bot outranks that of an
// app, which outranks that of a browser, which outranks the Chrome or Safari
// that the text claims to be like. It does not allocate and accepts any text;
// the strings returned are parts of it.
func Identify(userAgent string) Identity {
	var s sighting
	s.read(userAgent)
	return s.conclude()
}

// sighting collects what the words of one text say.
type sighting struct {
	marks   uint64
	slots   [slotCount]string // versions of the words that have a slot
	best    *token            // of highest rank
	version string            // that of best
	bot     string            // a word that looks like the name of a bot
	botVer  string
	first   string // the first word, if it is a product
	firstV  string
	other   string // a product that is not in the table and has "Browser" in its name
	otherV  string
	words   int
}

// separators are the bytes that end a word.
var separators = func() (is [256]bool) {
	for _, c := range []byte(" ;()[]{},\"'\t\r\n") {
		is[c] = true
	}
	return is
}()

// plusSeparators are the separators for texts without a space: some proxies
// write a space as "+".
var plusSeparators = func() [256]bool {
	is := separators
	is['+'] = true
	return is
}()

func (s *sighting) read(text string) {
	var waiting *string // receives the next word if it is a number
	var before *token
	stops := &separators
	if strings.IndexByte(text, ' ') < 0 {
		stops = &plusSeparators
	}
	for i := 0; i < len(text); {
		if stops[text[i]] || text[i] == '/' {
			i++
			continue
		}
		word, version, end := cutWord(text, i, stops)
		if isDigit(text[i]) {
			if waiting != nil && (*waiting == "" || !isDigit((*waiting)[0])) {
				*waiting = text[i:end]
			}
			waiting, before, i = nil, nil, end
			continue
		}
		i = end
		before, waiting = s.word(word, version, before), nil
		s.words++
		if before != nil && (version == "" || !isDigit(version[0])) {
			waiting = s.wanting(before)
		}
	}
}

// cutWord cuts the word at start, "name", "name/version" or "name:version", and
// returns where to continue: in "XiaoMi/MiuiBrowser/14.1" at the second name.
func cutWord(text string, start int, stops *[256]bool) (word, version string, end int) {
	i := start
	for i < len(text) && !stops[text[i]] && text[i] != '/' && text[i] != ':' {
		i++
	}
	word = text[start:i]
	if i == len(text) || stops[text[i]] {
		return word, "", i
	}
	slash := text[i] == '/'
	i++
	start = i
	for i < len(text) && !stops[text[i]] && !(slash && text[i] == '/') {
		i++
	}
	version = text[start:i]
	if i < len(text) && text[i] == '/' && i > start && !isDigit(text[start]) {
		return word, version, start
	}
	return word, version, i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// wanting returns where to store the number that follows a word without one, as
// in "MSIE 7.0" or "Android 14".
func (s *sighting) wanting(t *token) *string {
	switch {
	case t.slot != noSlot:
		return &s.slots[t.slot]
	case t == s.best:
		return &s.version
	}
	return nil
}

// word records one word and returns its token, or nil if the table does not
// have it.
func (s *sighting) word(word, version string, before *token) *token {
	t := lookup(word)
	if s.words == 0 && version != "" {
		s.first, s.firstV = word, version
	}
	if t == nil {
		t, version = gluedToken(word, version)
	}
	if t == nil {
		s.unknown(word, version)
		return nil
	}
	if t.after != "" && (before == nil || before.name != t.after) {
		return nil
	}
	s.marks |= t.mark
	if t.slot != noSlot && version != "" && s.slots[t.slot] == "" {
		s.slots[t.slot] = version
	}
	switch {
	case t.family == "" || version == "" && !t.bare:
	case s.best == nil || t.rank > s.best.rank || s.version == "" && t.family == s.best.family:
		s.best, s.version = t, version
		if t.noNumber {
			s.version = ""
		}
	}
	return t
}

// gluedToken finds a name directly followed by its number, as in "UCWEB7.9".
func gluedToken(word, version string) (*token, string) {
	for i := 3; i < len(word); i++ {
		if !isDigit(word[i]) {
			continue
		}
		if t := lookup(word[:i]); t != nil && (t.slot != noSlot || t.rank >= rankShell-1) {
			return t, word[i:]
		}
		break
	}
	return nil, version
}

// unknown looks at a word that is not in the table: names of bots and browsers
// often say what they are.
func (s *sighting) unknown(word, version string) {
	if len(word) < 3 || len(word) > 48 {
		return
	}
	switch {
	case s.bot == "" && looksLikeBot(word) && (version != "" || !s.has(markAndroid)):
		s.bot, s.botVer = word, version
	case s.other == "" && version != "" && len(word) > len("Browser") && endsWithBrowser(word):
		s.other, s.otherV = word, version
	case (word == "http" || word == "https" || word == "+http" || word == "+https") && version != "":
		s.marks |= markURL
	}
}

func endsWithBrowser(word string) bool {
	end := word[len(word)-len("rowser"):]
	return end == "rowser"
}

// looksLikeBot reports whether a name contains "bot", "spider", "crawl" or
// "scan". CUBOT is a phone maker.
func looksLikeBot(word string) bool {
	for i := 0; i+3 <= len(word); i++ {
		switch word[i] | 0x20 {
		case 'b':
			if foldAt(word, i, "bot") && endsName(word, i+3) {
				return i < 2 || !foldAt(word, i-2, "cubot")
			}
		case 's':
			if foldAt(word, i, "spider") || foldAt(word, i, "scanner") {
				return true
			}
		case 'c':
			if foldAt(word, i, "crawl") {
				return true
			}
		}
	}
	return false
}

// endsName reports whether a name ends before i, except for a plural "s" or a
// part after "-", "_" or ".".
func endsName(word string, i int) bool {
	if i < len(word) && word[i]|0x20 == 's' {
		i++
	}
	return i == len(word) || word[i]|0x20 < 'a' || word[i]|0x20 > 'z'
}

// foldAt reports whether the letters at i equal lower, ignoring case.
func foldAt(s string, i int, lower string) bool {
	if len(s)-i < len(lower) {
		return false
	}
	for j := 0; j < len(lower); j++ {
		if s[i+j]|0x20 != lower[j] {
			return false
		}
	}
	return true
}

func (s *sighting) has(mark uint64) bool { return s.marks&mark != 0 }

func (s *sighting) conclude() Identity {
	var id Identity
	s.system(&id)
	s.engine(&id)
	s.family(&id)
	if id.Form == unclear {
		id.Form = s.form(&id)
	}
	s.doubt(&id)
	return id
}

func (s *sighting) system(id *Identity) {
	switch {
	case s.has(markWindowsPhone):
		id.System = "Windows Phone"
	case s.has(markXbox):
		id.System = "Xbox"
	case s.has(markKaiOS):
		id.System = "KaiOS"
	case s.has(markOpenHarmony):
		id.System = "OpenHarmony"
	case s.has(markHarmony):
		id.System = "HarmonyOS"
	case s.has(markTizen):
		id.System = "Tizen"
	case s.has(markWebOS):
		id.System = "webOS"
	case s.has(markBlackBerry):
		id.System = "BlackBerry"
	case s.has(markIPad):
		id.System = "iPadOS"
		if v := versions.Major(s.slots[slotIOS]); len(v) < 2 || v < "13" {
			id.System = "iOS"
		}
		id.SystemVersion = s.slots[slotIOS]
	case s.has(markIPhone):
		id.System, id.SystemVersion = "iOS", s.slots[slotIOS]
	case s.has(markAndroid) && !s.has(markIOSShell):
		id.System, id.SystemVersion = "Android", s.slots[slotAndroid]
	case s.has(markWindows):
		id.System, id.SystemVersion = "Windows", s.slots[slotWindows]
	case s.has(markMac):
		id.System, id.SystemVersion = "macOS", s.slots[slotMac]
		// A shell on iOS says Macintosh only on an iPad.
		if s.has(markIOSShell) {
			id.System, id.SystemVersion = "iPadOS", ""
		}
	case s.has(markIOSShell):
		id.System, id.SystemVersion = "iOS", s.slots[slotIOS]
	case s.has(markCrOS):
		id.System = "ChromeOS"
	case s.has(markJava):
		id.System = "Java ME"
	case s.has(markLinux):
		id.System = "Linux"
	}
}

func (s *sighting) engine(id *Identity) {
	chrome := versions.Major(s.slots[slotChrome])
	switch {
	case s.slots[slotEdge] != "":
		id.Engine, id.EngineVersion = "EdgeHTML", s.slots[slotEdge]
	case s.slots[slotPresto] != "":
		id.Engine, id.EngineVersion = "Presto", s.slots[slotPresto]
	case s.has(markOpera) && chrome == "":
		id.Engine = "Presto"
	case s.slots[slotTrident] != "" || s.has(markMSIE):
		id.Engine, id.EngineVersion = "Trident", s.slots[slotTrident]
	case s.slots[slotArkWeb] != "":
		id.Engine, id.EngineVersion = "ArkWeb", s.slots[slotArkWeb]
	case s.slots[slotGoanna] != "":
		id.Engine, id.EngineVersion = "Goanna", s.slots[slotGoanna]
	case chrome != "" && !s.has(markIOSShell):
		id.Engine, id.EngineVersion = "Blink", chrome
		// Chrome switched from WebKit to Blink in version 28.
		if len(chrome) < 2 || len(chrome) == 2 && chrome < "28" {
			id.Engine, id.EngineVersion = "WebKit", s.slots[slotWebKit]
		}
	case s.slots[slotWebKit] != "" && (id.System != "" || s.slots[slotSafari] != ""):
		id.Engine, id.EngineVersion = "WebKit", s.slots[slotWebKit]
		id.safari = s.slots[slotVersion]
		if id.safari == "" {
			id.safari = s.slots[slotIOS]
		}
	case s.has(markGecko) && s.slots[slotRevision] != "":
		id.Engine, id.EngineVersion = "Gecko", s.slots[slotRevision]
	case s.slots[slotU2] != "":
		id.Engine, id.EngineVersion = "U2", s.slots[slotU2]
	}
}

// family determines the browser's name.
func (s *sighting) family(id *Identity) {
	t := s.best
	switch {
	case t != nil && t.rank >= rankBot:
		id.Family, id.Version, id.Form = t.family, s.version, t.form
	case s.bot != "":
		id.Family, id.Version, id.Form = s.bot, s.botVer, bot
	case t != nil && t.rank >= rankTool-2:
		id.Family, id.Version, id.Form = t.family, s.version, t.form
		s.refine(id, t)
	case t != nil && t.rank < rankShell && s.slots[slotTrident] != "":
		s.byEngine(id)
	case s.has(markURL) && (t == nil || t.rank < rankShell):
		s.generic(id, bot)
	case t != nil && t.rank >= rankShell:
		id.Family, id.Version, id.Form = t.family, s.version, t.form
		s.refine(id, t)
	case s.other != "":
		id.Family, id.Version = s.other, s.otherV
	case t != nil && t.rank > rankSafari:
		id.Family, id.Version, id.Form = t.family, s.version, t.form
		s.refine(id, t)
	default:
		s.byEngine(id)
	}
}

// refine determines the version of browsers that put it elsewhere in the text.
func (s *sighting) refine(id *Identity, t *token) {
	switch t.family {
	case "Opera":
		if v := s.slots[slotVersion]; v != "" && id.Engine == "Presto" {
			id.Version = v
		}
	case "IE":
		id.Version = s.ieVersion()
	case "Facebook":
		if v := s.slots[slotFBAV]; v != "" {
			id.Version = v
		}
	case "DuckDuckGo", "Puffin", "Tizen Browser":
		if id.Version == "" {
			id.Version = s.slots[slotVersion]
		}
	case "CFNetwork": // an app on an Apple system, named by its first word
		if s.first != "" {
			id.Family, id.Version = s.first, s.firstV
		}
		if id.Family == "MobileSafari" {
			id.Family = "Safari"
		}
		if id.Family == "Safari" {
			id.Version = "" // the number is a build number
		}
	case "Chrome":
		if s.has(markWebView) && s.has(markAndroid) {
			id.Family = "Android WebView"
		}
	}
	if id.Version == "" && t.fallback != noSlot {
		id.Version = s.slots[t.fallback]
	}
}

// ieVersion derives the version from the engine, which is correct in
// compatibility view too.
func (s *sighting) ieVersion() string {
	switch versions.Major(s.slots[slotTrident]) {
	case "4":
		return "8.0"
	case "5":
		return "9.0"
	case "6":
		return "10.0"
	case "7", "8":
		return "11.0"
	}
	if s.version != "" {
		return s.version
	}
	return s.slots[slotMSIE]
}

// byEngine names a browser whose only name is Safari's, Mozilla's or none.
func (s *sighting) byEngine(id *Identity) {
	apple := id.System == "iOS" || id.System == "iPadOS"
	safari := s.slots[slotSafari] != ""
	switch {
	case id.Engine == "Trident":
		id.Family, id.Version = "IE", s.ieVersion()
	case id.System == "Android" && id.Engine == "WebKit":
		// "Version/4.0" is the version of its interface; the browser has the version
		// of Android.
		id.Family, id.Version = "Android Browser", id.SystemVersion
	case id.System == "BlackBerry" && id.Engine == "WebKit":
		id.Family, id.Version = "BlackBerry", s.slots[slotVersion]
	case apple && id.Engine == "WebKit" && !safari:
		id.Family, id.Version = "iOS WebView", s.slots[slotIOS]
	case id.Engine == "WebKit" && safari:
		id.Family, id.Version = "Safari", s.slots[slotVersion]
		if id.Version == "" {
			id.Version = safariByBuild(s.slots[slotSafari])
		}
	case apple && s.first == "Mozilla" && id.Engine == "":
		id.Family, id.Version = "iOS WebView", s.slots[slotIOS]
	case id.System == "Android" && s.first == "Mozilla" && id.Engine == "":
		id.Family = "Android"
	case id.Engine == "Gecko":
		id.Family, id.Version = "Mozilla", id.EngineVersion
	case s.first == "Mozilla" && s.firstV != "" && s.firstV[0] >= '1' && s.firstV[0] <= '4' && !s.has(markCompatible):
		id.Family, id.Version, id.Engine = "Netscape", s.firstV, "Mosaic"
	case s.best == nil && s.first != "" && s.first != "Mozilla":
		s.generic(id, tool)
	}
}

// generic names a program by the first word of its User-Agent.
func (s *sighting) generic(id *Identity, form Form) {
	id.Form = form
	if s.first != "Mozilla" && s.first != "Opera" {
		id.Family, id.Version = s.first, s.firstV
	}
	id.Doubts |= doubtGeneric
}

// safariByBuild returns the version of a Safari before 3.0, which sends only
// its build number.
func safariByBuild(build string) string {
	n := versions.Major(build)
	switch {
	case len(n) == 3 && n >= "412" && n < "522":
		return "2.0"
	case len(n) == 2 || len(n) == 3 && n >= "100" && n < "412":
		return "1.0"
	}
	return ""
}

func (s *sighting) form(id *Identity) Form {
	switch {
	case s.has(markTV):
		return tv
	case s.has(markVR):
		return vr
	case s.has(markIPad), id.System == "iPadOS", s.has(markTablet):
		return tablet
	case s.has(markIPhone), id.System == "Windows Phone", id.System == "KaiOS", id.System == "Java ME", s.has(markPhone):
		return phone
	case s.has(markMobile):
		return phone
	case id.System == "iOS", id.System == "BlackBerry":
		return phone
	case id.System == "Android" && id.Family == "Opera Mini":
		return phone
	case id.System == "Android", id.System == "HarmonyOS":
		return tablet
	case id.System == "Windows", id.System == "macOS", id.System == "Linux", id.System == "ChromeOS":
		return desktop
	case s.has(markX11):
		return desktop
	}
	return unclear
}

func (s *sighting) doubt(id *Identity) {
	if !id.Form.Human() {
		return
	}
	switch id.Family {
	case "Safari":
		// The User-Agents are identical since iPadOS 13.
		if v := id.Major(); id.System == "macOS" && len(v) == 2 && v >= "13" {
			id.Doubts |= doubtIPad
		}
	case "Chrome":
		if id.Engine == "Blink" {
			id.Doubts |= doubtShell
		}
	case "Firefox":
		if id.Engine == "Gecko" {
			id.Doubts |= doubtGecko
		}
	}
	switch {
	case id.System == "macOS" && (id.SystemVersion == "10_15_7" || id.SystemVersion == "10.15"),
		id.System == "Android" && id.SystemVersion == "10" && s.has(markModelK),
		id.System == "Windows" && id.SystemVersion == "10.0",
		id.System == "iOS" && versions.Major(s.slots[slotVersion]) >= "26" && versions.Major(id.SystemVersion) == "18":
		id.Doubts |= doubtSystem
	}
}
