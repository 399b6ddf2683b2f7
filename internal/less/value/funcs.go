package value

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"skinbuild/internal/source"
)

// A Func is a function that stylesheets can call. Its arguments are evaluated. A
// nil value without an error leaves the call to the browser: it is printed with
// its evaluated arguments. An error is reported at the call.
type Func func(c *Call, args []Value) (Value, error)

// A Call is one call of a function: what the function may ask about its place.
type Call struct {
	// Name is the function's name as written.
	Name string

	host  host
	style Style
}

// A host is what a function may ask the evaluation that calls it.
type host interface {
	Lookup(name string) (Value, bool)
	ReadFile(name string) ([]byte, error)
	RewriteURL(u *URL) Value
	Function(name string) Func
	Warn(text string)
	Spend(n int) error
	Take(bytes int)
	Matching(d time.Duration) (left time.Duration)
	Place() Place
	Verbatims() *Verbatims
}

// NewCall is a call for the function of that name.
func NewCall(name string, h host, style Style) Call { return Call{name, h, style} }

// Place returns where the call stands: its file, and the offset of its first byte.
func (c *Call) Place() (f *source.File, offset int) {
	at := c.host.Place()
	return at.File, at.Offset
}

// Lookup returns the value of a variable, "@name", where the function is called.
func (c *Call) Lookup(name string) (Value, bool) { return c.host.Lookup(name) }

// Function returns the function that stylesheets call by that name where the call
// stands, nil if there is none.
func (c *Call) Function(name string) Func { return c.host.Function(strings.ToLower(name)) }

// Warn reports a warning at the call.
func (c *Call) Warn(text string) { c.host.Warn(text) }

// CSS returns a value as the stylesheet prints it.
func (c *Call) CSS(v Value) (string, error) {
	b, err := Append(nil, v, c.style, nil)
	return string(b), err
}

// text is Text, and raw is Raw, of an argument: the text counts as memory, and the
// work as steps.
func (c *Call) text(v Value) (string, error) {
	if _, ok := v.(*List); ok {
		if err := c.walk(v); err != nil {
			return "", err
		}
	}
	return Text(v), nil
}

func (c *Call) raw(v Value) (string, error) {
	if err := c.walk(v); err != nil {
		return "", err
	}
	return Raw(v), nil
}

// walk counts what a function needs that goes through all of a value.
func (c *Call) walk(v Value) error {
	weight, _ := Extent(v)
	c.host.Take(weight)
	return c.host.Spend(1 + weight/weightUnit)
}

func argumentError(format string, args ...any) error {
	return &Failure{"Argument", fmt.Sprintf(format, args...)}
}

func runtimeError(format string, args ...any) error {
	return &Failure{"Runtime", fmt.Sprintf(format, args...)}
}

// missing is the error of reading a property of an argument that was not given,
// as JavaScript words it; less.js passes that on.
func missing(property string) error {
	return runtimeError("Cannot read properties of undefined (reading '%s')", property)
}

// builtins returns the functions of the language by lower-case name, but for those
// that get their arguments unevaluated or make rulesets: if, isdefined, each and
// default belong to the evaluator.
var Builtins = sync.OnceValue(func() map[string]Func {
	all := map[string]Func{}
	for _, group := range []map[string]Func{colorFuncs(), blendFuncs(), mathFuncs(), stringFuncs(), listFuncs(), typeFuncs(), fileFuncs()} {
		for name, f := range group {
			all[name] = f
		}
	}
	return all
})

// numeric is a value where JavaScript wants a number: NaN for what is none.
func numeric(v Value) float64 {
	switch v := v.(type) {
	case *Number:
		return v.Val
	case *Color, *List, *CSSCall, *Paren:
		return math.NaN()
	default:
		text := strings.TrimSpace(Text(v))
		if n := leadingFloat(text); string(appendJS(nil, n)) == text {
			return n
		}
		return math.NaN()
	}
}

// numericArg is argument i where JavaScript wants a number.
func numericArg(args []Value, i int) (float64, error) {
	if i >= len(args) {
		return 0, missing("value")
	}
	return numeric(args[i]), nil
}

// number is a number that a function computed; less.js refuses to make one of NaN.
func number(v float64, u units) (Value, error) {
	if math.IsNaN(v) {
		return nil, runtimeError("Dimension is not a number.")
	}
	return newNumber(v, u), nil
}

// plain and percent are such numbers without a unit and in percent.
func plain(v float64) (Value, error)   { return number(v, units{}) }
func percent(v float64) (Value, error) { return number(v, units{num: []string{"%"}, backup: "%"}) }
