package expect

import (
	"slices"
	"strings"
	"sync"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/profile"
)

const (
	yes  = "yes"
	no   = "no"
	none = "none" // an empty set, or a missing text
)

// An ask answers one question about an agent.
type ask func(p *profile.Profile) string

// plain are the questions without a variable part.
var plain = map[string]ask{
	"family":                 func(p *profile.Profile) string { return p.Identity.Family },
	"version":                func(p *profile.Profile) string { return p.Identity.Version },
	"engine":                 func(p *profile.Profile) string { return p.Identity.Engine },
	"engineVersion":          func(p *profile.Profile) string { return p.Identity.EngineVersion },
	"system":                 func(p *profile.Profile) string { return p.Identity.System },
	"systemVersion":          func(p *profile.Profile) string { return p.Identity.SystemVersion },
	"form":                   func(p *profile.Profile) string { return p.Identity.Form },
	"released":               released,
	"library.family":         func(p *profile.Profile) string { return p.Library.Family },
	"library.version":        func(p *profile.Profile) string { return p.Library.Version },
	"library.agrees":         func(p *profile.Profile) string { return truth(p.Library.Agrees) },
	"servlet":                func(p *profile.Profile) string { return set(p.Servlet.Macros) },
	"taglib":                 func(p *profile.Profile) string { return set(p.Taglib.True) },
	"taglib.version":         func(p *profile.Profile) string { return p.Taglib.Version },
	"taglib.mobileSupported": func(p *profile.Profile) string { return truth(p.Taglib.MobileSupported) },
	"client":                 func(p *profile.Profile) string { return set(p.Client.True) },
	"client.browser":         func(p *profile.Profile) string { return p.Client.Browser },
	"client.platform":        func(p *profile.Profile) string { return p.Client.Platform },
	"fixes":                  func(p *profile.Profile) string { return set(p.Scripts.Act) },
	"breaks":                 func(p *profile.Profile) string { return set(ruleIDs(p.Breaks)) },
}

// sets are the questions whose answer is a set of words, in any order.
var sets = []string{"servlet", "taglib", "client", "fixes", "breaks"}

func isSet(question string) bool { return slices.Contains(sets, question) }

func isVersion(question string) bool {
	return strings.HasSuffix(question, "ersion")
}

// family is a kind of question with a name after a dot.
type family struct {
	names func() []string
	ask   func(p *profile.Profile, name string) string
}

var families = map[string]family{
	"servlet": {ua.MacroNames, func(p *profile.Profile, name string) string { return truth(slices.Contains(p.Servlet.Macros, name)) }},
	"taglib":  {ua.BeanNames, func(p *profile.Profile, name string) string { return truth(slices.Contains(p.Taglib.True, name)) }},
	"client":  {ua.EnvNames, clientValue},
	"fixes":   {func() []string { return fixIDs() }, fixState},
	"breaks": {rulesAll, func(p *profile.Profile, name string) string {
		for _, h := range p.Breaks {
			if h.ID == name {
				return string(h.Certainty)
			}
		}
		return no
	}},
	"feature": {compat.Webmail, func(p *profile.Profile, name string) string {
		if p.Release == nil {
			return "unknown"
		}
		f := profile.Support(name, p.Release.Browser, p.Release.Version)
		if f.State == "as" {
			return "as " + f.As
		}
		return f.State
	}},
}

// known reports whether a question exists.
func known(question string) bool {
	if plain[question] != nil {
		return true
	}
	kind, name, dotted := strings.Cut(question, ".")
	f, ok := families[kind]
	return ok && dotted && (slices.Contains(f.names(), name) || kind == "feature" && compat.Known(name))
}

// questionNames returns all questions except those about features outside the
// webmail list.
func questionNames() []string {
	var list []string
	for q := range plain {
		list = append(list, q)
	}
	for kind, f := range families {
		for _, name := range f.names() {
			list = append(list, kind+"."+name)
		}
	}
	slices.Sort(list)
	return list
}

// answer returns the answer to a known question; "" becomes "none".
func answer(p *profile.Profile, question string) string {
	got := ""
	if a := plain[question]; a != nil {
		got = a(p)
	} else if kind, name, ok := strings.Cut(question, "."); ok {
		got = families[kind].ask(p, name)
	}
	// Cells of a table must not contain tabs.
	if got = strings.Join(strings.Fields(got), " "); got == "" {
		return none
	}
	return got
}

func truth(b bool) string {
	if b {
		return yes
	}
	return no
}

func set(words []string) string { return strings.Join(slices.Sorted(slices.Values(words)), " ") }

func released(p *profile.Profile) string {
	if p.Release == nil {
		return ""
	}
	return p.Release.Date
}

func clientValue(p *profile.Profile, name string) string {
	e := ua.Client(p.UserAgent)
	value := e.Value(name)
	if strings.HasPrefix(name, "is") && (value == "1" || value == "0") {
		return truth(value == "1")
	}
	return value
}

// fixIDs are the ids of the built-in fixes.
var fixIDs = sync.OnceValue(func() []string {
	all, err := profile.NewInjected(profile.OwnOverrides())
	if err != nil {
		return nil
	}
	return all.IDs()
})

func fixState(p *profile.Profile, id string) string {
	switch {
	case slices.Contains(p.Scripts.Act, id):
		return "acts"
	case slices.Contains(p.Scripts.May, id):
		return "may"
	}
	return no
}

func rulesAll() []string {
	var ids []string
	for _, r := range breakage.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

func ruleIDs(hits []breakage.Hit) []string {
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}
