package compat

import (
	"cmp"
	"slices"

	"skinbuild/internal/versions"
)

// A Change is a change of a feature in one release of one browser.
type Change struct {
	Date    string // of the release, "2026-11-12"
	Browser string
	Version string
	Feature string
	Kind    string // one of those below
	Now     Answer // support from that release on
	Before  Answer // support in the previous release
}

// Kinds of Change.
const (
	appeared      = "appeared"       // the browser gained the feature, in any spelling
	completed     = "completed"      // partial support became full support
	unprefixed    = "unprefixed"     // a prefix or another name is no longer needed
	removed       = "removed"        // the browser dropped the feature
	prefixDropped = "prefix dropped" // the browser dropped a prefix or another name, but not the feature
)

// Changes returns the changes that releases of after < date <= until made to
// features (nil for all features in the data), sorted by date, browser,
// version, feature. Dates have the form "2026-11-12". It ignores preview
// releases, and features known to exist in a version but not known to be new in
// it.
func Changes(features []string, after, until string) []Change {
	if features == nil {
		features = slices.Collect(Features(""))
	}
	type window struct {
		browser  *Browser
		releases []int
	}
	var windows []window
	for _, b := range Browsers() {
		w := window{browser: b}
		for i, r := range b.Releases {
			if i > 0 && r.Date > after && r.Date <= until {
				w.releases = append(w.releases, i)
			}
		}
		if len(w.releases) > 0 {
			windows = append(windows, w)
		}
	}
	var all []Change
	for _, feature := range features {
		cells, ok := find(feature)
		if !ok {
			continue
		}
		for _, w := range windows {
			all = appendChanges(all, feature, w.browser, w.releases, parseCell(cellAt(cells, w.browser.cell)))
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Browser, b.Browser), versions.Compare(a.Version, b.Version), cmp.Compare(a.Feature, b.Feature))
	})
	return all
}

func appendChanges(all []Change, feature string, b *Browser, releases []int, statements []Statement) []Change {
	if len(statements) == 0 {
		return all
	}
	for _, i := range releases {
		r := b.Releases[i]
		c := Change{
			Date: r.Date, Browser: b.ID, Version: r.Version, Feature: feature,
			Before: answer(statements, b.Releases[i-1].Version),
			Now:    answer(statements, r.Version),
		}
		if kind, ok := c.kind(statements); ok {
			c.Kind = kind
			all = append(all, c)
		}
	}
	return all
}

func (c *Change) kind(statements []Statement) (kind string, ok bool) {
	has := func(a Answer) bool { return a.State >= Partial }
	plain := func(a Answer) bool { return a.Prefix == "" && a.Spelling == "" }
	switch {
	case c.Before.State == Unknown || c.Now.State == Unknown:
		return "", false
	case has(c.Before) && !has(c.Now):
		return removed, true
	case !has(c.Before) && has(c.Now):
		return appeared, true
	case !has(c.Now):
		return "", false
	case !plain(c.Before) && plain(c.Now):
		return unprefixed, true
	case c.Before.State == Partial && c.Now.State == Yes:
		return completed, true
	}
	for _, s := range statements {
		if !s.Plain() && s.Removed != "" && versions.Compare(s.Removed, c.Version) == 0 {
			return prefixDropped, true
		}
	}
	return "", false
}
