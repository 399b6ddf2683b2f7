package compat

import (
	"cmp"
	"maps"
	"slices"
)

// Coverage says how the browsers of a list have a feature. Every release of the
// list is in exactly one of Plain, Partial, Lacking and Unknown, or in the For
// of one Spelled.
type Coverage struct {
	Plain   List      // as the feature is named
	Spelled []Spelled // in another spelling; what most need first
	Partial List      // no whole spelling, but a partial one
	Lacking List      // not at all, or only after the user has changed a setting
	Unknown List      // the data does not say
}

// Spelled is a spelling of a feature and the releases that need it. Prefix and
// Spelling are as in Statement; one of them is "".
type Spelled struct {
	Prefix   string
	Spelling string
	For      List
}

// Coverage returns how the browsers of the list have a feature: which of them
// need which prefix, which lack it. A browser that knows several spellings but
// not the name itself is counted where the fewest spellings serve the list.
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

// add puts an agent where it belongs, or returns the whole spellings that it has
// beside the name itself.
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

// spell chooses, again and again, the spelling that most of the open agents
// know; of equals the first in the order of their names.
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

// Knowing returns the releases of the list that have a feature, be it in part,
// under just that name, its own or another: Firefox 60 has "-moz-appearance" and
// neither "appearance" nor "-ms-appearance". Releases of which the data does not
// say count as knowing it.
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
