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
	marks     uint64
	slots     [slotCount]string // versions of the words that have a slot
	best      *token            // of highest rank
	version   string            // that of best
	bot       string            // a word that looks like the name of a bot
	botVer    string
	first     string // the first word, if it is a product
	firstV    string
	other     string // a product that is not in the table and has "Browser" in its name
	otherV    string
	program   string // the first word that is not in the table
	programV  string
	task      string // a word for what programs do
	taskV     string
	clues     clue
	words     int
	depth     int  // of parentheses
	closed    bool // the first parentheses, which name the system, have ended
	folded    bool // the text is in lower case
	bracketed bool
	prefixed  bool // another name stands before "Mozilla"
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
	s.folded = strings.HasPrefix(text, "mozilla/") || strings.HasPrefix(text, "opera/")
	for i := 0; i < len(text); {
		if stops[text[i]] || text[i] == '/' {
			s.nest(text[i])
			i++
			continue
		}
		word, version, end := cutWord(text, i, stops)
		if isDigit(text[i]) && !numberedName(word, waiting != nil) {
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

// nest follows the parentheses.
func (s *sighting) nest(c byte) {
	switch {
	case c == '(':
		s.depth++
	case c == ')' && s.depth > 0:
		s.depth--
		s.closed = s.closed || s.depth == 0
	case c == '[':
		s.bracketed = true // an app on a phone says more about itself
	case (c == ';' || c == '\'') && s.closed && s.depth == 0 && !s.bracketed && s.slots[slotSafari] != "":
		s.clues |= clueOutside
	}
}

// inSystem reports whether the first parentheses are open: they name the system
// and the model of a device, which may be any word.
func (s *sighting) inSystem() bool { return s.depth > 0 && !s.closed }

// numberedName reports whether a word that begins with a digit is a name, as in
// "115Browser" or "360SE", and not a version such as "15E148" or "5.0pre".
func numberedName(word string, afterName bool) bool {
	i := 0
	for i < len(word) && isDigit(word[i]) {
		i++
	}
	if len(word)-i < 2 || afterName && (len(word)-i < 3 || !isLetter(word[i+2])) {
		return false
	}
	return isLetter(word[i]) && isLetter(word[i+1]) && !foldAt(word, i, "pre") && !foldAt(word, i, "beta") && !foldAt(word, i, "alpha")
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// wanting returns where to store the number that follows a word without one, as
// in "MSIE 7.0" or "Android 14".
func (s *sighting) wanting(t *token) *string {
	switch {
	case t.slot != noSlot:
		return &s.slots[t.slot]
	case t == s.best && !t.noNumber:
		return &s.version
	}
	return nil
}

// word records one word and returns its token, or nil if the table does not
// have it.
func (s *sighting) word(word, version string, before *token) *token {
	t := lookup(word, before, s.folded)
	if word == "Mozilla" && s.words > 0 {
		s.prefixed = true
	}
	if s.words == 0 && version != "" {
		s.first, s.firstV = word, version
	}
	if t == nil {
		t, version = gluedToken(word, version, before)
	}
	if t == nil {
		if before != nil && before == s.best && version != "" && isDigit(version[0]) && s.version != "" && !isDigit(s.version[0]) {
			s.version = version // "Opera Mini/att/4.2"
		}
		s.unknown(word, version)
		return nil
	}
	if t.mark&markBuiltIn != 0 && version != "" {
		if inner, number := gluedToken(version, "", nil); inner != nil { // "Browser/AppleWebKit534.30"
			t, version = inner, number
		}
	}
	s.marks |= t.mark
	if t.mark&markCompatible != 0 && s.closed && s.first == "Mozilla" && !s.has(markMSIE) {
		s.clues |= clueCompatible
	}
	if t.slot != noSlot && version != "" && s.slots[t.slot] == "" {
		s.slots[t.slot] = version
	}
	switch {
	case t.family == "" || (version == "" || !isDigit(version[0])) && !t.bare:
	case s.best == nil || t.rank > s.best.rank || s.version == "" && t.family == s.best.family:
		s.best, s.version = t, version
		if t.noNumber {
			s.version = ""
		}
	}
	return t
}

// gluedToken finds a name directly followed by its number, as in "UCWEB7.9".
func gluedToken(word, version string, before *token) (*token, string) {
	for i := 3; i < len(word); i++ {
		if !isDigit(word[i]) {
			continue
		}
		if t := lookup(word[:i], before, false); t != nil && (t.slot != noSlot || t.rank >= rankShell-1) {
			return t, word[i:]
		}
		break
	}
	return nil, version
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
	case (s.has(markAndroid) || s.has(markLinux) && s.has(markBuild)) && !s.has(markIOSShell):
		id.System, id.SystemVersion = "Android", s.slots[slotAndroid]
	case s.has(markWindows):
		id.System, id.SystemVersion = "Windows", s.slots[slotWindows]
	case s.has(markMac):
		id.System, id.SystemVersion = "macOS", s.slots[slotMac]
		// A shell on iOS says Macintosh only on an iPad, and only iOS has Mobile builds.
		if s.has(markIOSShell) || s.has(markMobile) && s.slots[slotWebKit] != "" && s.slots[slotChrome] == "" {
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
	case s.crawls(id):
		s.crawler(id)
	case t != nil && t.rank < rankShell && s.slots[slotTrident] != "":
		s.byEngine(id)
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

// crawls reports whether the text is a crawler's though no word in it is a
// crawler's name.
func (s *sighting) crawls(id *Identity) bool {
	shell := s.best != nil && s.best.rank >= rankShell
	phoneApp := id.Engine != "" && (id.System == "Android" || id.System == "iOS" || id.System == "iPadOS")
	switch {
	case s.has(markTV):
		return false
	case s.clues&(clueURL|clueCompatible|clueJob|clueAddress) != 0:
		return true
	case s.has(markURL):
		return !shell
	case s.clues&clueMaybeJob != 0:
		return !shell && !phoneApp
	case id.desktopSystem() && id.Engine == "Blink" && s.best != nil && s.best.rank == rankChrome && (s.prefixed || s.clues&clueOutside != 0):
		return true
	case id.System != "" || s.best != nil || s.slots[slotWebKit] != "" || s.marks&(markGecko|markX11|markPhone|markMobile) != 0:
		return false
	}
	// "Mozilla/5.0 (compatible; NAME)": neither a system nor an engine.
	return s.program != "" && s.first == "Mozilla" && s.firstV == "5.0"
}

// crawler names a crawler by the word that it is known by, or by its first word.
func (s *sighting) crawler(id *Identity) {
	id.Form, id.Doubts = bot, id.Doubts|doubtGeneric
	switch {
	case s.task != "":
		id.Family, id.Version = s.task, s.taskV
	case s.program != "":
		id.Family, id.Version = s.program, s.programV
	default:
		s.generic(id, bot)
	}
}

// refine determines the version of browsers that put it elsewhere in the text.
func (s *sighting) refine(id *Identity, t *token) {
	switch t.family {
	case "Opera":
		// From 10 on, the text says 9.80, as pages could not read two digits. A single
		// digit is the version of a device.
		if v := s.slots[slotVersion]; len(versions.Major(v)) > 1 && id.Engine == "Presto" {
			id.Version = v
		}
	case "IE":
		id.Version = s.ieVersion()
	case "GNOME Web": // the version of WebKit since 3.30
		if len(versions.Major(id.Version)) > 2 {
			id.Version = ""
		}
	case "Silk": // exists on Amazon's devices only
		id.System = "Android"
		if !s.has(markTV) {
			id.Form = tablet
		}
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
		switch v := s.slots[slotVersion]; {
		case s.has(markTizen) && s.has(markTV):
			id.Family, id.Version = "Samsung Internet", ""
			return
		case s.has(markWebOS) && s.has(markTV):
			id.Family, id.Version = "LG Browser", ""
			return
		case s.has(markWebView) && s.has(markAndroid):
			id.Family = "Android WebView"
		case s.has(markSamsung) && s.has(markAndroid) && v != "" && v != "4.0":
			// Before it had a name, its version was that of its interface.
			id.Family, id.Version = "Samsung Internet", v
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
	case id.System == "Tizen" && id.Engine == "WebKit":
		id.Family, id.Version = "Samsung Internet", s.slots[slotVersion]
	case id.System == "BlackBerry" && id.Engine == "WebKit":
		id.Family, id.Version = "BlackBerry", s.slots[slotVersion]
	case apple && id.Engine == "WebKit" && !safari:
		id.Family, id.Version = "iOS WebView", s.slots[slotIOS]
	case id.System == "Linux" && s.has(markX11) && id.Engine == "WebKit" && safari && s.slots[slotVersion] != "":
		// WebKit on a desktop with Linux; its version is Safari's.
		id.Family = "GNOME Web"
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
		s.generic(id, s.programForm(id))
	case s.best == nil && id.Engine == "" && s.first == "" && s.program != "":
		id.Family, id.Version, id.Form = s.program, s.programV, s.programForm(id)
		id.Doubts |= doubtGeneric
	}
}

// programForm returns the form of an unknown program: a tool on a named system,
// else a bot; a phone that names itself first reads mail over ActiveSync, or is old.
func (s *sighting) programForm(id *Identity) Form {
	switch {
	case strings.HasPrefix(s.first, "Apple-i"), s.words == 1 && strings.HasPrefix(s.first, "SAMSUNG-"), strings.Contains(s.firstV, "EAS"):
		return syncs // ActiveSync
	case s.has(markPhone):
		return phone
	case id.System != "" || s.has(markX11):
		return tool
	}
	return bot
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
	if !id.Human() {
		return
	}
	switch {
	case id.System == "macOS" && id.Engine == "WebKit":
		// Since iPadOS 13 the texts are identical; a web view has no version.
		if v := versions.Major(s.slots[slotVersion]); len(v) == 2 && v >= "13" || v == "" && versions.Major(id.EngineVersion) >= "605" {
			id.Doubts |= doubtIPad
		}
	case id.System == "Linux" && s.has(markX11) && id.Form == desktop && (id.Engine == "Blink" || id.Engine == "Gecko"):
		id.Doubts |= doubtTouch
	}
	switch id.Family {
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
