// Package breakage holds what goes wrong in the web client because one of its
// layers takes a browser for another. Each rule names the lines of the vendor
// that consume the wrong answer and what of ours mends it.
//
// The lines are those of release 10.1.3; a test holds them against the vendor's
// tree. They were found by running the vendor's code on known User-Agents.
package breakage

import (
	"slices"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
)

// Release is the release of Zimbra whose lines the rules name.
const Release = "10.1.3"

// Severity says how much a rule hurts: "high" loses a function or sends somebody
// to the wrong client, "medium" takes something away, "low" is a nuisance or a
// wrong number, "info" waits for somebody to trust the answer.
type Severity string

// The severities, worst first.
const (
	High   Severity = "high"
	Medium Severity = "medium"
	Low    Severity = "low"
	Info   Severity = "info"
)

// Rank returns 0 for High and counts up; an unknown severity comes last.
func (s Severity) Rank() int {
	all := []Severity{High, Medium, Low, Info}
	if i := slices.Index(all, s); i >= 0 {
		return i
	}
	return len(all)
}

// Certainty says how sure it is that a rule holds for an agent.
type Certainty string

// The certainties; "" means that a rule does not hold.
const (
	Certain   Certainty = "certain"
	Possible  Certainty = "possible"  // the User-Agent does not tell, the browser does
	Announced Certainty = "announced" // not yet by the data, but its makers have said so
)

// A Rule is one misclassification and what follows from it.
type Rule struct {
	ID        string     `json:"id"`
	Severity  Severity   `json:"severity"`
	Layers    []string   `json:"layers"` // which give the wrong answer: servlet, taglib, client
	Title     string     `json:"title"`  // what is taken for what
	Impact    string     `json:"impact"` // what the user, or who reads the logs, has of it
	Consumers []Consumer `json:"consumers,omitempty"`
	Mends     []Mend     `json:"mends,omitempty"`    // of ours; empty: nothing does
	Features  []string   `json:"features,omitempty"` // by MDN's names, on which it depends too

	holds func(*ua.Subject) Certainty
}

// A Consumer is a place in the vendor's code that acts on the wrong answer. File
// is its path below the web application, as installed.
type Consumer struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Asks string `json:"asks"` // the flag, property or macro in that line
}

// A Mend is something that this project injects and that repairs a rule. Kind is
// "fix" (a file of overrides/fixes) or "feature" (of overrides/features).
type Mend struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Whole bool   `json:"whole"` // false: only a part of it
}

// has returns how far the browser has a feature of the web platform.
func has(s *ua.Subject, feature string) compat.State {
	return compat.Support(feature, s.Browser, s.Version).State
}

// A Hit is a rule that holds for an agent.
type Hit struct {
	*Rule
	Certainty Certainty `json:"certainty"`
}

// Of returns the rules that hold for an agent, the worst first, those of one
// severity in the order of Rules.
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

// Rules returns all rules. Do not change what they point to.
func Rules() []Rule { return slices.Clone(rules) }

// Find returns the rule of that id.
func Find(id string) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}
