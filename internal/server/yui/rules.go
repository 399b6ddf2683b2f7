package yui

// A Rule is one kind of damage. Its page is docs/lint/yui-NAME.md.
type Rule struct {
	Code  string // "yui/calc"
	Title string // a phrase for lists
}

// Rules returns what Check may report, sorted by code.
func Rules() []Rule {
	return []Rule{
		{"yui/calc", "a sum that loses its blanks"},
		{"yui/case", "a name that gets lower-case letters"},
		{"yui/charset", "@charset not at the front"},
		{"yui/comment", "a comment that is needed, or a string that is taken for one"},
		{"yui/data-url", "blanks in a data: URL"},
		{"yui/descendant", "a blank before a colon that is removed"},
		{"yui/dot-zero", "a number like 1.0em loses its unit"},
		{"yui/empty", "an empty rule whose removal changes something"},
		{"yui/keyframe", "the first frame of an animation is lost"},
		{"yui/name", "a name with what looks like a zero and its unit"},
		{"yui/none", "a custom property mistaken for border or background"},
		{"yui/not-paren", "a word that becomes a function"},
		{"yui/overflow", "a string or selector too long for the server's stack"},
		{"yui/rgb", "a colour that becomes another, or an error"},
		{"yui/url", "an address without quotes that is changed"},
		{"yui/zero", "a zero that needs its unit"},
		{"yui/zeros", "zeros that are merged into one"},
	}
}
