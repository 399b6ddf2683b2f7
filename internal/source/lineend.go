package source

import "strings"

// LineStart returns the offset at which the line of offset begins. Lines end at "\n",
// "\r\n" or "\r".
func LineStart(text string, offset int) int {
	return strings.LastIndexAny(text[:offset], "\r\n") + 1
}

// LineEnding returns the line end that the text uses at offset: that of the line
// before, else the first in the text, else "\n".
func LineEnding(text string, offset int) string {
	start := LineStart(text, offset)
	if start == 0 {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return "\n"
		}
		start = i + 1
		if strings.HasPrefix(text[i:], "\r\n") {
			start++
		}
	}
	if strings.HasSuffix(text[:start], "\r\n") {
		return "\r\n"
	}
	return text[start-1 : start]
}
