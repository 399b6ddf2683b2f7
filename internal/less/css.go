package less

import (
	"skinbuild/internal/less/syntax"
)

// The output tree: what evaluation makes and the passes join, extend and prune
// turn into what is printed. Its nodes belong to one compilation and are changed
// by the passes; nothing of the parsed tree is in them.

// A cssNode is a node of the output tree.
type cssNode interface{ vis() *visibility }

// A nodePool is where the nodes and their lists come from. They live as long as the
// compilation.
type nodePool struct {
	declarations  syntax.Slab[declaration]
	comments      syntax.Slab[comment]
	rulesets      syntax.Slab[ruleset]
	selectors     syntax.Slab[selector]
	variables     syntax.Slab[variableNode]
	nodes         syntax.Slab[cssNode]
	selectorLists syntax.Slab[*selector]
	elements      syntax.Slab[element]
	routes        syntax.Slab[route]
}

// visibility is what became of a node that an import with (reference) brought in:
// it is printed only if something visible extends it or calls it.
type visibility struct {
	blocks int  // how many reference imports it is inside of
	shown  seen // set by the pass that marks what is visible
}

type seen int8

const (
	unknown seen = iota
	visible
	invisible
)

// vis returns v itself.
func (v *visibility) vis() *visibility { return v }
func (v *visibility) blocked() bool    { return v.blocks > 0 }

// A ruleset is a list of nodes with selectors. A root has none and prints its
// nodes only; one inside of an at-rule becomes a root where no selector is around.
type ruleset struct {
	visibility
	selectors   []*selector
	paths       []route // selectors joined with those around them
	rules       []cssNode
	root        bool
	firstRoot   bool // the stylesheet itself
	extendsAll  bool // holds an "&:extend", so that extends leave its own paths alone
	at          place
	undecorated bool // no line number comment, though they are on

	source *syntax.Ruleset // what it was evaluated from
}

// A declaration is "name: value important;".
type declaration struct {
	visibility
	name      string
	value     Value
	important string // with its leading space: " !important"
	merge     syntax.Merge
	inline    bool // without the final ";"
	at        place
}

// A comment is a comment between statements.
type comment struct {
	visibility
	text   string
	at     place
	origin place // for line numbers: a charset that became a comment
}

// An atRule is any at-rule but those that merge with their kind. With simple it
// holds declarations only, which it prints itself.
type atRule struct {
	visibility
	name   string
	value  Value // nil for none
	block  bool
	simple bool
	rules  []cssNode
	rooted bool
	at     place

	ownExtends []*extend
}

// A mediaRule is @media or @container: nested in its own kind, its features are
// joined with "and", and it leaves the rules it stands in.
type mediaRule struct {
	visibility
	container bool
	features  []Value // separated by commas
	rules     []cssNode
	at        place

	ownExtends []*extend
}

// An importRule is an @import that is left to the browser.
type importRule struct {
	visibility
	path     Value
	features Value // nil for none
	at       place
}

// A rawText is printed as it is: an inline import, the result of a function that
// stands where a rule may.
type rawText struct {
	visibility
	text  string
	lines bool // map each of its lines, not only the first
	block bool // counts as a rule: the declaration before it keeps its ";" in compressed output
	at    place
}

// An extendRule is "&:extend(…);" in a body.
type extendRule struct {
	visibility
	extend *extend
}

// A variableNode is an evaluated variable. It is not printed: it stays for the
// caller of a mixin and for lookups.
type variableNode struct {
	visibility
	name      string
	val       Value
	important bool
	at        place
}

// An unprinted node is in the tree for evaluation only; other packages' nodes embed it.
type unprinted struct{ visibility }

func (*unprinted) IsUnprinted() {}

// A misplaced is a node that a function returned where it cannot stand; type is
// what less.js calls it.
type misplaced struct {
	visibility
	kind string // "Call", "Dimension"
	name string // of the function, for a Call
	at   place
}

// A route is a selector inside of the selectors around it, outermost first.
type route []*selector

// A selector is a list of elements. Guarded is one whose condition was false.
type selector struct {
	visibility
	elements []element
	extends  []*extend
	off      bool // its guard was false
	empty    bool // the "&" that an at-rule makes for its own block
	at       place
	source   *syntax.Selector // nil if it came out of an interpolation
}

// An element is a simple selector with the combinator before it.
type element struct {
	comb   string  // "", " ", ">", "+", "~", "|", "||", "/deep/" …
	text   string  // what is printed, unless it is one of the following
	oddity *oddity // nil for most
	at     place
}

// An oddity is what an element is that is no text; one of these is set.
type oddity struct {
	attr   *attribute
	paren  *selector // "(…)": of several selectors each is bare, with a "," between
	nested *selector
	bare   bool // nested or "," of a list in parentheses: no element of its own in less.js
}

var notOdd oddity

// odd returns what the element is beside its text.
func (e *element) odd() *oddity {
	if e.oddity == nil {
		return &notOdd
	}
	return e.oddity
}

// An attribute is "[key op value flag]".
type attribute struct{ key, op, value, flag string }

// content is the value without its quotes, which extends compare.
func (a *attribute) content() string {
	if n := len(a.value); n >= 2 && (a.value[0] == '"' || a.value[0] == '\'') {
		return a.value[1 : n-1]
	}
	return a.value
}

// An extend makes the selectors it stands on appear wherever its target does.
type extend struct {
	visibility
	target *selector
	all    bool
	at     place

	id      int
	parents []int // ids of this and of those it was chained from
	self    *selector
	found   bool
	first   bool // the first extend of its path
	owner   *ruleset
}

func (e *extend) clone(id int) *extend {
	return &extend{visibility: visibility{blocks: e.blocks, shown: e.shown}, target: e.target, all: e.all, at: e.at, id: id, parents: []int{id}}
}

// emptySelectors is the "&" of the block of an at-rule.
func emptySelectors(at place) []*selector {
	return []*selector{{elements: []element{{text: "&", at: at}}, empty: true, at: at}}
}

// justParent says whether the selector is a lone "&", whose rules fold into the
// rule around.
func (s *selector) justParent() bool {
	return !s.empty && len(s.elements) == 1 && s.elements[0].text == "&" && (s.elements[0].comb == " " || s.elements[0].comb == "")
}

func (s *selector) derived(elements []element) *selector {
	return &selector{visibility: s.visibility, elements: elements, extends: s.extends, off: s.off, empty: s.empty, at: s.at}
}
