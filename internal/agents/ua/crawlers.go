package ua

import "strings"

// A clue is something in a text that programs write and browsers do not.
type clue uint8

const (
	clueJob        clue = 1 << iota // a word for what programs do
	clueMaybeJob                    // such a word that apps of people have, too
	clueURL                         // "+http://…": where to read about the program
	clueAddress                     // a mail address or the name of a site
	clueOutside                     // ";" after the words of the engine, outside of parentheses
	clueCompatible                  // "compatible" after the words for the engine
)

// unknown looks at a word that is not in the table: names of crawlers and browsers
// often say what they are.
func (s *sighting) unknown(word, version string) {
	if len(word) < 3 || len(word) > 48 {
		return
	}
	if s.program == "" && !s.isURL(word, version) {
		s.program, s.programV = word, version
	}
	if s.isURL(word, version) {
		s.link(word[0] == '+')
		return
	}
	device := s.inSystem() && s.has(markAndroid)
	switch {
	case s.bot == "" && crawlerName(word) && (version != "" || !device || s.has(markCompatible)):
		s.bot, s.botVer = word, version
	case device && !strings.HasSuffix(word, "-Google"):
	case isAddress(word):
		if !s.inSystem() || !s.has(markMSIE) {
			s.clues |= clueAddress
		}
	case s.job(word, version):
	case s.other == "" && version != "" && len(word) > len("Browser") && endsWithBrowser(word):
		s.other, s.otherV = word, version
	}
}

// link records an address on the web. Old add-ons of Internet Explorer put theirs
// among the words for the system.
func (s *sighting) link(plus bool) {
	switch {
	case plus:
		s.clues |= clueURL
	case !s.inSystem() || !s.has(markMSIE):
		s.marks |= markURL
	}
}

// job records a word for what programs do.
func (s *sighting) job(word, version string) bool {
	switch jobIn(word) {
	case sure:
		s.clues |= clueJob
	case likely:
		if s.inSystem() && s.has(markMSIE) {
			return false
		}
		s.clues |= clueMaybeJob
	default:
		return false
	}
	s.task, s.taskV = word, version
	return true
}

func (s *sighting) isURL(word, version string) bool {
	return version != "" && (word == "http" || word == "https" || word == "+http" || word == "+https")
}

func endsWithBrowser(word string) bool {
	return word[len(word)-len("rowser"):] == "rowser"
}

// crawlerName reports whether a name contains "bot", "spider", "crawl" or "scan".
// CUBOT is a phone maker, and CamScanner an app on phones.
func crawlerName(word string) bool {
	for i := 0; i+3 <= len(word); i++ {
		switch word[i] | 0x20 {
		case 'b':
			if foldAt(word, i, "bot") && endsName(word, i+3) {
				return i < 2 || !foldAt(word, i-2, "cubot")
			}
		case 's':
			if foldAt(word, i, "spider") || foldAt(word, i, "scan") && !(i >= 3 && foldAt(word, i-3, "cam")) {
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
	return i == len(word) || !isLetter(word[i])
}

// certainty is how surely a word says that no person reads the pages.
type certainty uint8

const (
	none   certainty = iota
	likely           // apps on phones and shells of desktops have such words, too
	sure
)

// A job is a word for what programs do, in lower case.
type job struct {
	word string
	certainty
}

// jobs are by their first two letters.
var jobs = func() (by [1024][]job) {
	add := func(c certainty, words ...string) {
		for _, w := range words {
			at := pair(w[0], w[1])
			by[at] = append(by[at], job{w, c})
		}
	}
	add(sure, "advisor", "analys", "analyz", "archiv", "audit", "certificat", "checker", "classif", "favicon", "fetch", "google-", "harvest",
		"headless", "httpclient", "insight", "inspect", "lighthouse", "monitor", "observat", "optimiz", "pagespeed", "phantomjs", "playwright",
		"preview", "probe", "puppeteer", "research", "retriev", "robot", "scrap", "selenium", "splash", "survey", "synthetic", "transcod",
		"uptime", "validat", "verif")
	add(likely, "agent", "capture", "detect", "discover", "download", "extract", "feed", "finder", "grab", "index", "library", "measure",
		"parser", "proxy", "search", "server")
	return by
}()

// pair maps two letters of any case to a number below 1024.
func pair(a, b byte) uint { return uint(a&31)<<5 | uint(b&31) }

// jobIn returns the certainty of the first word for a job in a name. Google ends the
// names of its programs with its own.
func jobIn(name string) certainty {
	if len(name) > len("-google") {
		if end := len(name) - len("-google"); name[end] == '-' && foldAt(name, end+1, "google") || foldAt(name, 0, "googleweb") {
			return sure
		}
	}
	for i := 0; i+4 <= len(name); i++ {
		for _, j := range jobs[pair(name[i], name[i+1])] {
			if foldAt(name, i, j.word) {
				return j.certainty
			}
		}
	}
	return none
}

// isAddress reports whether a word is a mail address or the name of a site. The
// name of an app on Android, "com.example.app", is neither.
func isAddress(word string) bool {
	if strings.IndexByte(word, '.') < 0 {
		return false
	}
	word = strings.TrimPrefix(word, "+")
	dot, mail := -1, false
	for i := 0; i < len(word); i++ {
		switch {
		case word[i] == '.':
			dot = i
		case word[i] == '@' && i > 0:
			mail = true
		case word[i] == '_' && !mail:
		case !isLetter(word[i]) && !isDigit(word[i]) && word[i] != '-':
			return false
		}
	}
	if dot < 2 || len(word)-dot < 3 || len(word)-dot > 8 || !isLetter(word[dot+1]) {
		return false
	}
	if mail {
		return true
	}
	switch word[dot+1:] {
	case "com", "net", "org", "io", "ai", "info", "ru", "de", "fr", "co", "eu", "nl", "nu", "me", "app", "dev":
		return !(len(word) > 4 && (word[:4] == "com." || word[:4] == "org." || word[:4] == "net."))
	}
	return false
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
