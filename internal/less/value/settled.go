package value

// Settled reports whether a value is the same in every context. One that holds an
// operation that was not calculated is not: "10px / 2" is calculated once it is used
// in parentheses.
func Settled(v Value) bool {
	switch v := v.(type) {
	case *List:
		return v.settled()
	case *Operation, *Negative:
		return false
	case *Paren:
		return Settled(v.Value)
	case *CSSCall:
		return allSettled(v.Args)
	case *Assignment:
		return Settled(v.Value)
	}
	return true
}

// listState is what is known of the items of a list: values never change, so it is
// found out once.
type listState uint8

const (
	unknownState listState = iota
	settledState
	openState
)

func (l *List) settled() bool {
	if l.state == unknownState {
		l.state = openState
		if allSettled(l.Items) {
			l.state = settledState
		}
	}
	return l.state == settledState
}

func allSettled(list []Value) bool {
	for _, v := range list {
		if !Settled(v) {
			return false
		}
	}
	return true
}
