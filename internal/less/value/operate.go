package value

import (
	"fmt"
	"slices"
	"strings"
)

// Operate calculates x op y as less.js does for values of any type, math being on;
// keep reports whether a division that was not calculated may stay in the result, which
// is then nil.
func Operate(op string, x, y Value, strictUnits, keep bool) (Value, error) {
	if op == "./" {
		op = "/"
	}
	a, aNum := x.(*Number)
	b, bNum := y.(*Number)
	if aNum && bNum {
		return operateNumbers(op[0], a, b, strictUnits)
	}
	ac, aCol := x.(*Color)
	bc, bCol := y.(*Color)
	switch {
	case aNum && bCol:
		ac, aCol = grey(a), true
	case aCol && bNum:
		bc, bCol = grey(b), true
	}
	if aCol && bCol {
		return operateColors(op[0], ac, bc), nil
	}
	if left, ok := x.(*Operation); ok && left.Op == "/" && keep {
		return nil, nil
	}
	return nil, &Failure{"Operation", "Operation on an invalid type"}
}

func grey(n *Number) *Color { return &Color{RGB: [3]float64{n.Val, n.Val, n.Val}, Alpha: 1} }

func calculate(op byte, a, b float64) float64 {
	switch op {
	case '+':
		return a + b
	case '-':
		return a - b
	case '*':
		return a * b
	default:
		return a / b
	}
}

func operateColors(op byte, a, b *Color) *Color {
	out := &Color{Alpha: float64(a.Alpha*(1-b.Alpha)) + b.Alpha}
	for i := range out.RGB {
		out.RGB[i] = calculate(op, a.RGB[i], b.RGB[i])
	}
	return out
}

func operateNumbers(op byte, a, b *Number, strictUnits bool) (Value, error) {
	if a.more == nil && b.more == nil {
		// The usual cases, without allocating lists of units.
		switch {
		case a.Unit == b.Unit && (op == '+' || op == '-'), b.Unit == "" && a.Unit == "", b.Unit == "":
			return numberLike(calculate(op, a.Val, b.Val), a)
		case a.Unit == "" && op != '/':
			return numberLike(calculate(op, a.Val, b.Val), b)
		}
	}
	if op == '+' || op == '-' {
		return addNumbers(op, a, b, strictUnits)
	}
	u, v := a.cloned(), b.units()
	if u.size()+v.size() > maxUnits {
		return nil, &Failure{"Limit", fmt.Sprintf("a number has more than %d bytes of units (the limit on units)", maxUnits)}
	}
	if op == '/' {
		v.num, v.den = v.den, v.num
	}
	u.num = slices.Concat(u.num, v.num)
	u.den = slices.Concat(u.den, v.den)
	u.cancel()
	return number(calculate(op, a.Val, b.Val), u)
}

// numberLike is a number with the unit of another.
func numberLike(v float64, n *Number) (Value, error) {
	if v != v {
		return number(v, units{})
	}
	return &Number{Val: v, Unit: n.Unit, more: n.more}, nil
}

// addNumbers adds or subtracts; the result has the unit of a or, if a has none, of b.
func addNumbers(op byte, a, b *Number, strictUnits bool) (Value, error) {
	u := a.cloned()
	if a.unitless() {
		backup := u.backup
		u = b.cloned()
		if backup != "" {
			u.backup = backup
		}
		return number(calculate(op, a.Val, b.Val), u)
	}
	if len(b.units().num) == 0 && len(u.den) == 0 {
		return number(calculate(op, a.Val, b.Val), u)
	}
	b = b.convert(a.usedUnits())
	if strictUnits && b.unitText() != a.unitText() {
		return nil, &Failure{"Syntax", "Incompatible units. Change the units or use the unit function. Bad units: '" +
			a.unitText() + "' and '" + b.unitText() + "'."}
	}
	return number(calculate(op, a.Val, b.Val), u)
}

// A Comparison is the result of comparing two values.
type Comparison int8

// What Compare returns.
const (
	Incomparable Comparison = iota // not even equal
	Lesser                         // the first is less
	Equal                          // both are equal
	Greater                        // the first is greater
)

func (c Comparison) flipped() Comparison {
	switch c {
	case Lesser:
		return Greater
	case Greater:
		return Lesser
	}
	return c
}

func equalIf(b bool) Comparison {
	if b {
		return Equal
	}
	return Incomparable
}

// Compare compares two values as guards do: by the rules of the type that has some, a
// string or a text before all others; values of other types by their parts.
func Compare(a, b Value) Comparison {
	switch b.(type) {
	case *Quoted, *Anonymous:
		return compareTo(b, a).flipped()
	}
	switch a.(type) {
	case *Quoted, *Anonymous, *Number, *Color:
		return compareTo(a, b)
	}
	switch b.(type) {
	case *Number, *Color:
		return compareTo(b, a).flipped()
	}
	return compareItems(a, b)
}

// compareTo compares by the rules of a's type.
func compareTo(a, b Value) Comparison {
	switch a := a.(type) {
	case *Number:
		if n, ok := b.(*Number); ok {
			return compareNumbers(a, n)
		}
		return Incomparable
	case *Color:
		c, ok := b.(*Color)
		return equalIf(ok && a.RGB == c.RGB && a.Alpha == c.Alpha)
	case *Quoted:
		if q, ok := b.(*Quoted); ok && !a.Escaped && !q.Escaped {
			return [...]Comparison{Lesser, Equal, Greater}[strings.Compare(a.Text, q.Text)+1]
		}
	}
	return equalIf(Raw(a) == Raw(b))
}

func compareNumbers(a, b *Number) Comparison {
	if !a.unitless() && !b.unitless() && (a.more != nil || b.more != nil || a.Unit != b.Unit) {
		a, b = a.unified(), b.unified()
		if !strings.EqualFold(a.unitText(), b.unitText()) {
			return Incomparable
		}
	}
	switch {
	case a.Val < b.Val:
		return Lesser
	case a.Val == b.Val:
		return Equal
	case a.Val > b.Val:
		return Greater
	}
	return Incomparable
}

// compareItems compares values of one type that have no order of their own.
func compareItems(a, b Value) Comparison {
	switch a := a.(type) {
	case *Keyword:
		k, ok := b.(*Keyword)
		return equalIf(ok && a.Text == k.Text)
	case *List:
		l, ok := b.(*List)
		if !ok || l.Comma != a.Comma || len(l.Items) != len(a.Items) {
			return Incomparable
		}
		for i := range a.Items {
			if Compare(a.Items[i], l.Items[i]) != Equal {
				return Incomparable
			}
		}
		return Equal
	case *Paren:
		p, ok := b.(*Paren)
		return equalIf(ok && a.Value == p.Value)
	case *CSSCall: // less.js compares nothing of calls and operations but their type
		_, ok := b.(*CSSCall)
		return equalIf(ok)
	case *Operation:
		_, ok := b.(*Operation)
		return equalIf(ok)
	case interface{ IsRuleset() }: // nor of blocks
		_, ok := b.(interface{ IsRuleset() })
		return equalIf(ok)
	}
	return Incomparable
}

// CheckText returns the error of the text of a value, where comparing two values compares
// their texts.
func CheckText(a, b Value) error {
	for range 2 {
		switch a.(type) {
		case *Quoted, *Anonymous:
			if _, err := CSS(b); err != nil {
				return err
			}
		}
		a, b = b, a
	}
	return nil
}
