package value

import (
	"math"
	"strconv"
	"strings"
)

// The functions that make colours and take them apart. A colour keeps the form
// it was written in ("rgb", "hsl", "hsla", or its literal text) where less.js
// does, since the form decides how it prints.

func colorFuncs() map[string]Func {
	m := map[string]Func{
		"rgb":  fnRGB,
		"rgba": fnRGBA,
		"hsl":  fnHSL,
		"hsla": fnHSLA,
		"hsv":  func(c *Call, args []Value) (Value, error) { return fnHSVA(c, append(padded(args, 3)[:3:3], opaque)) },
		"hsva": fnHSVA,

		"hue":           hslPart(func(c hsl) (Value, error) { return plain(c.h) }),
		"saturation":    hslPart(func(c hsl) (Value, error) { return percent(c.s * 100) }),
		"lightness":     hslPart(func(c hsl) (Value, error) { return percent(c.l * 100) }),
		"alpha":         hslPart(func(c hsl) (Value, error) { return plain(c.a) }),
		"hsvhue":        hsvPart(func(h, _, _ float64) (Value, error) { return plain(h) }),
		"hsvsaturation": hsvPart(func(_, s, _ float64) (Value, error) { return percent(s * 100) }),
		"hsvvalue":      hsvPart(func(_, _, v float64) (Value, error) { return percent(v * 100) }),
		"red":           channel(0),
		"green":         channel(1),
		"blue":          channel(2),
		"luma":          fnLuma,
		"luminance":     fnLuminance,
		"argb":          fnARGB,
		"color":         fnColor,

		"saturate":   adjust(func(c *hsl) *float64 { return &c.s }, 1),
		"desaturate": adjust(func(c *hsl) *float64 { return &c.s }, -1),
		"lighten":    adjust(func(c *hsl) *float64 { return &c.l }, 1),
		"darken":     adjust(func(c *hsl) *float64 { return &c.l }, -1),
		"fadein":     adjust(func(c *hsl) *float64 { return &c.a }, 1),
		"fadeout":    adjust(func(c *hsl) *float64 { return &c.a }, -1),
		"fade":       fnFade,
		"spin":       fnSpin,
		"greyscale":  fnGreyscale,
		"mix":        fnMix,
		"tint":       mixedWith(255),
		"shade":      mixedWith(0),
		"contrast":   fnContrast,
	}
	// A filter: saturate(3.2), contrast(1.5) and the like is CSS.
	m["saturate"] = unlessColor(m["saturate"])
	m["contrast"] = unlessColor(m["contrast"])
	return m
}

// unlessColor leaves the call to the browser if its first argument is no colour.
func unlessColor(f Func) Func {
	return func(c *Call, args []Value) (Value, error) {
		if len(args) == 0 {
			return nil, missing("rgb")
		}
		if _, ok := args[0].(*Color); !ok {
			return nil, nil
		}
		return f(c, args)
	}
}

// fraction is a number as colour functions read it: 50% is 0.5.
func fraction(v Value) (float64, bool) {
	n, ok := v.(*Number)
	if !ok {
		return 0, false
	}
	if n.hasUnit("%") {
		return n.Val / 100, true
	}
	return n.Val, true
}

// scaled is fraction for a channel: 50% is half of size.
func scaled(v Value, size float64) (float64, bool) {
	n, ok := v.(*Number)
	if ok && n.hasUnit("%") {
		return n.Val * size / 100, true
	}
	return fraction(v)
}

// opaque is the alpha of colours that state none.
var opaque = &Number{Val: 1}

// padded returns at least n arguments, nil for those that were not given.
func padded(args []Value, n int) []Value {
	for len(args) < n {
		args = append(args[:len(args):len(args)], nil)
	}
	return args
}

