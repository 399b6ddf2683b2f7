// Package breakage lists what fails in the webapp because one of its layers
// mistakes a browser for another. Each rule names the vendor's lines that act
// on the wrong answer, and the workarounds of this project.
//
// The lines are those of release 10.1.3; a test compares them with the vendor's
// tree. They were found by running the vendor's code on known User-Agents.
package breakage

import (
	"slices"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
)

// Release is the Zimbra release to which the lines in the rules refer.
const Release = "10.1.3"

// Severity is the effect of a rule: "high" breaks a function or sends users to
// the wrong client, "medium" removes something, "low" is a nuisance or a wrong
// number, and "info" has an effect only on code that trusts the wrong answer.
type Severity string

// Severities, worst first.
const (
	High   Severity = "high"
	Medium Severity = "medium"
	Low    Severity = "low"
	Info   Severity = "info"
)

// Rank returns 0 for High and counts up. An unknown severity comes last.
func (s Severity) Rank() int {
	all := []Severity{High, Medium, Low, Info}
	if i := slices.Index(all, s); i >= 0 {
		return i
	}
	return len(all)
}

// Certainty says how certain it is that a rule applies to an agent.
type Certainty string

// Certainties. "" means that a rule does not apply.
const (
	Certain   Certainty = "certain"
	Possible  Certainty = "possible"  // not decidable from the User-Agent; only the browser knows
	Announced Certainty = "announced" // today's data says no, but the browser vendor has announced it
)

// A Rule is one misclassification and its consequences.
type Rule struct {
	ID          string       `json:"id"`
	Severity    Severity     `json:"severity"`
	Layers      []string     `json:"layers"` // layers that give the wrong answer: servlet, taglib, client
	Title       string       `json:"title"`  // what is mistaken for what
	Impact      string       `json:"impact"` // effect on the user, or on whoever reads the logs
	Consumers   []Consumer   `json:"consumers,omitempty"`
	Workarounds []Workaround `json:"workarounds,omitempty"` // empty: none exists
	Features    []string     `json:"features,omitempty"`    // MDN names of features that it also depends on

	holds func(*ua.Subject) Certainty
}

// A Consumer is a place in the vendor's code that acts on the wrong answer.
// File is its path below the webapp, as installed.
type Consumer struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Asks string `json:"asks"` // the flag, property or macro that the line tests
}

// A Workaround is something that this project injects to repair the effect of a
// rule. Kind is "fix" (a file of overrides/fixes) or "feature" (of
// overrides/features).
type Workaround struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Whole bool   `json:"whole"` // false: repairs only a part of it
}

// has returns the support of a feature of the web platform by the browser.
func has(s *ua.Subject, feature string) compat.State {
	return compat.Support(feature, s.Browser, s.Version).State
}

// A Hit is a rule that applies to an agent.
type Hit struct {
	*Rule
	Certainty Certainty `json:"certainty"`
}

// Of returns the rules that apply to an agent, worst first; within a severity,
// in the order of Rules.
func Of(s *ua.Subject) []Hit {
	var hits []Hit
	for i := range rules {
		if c := rules[i].holds(s); c != "" {
			hits = append(hits, Hit{&rules[i], c})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return a.Severity.Rank() - b.Severity.Rank() })
	return hits
}

// Rules returns all rules. Do not modify what they point to.
func Rules() []Rule { return slices.Clone(rules) }

// Find returns the rule with the given id.
func Find(id string) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}
