// Package report holds the results of checks in browsers and prints them as
// text, JSON, JUnit and one self-contained HTML page.
package report

import (
	"cmp"
	"slices"
	"time"
)

// Outcome is what became of a check. The zero Outcome is NotRun, so nothing
// passes by omission.
type Outcome uint8

// The outcomes of a check.
const (
	NotRun Outcome = iota // the check could not be made; the reason says why
	Passed                // the page did what the check asks
	Failed                // it did not; the reason says what was found
)

// String returns the words that reports print.
func (o Outcome) String() string {
	switch o {
	case Passed:
		return "passed"
	case Failed:
		return "failed"
	default:
		return "not run"
	}
}

// MarshalText gives the outcome its word in JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// A Check is one question asked of one visit.
type Check struct {
	Name    string  `json:"name"`             // a stable identifier, "no-404"
	Outcome Outcome `json:"outcome"`          //
	Reason  string  `json:"reason,omitempty"` // one line: what was found, or why it was not run
}

// A Visit is one page seen by one agent in one engine, with its checks.
type Visit struct {
	Agent     string  `json:"agent"` // a short name, "Chrome 157 on Windows"
	UserAgent string  `json:"userAgent,omitempty"`
	Engine    string  `json:"engine"` // "Chromium 156.0.8078.79"; the family alone if it is absent
	Emulated  bool    `json:"emulated"`
	Page      string  `json:"page"`
	Checks    []Check `json:"checks"`
	Facts     []Fact  `json:"facts,omitempty"` // what was seen and is not judged

	Screenshot []byte        `json:"-"` // PNG; nil if none was taken
	Accepted   []byte        `json:"-"` // PNG that was accepted before, if Screenshot differs from it
	Difference []byte        `json:"-"` // PNG of the pixels that differ; nil if there is nothing to show
	Time       time.Duration `json:"-"` // how long it took; only JUnit has it, so that other forms stay equal
}

// A Fact is something seen in a visit: a computed style, a macro set. Facts of a
// group belong together: the states of all fixes.
type Fact struct {
	Group string `json:"group,omitempty"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Kind says what the visit proves: an emulated agent checks what the server and
// the scripts do with it, a real engine what the browser does.
func (v *Visit) Kind() string {
	if v.Emulated {
		return "emulated agent on " + v.Engine
	}
	return "real engine " + v.Engine
}

// Outcome is Failed if one check failed, else NotRun if one was not run or there
// is none, else Passed.
func (v *Visit) Outcome() Outcome {
	out := Passed
	for _, c := range v.Checks {
		switch {
		case c.Outcome == Failed:
			return Failed
		case c.Outcome == NotRun:
			out = NotRun
		}
	}
	if len(v.Checks) == 0 {
		return NotRun
	}
	return out
}

// A Report is a run: its visits in the order of agents and pages asked for.
type Report struct {
	Title  string   `json:"title"`
	Notes  []string `json:"notes,omitempty"` // the date of the data, limits of what was checked
	Visits []Visit  `json:"visits"`
}

// Counts is how many checks of a report ended how.
type Counts struct {
	Passed int `json:"passed"`
	Failed int `json:"failed"`
	NotRun int `json:"notRun"`
}

// Counts counts the checks of all visits.
func (r *Report) Counts() Counts {
	var n Counts
	for _, v := range r.Visits {
		for _, c := range v.Checks {
			switch c.Outcome {
			case Passed:
				n.Passed++
			case Failed:
				n.Failed++
			default:
				n.NotRun++
			}
		}
	}
	return n
}

// failure is one reason that checks failed for, with the visits it hit.
type failure struct {
	Check  string
	Reason string
	Visits []*Visit
}

// failures groups the failed checks by name and reason, the most frequent first:
// one broken script fails fifty agents and needs one repair.
func (r *Report) failures() []*failure {
	type key struct{ check, reason string }
	byKey := map[key]*failure{}
	var list []*failure
	for i := range r.Visits {
		v := &r.Visits[i]
		for _, c := range v.Checks {
			if c.Outcome != Failed {
				continue
			}
			k := key{c.Name, c.Reason}
			if byKey[k] == nil {
				byKey[k] = &failure{Check: c.Name, Reason: c.Reason}
				list = append(list, byKey[k])
			}
			byKey[k].Visits = append(byKey[k].Visits, v)
		}
	}
	slices.SortStableFunc(list, func(a, b *failure) int { return cmp.Compare(len(b.Visits), len(a.Visits)) })
	return list
}

// distinct returns the values of f over the visits, each once, in order.
func (r *Report) distinct(f func(*Visit) string) []string {
	var out []string
	seen := map[string]bool{}
	for i := range r.Visits {
		if s := f(&r.Visits[i]); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
