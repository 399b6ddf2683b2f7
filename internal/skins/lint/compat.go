package lint

import (
	"fmt"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/es3"
	"skinbuild/internal/skins/unsupported"
	"skinbuild/internal/source"
)

// compatRules are the findings of package unsupported. The first rule runs the
// check for all of them.
func compatRules() []Rule {
	return []Rule{
		{Code: codes.CompatAPI, lacking: checkUnsupported},
		{Code: codes.CompatAtRule},
		{Code: codes.CompatFunction},
		{Code: codes.CompatMedia},
		{Code: codes.CompatPrefix},
		{Code: codes.CompatProperty},
		{Code: codes.CompatSelector},
		{Code: codes.CompatValue},
	}
}

func checkUnsupported(r *rendering) []unsupported.Use {
	f := source.NewFile(r.path, r.sent.Text())
	switch {
	case r.isCSS():
		return r.checker.Sheet(f)
	case r.isScript() && es3.Check(f, es3.ForSkin).Err() == nil:
		return r.checker.Script(f)
	}
	return nil
}

// placedUse is an unsupported use and its place in a file.
type placedUse struct {
	unsupported.Use
	file *source.File
}

// placedUses maps unsupported uses in the sent text to the files.
func (r *rendering) placedUses(all []unsupported.Use) []placedUse {
	var out []placedUse
	for _, g := range all {
		if f, span, ok := r.sent.Place(g.Span.Start, g.Span.End); ok {
			g.Span = span
			out = append(out, placedUse{g, f})
		}
	}
	return out
}

// useCodes are the codes of the kinds of uses.
var useCodes = map[unsupported.Kind]codes.Code{
	unsupported.API:      codes.CompatAPI,
	unsupported.AtRule:   codes.CompatAtRule,
	unsupported.Function: codes.CompatFunction,
	unsupported.Media:    codes.CompatMedia,
	unsupported.Prefix:   codes.CompatPrefix,
	unsupported.Property: codes.CompatProperty,
	unsupported.Selector: codes.CompatSelector,
	unsupported.Value:    codes.CompatValue,
}

// diag returns the diagnostic. It lists the browsers of all renderings.
func (g *placedUse) diag() *source.Diag {
	code := useCodes[g.Kind]
	switch g.Kind {
	case unsupported.Prefix:
		return g.prefix(code)
	case unsupported.Selector:
		if strings.HasPrefix(strings.TrimLeft(g.Written, ":"), "-") {
			return g.file.Warnf(g.Span, code, "%s makes %s drop the whole rule", g.Written, g.Browsers).
				WithHint("write a separate rule for the other selectors of the list")
		}
		return g.file.Warnf(g.Span, code, "%s makes %s drop the whole rule", g.Written, g.since())
	case unsupported.AtRule:
		return g.file.Warnf(g.Span, code, "%s is ignored by %s", g.Written, g.since())
	case unsupported.Media:
		d := g.file.Warnf(g.Span, code, "%s never matches in %s", g.Written, g.since())
		d.Severity = source.Info
		return d
	}
	return g.file.Warnf(g.Span, code, "%s is not supported by %s", g.Written, g.since())
}

// prefix names the spellings that the browsers support instead.
func (g *placedUse) prefix(code codes.Code) *source.Diag {
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
		where = append(where, fmt.Sprintf("%s, which support %s", have[name], name))
	}
	return g.file.Warnf(g.Span, code, "%s is not supported by %s", g.Written, strings.Join(where, ", and by ")).
		WithHint("also write %s", strings.Join(names, ", "))
}

// nameIn returns the best name of a feature in a release.
func nameIn(feature string, a compat.Agent) string {
	best := compat.Support(feature, a.Browser, a.Version)
	if best.Spelling != "" {
		return best.Spelling
	}
	return best.Prefix + feature[strings.LastIndexByte(feature, '.')+1:]
}

// since lists the browsers and since when they support the feature.
func (g *placedUse) since() string {
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

// since returns when a browser that lacks a feature gained or dropped it.
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
