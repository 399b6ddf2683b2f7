package lint

import (
	"fmt"
	"skinbuild/internal/server/es3"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/skins/gaps"
	"skinbuild/internal/source"
)

// compatRules are what package gaps finds in what browsers get. The first of them
// does the work for all, since one pass finds them all.
func compatRules() []Rule {
	return []Rule{
		{Code: "compat/api", Title: "an object or function that supported browsers lack", lacking: checkGaps},
		{Code: "compat/at-rule", Title: "an at-rule whose block supported browsers skip"},
		{Code: "compat/function", Title: "a function in a value that supported browsers lack"},
		{Code: "compat/media", Title: "a media feature that supported browsers lack"},
		{Code: "compat/prefix", Title: "a spelling that supported browsers do not have, beside no other"},
		{Code: "compat/property", Title: "a property that supported browsers lack"},
		{Code: "compat/selector", Title: "a selector that costs supported browsers the rule"},
		{Code: "compat/value", Title: "a keyword or a unit that supported browsers lack"},
	}
}

func checkGaps(r *rendering) []gaps.Gap {
	f := source.NewFile(r.path, r.sent.Text())
	switch {
	case r.isCSS():
		return r.checker.Sheet(f)
	case r.isScript() && es3.Check(f, es3.ForSkin).Err() == nil:
		return r.checker.Script(f)
	}
	return nil
}

// placedGap is a gap and the place in a file that it comes from.
type placedGap struct {
	gaps.Gap
	file *source.File
}

// placedGaps returns gaps in the sent text as gaps in files.
func (r *rendering) placedGaps(all []gaps.Gap) []placedGap {
	var out []placedGap
	for _, g := range all {
		if f, span, ok := r.sent.Place(g.Span.Start, g.Span.End); ok {
			g.Span = span
			out = append(out, placedGap{g, f})
		}
	}
	return out
}

// diag says what the gap is. Its list has the browsers of all renderings.
func (g *placedGap) diag() *source.Diag {
	code := "compat/" + string(g.Kind)
	switch g.Kind {
	case gaps.Prefix:
		return g.prefix(code)
	case gaps.Selector:
		if strings.HasPrefix(strings.TrimLeft(g.Written, ":"), "-") {
			return g.file.Warnf(g.Span, code, "%s costs %s the whole rule", g.Written, g.Browsers).
				WithHint("give what stands beside it in the list a rule of its own")
		}
		return g.file.Warnf(g.Span, code, "%s costs %s the whole rule", g.Written, g.since())
	case gaps.AtRule:
		return g.file.Warnf(g.Span, code, "%s is skipped by %s", g.Written, g.since())
	case gaps.Media:
		d := g.file.Warnf(g.Span, code, "%s never matches in %s", g.Written, g.since())
		d.Severity = source.Info
		return d
	}
	return g.file.Warnf(g.Span, code, "%s is lacking in %s", g.Written, g.since())
}

// prefix says by which names the browsers have what is there under another.
func (g *placedGap) prefix(code string) *source.Diag {
	var names []string
	have := map[string]compat.List{}
	for _, a := range g.Browsers {
		name := nameIn(g.Feature, a)
		if have[name] == nil {
			names = append(names, name)
		}
		have[name] = append(have[name], a)
	}
	var where []string
	for _, name := range names {
		where = append(where, fmt.Sprintf("%s, which have %s", have[name], name))
	}
	return g.file.Warnf(g.Span, code, "%s means nothing to %s", g.Written, strings.Join(where, ", and to ")).
		WithHint("write %s beside it", strings.Join(names, ", "))
}

// nameIn returns the best name that a release has for a feature.
func nameIn(feature string, a compat.Agent) string {
	best := compat.Support(feature, a.Browser, a.Version)
	if best.Spelling != "" {
		return best.Spelling
	}
	return best.Prefix + feature[strings.LastIndexByte(feature, '.')+1:]
}

// since lists the browsers and since when they have the feature.
func (g *placedGap) since() string {
	var parts []string
	for i := 0; i < len(g.Browsers); {
		n := i
		for n < len(g.Browsers) && g.Browsers[n].Browser == g.Browsers[i].Browser {
			n++
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", g.Browsers[i:n], since(g.Feature, g.Browsers[n-1])))
		i = n
	}
	return strings.Join(parts, ", ")
}

// since tells when a browser that lacks a feature got it, or lost it.
func since(feature string, a compat.Agent) string {
	b := compat.BrowserByID(a.Browser)
	had, after := "", false
	for _, r := range b.Releases {
		has := compat.Support(feature, a.Browser, r.Version).State >= compat.Partial
		switch {
		case r.Version == a.Version:
			after = true
		case has && after && r.Released():
			return "since " + r.Version
		case has && !after:
			had = r.Version
		}
	}
	if had != "" {
		return "last in " + had
	}
	return "never"
}
