package value

import (
	"math"
	"strconv"
)

// The arithmetic of colours. Channels run from 0 to 255 and are not rounded or
// clamped until they are printed; alpha runs from 0 to 1.
//
// Every expression keeps the order of operations of less.js: with another, the
// last bit differs, and with it now and then the eighth decimal that is printed.

// hsl is a colour by hue (degrees), saturation and lightness (0 to 1).
type hsl struct{ h, s, l, a float64 }

func toHSL(rgb [3]float64, alpha float64) hsl {
	r, g, b := rgb[0]/255, rgb[1]/255, rgb[2]/255
	most, least := max(r, g, b), min(r, g, b)
	out := hsl{l: (most + least) / 2, a: alpha}
	d := most - least
	if most == least {
		return out
	}
	if out.l > 0.5 {
		out.s = d / (2 - most - least)
	} else {
		out.s = d / (most + least)
	}
	out.h = hueOf(r, g, b, most, d)
	return out
}

// hueOf returns the hue in degrees of channels from 0 to 1 that differ by d.
func hueOf(r, g, b, most, d float64) float64 {
	var h float64
	switch most {
	case r:
		h = (g - b) / d
		if g < b {
			h += 6
		}
	case g:
		h = (b-r)/d + 2
	default:
		h = (r-g)/d + 4
	}
	return h / 6 * 360
}

// rgb returns the channels; saturation, lightness and alpha are clamped first.
func (c hsl) rgb() ([3]float64, float64) {
	h := math.Mod(c.h, 360) / 360
	s, l, a := clamp(c.s, 1), clamp(c.l, 1), clamp(c.a, 1)
	m2 := l + s - l*s
	if l <= 0.5 {
		m2 = l * (s + 1)
	}
	m1 := float64(l*2) - m2
	return [3]float64{
		hueChannel(m1, m2, h+1.0/3) * 255,
		hueChannel(m1, m2, h) * 255,
		hueChannel(m1, m2, h-1.0/3) * 255,
	}, a
}

func hueChannel(m1, m2, h float64) float64 {
	if h < 0 {
		h++
	} else if h > 1 {
		h--
	}
	switch {
	case h*6 < 1:
		return m1 + float64((m2-m1)*h*6)
	case h*2 < 1:
		return m2
	case h*3 < 2:
		return m1 + float64((m2-m1)*(2.0/3-h)*6)
	default:
		return m1
	}
}

// toHSV returns hue (degrees), saturation and value (0 to 1).
func toHSV(rgb [3]float64) (h, s, v float64) {
	r, g, b := rgb[0]/255, rgb[1]/255, rgb[2]/255
	most, least := max(r, g, b), min(r, g, b)
	d := most - least
	if most != 0 {
		s = d / most
	}
	if d != 0 {
		h = hueOf(r, g, b, most, d)
	}
	return h, s, most
}

// luma is the relative luminance of WCAG 2 (gamma corrected), 0 to 1.
func luma(rgb [3]float64) float64 {
	linear := func(c float64) float64 {
		c /= 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return float64(0.2126*linear(rgb[0])) + float64(0.7152*linear(rgb[1])) + float64(0.0722*linear(rgb[2]))
}

// clamp keeps v between 0 and most; NaN stays NaN.
func clamp(v, most float64) float64 { return min(max(v, 0), most) }

// roundHalfUp is JavaScript's Math.round: a half rounds up, also below zero.
func roundHalfUp(v float64) float64 {
	r := math.Floor(v)
	if v-r >= 0.5 {
		r++
	}
	return r
}

// appendHex appends the channels as two hexadecimal digits each.
func appendHex(dst []byte, channels ...float64) []byte {
	const digits = "0123456789abcdef"
	for _, c := range channels {
		c = clamp(roundHalfUp(c), 255)
		if math.IsNaN(c) {
			dst = append(dst, "NaN"...)
			continue
		}
		dst = append(dst, digits[int(c)>>4], digits[int(c)&15])
	}
	return dst
}

// parseHex returns the colour of 3, 4, 6 or 8 hexadecimal digits.
func parseHex(digits string) (rgb [3]float64, alpha float64, ok bool) {
	step := 2
	if len(digits) == 3 || len(digits) == 4 {
		step = 1
	} else if len(digits) != 6 && len(digits) != 8 {
		return rgb, 0, false
	}
	alpha = 1
	for i := 0; i < len(digits); i += step {
		n, err := strconv.ParseUint(digits[i:i+step], 16, 8)
		if err != nil {
			return rgb, 0, false
		}
		if step == 1 {
			n *= 17
		}
		if k := i / step; k < 3 {
			rgb[k] = float64(n)
		} else {
			alpha = float64(n) / 255
		}
	}
	return rgb, alpha, true
}

// blendModes are the functions of one channel of the backdrop and one of the
// source, both from 0 to 1 (W3C Compositing 1, and two that are not in it).
var blendModes = map[string]func(back, src float64) float64{
	"multiply":   blendMultiply,
	"screen":     blendScreen,
	"overlay":    blendOverlay,
	"softlight":  blendSoftLight,
	"hardlight":  func(back, src float64) float64 { return blendOverlay(src, back) },
	"difference": func(back, src float64) float64 { return math.Abs(back - src) },
	"exclusion":  func(back, src float64) float64 { return back + src - float64(2*back*src) },
	"average":    func(back, src float64) float64 { return (back + src) / 2 },
	"negation":   func(back, src float64) float64 { return 1 - math.Abs(back+src-1) },
}

func blendMultiply(back, src float64) float64 { return back * src }

func blendScreen(back, src float64) float64 { return back + src - float64(back*src) }

func blendOverlay(back, src float64) float64 {
	back *= 2
	if back <= 1 {
		return blendMultiply(back, src)
	}
	return blendScreen(back-1, src)
}

func blendSoftLight(back, src float64) float64 {
	d, e := 1.0, back
	if src > 0.5 {
		e = 1
		d = float64(float64(float64(float64(16*back)-12)*back)+4) * back
		if back > 0.25 {
			d = math.Sqrt(back)
		}
	}
	return back - float64((1-float64(2*src))*e*(d-back))
}

// blend composes the source over the backdrop by a mode.
func blend(mode func(back, src float64) float64, back [3]float64, backAlpha float64, src [3]float64, srcAlpha float64) ([3]float64, float64) {
	var out [3]float64
	alpha := srcAlpha + float64(backAlpha*(1-srcAlpha))
	for i := range out {
		b, s := back[i]/255, src[i]/255
		c := mode(b, s)
		if alpha != 0 {
			c = (float64(srcAlpha*s) + float64(backAlpha*(b-float64(srcAlpha*(b+s-c))))) / alpha
		}
		out[i] = c * 255
	}
	return out, alpha
}

// mix mixes two colours by weight (0 to 100, of the first), with more of the one
// that is less transparent.
func mix(c1 [3]float64, a1 float64, c2 [3]float64, a2, weight float64) ([3]float64, float64) {
	p := weight / 100
	w, a := float64(p*2)-1, a1-a2
	w1 := w
	if float64(w*a) != -1 {
		w1 = (w + a) / (1 + float64(w*a))
	}
	w1 = (w1 + 1) / 2
	var out [3]float64
	for i := range out {
		out[i] = float64(c1[i]*w1) + float64(c2[i]*(1-w1))
	}
	return out, float64(a1*p) + float64(a2*(1-p))
}
