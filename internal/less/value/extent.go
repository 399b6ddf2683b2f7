package value

import "math"

// A value can hold another one many times: "@b: @a @a; @c: @b @b; …" makes, in
// forty short lines, a list that nothing could print. So values that consist of
// others know their extent.

// An extent is how much there is in a value. It is computed once.
type extent struct {
	weight uint32 // in units of weightUnit bytes; 0 if it is not known yet
	depth  uint32 // how deep values nest in it
	own    bool   // it compares equal only with itself
}

// weightUnit is what a value without text weighs, in bytes.
const weightUnit = 16

// Extent returns about how many bytes the text of a value has, parts counted as often
// as they occur, and how deep values nest in it.
func Extent(v Value) (weight, depth int) {
	x := extentOf(v)
	return int(x.weight) * weightUnit, int(x.depth)
}

// HasIdentity reports whether a value compares equal only with itself: one in
// parentheses, or a list with such a one.
func HasIdentity(v Value) bool {
	switch v := v.(type) {
	case *Paren:
		return true
	case *List:
		return extentOf(v).own
	}
	return false
}

func extentOf(v Value) extent {
	switch v := v.(type) {
	case *Quoted:
		return textExtent(v.Text)
	case *Keyword:
		return textExtent(v.Text)
	case *Anonymous:
		return textExtent(v.Text)
	case *Comment:
		return textExtent(v.Text)
	case *List:
		return v.extent.of(v.Items...)
	case *CSSCall:
		return v.extent.of(v.Args...)
	case *Operation:
		return v.extent.of(v.X, v.Y)
	case *Paren:
		return v.extent.of(v.Value)
	case *Negative:
		return v.extent.of(v.Value)
	case *Assignment:
		return v.extent.of(v.Value)
	case *URL:
		return v.extent.of(v.Content)
	case *Declaration:
		return v.extent.of(v.Value)
	case *Range:
		return v.extent.of(v.X, v.Y, v.Z)
	}
	return extent{weight: 1}
}

func textExtent(text string) extent {
	return extent{weight: uint32(min(1+len(text)/weightUnit, math.MaxUint32))}
}

// of returns x, which is first computed from the parts if it is not known.
func (x *extent) of(parts ...Value) extent {
	if x.weight > 0 {
		return *x
	}
	weight, depth, own := uint64(1), uint32(0), false
	for _, p := range parts {
		in := extentOf(p)
		weight += uint64(in.weight)
		depth = max(depth, in.depth)
		own = own || HasIdentity(p)
	}
	*x = extent{uint32(min(weight, math.MaxUint32)), depth + 1, own}
	return *x
}
