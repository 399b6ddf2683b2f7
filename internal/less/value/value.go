package value

import (
	"strings"
)

// A Value is what an expression evaluates to. Values never change once made:
// they are shared between the places that use a variable.
type Value interface{ IsValue() }

// A Number is a number with a unit: "10px", "50%", "2". An operation can give it
// several units, of which only one is printed.
type Number struct {
	Val  float64
	Unit string // "" for none; of several, the one that is printed
	more *units // nil: Unit, if any, is the only one
}

// A Color has channels from 0 to 255, not rounded and not clamped, and an alpha
// from 0 to 1. Its form is the text it was written as, which is printed as it is;
// or "rgb", "rgba", "hsl" or "hsla" for one that a function of that name made or
// that derives from such a one, since less.js prints those in kind; or "".
type Color struct {
	RGB   [3]float64
	Alpha float64
	form  string
}

// A Quoted is a string; without quotes (~"x") it is Escaped.
type Quoted struct {
	Quote   byte // '"' or '\''; 0 for text that never had quotes
	Text    string
	Escaped bool
	At      Place
}

// A Keyword is a bare word: solid, true, inherit.
type Keyword struct{ Text string }

// An Anonymous is text that is printed as it is. The empty one is an empty result.
type Anonymous struct {
	Text string
	At   Place
}

// A List is two or more values, separated by spaces or commas. A list of lists
// has commas outside: "a b, c d".
type List struct {
	Items   []Value
	Comma   bool
	NoSpace bool // printed without spaces in between: "(a>b)"
	state   listState
	extent  extent
}

// A URL is url(…); its content is a *Quoted or an *Anonymous.
type URL struct {
	Content Value
	At      Place
	extent  extent
}

// A CSSCall is a function call that is left to the browser.
type CSSCall struct {
	Name   string
	Args   []Value
	At     Place
	extent extent
}

// A Paren is a value in parentheses that are printed.
type Paren struct {
	Value   Value
	NoSpace bool // nothing between it and the word before
	extent  extent
}

// An Operation is X op Y that was not calculated, since math was off.
type Operation struct {
	Op     string // + - * / ./
	X, Y   Value
	Spaced bool
	extent extent
}

// A Negative is -X of a value that was not calculated.
type Negative struct {
	Value  Value
	extent extent
}

// An Assignment is key=value, an argument of Microsoft's filters.
type Assignment struct {
	Key    string
	Value  Value
	extent extent
}

// A Truth is the result of a condition; it is an argument of boolean() and if().
type Truth bool

// An Other is a node that a script made and that is no value. Where a value is
// wanted it is nothing; as a statement it is an error that names Kind, which is
// less.js's word for it.
type Other struct {
	Kind string
	Name string // of the function, for a "Call"
}

// IsValue marks the type as a value.
func (*Other) IsValue() {}

// Spell makes c the colour that is written so, and returns it. It prints as written.
func (c *Color) Spell(text string) *Color {
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		c.RGB, c.Alpha, _ = parseHex(digits)
	} else {
		c.RGB, c.Alpha, _ = colorKeyword(text)
	}
	c.form = text
	return c
}

// Form returns the text that the colour was written as, or the name of the
// function that it prints as, or "".
func (c *Color) Form() string { return c.form }

// WithForm returns the colour with that form.
func (c *Color) WithForm(form string) *Color { return &Color{c.RGB, c.Alpha, form} }

// IsValue marks the type as a value.
func (*Number) IsValue() {}

// IsValue marks the type as a value.
func (*Color) IsValue() {}

// IsValue marks the type as a value.
func (*Quoted) IsValue() {}

// IsValue marks the type as a value.
func (*Keyword) IsValue() {}

// IsValue marks the type as a value.
func (*Anonymous) IsValue() {}

// IsValue marks the type as a value.
func (*List) IsValue() {}

// IsValue marks the type as a value.
func (*URL) IsValue() {}

// IsValue marks the type as a value.
func (*CSSCall) IsValue() {}

// IsValue marks the type as a value.
func (*Paren) IsValue() {}

// IsValue marks the type as a value.
func (*Operation) IsValue() {}

// IsValue marks the type as a value.
func (*Negative) IsValue() {}

// IsValue marks the type as a value.
func (*Assignment) IsValue() {}

// IsValue marks the type as a value.
func (Truth) IsValue() {}

var (
	keywordTrue  = &Keyword{"true"}
	keywordFalse = &Keyword{"false"}
)

// Bool returns the word true or false.
func Bool(b bool) Value {
	if b {
		return keywordTrue
	}
	return keywordFalse
}

// Items returns the items of a list; ok is false for anything else.
func Items(v Value) (items []Value, ok bool) {
	if l, isList := v.(*List); isList {
		return l.Items, true
	}
	return nil, false
}

// Text returns the text that JavaScript code finds in the value property of a
// node: the content of a string, a word, the form of a colour, and "" where there
// is none.
func Text(v Value) string {
	switch v := v.(type) {
	case *Quoted:
		return v.Text
	case *Keyword:
		return v.Text
	case *Anonymous:
		return v.Text
	case *Color:
		return v.form
	case *Number:
		return string(appendJS(nil, v.Val))
	case *List:
		parts := make([]string, len(v.Items))
		for i, item := range v.Items {
			parts[i] = Raw(item)
		}
		return strings.Join(parts, ",")
	default:
		return ""
	}
}

// A Declaration is "property: value" inside of parentheses.
type Declaration struct {
	Name      string
	Value     Value
	Important string // with its leading space: " !important"
	At        Place
	extent    extent
}

// IsValue marks the type as a value.
func (*Declaration) IsValue() {}

// A Range is a range of a media query, "400px <= width <= 700px".
type Range struct {
	X, Y, Z Value
	Op, Op2 string
	extent  extent
}

// IsValue marks the type as a value.
func (*Range) IsValue() {}

// A Comment is a comment among values.
type Comment struct{ Text string }

// IsValue marks the type as a value.
func (*Comment) IsValue() {}
