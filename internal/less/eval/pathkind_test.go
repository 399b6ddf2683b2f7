package eval

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// The kinds of paths equal the regular expressions of less.js, in which letters have
// no case beyond ASCII.
func TestPathKinds(t *testing.T) {
	kinds := map[string]struct {
		want *regexp.Regexp
		got  func(string) bool
	}{
		"css":      {regexp.MustCompile(`[#.&?]css([?;][^\n\r\x{2028}\x{2029}]*)?$`), isCSSPath},
		"remote":   {regexp.MustCompile(`^(?:[hH][tT][tT][pP][sS]?:)?//`), isRemote},
		"suffix":   {regexp.MustCompile(`(\.[a-z]*$)|([?;][^\n\r\x{2028}\x{2029}]*)$`), hasSuffix},
		"absolute": {regexp.MustCompile(`^(?:[a-zA-Z-]+:|/|\\|#)`), isAbsolute},
	}
	parts := []string{"css", ".", "?", ";", "#", "&", "/", "//", ":", "http", "HTTPS", "a", "Z", "-", "\\", "\n", "\u2028", "~", "less", " ", "ſ", "K"}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 300_000 {
		name := ""
		for range rnd.IntN(7) {
			name += parts[rnd.IntN(len(parts))]
		}
		for kind, k := range kinds {
			if got, want := k.got(name), k.want.MatchString(name); got != want {
				t.Fatalf("%s of %q is %v, not %v", kind, name, got, want)
			}
		}
	}
}
