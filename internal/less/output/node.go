package output

import (
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/less/value"
)

// The output tree: what evaluation makes and the passes join, extend and prune
// turn into what is printed. Its nodes belong to one compilation and are changed
// by the passes; nothing of the parsed tree is in them.

// A Node is a node of the output tree.
type Node interface{ Vis() *Visibility }

// A Pool is where the nodes and their lists come from. They live as long as the
// compilation.
type Pool struct {
	Declarations  syntax.Slab[Declaration]
	Comments      syntax.Slab[Comment]
	Rulesets      syntax.Slab[Ruleset]
	Selectors     syntax.Slab[Selector]
	Variables     syntax.Slab[Variable]
	Nodes         syntax.Slab[Node]
	SelectorLists syntax.Slab[*Selector]
	Elements      syntax.Slab[Element]
	routes        syntax.Slab[route]

	pruned, own []Node // room for a pruner
}

// Slabs are all that the pool hands out from.
func (p *Pool) Slabs() syntax.Slabs {
	return syntax.Slabs{
		&p.Declarations, &p.Comments, &p.Rulesets, &p.Selectors, &p.Variables, &p.Nodes, &p.SelectorLists, &p.Elements, &p.routes,
	}
}

// Reset takes back all that the pool handed out.
func (p *Pool) Reset() {
	p.Slabs().Reset()
	clear(p.pruned[:cap(p.pruned)])
	clear(p.own[:cap(p.own)])
}

// Visibility is what became of a node that an import with (reference) brought in:
// it is printed only if something visible extends it or calls it.
type Visibility struct {
	Blocks int  // how many reference imports it is inside of
	shown  seen // set by the pass that marks what is visible
}

type seen int8

const (
	unknown seen = iota
	visible
	invisible
)

// Vis returns v itself.
func (v *Visibility) Vis() *Visibility { return v }
func (v *Visibility) blocked() bool    { return v.Blocks > 0 }

// A Ruleset is a list of nodes with selectors. A root has none and prints its
// nodes only; one inside of an at-rule becomes a root where no selector is around.
type Ruleset struct {
	Visibility
	Selectors   []*Selector
	paths       []route // selectors joined with those around them
	Rules       []Node
	Root        bool
	FirstRoot   bool // the stylesheet itself
	extendsAll  bool // holds an "&:extend", so that extends leave its own paths alone
	At          value.Place
	Undecorated bool // no line number comment, though they are on

	Source *syntax.Ruleset // what it was evaluated from
}

// A Declaration is "name: value important;".
type Declaration struct {
	Visibility
	Name      string
	Value     value.Value
	Important string // with its leading space: " !important"
	Merge     syntax.Merge
	Inline    bool // without the final ";"
	At        value.Place
}

// A Comment is a comment between statements.
type Comment struct {
	Visibility
	Text   string
	At     value.Place
	origin value.Place // for line numbers: a charset that became a comment
}

// An AtRule is any at-rule but those that merge with their kind. With simple it
// holds declarations only, which it prints itself.
type AtRule struct {
	Visibility
	Name   string
	Value  value.Value // nil for none
	Block  bool
	Simple bool
	Rules  []Node
	Rooted bool
	At     value.Place

	ownExtends []*Extend
}

// A MediaRule is @media or @container: nested in its own kind, its features are
// joined with "and", and it leaves the rules it stands in.
type MediaRule struct {
	Visibility
	Container bool
	Unmapped  bool          // made of an import: a source map says nothing of where it begins
	Features  []value.Value // separated by commas
	Rules     []Node
	At        value.Place

	ownExtends []*Extend
}

// An ImportRule is an @import that is left to the browser.
type ImportRule struct {
	Visibility
	Path     value.Value
	Features value.Value // nil for none
	At       value.Place
}

// A RawText is printed as it is: an inline import, the result of a function that
// stands where a rule may.
type RawText struct {
	Visibility
	Text  string
	Lines bool // map each of its lines, not only the first
	Block bool // counts as a rule: the declaration before it keeps its ";" in compressed output
	At    value.Place
}

