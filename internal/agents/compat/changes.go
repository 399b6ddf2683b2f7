package compat

import (
	"cmp"
	"slices"
)

// A Change is what one release of one browser changed about a feature.
type Change struct {
	Date    string // of the release, "2026-11-12"
	Browser string
	Version string
	Feature string
	Kind    string // one of those below
	Now     Answer // how the browser has the feature from that release on
	Before  Answer // and in the release before
}

// The kinds of Change.
const (
	appeared      = "appeared"       // the browser got the feature, in whatever spelling
	completed     = "completed"      // what was partial is whole
	unprefixed    = "unprefixed"     // what needed a prefix or another name has its own
	removed       = "removed"        // the browser has the feature no more
	prefixDropped = "prefix dropped" // a prefix or another name is gone, the feature stays
)

// Changes returns what releases of after < date <= until changed about features
// (nil for all that the data has), sorted by date, browser, version, feature.
// Dates are "2026-11-12". What only previews have is no change, and neither is
// what is known to have been there at a version without being known to be new.
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
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Browser, b.Browser), compareVersions(a.Version, b.Version), cmp.Compare(a.Feature, b.Feature))
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
		if !s.Plain() && s.Removed != "" && compareVersions(s.Removed, c.Version) == 0 {
			return prefixDropped, true
		}
	}
	return "", false
}
