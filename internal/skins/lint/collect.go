package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/skins/unsupported"
	"skinbuild/internal/source"
)

// A collector merges findings that occur for several skins, clients and
// browsers, and keeps each once with the skins and browsers to which it
// applies.
type collector struct {
	skins      int            // how many are looked at
	browsers   map[string]int // key → how many releases are looked at
	disabled   []string
	properties map[string]bool // names, of all skins and browsers
	found      map[findingKey]*finding
	uses       map[useKey]*useFinding
}

type findingKey struct {
	file       string
	start, end int
	code       codes.Code
	text       string
}

type finding struct {
	diag     source.Diag
	skins    []string
	browsers map[ua.Browser]bool
}

type useKey struct {
	file       string
	start, end int
	kind       unsupported.Kind
	feature    string
	written    string
}

type useFinding struct {
	placedUse
	skins    []string
	browsers map[compat.Agent]bool
}

func newCollector(skins int, classes []class, disabled []string) *collector {
	c := &collector{skins, map[string]int{}, disabled, map[string]bool{}, map[findingKey]*finding{}, map[useKey]*useFinding{}}
	for _, class := range classes {
		for _, b := range class.browsers {
			c.browsers[b.Key]++
		}
	}
	return c
}

// addSkin adds the findings in one skin.
func (c *collector) addSkin(skin string, all found) {
	for _, name := range all.properties {
		c.properties[name] = true
	}
	for _, f := range all.findings {
		c.add(skin, f.browsers, f.diags)
		for _, g := range f.uses {
			c.addUse(skin, g)
		}
	}
}

// isDisabled reports whether a code, or the group before its slash, is
// disabled.
func (c *collector) isDisabled(code codes.Code) bool {
	return slices.Contains(c.disabled, code.String()) || slices.Contains(c.disabled, code.Group())
}

// add adds findings that apply to one skin and some browsers; "" and nil mean
// that they apply to all.
func (c *collector) add(skin string, browsers []ua.Browser, ds source.Diags) {
	for _, d := range ds {
		if c.isDisabled(d.Code) {
			continue
		}
		key := findingKey{d.File.Name(), d.Span.Start, d.Span.End, d.Code, d.Text}
		f := c.found[key]
		if f == nil {
			f = &finding{diag: *d, browsers: map[ua.Browser]bool{}}
			c.found[key] = f
		}
		f.diag.Severity = min(f.diag.Severity, d.Severity)
		if skin != "" && !slices.Contains(f.skins, skin) {
			f.skins = append(f.skins, skin)
		}
		for _, b := range browsers {
			f.browsers[b] = true
		}
	}
}

// addUse adds an unsupported use. A use at the same place in another rendering
// is the same one, for other browsers.
func (c *collector) addUse(skin string, g placedUse) {
	if c.isDisabled(useCodes[g.Kind]) {
		return
	}
	key := useKey{g.file.Name(), g.Span.Start, g.Span.End, g.Kind, g.Feature, g.Written}
	f := c.uses[key]
	if f == nil {
		f = &useFinding{placedUse: g, browsers: map[compat.Agent]bool{}}
		c.uses[key] = f
	}
	if !slices.Contains(f.skins, skin) {
		f.skins = append(f.skins, skin)
	}
	for _, a := range g.Browsers {
		f.browsers[a] = true
	}
}

// findings returns the collected findings, sorted.
func (c *collector) findings() source.Diags {
	var out source.Diags
	names := slices.Sorted(maps.Keys(c.properties))
	for _, f := range c.found {
		d := f.diag
		suggest(&d, names)
		c.only(&d, f.skins, c.someBrowsers(f.browsers))
		out = append(out, &d)
	}
	for _, f := range c.uses {
		f.Browsers = compat.List(slices.Collect(maps.Keys(f.browsers))).Sorted()
		d := f.diag()
		c.only(d, f.skins, nil)
		out = append(out, d)
	}
	return out.Sorted()
}

// only adds to a finding the skins and browsers to which it applies, unless it
// applies to all.
func (c *collector) only(d *source.Diag, skins, browsers []string) {
	var where []string
	if n := len(skins); n > 0 && n < c.skins && !(n == 1 && strings.Contains(d.File.Name(), "skins/"+skins[0]+"/")) {
		where = append(where, listed("skin", skins))
	}
	if len(browsers) > 0 {
		where = append(where, listed("browser", browsers))
	}
	if len(where) > 0 {
		d.Text += " (only " + strings.Join(where, "; ") + ")"
	}
}

// someBrowsers names browsers, with versions if only some of the versions are
// affected. It returns nil if all browsers are affected.
func (c *collector) someBrowsers(browsers map[ua.Browser]bool) []string {
	versions := map[string]compat.List{}
	for b := range browsers {
		versions[b.Key] = append(versions[b.Key], compat.Agent{Browser: b.MDN, Version: b.Version})
	}
	var out []string
	all := len(versions) == len(c.browsers)
	for key, list := range versions {
		if len(list) == c.browsers[key] {
			out = append(out, key)
			continue
		}
		all = false
		text := list.Sorted().String()
		out = append(out, key+strings.TrimPrefix(strings.ReplaceAll(text, ", "+list[0].Browser, ","), list[0].Browser))
	}
	if all {
		return nil
	}
	return out
}

// suggest adds the property that an unknown token was probably meant to be.
func suggest(d *source.Diag, names []string) {
	if d.Code != codes.SkinUnknownToken || d.Hint != "" {
		return
	}
	text := d.File.Text()[d.Span.Start:d.Span.End]
	name := strings.Trim(text, "@")
	if text != "@"+name+"@" {
		return // a call
	}
	if near := source.Nearest(name, names); near != "" {
		d.WithHint("did you mean @%s@?", near)
	}
}

// listed names the first few of a list.
func listed(kind string, names []string) string {
	const most = 6
	slices.Sort(names)
	if len(names) > 1 {
		kind += "s"
	}
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s %s and %d more", kind, strings.Join(names[:most], ", "), more)
	}
	return kind + " " + strings.Join(names, ", ")
}
