package compat

import (
	"strings"

	"skinbuild/internal/versions"
)

// A Statement gives the versions of a browser that have a feature in one
// spelling.
type Statement struct {
	Added    string // version; "" for never, "p" for previews only
	Earlier  bool   // older versions than Added may have it too: not verified
	Removed  string // first version without it; "" if none, "p" if a preview lacks it
	Partial  bool   // incomplete or faulty
	Flagged  bool   // only after the user has changed a setting
	Prefix   string // prefix of the name, "-webkit-"; "" if none
	Spelling string // the name in place of the feature's, "-ms-grid-columns"; "" for its own
}

// Plain reports whether the statement is about the feature's own name.
func (s Statement) Plain() bool { return s.Prefix == "" && s.Spelling == "" }

// Statements returns the data about a feature in a browser, most relevant
// first. It is empty if the data, or the names, are unknown. A single statement
// without Added says that the browser lacks the feature.
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

// parseStatement parses ADDED[-REMOVED][*][!][^PREFIX][=SPELLING]. A version
// may begin with "≤"; * means partial support, and ! means that a setting must
// be changed.
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

// State is the extent to which a browser supports a feature.
type State uint8

const (
	Unknown State = iota // the data does not say
	No                   // not at all, or only after the user has changed a setting
	Partial              // incomplete or faulty
	Yes                  // all of it
)

// String returns the state as one lower-case word.
func (s State) String() string {
	return [...]string{"unknown", "no", "partial", "yes"}[s]
}

// An Answer is the support of a feature by a browser. Prefix and Spelling
// describe the best spelling that the browser knows; both are "" for the
// feature's own name.
type Answer struct {
	State    State
	Prefix   string
	Spelling string
	Since    string // the version that introduced this support; "" if State is Unknown or No
}

// Support returns how that version of a browser supports a feature. It prefers
// a complete spelling to a partial one, and the feature's own name to a
// prefixed one. A version newer than the data counts as the newest in it. The
// state is Unknown for a feature or browser that the data does not have.
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

// at returns the answer of this statement alone for a version.
func (s Statement) at(version string) Answer {
	switch {
	case s.Added == "" || s.Added == "p" || s.Flagged:
		return Answer{State: No}
	case versions.Compare(version, s.Added) < 0:
		if s.Earlier {
			return Answer{}
		}
		return Answer{State: No}
	case s.Removed != "" && s.Removed != "p" && versions.Compare(version, s.Removed) >= 0:
		return Answer{State: No}
	}
	state := Yes
	if s.Partial {
		state = Partial
	}
	return Answer{state, s.Prefix, s.Spelling, s.Added}
}

// Name returns the name that the statement uses for a feature: the last part of
// its dotted name with the prefix, or the spelling that replaces it.
func (s Statement) Name(feature string) string {
	if s.Spelling != "" {
		return s.Spelling
	}
	return s.Prefix + feature[strings.LastIndexByte(feature, '.')+1:]
}
