package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"skinbuild/internal/source"
	"skinbuild/internal/ua"
)

// A collector gathers findings that come up again for each skin, client and
// browser, and keeps each once with the skins and browsers that it holds for.
type collector struct {
	skins, browsers int // how many are looked at
	disabled        []string
	properties      map[string]bool // names, of all skins and browsers
	found           map[findingKey]*finding
}

type findingKey struct {
	file       string
	start, end int
	code, text string
}

type finding struct {
	diag     source.Diag
	skins    []string
	browsers []string
}

func newCollector(skins, browsers int, disabled []string) *collector {
	return &collector{skins, browsers, disabled, map[string]bool{}, map[findingKey]*finding{}}
}

// add takes findings that hold for one skin and some browsers; "" and nil mean
// that they hold everywhere.
func (c *collector) add(skin string, browsers []ua.Browser, ds source.Diags) {
	for _, d := range ds {
		if slices.Contains(c.disabled, d.Code) {
			continue
		}
		key := findingKey{d.File.Name(), d.Span.Start, d.Span.End, d.Code, d.Text}
		f := c.found[key]
		if f == nil {
			f = &finding{diag: *d}
			c.found[key] = f
		}
		f.diag.Severity = min(f.diag.Severity, d.Severity)
		if skin != "" && !slices.Contains(f.skins, skin) {
			f.skins = append(f.skins, skin)
		}
		for _, b := range browsers {
			if !slices.Contains(f.browsers, b.Key) {
				f.browsers = append(f.browsers, b.Key)
			}
		}
	}
}

// findings returns what was gathered, sorted.
func (c *collector) findings() source.Diags {
	var out source.Diags
	names := slices.Sorted(maps.Keys(c.properties))
	for _, f := range c.found {
		d := f.diag
		suggest(&d, names)
		var where []string
		if n := len(f.skins); n > 0 && n < c.skins && !(n == 1 && strings.Contains(d.File.Name(), "skins/"+f.skins[0]+"/")) {
			where = append(where, listed("skin", f.skins))
		}
		if n := len(f.browsers); n > 0 && n < c.browsers {
			where = append(where, listed("browser", f.browsers))
		}
		if len(where) > 0 {
			d.Text += " (only " + strings.Join(where, "; ") + ")"
		}
		out = append(out, &d)
	}
	return out.Sorted()
}

// suggest adds the property that an unknown token was probably meant to be.
func suggest(d *source.Diag, names []string) {
	if d.Code != "skin/unknown-token" || d.Hint != "" {
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

// listed names some things, but not a whole page of them.
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