// An ExtendRule is "&:extend(…);" in a body.
type ExtendRule struct {
	Visibility
	Extend *Extend
}

// A Variable is an evaluated variable. It is not printed: it stays for the
// caller of a mixin and for lookups.
type Variable struct {
	Visibility
	Name      string
	Val       value.Value
	Important string
	At        value.Place
}

// An Unprinted node is in the tree for evaluation only; other packages' nodes embed it.
type Unprinted struct{ Visibility }

// IsUnprinted marks the node as one that no text is printed for.
func (*Unprinted) IsUnprinted() {}

// A Misplaced is a node that a function returned where it cannot stand; type is
// what less.js calls it.
type Misplaced struct {
	Visibility
	Kind string // "Call", "Dimension"
	Name string // of the function, for a Call
	At   value.Place
}

// A route is a selector inside of the selectors around it, outermost first.
type route []*Selector

// A Selector is a list of elements. Guarded is one whose condition was false.
type Selector struct {
	Visibility
	Elements []Element
	Extends  []*Extend
	Off      bool // its guard was false
	empty    bool // the "&" that an at-rule makes for its own block
	weight   int  // about the bytes of its text, 0 if that is not known
	At       value.Place
	Source   *syntax.Selector // nil if it came out of an interpolation
}

// An Element is a simple selector with the combinator before it.
type Element struct {
	Comb   string  // "", " ", ">", "+", "~", "|", "||", "/deep/" …
	Text   string  // what is printed, unless it is one of the following
	Oddity *Oddity // nil for most
	At     value.Place
}

// An Oddity is what an element is that is no text; one of these is set.
type Oddity struct {
	Attr   *Attribute
	Paren  *Selector // "(…)": of several selectors each is bare, with a "," between
	Nested *Selector
	Bare   bool // nested or "," of a list in parentheses: no element of its own in less.js
}

var notOdd Oddity

// Odd returns what the element is beside its text.
func (e *Element) Odd() *Oddity {
	if e.Oddity == nil {
		return &notOdd
	}
	return e.Oddity
}

// An Attribute is "[key op value flag]".
type Attribute struct{ Key, Op, Value, Flag string }

// content is the value without its quotes, which extends compare.
func (a *Attribute) content() string {
	if n := len(a.Value); n >= 2 && (a.Value[0] == '"' || a.Value[0] == '\'') {
		return a.Value[1 : n-1]
	}
	return a.Value
}

// An Extend makes the selectors it stands on appear wherever its target does.
type Extend struct {
	Visibility
	Target *Selector
	All    bool
	At     value.Place

	id      int
	parents []int // ids of this and of those it was chained from
	self    *Selector
	found   bool
	first   bool // the first extend of its path
	owner   *Ruleset
}

func (e *Extend) clone(id int) *Extend {
	return &Extend{Visibility: Visibility{Blocks: e.Blocks, shown: e.shown}, Target: e.Target, All: e.All, At: e.At, id: id, parents: []int{id}}
}

// EmptySelectors is the "&" of the block of an at-rule.
func EmptySelectors(at value.Place) []*Selector {
	return []*Selector{{Elements: []Element{{Text: "&", At: at}}, empty: true, At: at}}
}

// JustParent reports whether the selector is a lone "&", whose rules fold into the
// rule around.
func (s *Selector) JustParent() bool {
	return !s.empty && len(s.Elements) == 1 && s.Elements[0].Text == "&" && (s.Elements[0].Comb == " " || s.Elements[0].Comb == "")
}

// derived returns a selector like s of other elements.
func (p *Pool) derived(s *Selector, elements []Element) *Selector {
	d := p.Selectors.One()
	*d = Selector{Visibility: s.Visibility, Elements: elements, Extends: s.Extends, Off: s.Off, empty: s.empty, At: s.At}
	return d
}

// copied returns a copy of s.
func (p *Pool) copied(s *Selector) *Selector {
	d := p.Selectors.One()
	*d = *s
	return d
}

// concat returns the elements of both lists.
func (p *Pool) concat(a, b []Element) []Element {
	out := p.Elements.Make(len(a) + len(b))
	copy(out[copy(out, a):], b)
	return out
}
