package value

import (
	"math"
	"strconv"
	"strings"
)

// outputDecimals is how many decimals less.js keeps of a number that it prints.
const outputDecimals = 8

// roundOutput returns v as less.js rounds a number for output: 2e-16 is added, so
// that 1.000000005 (in binary a little less) rounds up, and 8 decimals are kept.
func roundOutput(v float64) float64 {
	r, _ := strconv.ParseFloat(toFixed(v+2e-16, outputDecimals), 64)
	return r
}

// appendNumber appends v rounded as roundOutput does and written as JavaScript
// writes numbers, but without an exponent below 1e21: 0.00000003, 1e+21, NaN.
// Zero has no sign.
func appendNumber(dst []byte, v float64) []byte {
	if n := int64(v); float64(n) == v && n > -1e15 && n < 1e15 {
		return strconv.AppendInt(dst, n, 10)
	}
	// Up to here every step is exact enough to decide the last decimal, unless the
	// ninth is next to the half.
	if math.Abs(v) < 1e6 {
		scaled := (v + 2e-16) * 1e8
		whole, frac := math.Modf(scaled)
		if f := math.Abs(frac); f < 0.49 {
			return appendDecimals(dst, int64(whole))
		} else if f > 0.51 {
			return appendDecimals(dst, int64(whole+math.Copysign(1, frac)))
		}
	}
	r := roundOutput(v)
	if r != 0 && math.Abs(r) < 1e-6 {
		return append(dst, trimDecimals(toFixed(r, 20))...)
	}
	return appendJS(dst, r)
}

// appendDecimals appends n / 1e8 without trailing zeros.
func appendDecimals(dst []byte, n int64) []byte {
	if n < 0 {
		dst = append(dst, '-')
		n = -n
	}
	dst = strconv.AppendInt(dst, n/1e8, 10)
	frac := n % 1e8
	if frac == 0 {
		return dst
	}
	var digits [outputDecimals]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + frac%10)
		frac /= 10
	}
	end := len(digits)
	for digits[end-1] == '0' {
		end--
	}
	return append(append(dst, '.'), digits[:end]...)
}

func trimDecimals(s string) string {
	end := len(s)
	for end > 0 && s[end-1] == '0' {
		end--
	}
	return s[:end]
}

// appendJS appends v as JavaScript's String(v) writes it (ECMA-262, Number::toString):
// the shortest digits that read back as v, an exponent from 1e21 on and below 1e-6.
func appendJS(dst []byte, v float64) []byte {
	abs := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return append(dst, "NaN"...)
	case math.IsInf(v, 0):
		if v < 0 {
			dst = append(dst, '-')
		}
		return append(dst, "Infinity"...)
	case v == 0:
		return append(dst, '0')
	case abs >= 1e21 || abs < 1e-6:
		return appendExponent(dst, v)
	default:
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
}

// appendExponent appends v as 1.5e-7 or 1e+21; Go pads the exponent to two digits.
func appendExponent(dst []byte, v float64) []byte {
	start := len(dst)
	dst = strconv.AppendFloat(dst, v, 'e', -1, 64)
	if n := len(dst); n-start > 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// toFixed is JavaScript's v.toFixed(decimals): exact, and of two equally near
// results the one farther from zero. From 1e21 on it is String(v). decimals is
// between 0 and 100.
func toFixed(v float64, decimals int) string {
	if math.IsNaN(v) || math.Abs(v) >= 1e21 {
		return string(appendJS(nil, v))
	}
	if v == 0 {
		v = 0 // no sign
	}
	// v is a tie if v·10^n·2 is an odd integer, and since v is binary so is v·2^(n+1).
	if t := math.Ldexp(v, decimals+1); t == math.Trunc(t) && math.Mod(t, 2) != 0 {
		v = math.Nextafter(v, math.Inf(int(math.Copysign(1, v))))
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// leadingFloat is JavaScript's parseFloat: the longest decimal number that s
// begins with after white space, and NaN if there is none. "Infinity" is not
// taken for a number.
func leadingFloat(s string) float64 {
	s = strings.TrimSpace(s)
	end, digits := 0, false
	for i, seenDot := 0, false; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits = true
			end = i + 1
		case c == '.' && !seenDot:
			seenDot = true
		case (c == '+' || c == '-') && i == 0:
		default:
			i = len(s)
		}
	}
	if !digits {
		return math.NaN()
	}
	v, _ := strconv.ParseFloat(s[:exponentEnd(s, end)], 64)
	return v
}

// exponentEnd returns where the exponent ends that starts at end, or end.
func exponentEnd(s string, end int) int {
	i := end
	if i < len(s) && s[i] == '.' { // "1.e5"
		i++
	}
	if i >= len(s) || s[i] != 'e' && s[i] != 'E' {
		return end
	}
	i++
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	from := i
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	if i == from {
		return end
	}
	return i
}
