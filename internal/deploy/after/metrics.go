package after

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Metrics are what a monitoring system reads of one webapp.
type Metrics struct {
	Webapp     string
	Files      map[string]int // by state
	Generation int
	Bundles    []BundleMetrics
	LastApply  int64   // when the generation was made, in seconds since 1970; 0 if there is none
	At         int64   // when these were measured, likewise
	Seconds    float64 // how long the run took
	Failed     bool    // whether it failed
}

// BundleMetrics are those of one bundle.
type BundleMetrics struct {
	Name     string
	Sequence uint64
	Patches  map[string]int // back-ports by state
}

// Prometheus returns the metrics in the text format of Prometheus, for the textfile
// collector of its node exporter.
func (m *Metrics) Prometheus() string {
	var b strings.Builder
	gauge := func(name, help string, lines ...string) {
		fmt.Fprintf(&b, "# HELP skinbuild_%s %s\n# TYPE skinbuild_%s gauge\n", name, help, name)
		for _, line := range lines {
			fmt.Fprintf(&b, "skinbuild_%s%s\n", name, line)
		}
	}
	labels := func(pairs ...string) string {
		text := `{webapp="` + label(m.Webapp) + `"`
		for i := 0; i < len(pairs); i += 2 {
			text += "," + pairs[i] + `="` + label(pairs[i+1]) + `"`
		}
		return text + "} "
	}
	var files, sequences, patches []string
	for _, state := range slices.Sorted(maps.Keys(m.Files)) {
		files = append(files, labels("state", state)+fmt.Sprint(m.Files[state]))
	}
	for _, bundle := range m.Bundles {
		sequences = append(sequences, labels("bundle", bundle.Name)+fmt.Sprint(bundle.Sequence))
		for _, state := range slices.Sorted(maps.Keys(bundle.Patches)) {
			patches = append(patches, labels("bundle", bundle.Name, "state", state)+fmt.Sprint(bundle.Patches[state]))
		}
	}
	gauge("files", "Files of the webapp by state.", files...)
	gauge("generation", "The generation that is in effect.", labels()+fmt.Sprint(m.Generation))
	gauge("bundle_sequence", "The sequence of each bundle in effect.", sequences...)
	gauge("patches", "Back-ports by state.", patches...)
	gauge("last_apply_timestamp_seconds", "When the generation was made.", labels()+fmt.Sprint(m.LastApply))
	gauge("last_run_timestamp_seconds", "When the last run ended.", labels()+fmt.Sprint(m.At))
	gauge("last_run_duration_seconds", "How long the last run took.", labels()+fmt.Sprintf("%.3f", m.Seconds))
	gauge("last_run_failed", "Whether the last run failed.", labels()+m.failed())
	return b.String()
}

// label escapes the value of a label.
func label(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text)
}

func (m *Metrics) failed() string {
	if m.Failed {
		return "1"
	}
	return "0"
}

// Graphite returns the metrics as lines of Graphite's plaintext protocol, with names
// below "skinbuild.".
func (m *Metrics) Graphite() string {
	var b strings.Builder
	line := func(value string, path ...string) {
		for i := range path {
			path[i] = segment(path[i])
		}
		fmt.Fprintf(&b, "skinbuild.%s %s %d\n", strings.Join(path, "."), value, m.At)
	}
	for _, state := range slices.Sorted(maps.Keys(m.Files)) {
		line(fmt.Sprint(m.Files[state]), "files", state)
	}
	line(fmt.Sprint(m.Generation), "generation")
	for _, bundle := range m.Bundles {
		line(fmt.Sprint(bundle.Sequence), "bundle", bundle.Name, "sequence")
		for _, state := range slices.Sorted(maps.Keys(bundle.Patches)) {
			line(fmt.Sprint(bundle.Patches[state]), "bundle", bundle.Name, "patches", state)
		}
	}
	line(fmt.Sprint(m.LastApply), "last_apply")
	line(fmt.Sprintf("%.3f", m.Seconds), "last_run", "duration")
	line(m.failed(), "last_run", "failed")
	return b.String()
}

// segment returns a part of a name: letters, digits and "_".
func segment(text string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, text)
	for strings.Contains(out, "__") {
		out = strings.ReplaceAll(out, "__", "_")
	}
	return strings.Trim(out, "_")
}
