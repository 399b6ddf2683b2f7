package check

import (
	_ "embed"
	"encoding/json"
	"strings"
)

//go:embed probe.js
var probeJS string

// seen is the result of the probe.
type seen struct {
	Agent      string
	At, Screen string   // the page's current address, and its screen size
	Elements   []string // scripts and style sheets in the order of the page: a path, or "inline:" and text
	Sheets     []sheet
	Styles     []computed
	Unrendered []string
	Modernizr  struct {
		Own, Usual, Version string
		Same                bool
	}
	JQuery struct {
		Version, Query string
		Dollar         bool
	}
	Fixes  []string   // ids of the fixes in scripts inside the page
	Report []fixState // nil if the page has no SynaSkin
}

type sheet struct {
	URL, Vary, Cache, Error string
	Status, Size            int
	Macros                  []string
}

type computed struct {
	Found, Valid bool
	Got, Want    string
}

type fixState struct{ ID, State, Detail string }

// script returns the probe for a page.
func (s *session) script(page Page) string {
	list, err := json.Marshal(s.Styles.of(page.Name))
	if err != nil || string(list) == "null" {
		list = []byte("[]")
	}
	return strings.Replace(probeJS, "STYLES", string(list), 1)
}
