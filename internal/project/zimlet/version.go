package zimlet

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// versionForm is what the server's Version class surely parses: whole numbers
// that fit an int, between "." or "_". It also takes "1.0." and "-1.0"; nobody
// means those.
var versionForm = regexp.MustCompile(`^\d{1,9}([._]\d{1,9})*$`)

// CompareVersions orders two zimlet versions as the server does: part by part as
// numbers, and where one is a prefix of the other the longer one is greater (1.0 <
// 1.0.0, 1.2 < 1.10). A part that is no number counts as 0.
func CompareVersions(a, b string) int {
	x, y := versionParts(a), versionParts(b)
	for i := range min(len(x), len(y)) {
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

func versionParts(v string) []int {
	var parts []int
	for part := range strings.SplitSeq(strings.ReplaceAll(v, "_", "."), ".") {
		n, _ := strconv.Atoi(part)
		parts = append(parts, n)
	}
	return parts
}
