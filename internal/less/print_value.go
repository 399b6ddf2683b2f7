package less

import (
	"fmt"
	"strings"
)

// valueStyle says how values are printed. The zero style prints numbers in full
// precision, as less.js prints a value outside of a stylesheet: for %(), unit()
// and JavaScript.
type valueStyle struct {
	compress    bool
	strictUnits bool
	round       bool // to outputDecimals
}

// mapper is told where the text that follows was written; nil tells nobody.
type mapper func(at place, written int)

// rawCSS prints a value outside of a stylesheet.
func rawCSS(v Value) string {
	b, _ := appendValue(nil, v, valueStyle{}, nil)
	return string(b)
}

// appendValue appends the CSS of a value. The error is one of less.js's, without
// a place: a number with units that cannot be printed, or a lone "%".
func appendValue(dst []byte, v Value, style valueStyle, mark mapper) ([]byte, error) {
	switch v := v.(type) {
	case *Number:
		return appendNumberValue(dst, v, style)
	case *Color:
		return appendColor(dst, v, style), nil
	case *Quoted:
		if v.Escaped || v.Quote == 0 {
			return append(dst, v.Text...), nil
		}
		if mark != nil {
			mark(v.at, len(dst))
		}
		dst = append(append(dst, v.Quote), v.Text...)
		return append(dst, v.Quote), nil
	case *Keyword:
		if v.Text == "%" {
			return dst, &evalError{kind: "Syntax", text: "Invalid % without number"}
		}
		return append(dst, v.Text...), nil
	case *Anonymous:
		if mark != nil && v.Text != "" {
			mark(v.at, len(dst))
		}
		return append(dst, v.Text...), nil
	case *List:
		return appendList(dst, v, style, mark)
	case truth:
		return fmt.Append(dst, bool(v)), nil
	case nil:
		return dst, nil
	default:
		return appendWrapped(dst, v, style, mark)
	}
}

// appendWrapped appends the values that consist of text around other values.
func appendWrapped(dst []byte, v Value, style valueStyle, mark mapper) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case *URL:
		dst, err = appendValue(append(dst, "url("...), v.Content, style, mark)
		return append(dst, ')'), err
	case *paren:
		dst, err = appendValue(append(dst, '('), v.v, style, mark)
		return append(dst, ')'), err
	case *negative:
		return appendValue(append(dst, '-'), v.v, style, mark)
	case *assignment:
		return appendValue(append(append(dst, v.key...), '='), v.v, style, mark)
	case *operation:
		if dst, err = appendValue(dst, v.x, style, mark); err != nil {
			return dst, err
		}
		if v.spaced {
			dst = append(append(append(dst, ' '), v.op...), ' ')
		} else {
			dst = append(dst, v.op...)
		}
		return appendValue(dst, v.y, style, mark)
	case *declarationValue:
		return appendDeclarationValue(dst, v, style, mark)
	case *rangeValue:
		return appendRange(dst, v, style, mark)
	case *commentValue:
		return append(dst, v.text...), nil
	case *cssCall:
		if mark != nil {
			mark(v.at, len(dst))
		}
		dst = append(append(dst, v.name...), '(')
		for i, arg := range v.args {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			if dst, err = appendValue(dst, arg, style, mark); err != nil {
				return dst, err
			}
		}
		return append(dst, ')'), nil
	}
	return dst, nil // a detached ruleset has no text
}

