package unsupported

import (
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/parse/v2/css"

	"skinbuild/internal/agents/compat"
	own "skinbuild/internal/css"
	"skinbuild/internal/source"
)

// authors are the properties whose values contain names chosen by authors, or
// names that have no effect if unknown, such as fonts.
var authors = []string{
	"animation", "animation-name", "container", "container-name", "content", "counter-increment", "counter-reset",
	"counter-set", "font", "font-family", "grid-area", "grid-column", "grid-row", "grid-template", "grid-template-areas",
	"list-style", "list-style-type", "page", "quotes", "transition", "transition-property", "view-transition-name", "will-change",
}

// value collects what the value of one declaration needs.
type value struct {
	*sheet
	property string // the feature's own name
	name     string // as it is written
	needs    []need
}

func (v *value) read(tokens []own.Token) {
	if i := slices.IndexFunc(tokens, func(t own.Token) bool { return t.Text == "!" }); i >= 0 {
		tokens = tokens[:i]
	}
	keywords := 0
	for i, t := range tokens {
		switch t.Type {
		case css.IdentToken:
			keywords++
			v.keyword(t)
		case css.FunctionToken:
			v.function(t, tokens[i+1:])
		case css.DimensionToken:
			v.unit(t)
		case css.HashToken:
			if n := len(t.Text); (n == 5 || n == 9) && strings.Trim(strings.ToLower(t.Text[1:]), "0123456789abcdef") == "" {
				v.add(v.of(Value, "css.types.color.rgb_hexadecimal_notation.alpha_hexadecimal_notation", t.Text, t.Span))
			}
		}
	}
	if keywords > 1 && v.property == "display" {
		v.add(v.of(Value, "css.properties.display.multi-keyword_values", "display: "+joined(tokens), own.SpanOf(tokens)))
	}
	if keywords > 1 && v.property == "overflow" {
		v.add(v.of(Value, "css.properties.overflow.multiple_keywords", "overflow: "+joined(tokens), own.SpanOf(tokens)))
	}
}

func (v *value) add(n need) {
	if n.feature != "" || n.special {
		v.needs = append(v.needs, n)
	}
}

func (v *value) keyword(t own.Token) {
	if slices.Contains(authors, v.property) {
		return
	}
	name := strings.ToLower(t.Text)
	branch := "css.properties." + v.property
	n := v.need(Value, name, v.name+": "+name, t.Span, branch, "css.types.global_keywords", "css.types.color.named-color", "css.types.color")
	if in, _ := cut(n.feature); in == branch && !n.special {
		n.knows = n.knows.or(v.untold(branch, n.feature))
		n.any = n.any.or(n.knows)
	}
	v.add(n)
}

// untold returns the browsers with Microsoft's engines that have known a
// keyword as long as its property.
func (c *Checker) untold(property, keyword string) set {
	key := [2]string{property, keyword}
	s, ok := c.named[key]
	if !ok {
		s = c.edgeHTML().and(c.knowsAny(property))
		if !s.empty() && !original(property, keyword) {
			s = s.minus(s)
		}
		c.named[key] = s
	}
	return s
}

// original reports whether a keyword was introduced together with its property,
// according to two of the three large engines. For such keywords, MDN's data
// often wrongly says that Internet Explorer and the first Edge lack them, for
// example "border: solid", because the data is incomplete.
func original(property, keyword string) bool {
	together := 0
	for _, b := range []string{"chrome", "firefox", "safari"} {
		old := slices.ContainsFunc(compat.Statements(keyword, b), func(s compat.Statement) bool { return s.Earlier })
		if k := first(keyword, b); old || k != "" && k == first(property, b) {
			together++
		}
	}
	return together >= 2
}

// first returns the first version of a browser that supports a feature under
// any name, or "".
func first(feature, browser string) string {
	for _, r := range compat.BrowserByID(browser).Releases {
		if s := compat.Support(feature, browser, r.Version).State; s >= compat.Partial {
			return r.Version
		}
	}
	return ""
}

func (v *value) function(t own.Token, rest []own.Token) {
	name := strings.ToLower(strings.TrimSuffix(t.Text, "("))
	written := name + "()"
	switch {
	case name == "rect" && v.property == "clip", name == "format", name == "local":
		return
	case name == "fit-content":
		v.add(v.need(Function, "fit-content_function", written, t.Span, "css.properties."+v.property))
		return
	case name == "linear":
		v.add(v.of(Function, "css.types.easing-function.linear-function", written, t.Span))
		return
	}
	n := v.need(Function, name, written, t.Span, append([]string{"css.properties." + v.property}, branchesOfFunctions...)...)
	v.add(n)
	spaces := n.feature + ".space_separated_parameters"
	if compat.Known(spaces) && !commas(rest) {
		v.add(v.of(Function, spaces, written+" without commas", t.Span))
	}
}

// commas reports whether the arguments of a function are separated by commas.
// It also returns true if a var() makes that unknown. It looks only at the first
// tokens: no real call has more without a comma.
func commas(rest []own.Token) bool {
	const most = 256
	depth := 0
	for _, t := range rest[:min(len(rest), most)] {
		switch t.Type {
		case css.CommaToken:
			return true
		case css.FunctionToken, css.LeftParenthesisToken:
			if strings.EqualFold(t.Text, "var(") {
				return true
			}
			depth++
		case css.RightParenthesisToken:
			if depth == 0 {
				return false
			}
			depth--
		}
	}
	return false
}

// units maps the units that some browsers do not support to their features.
var units = sync.OnceValue(func() map[string]string {
	all := map[string]string{"fr": "css.types.flex"}
	for _, branch := range []string{"css.types.length", "css.types.angle", "css.types.resolution"} {
		for feature := range compat.Features(branch) {
			if in, leaf := cut(feature); in == branch && !strings.Contains(leaf, "_") {
				all[strings.ToLower(leaf)] = feature
			}
		}
	}
	for prefix, kind := range map[string]string{"d": "dynamic", "l": "large", "s": "small"} {
		for _, unit := range []string{"vw", "vh", "vmin", "vmax", "vi", "vb"} {
			all[prefix+unit] = "css.types.length.viewport_percentage_units_" + kind
		}
	}
	for _, unit := range []string{"cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax"} {
		all[unit] = "css.types.length.container_query_length_units"
	}
	return all
})

func (v *value) unit(t own.Token) {
	v.add(v.unitNeed(t))
}

func (s *sheet) unitNeed(t own.Token) need {
	unit := strings.ToLower(strings.TrimLeft(t.Text, "+-.0123456789"))
	feature, ok := units()[unit]
	if !ok {
		return need{}
	}
	return s.of(Value, feature, "the unit "+unit, source.Span{Start: t.End - len(unit), End: t.End})
}
