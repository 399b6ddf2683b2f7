package report

// Style returns the style sheet of the pages that this package writes, for pages
// of other results that shall look alike.
func Style() string { return pageCSS }
