package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/skin"
	"skinbuild/internal/ua"
)

// class is a set of browsers that have the same macros, so get identical bytes
// and share one entry in the server's cache.
type class struct {
	Browsers []string `json:"browsers"`
	Macros   []string `json:"macros"`
	// Same is the number, from 1, of the first class that gets the same but for the
	// list of macros that begins every answer; its own number if there is none.
	Same int `json:"sameAs"`

	macros ua.Macros
	body   string
}

// runClasses prints the classes of the supported browsers.
func (f *renderFlags) runClasses(cmd *cobra.Command, s *skin.Skin, req skin.Request) error {
	var classes []*class
	for _, b := range ua.Supported() {
		m, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			return cli.Fail(cli.Problems, err)
		}
		if i := slices.IndexFunc(classes, func(c *class) bool { return c.macros == m }); i >= 0 {
			classes[i].Browsers = append(classes[i].Browsers, b.Key)
			continue
		}
		req.Macros = m
		sent, err := f.render(cmd, s, req)
		if err != nil {
			return err
		}
		c := &class{Browsers: []string{b.Key}, Macros: strings.Fields(m.String()), macros: m, body: sent.Body()}
		classes = append(classes, c)
		c.Same = 1 + slices.IndexFunc(classes, func(o *class) bool { return o.body == c.body })
	}
	if f.asJSON {
		return printJSON(cmd, classes)
	}
	var b strings.Builder
	for i, c := range classes {
		fmt.Fprintf(&b, "%d: %s\n   %s\n", i+1, strings.Join(c.Browsers, ", "), strings.Join(c.Macros, " "))
		if c.Same != i+1 {
			fmt.Fprintf(&b, "   gets the same as %d but for the list of macros\n", c.Same)
		}
	}
	return cli.WriteOutput(cmd, f.output, []byte(b.String()))
}
