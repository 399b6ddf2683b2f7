package ua

import (
	"errors"
	"math/bits"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/java"
)

// Macros is the set of preprocessor macros that the skin servlet (zm-ajax
// SkinResources.java) defines for one request. The zero value is the empty set;
// sets compare with ==. Browsers with equal sets get the same bytes.
type Macros struct{ bits uint64 }

// errNoVersion is the error for a request that fails: nothing follows "Mozilla"
// in the first token.
var errNoVersion = errors.New(`nothing follows "Mozilla" in the first word of the User-Agent: the servlet throws StringIndexOutOfBoundsException (HTTP 500)`)

// ServletMacros returns the macros that the servlet defines for a User-Agent.
// Any text is accepted; the only error is for a text on which the servlet
// itself fails with HTTP 500.
func ServletMacros(userAgent string) (Macros, error) {
	// In Java, the lower case of U+0130 is two characters, so it does not match
	// "i".
	lower := strings.ToLower(strings.ReplaceAll(userAgent, "\u0130", "i\u0307"))
	tokens := strings.FieldsFunc(lower, betweenTokens)
	if len(tokens) == 0 {
		return Macros{}, nil
	}
	a := agent{version: -1, revision: -1}
	if err := a.readProduct(tokens[0]); err != nil {
		return Macros{}, err
	}
	for len(tokens) > 0 {
		tokens = a.readToken(tokens)
	}
	var m Macros
	for i, def := range macros {
		if def.defined(&a) {
			m.bits |= 1 << i
		}
	}
	return m, nil
}

// betweenTokens reports whether r separates tokens, in the servlet and the
// bean.
func betweenTokens(r rune) bool { return r == ' ' || r == ';' || r == '(' || r == ')' }

// MacroNames returns every macro that the servlet can define, in its
// declaration order.
func MacroNames() []string {
	names := make([]string, len(macros))
	for i, def := range macros {
		names[i] = def.name
	}
	return names
}

// MacrosOf returns the set of the named macros. ok is false if the servlet
// never defines one of the names.
func MacrosOf(names ...string) (m Macros, ok bool) {
	ok = true
	for _, name := range names {
		i := macroIndex(name)
		if i < 0 {
			ok = false
			continue
		}
		m.bits |= 1 << i
	}
	return m, ok
}

var macroIndexes = func() map[string]int {
	all := map[string]int{}
	for i, def := range macros {
		all[def.name] = i
	}
	return all
}()

func macroIndex(name string) int {
	if i, ok := macroIndexes[name]; ok {
		return i
	}
	return -1
}

// Has reports whether the macro with that name is defined; letter case matters.
func (m Macros) Has(name string) bool {
	i := macroIndex(name)
	return i >= 0 && m.bits&(1<<i) != 0
}

// And returns the intersection of both sets.
func (m Macros) And(n Macros) Macros { return Macros{m.bits & n.bits} }

// Or returns the union of both sets.
func (m Macros) Or(n Macros) Macros { return Macros{m.bits | n.bits} }

// Len returns the number of macros in the set.
func (m Macros) Len() int { return bits.OnesCount64(m.bits) }

// Names returns the macros in the order of the servlet's header: the iteration
// order of a java.util.HashMap filled in declaration order.
func (m Macros) Names() []string {
	names := m.declared()
	java.HashMapOrder(names)
	return names
}

// String returns the macros sorted and joined by spaces, as in the servlet's
// cache key.
func (m Macros) String() string {
	names := m.declared()
	slices.Sort(names)
	return strings.Join(names, " ")
}

func (m Macros) declared() []string {
	var names []string
	for i, def := range macros {
		if m.bits&(1<<i) != 0 {
			names = append(names, def.name)
		}
	}
	return names
}

// agent is what the servlet reads from a User-Agent. Each rule of readToken
// overwrites version, so for Chrome it ends up as the number after "Safari/".
// As in the servlet, numbers are float32 and compared as float64, which makes
// "1.8" less than 1.8.
type agent struct {
	mozilla, compatible, opera, spoofer, webtv, iphone, hotjava, msie, trident bool
	gecko, webkit, firefox, netscape, safari, chrome, windows, mac, linux      bool

	version   float32 // -1: none
	revision  float32 // rv:, -1: none
	geckoDate float32
}

