// Package unsupported finds features in a style sheet or script that some
// browsers of a list do not support and for which there is no alternative: no
// other declaration of the property, no prefixed sibling, no enclosing
// @supports, no test in the script.
//
// The support data is MDN's, from package compat. Partial or unknown support
// counts as support, because a check with false alarms gets switched off. Hacks
// are ignored; see hack.
//
// The package does not depend on the skin servlet, so that a build can check
// what it has compiled.
package unsupported

import (
	"cmp"
	"slices"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// A Kind is the kind of an unsupported feature.
type Kind string

// Kinds of Use.
const (
	Property Kind = "property" // of a declaration
	Value    Kind = "value"    // a keyword, a unit or a notation in a value
	Function Kind = "function" // in a value
	Selector Kind = "selector" // a pseudo-class or the like: the whole rule is lost
	AtRule   Kind = "at-rule"  // the whole block is lost
	Media    Kind = "media"    // a media feature: the query never matches
	Prefix   Kind = "prefix"   // browsers know it under a name that is missing
	API      Kind = "api"      // of a script
)

// A Use is one use of a feature that some browsers do not support.
type Use struct {
	Kind     Kind
	Feature  string // MDN's name: "css.properties.display.grid"; "" for a Selector of one engine that the data does not have
	Written  string // as written: "display: grid"
	Span     source.Span
	Browsers compat.List // browsers that lack it and have no alternative
}

// A Checker finds unsupported uses for one list of browsers. It caches its
// look-ups, so use one for many sheets. It is not safe for concurrent use.
type Checker struct {
	list  compat.List
	all   set
	ie    set
	touch set               // of phones and tablets
	named map[[2]string]set // feature and name → browsers that support it under that name
	any   map[string]set    // feature → browsers that support it under any name
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

// Sheet returns the unsupported uses in a style sheet, sorted by place. The
// sheet is CSS as browsers get it, possibly with hacks; not LESS, and not a
// skin's template.
func (c *Checker) Sheet(f *source.File) []Use {
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
	slices.SortStableFunc(s.gaps, func(a, b Use) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return s.gaps
}

// sheet is the check of one sheet.
type sheet struct {
	*Checker
	statements []*css.Statement
	served     map[string]set         // rule or selector by the features' own names → browsers that know an equivalent
	reach      map[*css.Statement]set // of rules: browsers that read the block
	gaps       []Use
}

// reaches returns the browsers that read the block of a rule; all browsers read
// top-level text.
func (s *sheet) reaches(rule *css.Statement) set {
	if rule == nil {
		return s.all
	}
	if r, ok := s.reach[rule]; ok {
		return r
	}
	return s.reaches(rule.Parent) // a block without anything before its brace
}

// report adds a use for the browsers that lack a need. A browser that supports
// it under another name lacks only the spelling. A name that is specific to one
// engine is not reported for browsers of other engines that have no such
// feature.
func (s *sheet) report(n need, lacking set) {
	if n.feature == "" {
		return
	}
	if other := lacking.and(n.any); !other.empty() {
		s.gaps = append(s.gaps, Use{Prefix, n.feature, n.written, n.span, other.in(s.list)})
	}
	if never := lacking.minus(n.any); !never.empty() && !n.special {
		s.gaps = append(s.gaps, Use{n.kind, n.feature, n.written, n.span, never.in(s.list)})
	}
}

// A need is something that a stretch of text depends on.
type need struct {
	kind    Kind
	feature string // "" if the data does not have it
	written string
	span    source.Span
	knows   set  // browsers that support it under the name written
	any     set  // browsers that support it under any name
	special bool // the name is specific to one engine
}
