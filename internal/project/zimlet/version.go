package zimlet

import (
	"cmp"
	"regexp"
	"strings"

	"skinbuild/internal/versions"
)

// versionForm is what the server's Version class parses for certain: whole numbers that
// fit an int, separated by "." or "_". The class also accepts "1.0." and "-1.0", which
// are mistakes.
var versionForm = regexp.MustCompile(`^\d{1,9}([._]\d{1,9})*$`)

// CompareVersions orders two zimlet versions as the server does: part by part as
// numbers, and where one is a prefix of the other the longer one is greater (1.0 <
// 1.0.0, 1.2 < 1.10). A part that is not a number counts as 0.
func CompareVersions(a, b string) int {
	a, b = strings.ReplaceAll(a, "_", "."), strings.ReplaceAll(b, "_", ".")
	x, y := strings.Count(a, ".")+1, strings.Count(b, ".")+1
	common := min(x, y)
	return cmp.Or(versions.Compare(versions.First(a, common), versions.First(b, common)), cmp.Compare(x, y))
}