func appendList(dst []byte, l *List, style valueStyle, mark mapper) ([]byte, error) {
	for i, item := range l.Items {
		switch {
		case i == 0 || l.noSpace:
		case l.Comma && style.compress:
			dst = append(dst, ',')
		case l.Comma:
			dst = append(dst, ", "...)
		default:
			// A comma that was kept as text sticks to what it follows.
			if a, ok := item.(*Anonymous); !ok || a.Text != "," {
				dst = append(dst, ' ')
			}
		}
		var err error
		if dst, err = appendValue(dst, item, style, mark); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func appendNumberValue(dst []byte, n *Number, style valueStyle) ([]byte, error) {
	if style.strictUnits && n.more != nil && (len(n.more.num) > 1 || len(n.more.den) > 0) {
		return dst, &evalError{kind: "Syntax", text: "Multiple units in dimension. Correct the units or use the unit function. Bad unit: " + n.unitText()}
	}
	v, start := n.Val, len(dst)
	if style.round {
		dst = appendNumber(dst, v)
	} else {
		dst = appendFull(dst, v)
	}
	if style.compress {
		text := dst[start:]
		if len(text) == 1 && text[0] == '0' && isLength(n.Unit) {
			return dst, nil
		}
		if len(text) > 1 && text[0] == '0' && text[1] == '.' {
			dst = append(dst[:start], dst[start+1:]...)
		}
	}
	if style.strictUnits && n.more != nil && len(n.more.num) == 0 {
		return dst, nil
	}
	return append(dst, n.Unit...), nil
}

// appendFull appends a number in full precision but, as in output, without an
// exponent for small ones.
func appendFull(dst []byte, v float64) []byte {
	if v != 0 && v < 1e-6 && v > -1e-6 {
		return append(dst, trimDecimals(toFixed(v, 20))...)
	}
	return appendJS(dst, v)
}

// isLength says whether compressed output may leave the unit off a zero.
func isLength(unit string) bool {
	switch strings.ToLower(unit) {
	case "px", "em", "ex", "ch", "rem", "in", "cm", "mm", "pc", "pt", "vw", "vh", "vmin", "vmax":
		return true
	}
	return false
}

func appendColor(dst []byte, c *Color, style valueStyle) []byte {
	alpha := c.Alpha
	if style.round && alpha != 1 {
		alpha = roundOutput(alpha)
	}
	switch c.form {
	case "rgb", "rgba", "":
		if alpha < 1 {
			return appendChannels(dst, c, alpha, style)
		}
	case "hsl", "hsla":
		return appendHSL(dst, c, alpha, style)
	default:
		return append(dst, c.form...)
	}
	start := len(dst)
	dst = appendHex(append(dst, '#'), c.RGB[:]...)
	if h := dst[start:]; style.compress && len(h) == 7 && h[1] == h[2] && h[3] == h[4] && h[5] == h[6] {
		h[2], h[3] = h[3], h[5]
		dst = dst[:start+4]
	}
	return dst
}

func appendChannels(dst []byte, c *Color, alpha float64, style valueStyle) []byte {
	dst = append(dst, "rgba("...)
	for _, v := range c.RGB {
		dst = appendJS(dst, clamp(roundHalfUp(v), 255))
		dst = appendComma(dst, style)
	}
	return append(appendJS(dst, clamp(alpha, 1)), ')')
}

func appendHSL(dst []byte, c *Color, alpha float64, style valueStyle) []byte {
	h := toHSL(c.RGB, alpha)
	name := "hsl("
	if alpha < 1 {
		name = "hsla("
	}
	part := func(v float64) []byte {
		if style.round {
			v = roundOutput(v)
		}
		return appendJS(nil, v)
	}
	dst = append(append(dst, name...), part(h.h)...)
	dst = append(append(appendComma(dst, style), part(h.s*100)...), '%')
	dst = append(append(appendComma(dst, style), part(h.l*100)...), '%')
	if alpha < 1 {
		dst = appendJS(appendComma(dst, style), clamp(alpha, 1))
	}
	return append(dst, ')')
}

// appendComma appends the comma between arguments.
func appendComma(dst []byte, style valueStyle) []byte {
	if style.compress {
		return append(dst, ',')
	}
	return append(dst, ", "...)
}

// appendDeclarationValue writes a declaration that stands in parentheses.
func appendDeclarationValue(dst []byte, d *declarationValue, style valueStyle, mark mapper) ([]byte, error) {
	if mark != nil {
		mark(d.at, len(dst))
	}
	dst = append(append(dst, d.name...), ':')
	if !style.compress {
		dst = append(dst, ' ')
	}
	dst, err := appendValue(dst, d.v, style, mark)
	if d.important != "" && mark != nil {
		mark(d.at, len(dst))
	}
	return append(dst, d.important...), err
}

func appendRange(dst []byte, r *rangeValue, style valueStyle, mark mapper) ([]byte, error) {
	dst, err := appendValue(dst, r.x, style, mark)
	if err != nil {
		return dst, err
	}
	dst = append(append(append(dst, ' '), r.op...), ' ')
	if dst, err = appendValue(dst, r.y, style, mark); err != nil || r.z == nil {
		return dst, err
	}
	dst = append(append(append(dst, ' '), r.op2...), ' ')
	return appendValue(dst, r.z, style, mark)
}

// CSS prints a value by itself, numbers in full precision. The error is that of a
// value that has no text: a lone "%".
func CSS(v Value) (string, error) {
	b, err := appendValue(nil, v, valueStyle{}, nil)
	return string(b), err
}