// commaless takes apart "r g b / a", one argument that is a list; alpha is 1
// where none is given.
func commaless(args []Value) []Value {
	l, ok := args[0].(*List)
	if !ok || l.Comma {
		return append(padded(args, 3)[:3:3], opaque)
	}
	out := padded(l.Items, 3)[:3:3]
	if op, ok := out[2].(*Operation); ok {
		out[2] = op.X
		return append(out, op.Y)
	}
	return append(out, opaque)
}

func fnRGB(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, nil
	}
	return withForm("rgb")(fnRGBA(c, commaless(args)))
}

func fnHSL(c *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, nil
	}
	return withForm("hsl")(fnHSLA(c, commaless(args)))
}

func withForm(form string) func(Value, error) (Value, error) {
	return func(v Value, err error) (Value, error) {
		if col, ok := v.(*Color); ok {
			return &Color{col.RGB, col.Alpha, form}, err
		}
		return v, err
	}
}

// recolored is rgba(color, alpha) and hsla(color, alpha).
func recolored(col *Color, args []Value, form string) Value {
	alpha := col.Alpha
	if len(args) > 1 && args[1] != nil {
		a, ok := fraction(args[1])
		if !ok {
			return nil
		}
		alpha = a
	}
	return &Color{col.RGB, alpha, form}
}

func fnRGBA(_ *Call, args []Value) (Value, error) {
	if len(args) > 0 {
		if col, ok := args[0].(*Color); ok {
			return recolored(col, args, "rgba"), nil
		}
	}
	if len(args) < 4 {
		return nil, nil
	}
	var rgb [3]float64
	for i := range rgb {
		v, ok := scaled(args[i], 255)
		if !ok {
			return nil, nil
		}
		rgb[i] = v
	}
	alpha, ok := fraction(args[3])
	if !ok {
		return nil, nil
	}
	return &Color{rgb, alpha, "rgba"}, nil
}

func fnHSLA(_ *Call, args []Value) (Value, error) {
	if len(args) > 0 {
		if col, ok := args[0].(*Color); ok {
			return recolored(col, args, "hsla"), nil
		}
	}
	var part [4]float64
	for i := range part {
		if i >= len(args) {
			return nil, nil
		}
		v, ok := fraction(args[i])
		if !ok {
			return nil, nil
		}
		part[i] = v
	}
	rgb, alpha := hsl{part[0], part[1], part[2], part[3]}.rgb()
	return &Color{rgb, alpha, "hsla"}, nil
}

func fnHSVA(_ *Call, args []Value) (Value, error) {
	var part [4]float64
	for i := range part {
		if i >= len(args) || args[i] == nil {
			return nil, argumentError("color functions take numbers as parameters")
		}
		v, ok := fraction(args[i])
		if !ok {
			return nil, argumentError("color functions take numbers as parameters")
		}
		part[i] = v
	}
	h, s, v := math.Mod(part[0], 360)/360*360, part[1], part[2]
	i := math.Floor(math.Mod(h/60, 6))
	f := h/60 - i
	vs := [4]float64{v, v * (1 - s), v * (1 - float64(f*s)), v * (1 - float64((1-f)*s))}
	perm := [6][3]int{{0, 3, 1}, {2, 0, 1}, {1, 0, 3}, {1, 2, 0}, {3, 1, 0}, {0, 1, 2}}
	if !(i >= 0 && i < 6) {
		return nil, missing("0")
	}
	p := perm[int(i)]
	return &Color{[3]float64{vs[p[0]] * 255, vs[p[1]] * 255, vs[p[2]] * 255}, part[3], "rgba"}, nil
}

// colorArg is argument i as a colour; method is what less.js asks it for.
func colorArg(args []Value, i int, method string) (*Color, error) {
	if i >= len(args) {
		return nil, missing(method)
	}
	col, ok := args[i].(*Color)
	if !ok {
		return nil, runtimeError("Argument cannot be evaluated to a color")
	}
	return col, nil
}