var mozillaWord = regexp.MustCompile(`[\t\n\v\f\r]*mozilla`)

// readProduct takes the version from "mozilla/5.0" in the first token.
func (a *agent) readProduct(token string) error {
	at := mozillaWord.FindStringIndex(token)
	if at == nil {
		return nil
	}
	a.mozilla = true
	// The servlet skips 8 characters from the start of the match, whether or not
	// they are white space.
	rest := []rune(token[at[0]:])
	if len(rest) < len("mozilla/") {
		return errNoVersion
	}
	a.version = parseFloat(string(rest[len("mozilla/"):]))
	return nil
}

// readToken applies the first matching rule to the first token and returns the
// remaining tokens.
func (a *agent) readToken(tokens []string) []string {
	token := tokens[0]
	for _, r := range rules {
		at := strings.Index(token, r.word)
		if at < 0 {
			continue
		}
		tokens = tokens[1:]
		number := token[at+len(r.word):]
		if r.number == nextToken {
			if len(tokens) == 0 {
				*r.flag(a) = true
				return nil
			}
			number, tokens = tokens[0], tokens[1:]
		}
		a.apply(r, number)
		return tokens
	}
	return tokens[1:]
}

func (a *agent) apply(r rule, number string) {
	if r.flag != nil {
		*r.flag(a) = true
	}
	switch r.number {
	case geckoDate:
		a.geckoDate = parseFloat(number)
	case revision:
		a.version = parseVersion(number)
		a.revision = a.version
	case ownVersion, nextToken:
		a.version = parseVersion(number)
	}
}

// numberKind says which number a rule reads.
type numberKind uint8

const (
	noNumber   numberKind = iota
	ownVersion            // the version, from the text after the word
	nextToken             // the version, from the token after this one, which no rule sees
	revision              // version and revision
	geckoDate
)

// A rule marks a User-Agent by a word in one of its tokens.
type rule struct {
	word   string
	flag   func(*agent) *bool
	number numberKind
}

// rules are tried in this order; only the first match counts.
var rules = []rule{
	{"compatible", func(a *agent) *bool { return &a.compatible }, noNumber},
	{"opera", func(a *agent) *bool { return &a.opera }, nextToken},
	{"spoofer", func(a *agent) *bool { return &a.spoofer }, noNumber},
	{"webtv", func(a *agent) *bool { return &a.webtv }, noNumber},
	{"iphone", func(a *agent) *bool { return &a.iphone }, noNumber},
	{"hotjava", func(a *agent) *bool { return &a.hotjava }, noNumber},
	{"msie", func(a *agent) *bool { return &a.msie }, nextToken},
	{"trident/", func(a *agent) *bool { return &a.trident }, noNumber},
	{"gecko/", func(a *agent) *bool { return &a.gecko }, geckoDate},
	{"applewebkit/", func(a *agent) *bool { return &a.webkit }, noNumber},
	{"rv:", nil, revision},
	{"firefox/", func(a *agent) *bool { return &a.firefox }, ownVersion},
	{"netscape6/", func(a *agent) *bool { return &a.netscape }, ownVersion},
	{"netscape/", func(a *agent) *bool { return &a.netscape }, ownVersion},
	{"safari/", func(a *agent) *bool { return &a.safari }, ownVersion},
	{"chrome/", func(a *agent) *bool { return &a.chrome }, ownVersion},
	{"windows", func(a *agent) *bool { return &a.windows }, noNumber},
	{"macintosh", func(a *agent) *bool { return &a.mac }, noNumber},
	{"mac_", func(a *agent) *bool { return &a.mac }, noNumber},
	{"linux", func(a *agent) *bool { return &a.linux }, noNumber},
}

func parseFloat(s string) float32 {
	f, ok := java.ParseFloat(s)
	if !ok {
		return -1
	}
	return f
}

var firstVersion = regexp.MustCompile(`[0-9]+\.[0-9]+`)

func parseVersion(s string) float32 {
	if v := firstVersion.FindString(s); v != "" {
		return parseFloat(v)
	}
	return parseFloat(s)
}
