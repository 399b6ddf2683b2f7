package compat

import (
	"cmp"
	"maps"
	"slices"
)

// Coverage divides the browsers of a list by their support of a feature. Every
// release of the list is in exactly one of Plain, Partial, Lacking and Unknown,
// or in the For of one Spelled.
type Coverage struct {
	Plain   List      // under the feature's own name
	Spelled []Spelled // in another spelling; the one most needed first
	Partial List      // partial support only
	Lacking List      // not at all, or only after the user has changed a setting
	Unknown List      // the data does not say
}

// Spelled is a spelling of a feature and the releases that need it. Prefix and
// Spelling have the same meaning as in Statement; one of them is "".
type Spelled struct {
	Prefix   string
	Spelling string
	For      List
}

// Coverage returns how the browsers of the list support a feature: which need
// which prefix, and which lack it. A browser that knows several spellings, but
// not the feature's own name, is counted so that the list needs as few
// spellings as possible.
func (l List) Coverage(feature string) Coverage {
	var c Coverage
	var open []Agent
	choices := map[Agent][]Spelled{}
	for i := 0; i < len(l); {
		all := Statements(feature, l[i].Browser)
		for browser := l[i].Browser; i < len(l) && l[i].Browser == browser; i++ {
			if spellings := c.add(l[i], all); spellings != nil {
				choices[l[i]] = spellings
				open = append(open, l[i])
			}
		}
	}
	c.spell(open, choices)
	return c
}

// add counts an agent, or returns the complete spellings that it knows besides
// the feature's own name.
func (c *Coverage) add(a Agent, all []Statement) []Spelled {
	best := answer(all, a.Version)
	switch {
	case best.State == Yes && best.Prefix == "" && best.Spelling == "":
		c.Plain = append(c.Plain, a)
	case best.State == Yes:
		var spellings []Spelled
		for _, s := range all {
			if s.at(a.Version).State == Yes {
				spellings = append(spellings, Spelled{Prefix: s.Prefix, Spelling: s.Spelling})
			}
		}
		return spellings
	case best.State == Partial:
		c.Partial = append(c.Partial, a)
	case best.State == Unknown:
		c.Unknown = append(c.Unknown, a)
	default:
		c.Lacking = append(c.Lacking, a)
	}
	return nil
}

// spell repeatedly chooses the spelling that most of the open agents know;
// among equals, the first by name.
func (c *Coverage) spell(open []Agent, choices map[Agent][]Spelled) {
	type name struct{ prefix, spelling string }
	for len(open) > 0 {
		count := map[name]int{}
		for _, a := range open {
			for _, s := range choices[a] {
				count[name{s.Prefix, s.Spelling}]++
			}
		}
		names := slices.SortedFunc(maps.Keys(count), func(a, b name) int {
			return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.prefix+a.spelling, b.prefix+b.spelling))
		})
		best := Spelled{Prefix: names[0].prefix, Spelling: names[0].spelling}
		open = slices.DeleteFunc(open, func(a Agent) bool {
			knows := slices.ContainsFunc(choices[a], func(s Spelled) bool { return s.Prefix == best.Prefix && s.Spelling == best.Spelling })
			if knows {
				best.For = append(best.For, a)
			}
			return knows
		})
		c.Spelled = append(c.Spelled, best)
	}
}

// Knowing returns the releases of the list that support a feature, at least in
// part, under exactly that name: Firefox 60 knows "-moz-appearance" and neither
// "appearance" nor "-ms-appearance". Releases with unknown support are
// included.
func (l List) Knowing(feature, name string) List {
	var out List
	var named []Statement
	silent := false
	for i, a := range l {
		if i == 0 || a.Browser != l[i-1].Browser {
			all := Statements(feature, a.Browser)
			silent = len(all) == 0
			named = slices.DeleteFunc(all, func(s Statement) bool { return s.Name(feature) != name })
		}
		if silent || len(named) > 0 && answer(named, a.Version).State != No {
			out = append(out, a)
		}
	}
	return out
}
