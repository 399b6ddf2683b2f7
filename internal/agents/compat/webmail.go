package compat

import (
	_ "embed"
	"strings"
)

//go:embed webmail.txt
var webmail string

// Webmail returns the features that the webapp, its skins and the project's
// additions depend on. A new browser release is compared by these features.
// They are in the order of webmail.txt.
func Webmail() []string { return strings.Split(strings.TrimSpace(webmail), "\n") }
