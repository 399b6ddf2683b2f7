package skin

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"skinbuild/internal/java"
)

// rgb is a colour as the servlet represents it: without alpha.
type rgb [3]uint8

// String returns #rrggbb in lower case.
func (c rgb) String() string {
	const hex = "0123456789abcdef"
	out := []byte{'#'}
	for _, v := range c {
		out = append(out, hex[v>>4], hex[v&15])
	}
	return string(out)
}

var (
	hex3 = regexp.MustCompile(`^#?([0-9a-f])[ \t\n\v\f\r]*([0-9a-f])[ \t\n\v\f\r]*([0-9a-f])$`)
	hex6 = regexp.MustCompile(`^#?([0-9a-f]{2})[ \t\n\v\f\r]*([0-9a-f]{2})[ \t\n\v\f\r]*([0-9a-f]{2})$`)
	dec3 = regexp.MustCompile(`^([0-9]+),([0-9]+),([0-9]+)$`)
)

// colorResult is the result of parsing a colour.
type colorResult uint8

const (
	noColor colorResult = iota
	isColor
	badColor // three numbers, one of them over 255: the servlet throws an exception
)

// parseColor is the servlet's Colors.getColor: a known name, three or six
// hexadecimal digits with or without "#", or three decimal numbers separated by
// commas.
func parseColor(s string) (rgb, colorResult) {
	if len(s) > 1000 { // limits white space between digits
		return rgb{}, noColor
	}
	s = java.ToLower(s)
	if c, ok := namedColor(s); ok {
		return c, isColor
	}
	for _, form := range []struct {
		pattern *regexp.Regexp
		base    int
	}{{hex3, 16}, {hex6, 16}, {dec3, 10}} {
		m := form.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		var c rgb
		for i, digits := range m[1:] {
			if form.pattern == hex3 {
				digits += digits
			}
			v, err := strconv.ParseUint(digits, form.base, 8)
			if err != nil {
				return rgb{}, badColor
			}
			c[i] = uint8(v)
		}
		return c, isColor
	}
	return rgb{}, noColor
}

// namedColor looks up a lower-case name; the list is sorted.
func namedColor(name string) (rgb, bool) {
	i := strings.Index(colorNames, "\n"+name+" ")
	if i < 0 || name == "" || strings.ContainsAny(name, " \n") {
		return rgb{}, false
	}
	at := i + len(name) + 2
	v, err := strconv.ParseUint(colorNames[at:at+6], 16, 32)
	return rgb{uint8(v >> 16), uint8(v >> 8), uint8(v)}, err == nil
}

// darken is @darken(color,percent)@: each component times 1-delta, truncated.
// It differs from LESS's darken(), which reduces the HSL lightness.
//
// The arithmetic is float32, as in the servlet; the conversions keep the
// compiler from fusing operations.
func (c rgb) darken(delta float32) rgb {
	var out rgb
	for i, v := range c {
		out[i] = clampByte(float32(float32(v) * float32(1-delta)))
	}
	return out
}

// lighten is @lighten(color,percent)@: each component moves towards 255 by
// delta.
func (c rgb) lighten(delta float32) rgb {
	var out rgb
	for i, v := range c {
		out[i] = clampByte(float32(float32(v) + float32(float32(255-v)*delta)))
	}
	return out
}

// Shade returns the result of @darken(c,percent)@, @lighten(c,percent)@ or
// @invert(c)@. ok is false for any other function.
func Shade(function string, color [3]uint8, percent float32) (shade [3]uint8, ok bool) {
	switch function {
	case "darken":
		return rgb(color).darken(percent / 100), true
	case "lighten":
		return rgb(color).lighten(percent / 100), true
	case "invert":
		return rgb(color).invert(), true
	}
	return color, false
}

func (c rgb) invert() rgb { return rgb{255 - c[0], 255 - c[1], 255 - c[2]} }

func clampByte(f float32) uint8 {
	if math.IsNaN(float64(f)) {
		return 0
	}
	return uint8(max(0, min(255, f)))
}
