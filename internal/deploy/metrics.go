package deploy

import (
	"time"

	"skinbuild/internal/deploy/after"
	"skinbuild/internal/inject/patch"
)

// fileStates are all states, so that a monitoring system has each of them as a number at
// all times.
var fileStates = []State{Vendor, Accepted, Current, Older, Replaced, Edited, Damaged, Foreign, Missing, Changed, Orphan, Leftover, Stale, Irregular}

// Metrics returns the status as numbers, measured at that time.
func (st *Status) Metrics(at time.Time) *after.Metrics {
	m := &after.Metrics{Webapp: st.Webapp, Files: map[string]int{}, Generation: st.Generation.Number, At: at.Unix()}
	for _, s := range fileStates {
		m.Files[string(s)] = st.Counts[string(s)]
	}
	if made, err := time.Parse(time.RFC3339, st.Generation.Time); err == nil {
		m.LastApply = made.Unix()
	}
	for _, a := range st.Generation.Bundles {
		b := after.BundleMetrics{Name: a.Name, Sequence: a.Sequence, Patches: map[string]int{}}
		for _, state := range patch.States() {
			b.Patches[state] = 0
		}
		for _, f := range a.Patches {
			b.Patches[f.State.String()]++
		}
		m.Bundles = append(m.Bundles, b)
	}
	return m
}
