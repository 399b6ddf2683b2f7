package value

import (
	"fmt"
	"strings"
)

// Style says how values are printed. The zero style prints numbers in full
// precision, as less.js prints a value outside of a stylesheet: for %(), unit()
// and JavaScript.
type Style struct {
	Compress    bool
	StrictUnits bool
	Round       bool // to outputDecimals
}

// Mapper is called with the place of the text that follows; nil disables it.
type Mapper func(at Place, written int)

// Raw prints a value outside of a stylesheet.
func Raw(v Value) string {
	b, _ := Append(nil, v, Style{}, nil)
	return string(b)
}

// Append appends the CSS of a value. The error is one of less.js's, without
// a place: a number with units that cannot be printed, or a lone "%".
func Append(dst []byte, v Value, style Style, mark Mapper) ([]byte, error) {
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
			mark(v.At, len(dst))
		}
		dst = append(append(dst, v.Quote), v.Text...)
		return append(dst, v.Quote), nil
	case *Keyword:
		if v.Text == "%" {
			return dst, &Failure{Kind: "Syntax", Text: "Invalid % without number"}
		}
		return append(dst, v.Text...), nil
	case *Anonymous:
		if mark != nil && v.Text != "" {
			mark(v.At, len(dst))
		}
		return append(dst, v.Text...), nil
	case *List:
		return appendList(dst, v, style, mark)
	case Truth:
		return fmt.Append(dst, bool(v)), nil
	case nil:
		return dst, nil
	default:
		return appendWrapped(dst, v, style, mark)
	}
}

// appendWrapped appends the values that consist of text around other values.
func appendWrapped(dst []byte, v Value, style Style, mark Mapper) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case *URL:
		dst, err = Append(append(dst, "url("...), v.Content, style, mark)
		return append(dst, ')'), err
	case *Paren:
		dst, err = Append(append(dst, '('), v.Value, style, mark)
		return append(dst, ')'), err
	case *Negative:
		return Append(append(dst, '-'), v.Value, style, mark)
	case *Assignment:
		return Append(append(append(dst, v.Key...), '='), v.Value, style, mark)
	case *Operation:
		if dst, err = Append(dst, v.X, style, mark); err != nil {
			return dst, err
		}
		if v.Spaced {
			dst = append(append(append(dst, ' '), v.Op...), ' ')
		} else {
			dst = append(dst, v.Op...)
		}
		return Append(dst, v.Y, style, mark)
	case *Declaration:
		return appendDeclarationValue(dst, v, style, mark)
	case *Range:
		return appendRange(dst, v, style, mark)
	case *Comment:
		return append(dst, v.Text...), nil
	case *CSSCall:
		if mark != nil {
			mark(v.At, len(dst))
		}
		dst = append(append(dst, v.Name...), '(')
		for i, arg := range v.Args {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			if dst, err = Append(dst, arg, style, mark); err != nil {
				return dst, err
			}
		}
		return append(dst, ')'), nil
	}
	return dst, nil // a detached ruleset has no text
}

func appendList(dst []byte, l *List, style Style, mark Mapper) ([]byte, error) {
	printed := 0
	for _, item := range l.Items {
		if c, ok := item.(*Comment); ok && style.Compress && !strings.HasPrefix(c.Text, "/*!") {
			continue
		}
		printed++
		switch {
		case printed == 1 || l.NoSpace:
		case l.Comma && style.Compress:
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
		if dst, err = Append(dst, item, style, mark); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func appendNumberValue(dst []byte, n *Number, style Style) ([]byte, error) {
	if style.StrictUnits && n.more != nil && (len(n.more.num) > 1 || len(n.more.den) > 0) {
		return dst, &Failure{Kind: "Syntax", Text: "Multiple units in dimension. Correct the units or use the unit function. Bad unit: " + n.unitText()}
	}
	v, start := n.Val, len(dst)
	if style.Round {
		dst = appendNumber(dst, v)
	} else {
		dst = appendFull(dst, v)
	}
	if style.Compress {
		text := dst[start:]
		if len(text) == 1 && text[0] == '0' && isLength(n.Unit) {
			return dst, nil
		}
		if len(text) > 1 && text[0] == '0' && text[1] == '.' {
			dst = append(dst[:start], dst[start+1:]...)
		}
	}
	if style.StrictUnits && n.more != nil && len(n.more.num) == 0 {
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

// isLength reports whether compressed output may leave the unit off a zero.
func isLength(unit string) bool {
	switch strings.ToLower(unit) {
	case "px", "em", "ex", "ch", "rem", "in", "cm", "mm", "pc", "pt", "vw", "vh", "vmin", "vmax":
		return true
	}
	return false
}

func appendColor(dst []byte, c *Color, style Style) []byte {
	alpha := c.Alpha
	if style.Round && alpha != 1 {
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
	if h := dst[start:]; style.Compress && len(h) == 7 && h[1] == h[2] && h[3] == h[4] && h[5] == h[6] {
		h[2], h[3] = h[3], h[5]
		dst = dst[:start+4]
	}
	return dst
}

func appendChannels(dst []byte, c *Color, alpha float64, style Style) []byte {
	dst = append(dst, "rgba("...)
	for _, v := range c.RGB {
		dst = appendJS(dst, clamp(roundHalfUp(v), 255))
		dst = AppendComma(dst, style)
	}
	return append(appendJS(dst, clamp(alpha, 1)), ')')
}

func appendHSL(dst []byte, c *Color, alpha float64, style Style) []byte {
	h := toHSL(c.RGB, alpha)
	name := "hsl("
	if alpha < 1 {
		name = "hsla("
	}
	part := func(v float64) []byte {
		if style.Round {
			v = roundOutput(v)
		}
		return appendJS(nil, v)
	}
	dst = append(append(dst, name...), part(h.h)...)
	dst = append(append(AppendComma(dst, style), part(h.s*100)...), '%')
	dst = append(append(AppendComma(dst, style), part(h.l*100)...), '%')
	if alpha < 1 {
		dst = appendJS(AppendComma(dst, style), clamp(alpha, 1))
	}
	return append(dst, ')')
}

// AppendComma appends the comma between arguments.
func AppendComma(dst []byte, style Style) []byte {
	if style.Compress {
		return append(dst, ',')
	}
	return append(dst, ", "...)
}

// appendDeclarationValue writes a declaration that stands in parentheses.
func appendDeclarationValue(dst []byte, d *Declaration, style Style, mark Mapper) ([]byte, error) {
	if mark != nil {
		mark(d.At, len(dst))
	}
	dst = append(append(dst, d.Name...), ':')
	if !style.Compress {
		dst = append(dst, ' ')
	}
	dst, err := Append(dst, d.Value, style, mark)
	if d.Important != "" && mark != nil {
		mark(d.At, len(dst))
	}
	return append(dst, d.Important...), err
}

func appendRange(dst []byte, r *Range, style Style, mark Mapper) ([]byte, error) {
	dst, err := Append(dst, r.X, style, mark)
	if err != nil {
		return dst, err
	}
	dst = append(append(append(dst, ' '), r.Op...), ' ')
	if dst, err = Append(dst, r.Y, style, mark); err != nil || r.Z == nil {
		return dst, err
	}
	dst = append(append(append(dst, ' '), r.Op2...), ' ')
	return Append(dst, r.Z, style, mark)
}

// CSS prints a value by itself, numbers in full precision. The error is that of a
// value that has no text: a lone "%".
func CSS(v Value) (string, error) {
	b, err := Append(nil, v, Style{}, nil)
	return string(b), err
}
