package value

func typeFuncs() map[string]Func {
	return map[string]Func{
		"isnumber":     isA(func(v Value) bool { _, ok := v.(*Number); return ok }),
		"iscolor":      isA(func(v Value) bool { _, ok := v.(*Color); return ok }),
		"isstring":     isA(func(v Value) bool { _, ok := v.(*Quoted); return ok }),
		"iskeyword":    isA(func(v Value) bool { _, ok := v.(*Keyword); return ok }),
		"isurl":        isA(func(v Value) bool { _, ok := v.(*URL); return ok }),
		"isruleset":    isA(func(v Value) bool { _, ok := v.(interface{ IsRuleset() }); return ok }),
		"ispixel":      hasUnit("px"),
		"isem":         hasUnit("em"),
		"ispercentage": hasUnit("%"),
		"isunit":       fnIsUnit,
	}
}

func isA(test func(Value) bool) Func {
	return func(_ *Call, args []Value) (Value, error) {
		return Bool(len(args) > 0 && test(args[0])), nil
	}
}

func hasUnit(name string) Func {
	return isA(func(v Value) bool {
		n, ok := v.(*Number)
		return ok && n.hasUnit(name)
	})
}

func fnIsUnit(c *Call, args []Value) (Value, error) {
	if len(args) < 2 {
		return nil, argumentError("missing the required second argument to isunit.")
	}
	switch u := args[1].(type) {
	case *Keyword, *Quoted, *Anonymous:
		return hasUnit(Text(u))(c, args)
	case *Color: // a unit is never named like one
		return Bool(false), nil
	}
	return nil, argumentError("Second argument to isunit should be a unit or a string.")
}
