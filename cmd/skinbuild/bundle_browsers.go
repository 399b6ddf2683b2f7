package main

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/tree"
)

// rendered are the types of a skin's files that reach browsers only through the
// servlet, so that rendering shows every effect of them.
var rendered = []string{".css", ".html", ".js", ".xml", ".properties", ".template"}

// renderedDifference replaces what a difference says about browsers by what the
// server would send them: each skin of either bundle, in a webapp, to each
// supported browser. Files that are not rendered count as before.
func renderedDifference(d *pack.Difference, live fs.FS, release string, old, now *pack.Bundle) error {
	before, err := openOver(live, release, old)
	if err != nil {
		return err
	}
	after, err := openOver(live, release, now)
	if err != nil {
		return err
	}
	d.AllBrowsers, d.Browsers = false, []string{}
	skins := map[string]bool{}
	for _, c := range d.Files {
		parts := strings.Split(c.Path, "/")
		if parts[0] == "skins" && len(parts) > 2 && slices.Contains(rendered, path.Ext(c.Path)) {
			skins[parts[1]] = true
			continue
		}
		for _, f := range []*pack.File{c.Old, c.New} {
			if f != nil {
				d.Browsers = append(d.Browsers, f.Browsers...)
				d.AllBrowsers = d.AllBrowsers || len(f.Browsers) == 0
			}
		}
	}
	for name := range skins {
		touched, err := browsersTouched(before, after, name)
		if err != nil {
			return err
		}
		d.Browsers = append(d.Browsers, touched...)
	}
	slices.Sort(d.Browsers)
	d.Browsers = slices.Compact(d.Browsers)
	return nil
}

// openOver opens the webapp as it would be with the bundle's skins in it.
func openOver(live fs.FS, release string, b *pack.Bundle) (*skin.Webapp, error) {
	r, _ := skin.ParseRelease(release) // checked when the flag was read
	return skin.Open(tree.Layers{b.Files(), live}, &skin.Options{Release: r})
}

// browsersTouched returns the supported browsers that get something else of the
// skin from one webapp than from the other.
func browsersTouched(before, after *skin.Webapp, name string) ([]string, error) {
	var touched []string
	for _, b := range ua.Supported() {
		macros, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", b.Key, err)
		}
		for _, resource := range []string{"/css/skin.css", "/html/skin.html", "/js/skin.js"} {
			req := skin.Request{Path: resource, Skin: name, Macros: macros}
			if answer(before, req) != answer(after, req) {
				touched = append(touched, b.Key)
				break
			}
		}
	}
	return touched, nil
}

// answer is what the server sends, or how it fails.
func answer(app *skin.Webapp, req skin.Request) string {
	text, ds := app.Render(&req)
	if err := ds.Err(); err != nil {
		return "error: " + err.Error()
	}
	return text.Text()
}
