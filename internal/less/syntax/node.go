// Package syntax turns LESS, and so CSS, text into a tree and back. It knows the
// language's form and nothing of its meaning: no variable is looked up, no file
// read. Nothing writes to a tree once Parse has returned it, so trees can be
// shared between goroutines.
package syntax

import "skinbuild/internal/source"

// A Sheet is a parsed file. File holds the text that positions refer to: the
// text parsed, without a byte order mark and with "\n" line ends.
type Sheet struct {
	File  *source.File
	Rules []Stmt
	Inner map[string]bool // names of variables that are defined in blocks, and of parameters

	verbatim []span // in order; for Format
}

// A Stmt is what can stand in a block: *Comment, *Ruleset, *Declaration,
// *MixinDef, *MixinCall, *ExtendRule, *VarCall, *CallStmt, *AtRule, *Query,
// *Import, *Plugin.
type Stmt interface{ stmt() }

// An Expr is what can stand in a value: *Number, *Color, *Keyword, *Quoted,
// *Variable, *Property, *URL, *Call, *Paren, *Operation, *Negative, *Spaces,
// *Commas, *Raw, *JavaScript, *Detached, *MixinDef, *MixinCall, *Lookup, *VarCall,
// *Assignment, *Condition, *Comment, *QueryRange, *Declaration.
type Expr interface{ expr() }

// A Comment is /* … */ or // …, with its marks. A line comment has no line end.
type Comment struct {
	Text string
	Line bool
	At   int
}

// A Ruleset is selectors and a block.
type Ruleset struct {
	Selectors []*Selector
	Rules     []Stmt
	At        int
}

// A Selector is one member of a selector list: elements with their combinators,
// then extends, then a guard.
type Selector struct {
	Elements []*Element
	Extends  []*Extend
	Guard    *Condition
	At       int
}

// An Element is a combinator and what it combines. Comb is "" where elements
// touch, " " for a descendant, else the mark itself: ">", "+", "~", "|", "^", "^^",
// "/deep/". Text is "" where there is a Part.
type Element struct {
	Comb string
	Text string // ".a", "div", "*", "&", ":hover", "(3n)", "50%"
	Part ElementPart
	At   int
}

// An ElementPart is an element that is no plain text: an interpolation (*Variable
// or *Lookup), an *Attribute, or Parens.
type ElementPart interface{ elementPart() }

func (*Variable) elementPart()  {}
func (*Lookup) elementPart()    {}
func (*Attribute) elementPart() {}
func (*Parens) elementPart()    {}

// Var returns the interpolation that the element is, nil for all else.
func (e *Element) Var() Expr {
	switch part := e.Part.(type) {
	case *Variable:
		return part
	case *Lookup:
		return part
	}
	return nil
}

// Parens are selectors in parentheses, as of :not().
type Parens struct{ Selectors []*Selector }

// An Attribute is [Key Op Value Case]; Op is "" for one without a value.
type Attribute struct {
	Key    string
	KeyVar Expr // the key, where it is an interpolation
	Op     string
	Value  Expr // *Quoted, *Keyword, *Variable or *Lookup
	Case   string
}

// An Extend is one target of :extend(). All asks for every occurrence; Option is
// the word as written ("all", "!all" or "").
type Extend struct {
	Target *Selector
	Option string
	At     int
}

// An ExtendRule is &:extend(…); as a statement.
type ExtendRule struct{ Extends []*Extend }

// A Declaration is name: value. The Name of a variable has its "@". A name with
// interpolations is "" and has Parts.
type Declaration struct {
	Name      string
	Parts     []Expr // *Keyword, *Variable, *Property or *Lookup
	Value     Expr   // any value, *Raw, *Detached or *MixinDef
	Variable  bool
	Important string // "!important" as it is written, or ""
	Inline    bool   // in parentheses, as of a media feature: printed without ";"
	Merge     Merge
	At        int
}

// Merge says how a declaration is joined with others of its name.
type Merge byte

// The merge marks, which stand between the name and the colon.
const (
	NoMerge    Merge = 0
	MergeComma Merge = '+' // +:
	MergeSpace Merge = '_' // +_:
)

// A Param is a parameter of a mixin: @a, @a: 1, @rest..., ..., or a pattern, which
// is a value without a name.
type Param struct {
	Name     string // "@a"; "" for a pattern and for "..."
	Value    Expr   // a default or a pattern
	Variadic bool
}

// A MixinDef is .name(params) when guard { … }; a name of "" is an anonymous one,
// .(params) { … }, which is a value.
type MixinDef struct {
	Name     string
	Params   []Param
	Variadic bool
	Guard    *Condition
	Rules    []Stmt
	At       int
}

// An Arg is an argument of a mixin call: value, @name: value or value... .
type Arg struct {
	Name   string
	Value  Expr
	Expand bool
}

// A MixinCall is .a > .b(args) !important.
type MixinCall struct {
	Path      []*Element
	Names     []string // the texts of Path
	Args      []Arg
	Parens    bool
	Important bool
	At        int
}

// A VarCall is @name(); which includes a detached ruleset. As the call of a Lookup
// it is the variable that is looked into.
type VarCall struct {
	Name string // with "@"
	At   int
}

