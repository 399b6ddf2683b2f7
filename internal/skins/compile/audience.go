package compile

import (
	"cmp"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/less"
)

// An audience is those of the project's browsers that read a piece of a sheet. The
// key tells it from others: how it was chosen.
type audience struct {
	key    string
	agents compat.List
}

// coverage returns how an audience has a feature.
func (b *browserFuncs) coverage(a audience, feature string) compat.Coverage {
	key := a.key + " " + feature
	c, ok := b.known[key]
	if !ok {
		c = a.agents.Coverage(feature)
		b.known[key] = c
	}
	return c
}

// without returns those of an audience that lack a feature.
func (b *browserFuncs) without(a audience, feature string) audience {
	return audience{a.key + "-" + feature, b.coverage(a, feature).Lacking}
}

// readersOf returns those of an audience that read a feature under that name.
func (b *browserFuncs) readersOf(a audience, feature, spelling string) audience {
	out := audience{a.key + "+" + feature + "=" + spelling, b.coverage(a, feature).Plain}
	for _, n := range b.names(a, lastPart(feature), feature) {
		if n.text == spelling {
			out.agents = n.agents
		}
	}
	return out
}

// readersAt returns the browsers of the project that read the place of a call: in a
// block with @readers, a feature and a name of it, those who need that name.
func (b *browserFuncs) readersAt(c *less.Call) (audience, error) {
	all := audience{"", b.targets.list}
	v, ok := c.Lookup("@readers")
	if !ok {
		return all, nil
	}
	l, ok := v.(*less.List)
	if !ok || len(l.Items) != 2 {
		return all, hostError(codes.SkinBrowsers, "", "@readers is a feature and one of its names")
	}
	feature, err := featureArg(c, l.Items, 0, 2)
	if err != nil {
		return all, err
	}
	spelling, err := c.CSS(l.Items[1])
	return b.readersOf(all, feature, spelling), err
}

// A name is a spelling of a feature and the agents that need it.
type name struct {
	text   string
	agents compat.List
}

// misspelt is what MDN's data has under a name that the browser does not know, as
// the vendor's documentation and the browser itself say.
var misspelt = map[[2]string]string{
	{"css.properties.order", "-ms-"}: "-ms-flex-order",
}

// names returns the spellings of a feature that an audience needs beside its own
// name, in the order in which sheets have them. Agents that have it only in part get
// the spelling of that part.
func (b *browserFuncs) names(a audience, own, feature string) []name {
	var out []name
	add := func(prefix, spelling string, agents compat.List) {
		text := cmp.Or(misspelt[[2]string{feature, prefix}], spelling, prefix+own)
		i := slices.IndexFunc(out, func(n name) bool { return n.text == text })
		if i < 0 {
			out = append(out, name{text: text})
			i = len(out) - 1
		}
		out[i].agents = append(out[i].agents, agents...)
	}
	c := b.coverage(a, feature)
	for _, s := range c.Spelled {
		add(s.Prefix, s.Spelling, s.For)
	}
	for _, agent := range c.Partial {
		if best := compat.Support(feature, agent.Browser, agent.Version); best.Prefix != "" || best.Spelling != "" {
			add(best.Prefix, best.Spelling, compat.List{agent})
		}
	}
	slices.SortStableFunc(out, func(a, b name) int {
		return cmp.Or(cmp.Compare(vendorRank(a.text), vendorRank(b.text)), strings.Compare(a.text, b.text))
	})
	return out
}

func lastPart(feature string) string { return feature[strings.LastIndexByte(feature, '.')+1:] }

// vendorRank orders spellings: the vendors' as sheets have them, then other names.
func vendorRank(text string) int {
	order := []string{"-webkit-", "-moz-", "-ms-", "-o-", "-khtml-"}
	i := slices.IndexFunc(order, func(prefix string) bool { return strings.HasPrefix(strings.TrimLeft(text, ":"), prefix) })
	if i < 0 {
		return len(order)
	}
	return i
}
