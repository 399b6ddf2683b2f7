// Package java reimplements how the Java library treats text, where the output of
// Zimbra's server depends on it: numbers as Float reads and prints them, properties
// files, hashes of strings, and the order of the keys of hash tables. It follows the
// documentation of JDK 8 to 17. Tests compare it with the JDK, and the packages that
// use it with the output of the real servlet.
package java

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var (
	decimalFloat = regexp.MustCompile(`^[+-]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[fFdD]?)$`)
	hexFloat     = regexp.MustCompile(`^[+-]?0[xX]([0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?$`)
)

// maxFloatText bounds the text that ParseFloat looks at; a longer text is not a
// number. Java has no limit, but no number in a skin or a User-Agent is that long.
const maxFloatText = 1000

// ParseFloat is Float.parseFloat: surrounding characters up to U+0020 are
// ignored; a sign, an exponent, "NaN", "Infinity", a suffix f or d and the
// hexadecimal form are accepted; out of range is an infinity or a zero. ok is false
// where Java throws NumberFormatException.
func ParseFloat(s string) (f float32, ok bool) {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	if len(s) > maxFloatText {
		return 0, false
	}
	switch {
	case hexFloat.MatchString(s):
	case !decimalFloat.MatchString(s):
		return 0, false
	case strings.HasSuffix(s, "NaN"):
		return float32(math.NaN()), true
	case strings.HasSuffix(s, "Infinity"):
		return float32(math.Inf(1 - 2*strings.Count(s, "-"))), true
	}
	v, _ := strconv.ParseFloat(strings.TrimRight(s, "fFdD"), 32) // its only error left is the range
	return float32(v), true
}

// FormatFloat is Float.toString: the shortest digits that read back as f, with
// at least one after the point ("1.0"); below 0.001 and from 10 million on in the
// form "1.5E-4". JDK 18 and older print one digit more for a few unusual
// numbers, which FormatFloat does not.
func FormatFloat(f float32) string {
	v := float64(f)
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strconv.FormatFloat(v, 'f', -1, 32)+"inity", "+")
	case v == 0 || math.Abs(v) >= 1e-3 && math.Abs(v) < 1e7:
		return withFraction(strconv.FormatFloat(v, 'f', -1, 32))
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', -1, 32), "e")
	n, _ := strconv.Atoi(exponent)
	return withFraction(mantissa) + "E" + strconv.Itoa(n)
}

func withFraction(digits string) string {
	if strings.Contains(digits, ".") {
		return digits
	}
	return digits + ".0"
}