// channelArg is argument i as a colour for functions that read its channels
// without asking what it is.
func channelArg(args []Value, i, channel int) (*Color, error) {
	if i >= len(args) {
		return nil, missing("rgb")
	}
	col, ok := args[i].(*Color)
	if !ok {
		return nil, missing(strconv.Itoa(channel))
	}
	return col, nil
}

func hslPart(part func(hsl) (Value, error)) Func {
	return func(_ *Call, args []Value) (Value, error) {
		col, err := colorArg(args, 0, "toHSL")
		if err != nil {
			return nil, err
		}
		return part(toHSL(col.RGB, col.Alpha))
	}
}

func hsvPart(part func(h, s, v float64) (Value, error)) Func {
	return func(_ *Call, args []Value) (Value, error) {
		col, err := colorArg(args, 0, "toHSV")
		if err != nil {
			return nil, err
		}
		return part(toHSV(col.RGB))
	}
}

func channel(i int) Func {
	return func(_ *Call, args []Value) (Value, error) {
		col, err := channelArg(args, 0, i)
		if err != nil {
			return nil, err
		}
		return plain(col.RGB[i])
	}
}

func fnLuma(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("luma")
	}
	col, ok := args[0].(*Color)
	if !ok {
		return nil, runtimeError("color.luma is not a function")
	}
	return percent(luma(col.RGB) * col.Alpha * 100)
}

func fnLuminance(_ *Call, args []Value) (Value, error) {
	col, err := channelArg(args, 0, 0)
	if err != nil {
		return nil, err
	}
	l := float64(0.2126*col.RGB[0]/255) + float64(0.7152*col.RGB[1]/255) + float64(0.0722*col.RGB[2]/255)
	return percent(l * col.Alpha * 100)
}

func fnARGB(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("toARGB")
	}
	col, ok := args[0].(*Color)
	if !ok {
		return nil, runtimeError("color.toARGB is not a function")
	}
	return &Anonymous{Text: string(appendHex([]byte{'#'}, col.Alpha*255, col.RGB[0], col.RGB[1], col.RGB[2]))}, nil
}

func fnColor(_ *Call, args []Value) (Value, error) {
	if len(args) == 0 {
		return nil, missing("value")
	}
	switch v := args[0].(type) {
	case *Color:
		return &Color{v.RGB, v.Alpha, ""}, nil
	case *Quoted:
		if digits, ok := strings.CutPrefix(v.Text, "#"); ok {
			if rgb, alpha, ok := parseHex(digits); ok {
				return &Color{rgb, alpha, v.Text}, nil
			}
		}
	case *Number:
		return nil, runtimeError("keyword.toLowerCase is not a function")
	}
	if rgb, alpha, ok := colorKeyword(Text(args[0])); ok {
		return &Color{rgb, alpha, ""}, nil
	}
	return nil, argumentError("argument must be a color keyword or 3|4|6|8 digit hex e.g. #FFF")
}

// fromHSL is a colour derived from col: it keeps the form of col if that is rgb or hsl.
func fromHSL(col *Color, c hsl) Value {
	rgb, alpha := c.rgb()
	form := "rgb"
	if strings.HasPrefix(col.form, "rgb") || strings.HasPrefix(col.form, "hsl") {
		form = col.form
	}
	return &Color{rgb, alpha, form}
}

// colorAndAmount returns the first two arguments: a colour and a number.
func colorAndAmount(args []Value) (*Color, float64, error) {
	col, err := colorArg(args, 0, "toHSL")
	if err != nil {
		return nil, 0, err
	}
	amount, err := numericArg(args, 1)
	return col, amount, err
}

// adjust moves one part of a colour by a percentage, absolute or, with the
// keyword "relative", of what it is.
func adjust(part func(*hsl) *float64, sign float64) Func {
	return func(_ *Call, args []Value) (Value, error) {
		col, amount, err := colorAndAmount(args)
		if err != nil {
			return nil, err
		}
		c := toHSL(col.RGB, col.Alpha)
		p := part(&c)
		if len(args) > 2 && Text(args[2]) == "relative" {
			*p += sign * (*p * amount / 100)
		} else {
			*p += sign * (amount / 100)
		}
		*p = clamp(*p, 1)
		return fromHSL(col, c), nil
	}
}

