package value

import (
	"math"
	"unsafe"
)

func listFuncs() map[string]Func {
	return map[string]Func{
		"_self":   fnSelf,
		"~":       fnList,
		"extract": fnExtract,
		"length":  fnLength,
		"range":   fnRange,
	}
}

// fnSelf returns its argument.
func fnSelf(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, nil
	}
	return args[0], nil
}

func fnList(_ *Call, args []Value) (Value, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	return &List{Items: args, Comma: true}, nil
}

// fnExtract is the item at a 1-based place; anything but a list is a list of
// itself. Outside the list the call is printed.
func fnExtract(_ *Call, args []Value) (Value, error) {
	if len(args) < 2 {
		return nil, missing("value")
	}
	place, err := numericArg(args, 1)
	if err != nil {
		return nil, err
	}
	items, ok := Items(args[0])
	if !ok {
		items = args[:1]
	}
	if place != math.Trunc(place) || place < 1 || place > float64(len(items)) {
		return nil, nil
	}
	return items[int(place)-1], nil
}

func fnLength(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	if items, ok := Items(args[0]); ok {
		return plain(float64(len(items)))
	}
	return plain(1)
}

// fnRange is range(end), range(start, end) or range(start, end, step); its numbers
// have the unit of the end.
func fnRange(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	from, step, end := 1.0, 1.0, args[0]
	if len(args) > 1 {
		v, err := numericArg(args, 0)
		if err != nil {
			return nil, err
		}
		from, end = v, args[1]
	}
	if len(args) > 2 {
		v, err := numericArg(args, 2)
		if err != nil {
			return nil, err
		}
		step = v
	}
	var u units
	if n, ok := end.(*Number); ok {
		u = n.units()
	}
	to := numeric(end)
	if step <= 0 && from <= to {
		return nil, argumentError("the step of range() must be greater than 0")
	}
	var items []Value
	if to >= from {
		n := min(math.Floor((to-from)/step)+1, math.MaxInt32) // as many, give or take one
		if math.IsNaN(n) {
			n = 1 // of infinite numbers, or with a step that is not a number
		}
		if err := c.host.Spend(int(n)); err != nil {
			return nil, err
		}
		c.host.Take(int(n) * int(unsafe.Sizeof(items[0])+unsafe.Sizeof(Number{})))
		items = make([]Value, 0, int(n)+1)
	}
	for v := from; v <= to; v += step {
		if v+step == v {
			return nil, argumentError("the step of range() is too small for its numbers")
		}
		items = append(items, newNumber(v, u))
	}
	return &List{Items: items}, nil
}
