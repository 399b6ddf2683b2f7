package value

import (
	"math"
	"strings"
	"unsafe"
)

func mathFuncs() map[string]Func {
	return map[string]Func{
		"ceil":  unary(math.Ceil, nil, false),
		"floor": unary(math.Floor, nil, false),
		"sqrt":  unary(math.Sqrt, nil, true),
		"abs":   unary(math.Abs, nil, true),
		"sin":   unary(math.Sin, &units{}, true),
		"cos":   unary(math.Cos, &units{}, true),
		"tan":   unary(math.Tan, &units{}, true),
		"asin":  unary(math.Asin, unitNamed("rad"), true),
		"acos":  unary(math.Acos, unitNamed("rad"), true),
		"atan":  unary(math.Atan, unitNamed("rad"), true),

		"percentage": unary(func(v float64) float64 { return v * 100 }, unitNamed("%"), false),
		"round":      fnRound,
		"pi":         func(*Call, []Value) (Value, error) { return plain(math.Pi) },
		"mod":        fnMod,
		"pow":        fnPow,
		"min":        func(c *Call, args []Value) (Value, error) { return minMax(c, args, "min") },
		"max":        func(c *Call, args []Value) (Value, error) { return minMax(c, args, "max") },
		"convert":    fnConvert,
		"unit":       fnUnit,
		"get-unit":   fnGetUnit,
	}
}

// unary is a function of one number. With a unit given, lengths, times and angles
// are converted to px, s and rad first and the result has that unit; nil keeps the
// unit. inCSS says that browsers know the function, so that var() and the like may
// be left to them.
func unary(f func(float64) float64, result *units, inCSS bool) Func {
	return func(_ *Call, args []Value) (Value, error) {
		n, ok := argNumber(args, 0)
		if !ok {
			if inCSS && len(args) > 0 {
				if _, isCall := args[0].(*CSSCall); isCall {
					return nil, nil
				}
			}
			return nil, argumentError("argument must be a number")
		}
		if result == nil {
			return number(f(n.Val), n.units())
		}
		return number(f(n.unified().Val), *result)
	}
}

func argNumber(args []Value, i int) (*Number, bool) {
	if i >= len(args) {
		return nil, false
	}
	n, ok := args[i].(*Number)
	return n, ok
}

func fnRound(_ *Call, args []Value) (Value, error) {
	decimals := 0.0
	if len(args) > 1 {
		d, err := numericArg(args, 1)
		if err != nil {
			return nil, err
		}
		decimals = math.Trunc(d)
	}
	n, ok := argNumber(args, 0)
	switch {
	case !ok:
		return nil, argumentError("argument must be a number")
	case math.IsNaN(decimals):
		decimals = 0
	case decimals < 0 || decimals > 100:
		return nil, runtimeError("toFixed() digits argument must be between 0 and 100")
	}
	return number(leadingFloat(toFixed(n.Val, int(decimals))), n.units())
}

func fnMod(_ *Call, args []Value) (Value, error) {
	a, err := numericArg(args, 0)
	if err != nil {
		return nil, err
	}
	b, err := numericArg(args, 1)
	if err != nil {
		return nil, err
	}
	var u units
	if n, ok := args[0].(*Number); ok {
		u = n.units()
	}
	return number(math.Mod(a, b), u)
}

func fnPow(_ *Call, args []Value) (Value, error) {
	x, ok := argNumber(args, 0)
	y, also := argNumber(args, 1)
	if !ok || !also {
		return nil, argumentError("arguments must be numbers")
	}
	v := math.Pow(x.Val, y.Val)
	if math.Abs(x.Val) == 1 && math.IsInf(y.Val, 0) {
		v = math.NaN() // ECMA-262 departs from IEEE 754 here
	}
	return number(v, x.units())
}

// minMax is min() and max(). If all arguments are numbers whose units convert into each
// other, it returns the smallest or largest one; otherwise the call stays in the CSS.
func minMax(c *Call, args []Value, name string) (Value, error) {
	var order []*Number
	index := map[string]int{}
	var shared, firstUnit string // the unified unit all have in common, and the first one as written
	for queue := args; len(queue) > 0; queue = queue[1:] {
		n, ok := queue[0].(*Number)
		if !ok {
			items, isList := Items(queue[0])
			if !isList {
				return nil, nil
			}
			if err := c.host.Spend(len(queue) + len(items)); err != nil {
				return nil, err
			}
			c.host.Take((len(queue) + len(items)) * int(unsafe.Sizeof(items[0])))
			queue = append(append([]Value{}, queue...), items...)
			continue
		}
		unified := n.unifiedAs(firstUnit)
		u := unified.unitText()
		if u == "" && shared != "" {
			u = shared
		}
		if u != "" && (shared == "" || len(order) > 0 && order[0].unified().unitText() == "") {
			shared = u
		}
		if u != "" && firstUnit == "" {
			firstUnit = n.unitText()
		}
		at, seen := index[""]
		if !seen || u == "" || u != shared {
			at, seen = index[u]
		}
		if !seen {
			if shared != "" && u != shared {
				return nil, nil
			}
			index[u] = len(order)
			order = append(order, n)
			continue
		}
		ref := order[at].unifiedAs(firstUnit)
		if name == "min" && unified.Val < ref.Val || name == "max" && unified.Val > ref.Val {
			order[at] = n
		}
	}
	switch len(order) {
	case 0:
		return nil, nil
	case 1:
		return order[0], nil
	}
	parts := make([]string, len(order))
	for i, n := range order {
		text, err := c.CSS(n)
		if err != nil {
			return nil, nil
		}
		parts[i] = text
	}
	return &Anonymous{Text: name + "(" + strings.Join(parts, string(AppendComma(nil, c.style))) + ")"}, nil
}

// unifiedAs is unified, but a number without a unit counts as one of unit u.
func (n *Number) unifiedAs(u string) *Number {
	if u != "" && n.unitText() == "" {
		return newNumber(n.Val, *unitNamed(u)).unified()
	}
	return n.unified()
}

func fnConvert(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("convertTo")
	}
	if len(args) == 1 {
		return nil, missing("value")
	}
	n, ok := args[0].(*Number)
	if !ok {
		return nil, runtimeError("val.convertTo is not a function")
	}
	return n.convertTo(Text(args[1])), nil
}

func fnUnit(c *Call, args []Value) (Value, error) {
	n, ok := argNumber(args, 0)
	if !ok {
		hint := ""
		if len(args) > 0 {
			if _, isOp := args[0].(*Operation); isOp {
				hint = ". Have you forgotten parenthesis?"
			}
		}
		return nil, argumentError("the first argument to unit must be a number%s", hint)
	}
	if len(args) < 2 {
		return number(n.Val, units{})
	}
	if k, ok := args[1].(*Keyword); ok {
		return number(n.Val, *unitNamed(k.Text))
	}
	name, err := c.raw(args[1])
	if err != nil {
		return nil, err
	}
	return number(n.Val, *unitNamed(name))
}

func fnGetUnit(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("unit")
	}
	n, ok := args[0].(*Number)
	if !ok {
		return &Anonymous{}, nil
	}
	return &Anonymous{Text: n.unitText()}, nil
}

// unitNamed is the unit of that name; "" is none.
func unitNamed(name string) *units {
	if name == "" {
		return &units{}
	}
	return &units{num: []string{name}, backup: name}
}
