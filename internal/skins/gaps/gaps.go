// Package gaps finds what a style sheet or a script uses that some browsers of a
// list lack, where nothing beside it serves them: no other declaration of the
// property, no prefixed sibling, no @supports around it, no test in the script.
//
// What browsers have is MDN's data, as package compat has it. A browser that has
// a feature in part, or of which the data does not say, counts as having it: a
// check that cries wolf gets switched off. Hacks are left alone, see hack.
//
// It is apart from package lint since a build can ask the same of what it has
// compiled, without a servlet.
package gaps

import (
	"cmp"
	"slices"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A Kind says what sort of thing is lacking.
type Kind string

// The kinds of Gap.
const (
	Property Kind = "property" // of a declaration
	Value    Kind = "value"    // a keyword, a unit or a notation in a value
	Function Kind = "function" // in a value
	Selector Kind = "selector" // a pseudo-class or the like: the whole rule is lost
	AtRule   Kind = "at-rule"  // the whole block is lost
	Media    Kind = "media"    // a media feature: the query never matches
	Prefix   Kind = "prefix"   // what browsers have under a name that is not there
	API      Kind = "api"      // of a script
)

// A Gap is one use of a feature that some browsers lack.
type Gap struct {
	Kind     Kind
	Feature  string // MDN's name: "css.properties.display.grid"; "" for a Selector of one engine that the data does not have
	Written  string // how it stands there: "display: grid"
	Span     source.Span
	Browsers compat.List // who lack it and get nothing in its place
}

// A Checker looks for the gaps of one list of browsers. It keeps what it has
// looked up, so one for many sheets is fast; it is not safe for concurrent use.
type Checker struct {
	list  compat.List
	all   set
	ie    set
	touch set               // of phones and tablets
	named map[[2]string]set // feature and name → who have it under that name
	any   map[string]set    // feature → who have it under whatever name
}

// NewChecker returns a checker for the browsers of the list.
func NewChecker(browsers compat.List) *Checker {
	return &Checker{
		list: browsers,
		all:  setOf(browsers, func(compat.Agent) bool { return true }),
		ie:   setOf(browsers, func(a compat.Agent) bool { return a.Browser == "ie" }),
		touch: setOf(browsers, func(a compat.Agent) bool {
			b := compat.BrowserByID(a.Browser)
			return b != nil && b.Mobile
		}),
		named: map[[2]string]set{},
		any:   map[string]set{},
	}
}

// Sheet returns the gaps of a style sheet, sorted by place. The sheet is as
// browsers get it: CSS, be it with hacks, and neither LESS nor a skin's template.
func (c *Checker) Sheet(f *source.File) []Gap {
	s := &sheet{Checker: c, statements: css.Scan(f), reach: map[*css.Statement]set{}}
	s.findSiblings()
	blocks := map[*css.Statement][]*css.Statement{}
	var order []*css.Statement
	for _, st := range s.statements {
		if st.Kind != css.Declaration {
			s.reach[st] = s.enter(st)
			continue
		}
		if blocks[st.Parent] == nil {
			order = append(order, st.Parent)
		}
		blocks[st.Parent] = append(blocks[st.Parent], st)
	}
	for _, rule := range order {
		s.block(rule, blocks[rule])
	}
	slices.SortStableFunc(s.gaps, func(a, b Gap) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return s.gaps
}

// sheet is the check of one sheet.
type sheet struct {
	*Checker
	statements []*css.Statement
	served     map[string]set         // rule or selector by the features' own names → who know one that means it
	reach      map[*css.Statement]set // of rules: who read what is in them
	gaps       []Gap
}

// reaches returns who read the block of a rule; all read what is in none.
func (s *sheet) reaches(rule *css.Statement) set {
	if rule == nil {
		return s.all
	}
	if r, ok := s.reach[rule]; ok {
		return r
	}
	return s.reaches(rule.Parent) // a block without anything before its brace
}

// report adds what some lack of a need. Who have it under another name lack but
// that; what goes by a name for one engine is meant for that engine, and others
// that have no such thing at all do not miss it.
func (s *sheet) report(n need, lacking set) {
	if n.feature == "" {
		return
	}
	if other := lacking.and(n.any); !other.empty() {
		s.gaps = append(s.gaps, Gap{Prefix, n.feature, n.written, n.span, other.in(s.list)})
	}
	if never := lacking.minus(n.any); !never.empty() && !n.special {
		s.gaps = append(s.gaps, Gap{n.kind, n.feature, n.written, n.span, never.in(s.list)})
	}
}

// A need is something that a stretch of text depends on.
type need struct {
	kind    Kind
	feature string // "" if the data does not have it
	written string
	span    source.Span
	knows   set  // who have it under the name that is written
	any     set  // who have it under whatever name
	special bool // the name is one for an engine, not the feature's own
}
