package eval

import "skinbuild/internal/less/value"

// An argument, a member of a map and what a mixin returns are values already. Where
// they are used, they are evaluated again in the context of that place: "10px / 2"
// stays a division as an argument, and is calculated in "(@argument)".

// reevaluated is a value in this context. Most values are settled and stay what they
// are.
func (e *evaluator) reevaluated(v value.Value) value.Value {
	if value.Settled(v) {
		return v
	}
	return e.again1(v)
}

// asVariable is the value of a variable in this context: inside of calc() too it is
// calculated.
func (e *evaluator) asVariable(v value.Value) value.Value {
	if value.Settled(v) {
		return v
	}
	in := *e
	in.math.off = false
	return in.again1(v)
}

// again1 evaluates a value, and what is in it, once more.
func (e *evaluator) again1(v value.Value) value.Value {
	switch v := v.(type) {
	case *value.Operation:
		return e.operate(v.Op, e.again1(v.X), e.again1(v.Y), v.Spaced)
	case *value.Negative:
		return e.negate(e.again1(v.Value))
	case *value.Paren:
		return &value.Paren{Value: e.again1(v.Value), NoSpace: v.NoSpace}
	case *value.Assignment:
		return &value.Assignment{Key: v.Key, Value: e.again1(v.Value)}
	case *value.List:
		if value.Settled(v) {
			return v
		}
		return &value.List{Items: e.againAll(v.Items), Comma: v.Comma, NoSpace: v.NoSpace}
	case *value.CSSCall:
		if value.Settled(v) {
			return v
		}
		return e.callAgain(v)
	}
	return v
}

func (e *evaluator) againAll(list []value.Value) []value.Value {
	out := make([]value.Value, len(list))
	for i, v := range list {
		out[i] = e.again1(v)
	}
	return out
}
