package census

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
)

// A Shift is a version whose share of the clients differs from that of an earlier
// census.
type Shift struct {
	Name   string  `json:"name"`   // family and major version
	Kind   string  `json:"kind"`   // came, left, grew, shrank
	Before float64 `json:"before"` // share of the clients, 0 to 1
	Now    float64 `json:"now"`
}

// leastShift is the change of a share that is worth a line.
const leastShift = 0.005

// CompareWith adds who came and who left since an earlier result, whose agents are
// identified again so that both are read alike.
func (r *Result) CompareWith(before *Result, list compat.List) {
	before.conclude(list)
	old, now := sharesOf(before), sharesOf(r)
	r.Shifts = []Shift{}
	for name, share := range now {
		was, there := old[name]
		s := Shift{name, "grew", was, share}
		switch {
		case !there:
			s.Kind = "came"
		case math.Abs(share-was) < leastShift:
			continue
		case share < was:
			s.Kind = "shrank"
		}
		r.Shifts = append(r.Shifts, s)
	}
	for name, was := range old {
		if _, there := now[name]; !there {
			r.Shifts = append(r.Shifts, Shift{name, "left", was, 0})
		}
	}
	slices.SortFunc(r.Shifts, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Now-b.Before), math.Abs(a.Now-a.Before)), cmp.Compare(a.Name, b.Name))
	})
}

func sharesOf(r *Result) map[string]float64 {
	shares := map[string]float64{}
	for _, g := range r.View.Versions {
		if g.Name != rest && r.Clients > 0 {
			shares[g.Name] = float64(g.Clients) / float64(r.Clients)
		}
	}
	return shares
}

// WithoutZimbra removes what only matters for Zimbra's client.
func (r *Result) WithoutZimbra() { r.View.Macros, r.View.Breaks = []Group{}, []Hit{} }

// WritePrometheus prints the shares in the text format of Prometheus.
func (r *Result) WritePrometheus(b *bytes.Buffer) {
	metric := func(name, help string) { fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name) }
	share := func(n int64) float64 { return float64(n) / float64(max(r.Clients, 1)) }
	metric("uacheck_census_clients", "Estimated number of pairs of address and User-Agent.")
	fmt.Fprintf(b, "uacheck_census_clients %d\n", r.Clients)
	metric("uacheck_census_requests", "Requests from users.")
	fmt.Fprintf(b, "uacheck_census_requests %d\n", r.Requests)
	for _, list := range []struct {
		label  string
		groups []Group
	}{{"browser", r.View.Families}, {"version", r.View.Versions}, {"engine", r.View.Engines}, {"system", r.View.Systems}} {
		name := "uacheck_census_" + list.label + "_share"
		metric(name, "Share of the clients, 0 to 1, by "+list.label+".")
		for _, g := range list.groups {
			fmt.Fprintf(b, "%s{%s=%s} %.6f\n", name, list.label, label(g.Name), share(g.Clients))
		}
	}
	metric("uacheck_census_covered_share", "Share of the clients that the browser list covers.")
	fmt.Fprintf(b, "uacheck_census_covered_share %.6f\n", share(r.View.Covered.Clients))
	if len(r.View.Breaks) == 0 {
		return
	}
	metric("uacheck_census_breakage_share", "Share of the clients that a breakage affects.")
	for _, h := range r.View.Breaks {
		fmt.Fprintf(b, "uacheck_census_breakage_share{rule=%s,certainty=%s} %.6f\n", label(h.Rule), label(h.Certainty), share(h.Clients))
	}
}

// label quotes the value of a label. Names come from logs, so they are printable
// here already, but may hold quotes.
func label(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(printable(s), "?")) + `"`
}
