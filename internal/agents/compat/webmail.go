package compat

import (
	_ "embed"
	"strings"
)

//go:embed webmail.txt
var webmail string

// Webmail returns the features that the web client, its skins and what is added
// to them depend on: what a new browser release is compared by. They are in the
// order of webmail.txt, by branch.
func Webmail() []string { return strings.Split(strings.TrimSpace(webmail), "\n") }
