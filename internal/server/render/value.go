package render

import (
	"math"
	"strconv"
	"strings"

	"skinbuild/internal/source"
)

// value is the result of an expression: one of the types below, or an object of
// the server (object.go).
type value interface{ isValue() }

type (
	null    struct{}
	text    string
	number  float64
	boolean bool
	list    struct{ items []value }
	// dict is a Java map; missing keys are null.
	dict struct {
		keys  []string
		items map[string]value
	}
	// unknown is a value that cannot be computed; why points to the code that it
	// comes from.
	unknown struct{ why *source.Diag }
)

func (null) isValue()    {}
func (text) isValue()    {}
func (number) isValue()  {}
func (boolean) isValue() {}
func (*list) isValue()   {}
func (*dict) isValue()   {}
func (unknown) isValue() {}

func texts(words ...string) *list {
	l := &list{}
	for _, w := range words {
		l.items = append(l.items, text(w))
	}
	return l
}

func newDict() *dict { return &dict{items: map[string]value{}} }

func (d *dict) set(key string, v value) {
	if _, ok := d.items[key]; !ok {
		d.keys = append(d.keys, key)
	}
	d.items[key] = v
}

func (d *dict) get(key string) value {
	if v, ok := d.items[key]; ok {
		return v
	}
	return null{}
}

func orNull(s string, ok bool) value {
	if !ok {
		return null{}
	}
	return text(s)
}

// toText returns the value as EL prints it; null is empty.
func toText(v value) string {
	switch v := v.(type) {
	case text:
		return string(v)
	case number:
		return numberText(float64(v))
	case boolean:
		return strconv.FormatBool(bool(v))
	case *list:
		var words []string
		for _, item := range v.items {
			words = append(words, toText(item))
		}
		return "[" + strings.Join(words, ", ") + "]"
	case *dict:
		var words []string
		for _, k := range v.keys {
			words = append(words, k+"="+toText(v.items[k]))
		}
		return "{" + strings.Join(words, ", ") + "}"
	case printable:
		return v.String()
	}
	return ""
}

// printable is an object with a text: a locale, a builder.
type printable interface {
	value
	String() string
}

func numberText(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// toBool is EL's conversion: only "true" is true, in any case of letters; null
// and all other texts are false.
func toBool(v value) bool {
	switch v := v.(type) {
	case boolean:
		return bool(v)
	case text:
		return strings.EqualFold(string(v), "true")
	}
	return false
}

// toNumber is EL's conversion: null and the empty text are 0. ok is false for
// values that EL rejects.
func toNumber(v value) (n float64, ok bool) {
	switch v := v.(type) {
	case null:
		return 0, true
	case number:
		return float64(v), true
	case text:
		if v == "" {
			return 0, true
		}
		n, err := strconv.ParseFloat(string(v), 64)
		return n, err == nil
	}
	return 0, false
}

func isEmpty(v value) bool {
	switch v := v.(type) {
	case null:
		return true
	case text:
		return v == ""
	case *list:
		return len(v.items) == 0
	case *dict:
		return len(v.keys) == 0
	}
	return false
}

// equal compares as EL does, with conversion. For what templates compare (null,
// numbers, booleans), Java's == is the same.
func equal(a, b value) bool {
	if _, isNull := a.(null); isNull {
		_, also := b.(null)
		return also
	}
	if _, isNull := b.(null); isNull {
		return false
	}
	_, numA := a.(number)
	_, numB := b.(number)
	if numA || numB {
		x, okX := toNumber(a)
		y, okY := toNumber(b)
		return okX && okY && x == y
	}
	_, boolA := a.(boolean)
	_, boolB := b.(boolean)
	if boolA || boolB {
		return toBool(a) == toBool(b)
	}
	return toText(a) == toText(b)
}
