// Package releases lists the browser versions released since a day, their
// changes in features that the webapp, the skins and this project's scripts
// depend on, and what to check because of them.
package releases

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/profile"
)

// News is everything released from Since up to the day of the data.
type News struct {
	Data     string    `json:"data"`        // the day of the browser data, "2026-11-12"
	Version  string    `json:"dataVersion"` // of the browser data
	Since    string    `json:"since"`       // the first day covered
	Releases []Release `json:"releases"`
	Planned  []Release `json:"planned"` // not yet released according to the data, with the planned day
	Changes  []Change  `json:"changes"`
	Checks   []Check   `json:"checks"`
}

// Release is one version of one browser.
type Release struct {
	Browser       string   `json:"browser"`
	Name          string   `json:"name"`
	Version       string   `json:"version"`
	Date          string   `json:"date"`
	Status        string   `json:"status"`
	Engine        string   `json:"engine"`
	EngineVersion string   `json:"engineVersion"`
	Keys          []string `json:"keys"` // keys of the supported list for this browser
}

// Change is a change of one feature in one release.
type Change struct {
	Date    string   `json:"date"`
	Browser string   `json:"browser"`
	Version string   `json:"version"`
	Feature string   `json:"feature"`
	Kind    string   `json:"kind"`    // appeared, completed, unprefixed, removed, prefix dropped
	Before  string   `json:"before"`  // in the form of profile.Support: "no", "as -webkit-", …
	Now     string   `json:"now"`     //
	UsedBy  []string `json:"usedBy"`  // this project's scripts that use it
	Rules   []string `json:"rules"`   // breakages that depend on it
	Worse   bool     `json:"isWorse"` // something was removed
}

// Check is something to do now.
type Check struct {
	Why     string `json:"why"`
	Command string `json:"command"`
}

// Since returns what the data says was released on that day or later.
func Since(day time.Time) *News {
	version, published := compat.Source()
	n := &News{Data: published.Format(time.DateOnly), Version: version, Since: day.Format(time.DateOnly),
		Releases: []Release{}, Planned: []Release{}, Changes: []Change{}, Checks: []Check{}}
	for _, b := range compat.Browsers() {
		for _, r := range b.Releases {
			switch {
			case r.Released() && r.Date >= n.Since:
				n.Releases = append(n.Releases, releaseOf(b, r))
			case !r.Released() && r.Date >= n.Since:
				n.Planned = append(n.Planned, releaseOf(b, r))
			}
		}
	}
	byDate := func(x, y Release) int { return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.Browser, y.Browser)) }
	slices.SortStableFunc(n.Releases, byDate)
	slices.SortStableFunc(n.Planned, byDate)
	for _, c := range compat.Changes(compat.Webmail(), day.AddDate(0, 0, -1).Format(time.DateOnly), n.Data) {
		n.Changes = append(n.Changes, changeOf(c))
	}
	n.Checks = n.checks()
	return n
}

func releaseOf(b *compat.Browser, r compat.Release) Release {
	out := Release{b.ID, b.Name, r.Version, r.Date, r.Status, r.Engine, r.EngineVersion, []string{}}
	for _, s := range ua.Supported() {
		if s.MDN == b.ID && s.Key != "edge18" {
			out.Keys = append(out.Keys, s.Key)
		}
	}
	return out
}

func changeOf(c compat.Change) Change {
	out := Change{Date: c.Date, Browser: c.Browser, Version: c.Version, Feature: c.Feature, Kind: c.Kind,
		Before: stateOf(c.Before), Now: stateOf(c.Now), UsedBy: usedBy(c.Feature), Rules: []string{}}
	out.Worse = c.Kind == "removed" || c.Kind == "prefix dropped"
	for _, r := range breakage.Rules() {
		if slices.Contains(r.Features, c.Feature) {
			out.Rules = append(out.Rules, r.ID)
		}
	}
	return out
}

func stateOf(a compat.Answer) string {
	if name := a.Prefix + a.Spelling; a.State == compat.Yes && name != "" {
		return "as " + name
	}
	return a.State.String()
}

// usedBy returns this project's scripts that contain the last part of a
// feature's name, which is how a script would use it. Style features are used
// by skins, which are not searched.
func usedBy(feature string) []string {
	files := []string{}
	if strings.HasPrefix(feature, "css.") {
		return files
	}
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(leaf(feature)) + `\b`)
	root := profile.OwnOverrides()
	_ = fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error { // built in: it cannot fail
		if err != nil || d.IsDir() || path.Ext(file) != ".js" {
			return err
		}
		if text, err := fs.ReadFile(root, file); err == nil && word.Match(text) {
			files = append(files, "overrides/"+file)
		}
		return nil
	})
	return files
}

func leaf(feature string) string { return feature[strings.LastIndexByte(feature, '.')+1:] }

// checks returns the checks to run; none if there is no release.
func (n *News) checks() []Check {
	checks := []Check{}
	if len(n.Releases) == 0 {
		return checks
	}
	checks = append(checks,
		Check{"check how each layer classifies the new versions, and what breaks", "uacheck matrix --since " + n.Since},
		Check{"check the expectations of QA", "uacheck expect FILE"},
		Check{"check the built pages in a real browser, with the new User-Agents", "uacheck run --browsers 'since " + n.Since + "' --format html -o report.html"})
	var style, script, worse, gone []string
	for _, c := range n.Changes {
		switch {
		case strings.HasPrefix(c.Feature, "css."):
			style = append(style, c.Feature)
		default:
			script = append(script, c.Feature)
		}
		if c.Worse {
			worse = append(worse, c.Feature+" in "+c.Browser+" "+c.Version)
			gone = append(gone, regexp.QuoteMeta(leaf(c.Feature)))
		}
		for _, id := range c.Rules {
			checks = append(checks, Check{"breakage " + id + " depends on " + c.Feature + ", which " + c.Kind + " in " + c.Browser + " " + c.Version,
				"uacheck ua " + n.agentOf(c)})
		}
	}
	if len(worse) > 0 {
		checks = append(checks, Check{"removed features: search the skins and scripts for " + list(worse), "grep -rnE -e '" + strings.ReplaceAll(list(gone), ", ", "|") + "' skins overrides zimlets"})
	}
	if len(style) > 0 {
		checks = append(checks, Check{"check prefixes and fallbacks of the skins: changed are " + list(style), "skinbuild build && skinbuild lint"})
	}
	if len(script) > 0 {
		checks = append(checks, Check{"check the feature tests in fixes and features: changed are " + list(script), "skinbuild build scripts && uacheck run"})
	}
	return checks
}

func (n *News) agentOf(c Change) string {
	for _, s := range ua.Supported() {
		if s.MDN == c.Browser {
			return s.Key + "@" + c.Version
		}
	}
	return "-"
}

func list(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}
