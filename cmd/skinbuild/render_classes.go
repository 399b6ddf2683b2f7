package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/server/skin"
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
	list, err := f.browsers.List(cmd)
	if err != nil {
		return err
	}
	classes := classesOf(list)
	for _, c := range classes {
		req.Macros = c.macros
		sent, err := f.render(cmd, s, req)
		if err != nil {
			return err
		}
		c.body = sent.Body()
		c.Same = 1 + slices.IndexFunc(classes, func(o *class) bool { return o.body == c.body })
	}
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "render-classes", struct {
			Classes []*class `json:"classes"`
		}{classes})
	}
	var b strings.Builder
	for i, c := range classes {
		fmt.Fprintf(&b, "%d: %s\n   %s\n", i+1, strings.Join(c.Browsers, ", "), strings.Join(c.Macros, " "))
		if c.Same != i+1 {
			fmt.Fprintf(&b, "   gets the same as %d but for the list of macros\n", c.Same)
		}
	}
	return cli.WriteResult(cmd, []byte(b.String()))
}

// classesOf returns the classes of the releases, or of the supported browsers if
// there is no list. The names are keys, of releases with their versions.
func classesOf(list compat.List) []*class {
	browsers := ua.Supported()
	if list != nil {
		browsers = nil
		for _, a := range list {
			browsers = append(browsers, ua.Release(a.Browser, a.Version)...)
		}
	}
	var classes []*class
	for _, b := range browsers {
		m, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			continue // the servlet fails on "Mozilla" alone, which no browser is called
		}
		i := slices.IndexFunc(classes, func(c *class) bool { return c.macros == m })
		if i < 0 {
			i = len(classes)
			classes = append(classes, &class{Macros: strings.Fields(m.String()), macros: m})
		}
		classes[i].add(b, list != nil)
	}
	return classes
}

// add adds a browser, to the range of versions that it goes on with if it has one.
func (c *class) add(b ua.Browser, versions bool) {
	if !versions || strings.HasSuffix(b.Key, b.Version) { // "ie11"
		c.Browsers = append(c.Browsers, b.Key)
		return
	}
	n := slices.IndexFunc(c.Browsers, func(text string) bool { return strings.HasPrefix(text, b.Key+" ") })
	if n < 0 {
		c.Browsers = append(c.Browsers, b.Key+" "+b.Version)
		return
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(c.Browsers[n], b.Key+" "), "-")
	c.Browsers[n] = b.Key + " " + first + "-" + b.Version
}
