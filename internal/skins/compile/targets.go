package compile

import (
	"math/bits"
	"slices"
	"strings"
	"sync"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
)

// Mode says how a sheet differs for browsers where mixins have something for some
// of them only.
type Mode string

const (
	Static   Mode = "static"    // one text for all, with the fallbacks that the list needs
	PerMacro Mode = "per-macro" // between #IFDEFs, for those who need it, as far as macros tell them apart
)

// targets are the browsers of a list as the servlet tells them apart.
type targets struct {
	list compat.List

	once    sync.Once
	classes map[compat.Agent][]int // the classes that an agent can be in, of its systems
	defined map[string]uint64      // macro → the classes that define it
	all     uint64
	names   []string // macros, in the order of preference
}

// maxClasses is how many sets of macros are told apart; there are about twenty.
const maxClasses = 64

// systemMacros are no browsers.
var systemMacros = []string{"LINUX", "MACINTOSH", "WINDOWS"}

// split finds the classes: browsers with the same macros are one.
func (t *targets) split() {
	t.classes, t.defined = map[compat.Agent][]int{}, map[string]uint64{}
	for _, name := range ua.MacroNames() {
		if !slices.Contains(systemMacros, name) {
			t.names = append(t.names, name)
		}
	}
	known := map[ua.Macros]int{}
	supported := ua.Supported()
	for _, a := range t.list {
		for _, text := range userAgents(a, supported) {
			m, err := ua.ServletMacros(text)
			if err != nil {
				continue
			}
			class, ok := known[m]
			if !ok {
				if class = len(known); class == maxClasses {
					continue
				}
				known[m] = class
				t.define(class, m)
			}
			if !slices.Contains(t.classes[a], class) {
				t.classes[a] = append(t.classes[a], class)
			}
		}
	}
}

func (t *targets) define(class int, m ua.Macros) {
	t.all |= 1 << class
	for _, name := range t.names {
		if m.Has(name) {
			t.defined[name] |= 1 << class
		}
	}
}

// macros returns the macros under which the agents get something: together they
// define one of them in each browser, and in as few others as possible. None means
// that it is for all.
func (t *targets) macros(agents compat.List) []string {
	t.once.Do(t.split)
	var need uint64
	for _, a := range agents {
		if len(t.classes[a]) == 0 {
			return nil // nobody knows what the servlet takes it for
		}
		for _, c := range t.classes[a] {
			need |= 1 << c
		}
	}
	if need == t.all {
		return nil
	}
	var out []string
	for left := need; left != 0; {
		best, bestRank := "", -1
		for _, name := range t.names {
			covers := bits.OnesCount64(t.defined[name] & left)
			if covers == 0 {
				continue
			}
			// Whom it should not be for counts most.
			rank := maxClasses*(maxClasses-bits.OnesCount64(t.defined[name]&^need)) + covers
			if rank > bestRank {
				best, bestRank = name, rank
			}
		}
		if best == "" {
			return nil // a class without macros: it can only get what all get
		}
		out = append(out, best)
		left &^= t.defined[best]
	}
	return t.withoutSpare(out, need)
}

// withoutSpare leaves out the macros whose browsers all get it by the others.
func (t *targets) withoutSpare(macros []string, need uint64) []string {
	for i := 0; i < len(macros); {
		left := need
		for k, m := range macros {
			if k != i {
				left &^= t.defined[m]
			}
		}
		if left == 0 {
			macros = slices.Delete(macros, i, i+1)
		} else {
			i++
		}
	}
	return macros
}

// templates are the User-Agents of the browsers that ua knows in no version; V is
// the version.
var templates = map[string][]string{
	"ie":               {"Mozilla/5.0 (compatible; MSIE V.0; Windows NT 6.1; Trident/5.0)"},
	"opera":            {"Opera/9.80 (Windows NT 6.1; U; en) Presto/2.10 Version/V"},
	"opera_android":    {"Opera/9.80 (Android; U; en) Presto/2.10 Version/V"},
	"webview_android":  {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/V.0.0.0 Mobile Safari/537.36"},
	"webview_ios":      {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"},
	"opera_android_15": {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.0.0 Mobile Safari/537.36 OPR/V.0.0.0"},
}

// userAgents returns what a release of a browser may send, one for each system;
// supported are the browsers that ua knows.
func userAgents(a compat.Agent, supported []ua.Browser) []string {
	major, minor, _ := strings.Cut(a.Version, ".")
	key := a.Browser
	switch {
	case key == "ie" && major == "11", key == "edge" && len(major) < 3 && major < "19", key == "opera" && (len(major) > 2 || major >= "15" && len(major) == 2):
		key = ""
	case key == "opera_android" && len(major) == 2 && major >= "14":
		key = "opera_android_15"
	}
	if list := templates[key]; list != nil {
		version := a.Version
		if strings.Contains(list[0], "V.0") {
			version = major
		}
		if a.Browser == "ie" && minor != "" { // "5.5"
			return []string{strings.Replace(list[0], "V.0", a.Version, 1)}
		}
		return []string{strings.Replace(list[0], "V", version, 1)}
	}
	var out []string
	for _, b := range supported {
		if b.MDN != a.Browser || a.Browser == "edge" && (b.Key == "edge18") != (len(major) < 3 && major < "19") {
			continue
		}
		if versioned, ok := ua.Find(b.Key + "@" + a.Version); ok {
			out = append(out, versioned.UserAgent)
		} else {
			out = append(out, b.UserAgent) // Internet Explorer 11 and the old Edge
		}
	}
	return out
}
