package compat

import (
	"cmp"
	"strconv"
	"strings"
)

// A Statement says from when to when a browser has a feature in one spelling.
type Statement struct {
	Added    string // version; "" for never, "p" for a preview that is in no release
	Earlier  bool   // Added has it, and older versions may have it: nobody has looked
	Removed  string // first version without it again; "" while it lasts, "p" if a preview lacks it
	Partial  bool   // in part or with faults
	Flagged  bool   // only after the user has changed a setting
	Prefix   string // what has to stand before the name, "-webkit-"; "" for nothing
	Spelling string // the name in place of the feature's, "-ms-grid-columns"; "" for its own
}

// Plain reports whether the feature goes by its own name.
func (s Statement) Plain() bool { return s.Prefix == "" && s.Spelling == "" }

// Statements returns what the data says about a feature in a browser, the most
// relevant first; none if the data does not say, or does not know the names. A
// single statement that was never added says that the browser lacks it.
func Statements(feature, browser string) []Statement {
	cells, ok := find(feature)
	b := BrowserByID(browser)
	if !ok || b == nil {
		return nil
	}
	return parseCell(cellAt(cells, b.cell))
}

func cellAt(cells string, n int) string {
	for ; n > 0; n-- {
		_, cells, _ = strings.Cut(cells, "\t")
	}
	cell, _, _ := strings.Cut(cells, "\t")
	return cell
}

func parseCell(cell string) []Statement {
	if cell == "" {
		return nil
	}
	all := make([]Statement, 0, 1+strings.Count(cell, ","))
	for text := range strings.SplitSeq(cell, ",") {
		all = append(all, parseStatement(text))
	}
	return all
}

// parseStatement reads ADDED[-REMOVED][*][!][^PREFIX][=SPELLING], where a version
// may have a leading "≤", * means partial and ! behind a flag.
func parseStatement(text string) Statement {
	var s Statement
	text, s.Spelling, _ = strings.Cut(text, "=")
	text, s.Prefix, _ = strings.Cut(text, "^")
	text, s.Flagged = strings.CutSuffix(text, "!")
	text, s.Partial = strings.CutSuffix(text, "*")
	text, s.Removed, _ = strings.Cut(text, "-")
	s.Removed = strings.TrimPrefix(s.Removed, "≤")
	s.Added, s.Earlier = strings.CutPrefix(text, "≤")
	if s.Added == "0" {
		s.Added = ""
	}
	return s
}

// State is how far a browser has a feature.
type State uint8

const (
	Unknown State = iota // the data does not say
	No                   // not at all, or only after the user has changed a setting
	Partial              // in part or with faults
	Yes                  // all of it
)

// String returns the state in one lower-case word.
func (s State) String() string {
	return [...]string{"unknown", "no", "partial", "yes"}[s]
}

// An Answer says how far a browser has a feature, and in what spelling. Prefix
// and Spelling are those of the best that it has; both are "" for the name itself.
type Answer struct {
	State    State
	Prefix   string
	Spelling string
	Since    string // the version that brought this; "" if State is Unknown or No
}

// Support returns how far that version of a browser has a feature. A whole
// spelling goes before a partial one, and the name itself before a prefixed
// one. A version newer than the data counts as the newest in it, and a feature
// or browser that the data does not have is Unknown.
func Support(feature, browser, version string) Answer {
	return answer(Statements(feature, browser), version)
}

func answer(all []Statement, version string) Answer {
	best, unknown := Answer{State: No}, len(all) == 0
	for _, s := range all {
		a := s.at(version)
		unknown = unknown || a.State == Unknown
		if rank(a) > rank(best) {
			best = a
		}
	}
	if best.State == No && unknown {
		return Answer{}
	}
	return best
}

func rank(a Answer) int {
	r := 2 * int(a.State)
	if a.Prefix == "" && a.Spelling == "" {
		r++
	}
	return r
}

// at returns what the statement alone says about a version.
func (s Statement) at(version string) Answer {
	switch {
	case s.Added == "" || s.Added == "p" || s.Flagged:
		return Answer{State: No}
	case compareVersions(version, s.Added) < 0:
		if s.Earlier {
			return Answer{}
		}
		return Answer{State: No}
	case s.Removed != "" && s.Removed != "p" && compareVersions(version, s.Removed) >= 0:
		return Answer{State: No}
	}
	state := Yes
	if s.Partial {
		state = Partial
	}
	return Answer{state, s.Prefix, s.Spelling, s.Added}
}

// compareVersions compares dotted numbers number by number, a missing one being
// 0: "9" < "10", "15.4" < "16", "1.0" = "1". What is no number counts as 0.
func compareVersions(a, b string) int {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		if c := cmp.Compare(number(x), number(y)); c != 0 {
			return c
		}
	}
	return 0
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // 0 for what is no number, as compareVersions says
	return n
}

// Name returns what the statement calls a feature: the last part of its dotted
// name, with the prefix before it, or the spelling in place of it.
func (s Statement) Name(feature string) string {
	if s.Spelling != "" {
		return s.Spelling
	}
	return s.Prefix + feature[strings.LastIndexByte(feature, '.')+1:]
}
