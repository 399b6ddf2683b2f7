package yui

// A Rule is one kind of damage. docs/lint/yui-NAME.md describes it.
type Rule struct {
	Code  string // "yui/calc"
	Title string // a phrase for lists
}

// Rules returns every rule of Check, sorted by code.
func Rules() []Rule {
	return []Rule{
		{"yui/calc", "a sum loses its blanks"},
		{"yui/case", "a name changes to lower case"},
		{"yui/charset", "@charset not at the front"},
		{"yui/comment", "a needed comment is removed, or a string is mistaken for a comment"},
		{"yui/data-url", "blanks in a data: URL"},
		{"yui/descendant", "the blank before a colon is removed"},
		{"yui/dot-zero", "a number like 1.0em loses its unit"},
		{"yui/empty", "an empty rule whose removal changes something"},
		{"yui/keyframe", "the first frame of an animation is lost"},
		{"yui/name", "a name looks like a zero with a unit"},
		{"yui/none", "a custom property mistaken for border or background"},
		{"yui/not-paren", "a word becomes a function"},
		{"yui/overflow", "a string or selector too long for the server's stack"},
		{"yui/rgb", "a colour changes or causes an error"},
		{"yui/url", "an unquoted address is changed"},
		{"yui/zero", "a zero that needs its unit"},
		{"yui/zeros", "zeros that are merged into one"},
	}
}
