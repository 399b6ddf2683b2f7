package unsupported

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/css"
	"skinbuild/internal/source"
)

// branchesOfFunctions are the branches of MDN's data that contain functions of
// values; among functions of the same name, the first one counts.
var branchesOfFunctions = []string{
	"css.types", "css.types.color", "css.types.gradient", "css.types.image", "css.types.transform-function",
	"css.types.filter-function", "css.types.easing-function", "css.types.basic-shape",
}

// spelling is a branch of features and the name of a feature in it, in lower
// case.
type spelling struct{ branch, name string }

// named is a feature and one of its names in the data.
type named struct{ feature, name string }

// spellings maps every name of a CSS feature to the features with that name. A
// feature's own name takes precedence; some names belonged to two features.
var spellings = sync.OnceValue(func() map[spelling][]named {
	all := map[spelling][]named{}
	for feature := range compat.Features("css") {
		branch, leaf := cut(feature)
		all[spelling{branch, strings.ToLower(leaf)}] = []named{{feature, leaf}}
	}
	for feature := range compat.Features("css") {
		branch, _ := cut(feature)
		for _, b := range compat.Browsers() {
			for _, s := range compat.Statements(feature, b.ID) {
				key := spelling{branch, strings.ToLower(strings.TrimSuffix(strings.TrimLeft(s.Name(feature), ":"), "()"))}
				if n := (named{feature, s.Name(feature)}); !slices.ContainsFunc(all[key], func(have named) bool { return have.feature == feature }) {
					all[key] = append(all[key], n)
				}
			}
		}
	}
	return all
})

// cut splits off the last part of a dotted name.
func cut(feature string) (branch, leaf string) {
	i := strings.LastIndexByte(feature, '.')
	return feature[:max(i, 0)], feature[i+1:]
}

// need returns the need of a name below one of the branches. If the data does
// not have the name, a prefixed name is known to the prefix's engine, and any
// other name to all browsers.
func (c *Checker) need(kind Kind, name, written string, span source.Span, branches ...string) need {
	n := need{kind: kind, written: written, span: span, knows: c.all, any: c.all}
	for _, branch := range branches {
		all := spellings()[spelling{branch, name}]
		if len(all) == 0 {
			continue
		}
		meant := all[0]
		_, leaf := cut(meant.feature)
		n.feature = meant.feature
		n.special = meant.name != leaf || strings.HasPrefix(name, "-")
		n.knows, n.any = c.knows(n.feature, meant.name), c.knowsAny(n.feature)
		for _, other := range all[1:] {
			n.knows = n.knows.or(c.knows(other.feature, other.name))
		}
		return n
	}
	if css.Unprefixed(name) != name {
		n.knows = c.engine(name)
		n.special = true
	}
	return n
}

// of returns the need of a feature in the data under its own name.
func (c *Checker) of(kind Kind, feature, written string, span source.Span) need {
	branch, leaf := cut(feature)
	return c.need(kind, strings.ToLower(leaf), written, span, branch)
}

func (c *Checker) knows(feature, name string) set {
	key := [2]string{feature, name}
	s, ok := c.named[key]
	if !ok {
		s = c.setOf(c.list.Knowing(feature, name))
		if css.Unprefixed(name) != name {
			s = s.or(c.byEngine(feature, name))
		}
		if strings.HasPrefix(name, "-moz-transition-") {
			// According to the data, Firefox dropped these in 126 but kept the
			// shorthand; in fact 153 still has all of them.
			s = s.or(c.knows("css.properties.transition", "-moz-transition"))
		}
		c.named[key] = s
	}
	return s
}

// byEngine returns the browsers that know a prefixed name because of their
// engine, where the data is incomplete: browsers built from Chrome know what
// Chrome knew, and the first Edge knew WebKit's gradients.
func (c *Checker) byEngine(feature, name string) set {
	return setOf(c.list, func(a compat.Agent) bool {
		r := release(a)
		switch r.Engine {
		case "Blink":
			return len(compat.List{{Browser: "chrome", Version: r.EngineVersion}}.Knowing(feature, name)) > 0
		case "EdgeHTML":
			return strings.HasPrefix(name, "-webkit-") && strings.HasSuffix(name, "-gradient")
		}
		return false
	})
}

func (c *Checker) knowsAny(feature string) set {
	s, ok := c.any[feature]
	if !ok {
		s = c.all.minus(c.setOf(c.list.Coverage(feature).Lacking))
		c.any[feature] = s
	}
	return s
}

// setOf returns the set of a list that is sorted like the checker's list.
func (c *Checker) setOf(sub compat.List) set {
	return setOf(c.list, func(a compat.Agent) bool {
		if len(sub) == 0 || sub[0] != a {
			return false
		}
		sub = sub[1:]
		return true
	})
}

// engine returns the browsers whose engine reads names with the prefix of name.
func (c *Checker) engine(name string) set {
	prefix := name[:strings.IndexByte(name[1:], '-')+2] // "-ms-"
	engines := map[string]string{"-webkit-": "WebKit Blink", "-moz-": "Gecko", "-ms-": "Trident EdgeHTML", "-o-": "Presto"}[prefix]
	key := [2]string{"", prefix}
	s, ok := c.named[key]
	if !ok {
		s = setOf(c.list, func(a compat.Agent) bool {
			e := release(a).Engine
			return e != "" && strings.Contains(engines, e)
		})
		c.named[key] = s
	}
	return s
}

// edgeHTML returns the browsers with Microsoft's own engines.
func (c *Checker) edgeHTML() set { return c.engine("-ms-").or(c.ie) }

// release returns the data of a release, or the zero value.
func release(a compat.Agent) compat.Release {
	if b := compat.BrowserByID(a.Browser); b != nil {
		for _, r := range b.Releases {
			if r.Version == a.Version {
				return r
			}
		}
	}
	return compat.Release{}
}

// forgiving returns the browsers that accept any pseudo-element of the form
// ::-webkit-x: engines derived from WebKit, and Firefox since 63.
func (c *Checker) forgiving() set {
	key := [2]string{"", "::-webkit-"}
	s, ok := c.named[key]
	if !ok {
		s = setOf(c.list, func(a compat.Agent) bool {
			e := release(a).Engine
			major, _, _ := strings.Cut(a.Version, ".")
			n, err := strconv.Atoi(major)
			return e == "WebKit" || e == "Blink" || e == "Gecko" && err == nil && n >= 63
		})
		c.named[key] = s
	}
	return s
}
