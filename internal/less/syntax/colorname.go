package syntax

import (
	"strings"

	"golang.org/x/image/colornames"
)

// IsColorName reports whether a word is the name of a colour, letter case aside.
func IsColorName(word string) bool {
	n := len(word)
	if n < 3 || n > 20 || !isLetter(word[0]) || colorLengths[word[0]&31]&(1<<n) == 0 {
		return false
	}
	return isColor(strings.ToLower(word))
}

func isColor(lower string) bool {
	_, ok := colornames.Map[lower]
	return ok || lower == "rebeccapurple" || lower == "transparent"
}

// colorLengths has for each first letter a bit for each length of a colour's name,
// which rules out nearly all words.
var colorLengths = func() (t [32]uint32) {
	for _, name := range append(colornames.Names, "rebeccapurple", "transparent") {
		t[name[0]&31] |= 1 << len(name)
	}
	return t
}()