func fnFade(_ *Call, args []Value) (Value, error) {
	col, amount, err := colorAndAmount(args)
	if err != nil {
		return nil, err
	}
	c := toHSL(col.RGB, col.Alpha)
	c.a = clamp(amount/100, 1)
	return fromHSL(col, c), nil
}

func fnSpin(_ *Call, args []Value) (Value, error) {
	col, amount, err := colorAndAmount(args)
	if err != nil {
		return nil, err
	}
	c := toHSL(col.RGB, col.Alpha)
	c.h = math.Mod(c.h+amount, 360)
	if c.h < 0 {
		c.h += 360
	}
	return fromHSL(col, c), nil
}

func fnGreyscale(_ *Call, args []Value) (Value, error) {
	col, err := colorArg(args, 0, "toHSL")
	if err != nil {
		return nil, err
	}
	c := toHSL(col.RGB, col.Alpha)
	c.s = clamp(c.s-1, 1)
	return fromHSL(col, c), nil
}

func fnMix(_ *Call, args []Value) (Value, error) {
	weight := 50.0
	if len(args) > 2 {
		w, err := numericArg(args, 2)
		if err != nil {
			return nil, err
		}
		weight = w
	}
	a, err := colorArg(args, 0, "toHSL")
	if err != nil {
		return nil, err
	}
	b, err := colorArg(args, 1, "toHSL")
	if err != nil {
		return nil, err
	}
	rgb, alpha := mix(a.RGB, a.Alpha, b.RGB, b.Alpha, weight)
	return &Color{rgb, alpha, ""}, nil
}

// mixedWith is tint (white, 255) and shade (black, 0).
func mixedWith(grey float64) Func {
	base := &Color{[3]float64{grey, grey, grey}, 1, "rgb"}
	return func(c *Call, args []Value) (Value, error) {
		return fnMix(c, append([]Value{base}, args...))
	}
}

func fnContrast(_ *Call, args []Value) (Value, error) {
	col := args[0].(*Color)
	dark, light := &Color{[3]float64{}, 1, "rgba"}, &Color{[3]float64{255, 255, 255}, 1, "rgba"}
	for i, p := range []**Color{&dark, &light} {
		if len(args) <= i+1 {
			break
		}
		given, ok := args[i+1].(*Color)
		if !ok {
			return nil, runtimeError("%s.luma is not a function", []string{"dark", "light"}[i])
		}
		*p = given
	}
	if luma(dark.RGB) > luma(light.RGB) {
		dark, light = light, dark
	}
	threshold := 0.43
	if len(args) > 3 {
		t, ok := fraction(args[3])
		if !ok {
			return nil, argumentError("color functions take numbers as parameters")
		}
		threshold = t
	}
	if luma(col.RGB) < threshold {
		return light, nil
	}
	return dark, nil
}

// blendFuncs are multiply(backdrop, source) and the other modes.
func blendFuncs() map[string]Func {
	m := map[string]Func{}
	for name, mode := range blendModes {
		m[name] = blended(mode)
	}
	return m
}

func blended(mode func(back, src float64) float64) Func {
	return func(_ *Call, args []Value) (Value, error) {
		if len(args) < 2 {
			return nil, missing("alpha")
		}
		back, err := channelArg(args, 0, 0)
		if err != nil {
			return nil, err
		}
		src, err := channelArg(args, 1, 0)
		if err != nil {
			return nil, err
		}
		rgb, alpha := blend(mode, back.RGB, back.Alpha, src.RGB, src.Alpha)
		return &Color{rgb, alpha, ""}, nil
	}
}
