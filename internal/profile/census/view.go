package census

import (
	"cmp"
	"slices"
	"strings"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/parallel"
	"skinbuild/internal/versions"
)

// A View groups the agents of a result by what they are. Each list is sorted by
// requests, most first. All lists except Breaks add up to the result's sums,
// with the agents beyond the limit as "others".
type View struct {
	Families  []Group `json:"families"`
	Versions  []Group `json:"versions"` // family and major version
	Engines   []Group `json:"engines"`
	Systems   []Group `json:"systems"`
	Macros    []Group `json:"macros"`    // sets of the skin servlet: one variant of the style sheets each
	Breaks    []Hit   `json:"breaks"`    // the worst first
	Uncovered []Group `json:"uncovered"` // by the project's browser list; family and major version
	Covered   Group   `json:"covered"`
}

// A Group is all agents of one kind.
type Group struct {
	Name     string `json:"name"`
	Agents   int64  `json:"agents"`
	Requests int64  `json:"requests"`
	Clients  int64  `json:"clients"`
}

// A Hit is the number of users that a breakage affects, with one certainty.
type Hit struct {
	Rule      string `json:"rule"`
	Severity  string `json:"severity"`
	Certainty string `json:"certainty"`
	Repaired  bool   `json:"repaired"` // this project has a workaround
	Group
}

const (
	rest    = "others"
	unknown = "unknown"
)

func (r *Result) view(list compat.List) *View {
	v := &View{}
	covers := covering(list)
	families, versions, engines, systems, macros, uncovered := groups{}, groups{}, groups{}, groups{}, groups{}, groups{}
	type hitKey struct {
		rule      *breakage.Rule
		certainty breakage.Certainty
	}
	hits := map[hitKey]*Group{}
	readings := readAll(r.Agents)
	for i, a := range r.Agents {
		id := readings[i].id
		release := strings.TrimSpace(orUnknown(id.Family) + " " + id.Major())
		families.add(orUnknown(id.Family), a)
		versions.add(release, a)
		engines.add(orUnknown(id.Engine), a)
		systems.add(orUnknown(id.System), a)
		macros.add(readings[i].macros, a)
		if covers(id) {
			v.Covered.add(a)
		} else {
			uncovered.add(release+" ("+releaseIn(id)+")", a)
		}
		for _, h := range readings[i].hits {
			k := hitKey{h.Rule, h.Certainty}
			if hits[k] == nil {
				hits[k] = &Group{Name: h.ID}
			}
			hits[k].add(a)
		}
	}
	v.Covered.Name = "covered"
	for k, g := range hits {
		v.Breaks = append(v.Breaks, Hit{k.rule.ID, string(k.rule.Severity), string(k.certainty), len(k.rule.Workarounds) > 0, *g})
	}
	slices.SortFunc(v.Breaks, func(a, b Hit) int {
		return cmp.Or(breakage.Severity(a.Severity).Rank()-breakage.Severity(b.Severity).Rank(), cmp.Compare(b.Clients, a.Clients),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Certainty, b.Certainty))
	})
	v.Breaks = append([]Hit{}, v.Breaks...)
	v.Families, v.Versions, v.Engines = families.list(r.Others), versions.list(r.Others), engines.list(r.Others)
	v.Systems, v.Macros, v.Uncovered = systems.list(r.Others), macros.list(r.Others), uncovered.list(Others{})
	return v
}

// A reading is what the layers make of one agent.
type reading struct {
	id     ua.Identity
	macros string
	hits   []breakage.Hit
}

// readAll reads the agents on two processors: with thousands of them, this takes as
// long as reading the log.
func readAll(agents []Agent) []reading {
	out := make([]reading, len(agents))
	var wait parallel.Group
	const parts = maxParsers
	for part := range parts {
		wait.Go(func() {
			for i := part; i < len(agents); i += parts {
				s := ua.Look(agents[i].UserAgent)
				out[i] = reading{s.Identity, macroSet(s), breakage.Of(s)}
			}
		})
	}
	wait.Wait()
	return out
}

// releaseIn returns the release in MDN's data that determines what an agent supports.
func releaseIn(id ua.Identity) string {
	browser, version, _ := id.Agent()
	if browser == "" || version == "" {
		return "not in the browser data"
	}
	return browser + " " + version
}

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

// macroSet returns the text of the macros that the servlet defines for an
// agent.
func macroSet(s *ua.Subject) string {
	if s.MacrosErr != nil {
		return "HTTP 500"
	}
	if text := s.Macros.String(); text != "" {
		return text
	}
	return "none"
}

func (g *Group) add(a Agent) {
	g.Agents++
	g.Requests += a.Requests
	g.Clients += a.Clients
}

type groups map[string]*Group

func (gs groups) add(name string, a Agent) {
	g := gs[name]
	if g == nil {
		g = &Group{Name: name}
		gs[name] = g
	}
	g.add(a)
}

func (gs groups) list(o Others) []Group {
	out := make([]Group, 0, len(gs)+1)
	for _, g := range gs {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Name, b.Name))
	})
	if o.Requests > 0 {
		out = append(out, Group{rest, o.Agents, o.Requests, o.Clients})
	}
	return out
}

// covering returns a function that reports whether a browser list contains an
// agent, by the release that determines what it supports. A version newer than
// the data is covered if the newest version in the data is; a version between
// two releases counts as the older one.
func covering(list compat.List) func(ua.Identity) bool {
	in := map[compat.Agent]bool{}
	for _, a := range list {
		in[a] = true
	}
	known := map[compat.Agent]bool{}
	covered := func(browser, version string) bool {
		b := compat.BrowserByID(browser)
		if b == nil || version == "" {
			return false
		}
		nearest := ""
		for _, r := range b.Releases {
			if r.Released() && versions.Compare(r.Version, version) <= 0 {
				nearest = r.Version
			}
		}
		return in[compat.Agent{Browser: browser, Version: nearest}]
	}
	return func(id ua.Identity) bool {
		browser, version, _ := id.Agent()
		key := compat.Agent{Browser: browser, Version: version}
		is, ok := known[key]
		if !ok {
			is = covered(browser, version)
			known[key] = is
		}
		return is
	}
}
