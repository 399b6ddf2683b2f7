// Package versions reads and orders the two kinds of versions that skinbuild meets:
// dotted numbers, which are those of browsers, packages and zimlets, and the releases
// of the vendor's client, which are named as its tags are.
package versions

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Valid reports whether s is numbers between dots: "9", "15.4", "1.2.3".
func Valid(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// Compare orders dotted numbers number by number. A missing one is 0, and so is a part
// that is not a number: "9" < "10", "15.4" < "16", "1.0" = "1".
func Compare(a, b string) int {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		x, y = digits(x), digits(y)
		if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
			return c
		}
	}
	return 0
}

// digits returns a number without leading zeros; "" is 0.
func digits(part string) string {
	if strings.Trim(part, "0123456789") != "" {
		return ""
	}
	return strings.TrimLeft(part, "0")
}

// ComparePrefix compares no more numbers than prefix has: "18.2" and "18" are equal,
// since the latter names all of 18.
func ComparePrefix(version, prefix string) int {
	return Compare(First(version, strings.Count(prefix, ".")+1), prefix)
}

// First returns the first n numbers of a version, or all of them if it has fewer.
func First(version string, n int) string {
	parts := strings.Split(version, ".")
	return strings.Join(parts[:min(n, len(parts))], ".")
}

// Major returns the digits at the beginning of a version: "18" of "18.2" and "18_2".
func Major(version string) string {
	n := 0
	for n < len(version) && version[n] >= '0' && version[n] <= '9' {
		n++
	}
	return version[:n]
}

// A Release is a release of the vendor's client as numbers: "8.8.15.p46" is
// {8,8,15,46,0}, and "p39.1" ends in 39 and 1. A beta counts below its release, and
// "-GA" is the release itself.
type Release [5]int

var releaseForm = regexp.MustCompile(`^(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:[.-](?i:(beta|p|ga))(\d{0,3})(?:\.(\d{1,3}))?)?$`)

// beta is how far the fourth number of a beta is below that of its release.
const beta = 1000

// ParseRelease reads a release as the vendor's tags write it.
func ParseRelease(text string) (Release, error) {
	if r, err := ParseSeries(text); err == nil && strings.Count(text, ".") >= 2 {
		return r, nil
	}
	return Release{}, fmt.Errorf("%q is not a release such as 8.8.15.p46, 9.0.0 or 10.1.3", text)
}

// ParseSeries reads a release of which the first numbers are enough: "10.1" is
// 10.1.0.
func ParseSeries(text string) (Release, error) {
	m := releaseForm.FindStringSubmatch(text)
	if m == nil || m[4] != "" && m[3] == "" {
		return Release{}, fmt.Errorf("%q is not a release such as 8.8.15.p46, 9.0 or 10", text)
	}
	number := func(i int) int { n, _ := strconv.Atoi(m[i]); return n } // "" is 0; the form bounds the digits
	r := Release{number(1), number(2), number(3), number(5), number(6)}
	if strings.EqualFold(m[4], "beta") {
		r[3], r[4] = r[3]-beta, 0
	}
	return r, nil
}

// Compare is negative if r is older than o, positive if it is newer.
func (r Release) Compare(o Release) int { return slices.Compare(r[:], o[:]) }