// A Lookup is @map[a][@b] or .mixin()[c]. Call is a *VarCall or *MixinCall; each
// key is what stands between the brackets.
type Lookup struct {
	Call Expr
	Keys []string
	At   int
}

// A CallStmt is a function call that stands as a statement.
type CallStmt struct{ Call *Call }

// An AtRule is any at-rule but those with nodes of their own. Rooted says that
// it leaves the rules around it when it is printed.
type AtRule struct {
	Name     string // with "@"
	Value    Expr   // nil for none
	Keywords []Expr // @layer a, b;
	Rules    []Stmt
	Block    bool // has a block, be it empty
	Rooted   bool
	At       int
}

// A Query is @media or @container.
type Query struct {
	Name     string // with "@"
	Features []Expr
	Rules    []Stmt
	At       int
}

// An Import is @import. Options hold the words as written.
type Import struct {
	Path     Expr // *Quoted or *URL
	Options  []string
	Features []Expr
	At       int
}

// A Plugin is @plugin (args) path;.
type Plugin struct {
	Path Expr
	Args string
	At   int
}

// A Number is a number with its unit. Text is the number as written.
type Number struct {
	Val  float64
	Unit string
	Text string
	At   int
}

// A Color is a colour literal as written: "#fff" or a colour's name.
type Color struct {
	Text string
	At   int
}

// A Keyword is a bare word.
type Keyword struct {
	Text string
	At   int
}

// A Quoted is a string; Quote is 0 for text that has none. Escaped is ~"…". Loose
// says that a bare @name or $name inside is interpolated too.
type Quoted struct {
	Quote   byte
	Text    string
	Escaped bool
	Loose   bool
	At      int
}

// A Variable is @name or @@name.
type Variable struct {
	Name string // with its marks
	At   int
}

// A Property is $name.
type Property struct {
	Name string // with "$"
	At   int
}

// A URL is url(…); Value is *Quoted, *Variable, *Property, *Lookup or *Raw.
type URL struct {
	Value Expr
	At    int
}

// A Call is a function call.
type Call struct {
	Name string
	Args []Expr
	At   int
}

// A Paren is a value in parentheses that are printed. NoSpace says that no space
// separates it from what is before.
type Paren struct {
	X       Expr
	NoSpace bool
}

// An Operation is X Op Y. Spaced says that white space stood before Op.
type Operation struct {
	Op     string // "+", "-", "*", "/" or "./"
	X, Y   Expr
	Spaced bool
	At     int
}

// A Negative is -X.
type Negative struct{ X Expr }

// Spaces are values separated by white space, two or more unless Parens says that
// the one value stands in parentheses which ask for arithmetic. NoSpace prints none.
type Spaces struct {
	Items   []Expr
	Parens  bool
	InOp    bool // of parentheses: they are an operand
	NoSpace bool
	At      int
}

// Commas are values separated by commas, two or more.
type Commas struct {
	Items []Expr
	At    int
}

// Raw is text that is printed as it is.
type Raw struct {
	Text string
	At   int
}

// A JavaScript is an expression between backticks.
type JavaScript struct {
	Text    string
	Escaped bool
	At      int
}

// A Detached is a block as a value.
type Detached struct {
	Rules []Stmt
	At    int
}

// An Assignment is key=value in a call.
type Assignment struct {
	Key   string
	Value Expr
}

// A Condition is a comparison of two values or a combination ("and", "or") of two
// conditions.
type Condition struct {
	Op     string
	X, Y   Expr
	Negate bool
	At     int
}

// A QueryRange is a range of a media query, (400px <= width <= 700px).
type QueryRange struct {
	Op   string
	X, Y Expr
	Op2  string // "" without a second comparison
	Z    Expr
	At   int
}

func (*Comment) stmt()     {}
func (*Ruleset) stmt()     {}
func (*Declaration) stmt() {}
func (*MixinDef) stmt()    {}
func (*MixinCall) stmt()   {}
func (*ExtendRule) stmt()  {}
func (*VarCall) stmt()     {}
func (*CallStmt) stmt()    {}
func (*AtRule) stmt()      {}
func (*Query) stmt()       {}
func (*Import) stmt()      {}
func (*Plugin) stmt()      {}
func (*Lookup) stmt()      {}

func (*Number) expr()      {}
func (*Color) expr()       {}
func (*Keyword) expr()     {}
func (*Quoted) expr()      {}
func (*Variable) expr()    {}
func (*Property) expr()    {}
func (*URL) expr()         {}
func (*Call) expr()        {}
func (*Paren) expr()       {}
func (*Operation) expr()   {}
func (*Negative) expr()    {}
func (*Spaces) expr()      {}
func (*Commas) expr()      {}
func (*Raw) expr()         {}
func (*JavaScript) expr()  {}
func (*Detached) expr()    {}
func (*MixinDef) expr()    {}
func (*MixinCall) expr()   {}
func (*Lookup) expr()      {}
func (*VarCall) expr()     {}
func (*Assignment) expr()  {}
func (*Condition) expr()   {}
func (*Comment) expr()     {}
func (*QueryRange) expr()  {}
func (*Declaration) expr() {}
