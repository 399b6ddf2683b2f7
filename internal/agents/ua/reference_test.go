package ua

import (
	"slices"
	"testing"
)

// TestReferenceOnTheGoldenList compares with the recorded truth, strictly by
// name.
func TestReferenceOnTheGoldenList(t *testing.T) {
	columns, list := table(t, "uas.tsv")
	col := func(row []string, name string) string { return row[slices.Index(columns, name)] }
	right := map[string]int{}
	for _, row := range list {
		id := Identify(row[1])
		for name, got := range map[string]string{"family": id.Family, "version": id.Major(), "engine": id.Engine,
			"engine_version": id.EngineVersion, "os": id.System, "form": id.Form.String()} {
			if got == col(row, name) {
				right[name]++
			} else {
				t.Logf("%s: %s is %q, not %q", row[0], name, col(row, name), got)
			}
		}
		if id.Family == col(row, "family") && id.Major() == col(row, "version") {
			right["family+version"]++
		}
	}
	n := len(list)
	t.Logf("of %d: %v", n, right)
	for name, least := range map[string]int{"family": 97, "family+version": 95, "os": 95, "form": 95, "engine": 95} {
		if right[name]*100 < least*n {
			t.Errorf("%s: %d of %d", name, right[name], n)
		}
	}
}

// TestAgentInTheCompatData compares MDN's name and version of a browser.
func TestAgentInTheCompatData(t *testing.T) {
	columns, list := table(t, "uas.tsv")
	id, version := slices.Index(columns, "bcd_id"), slices.Index(columns, "bcd_version")
	for _, row := range list {
		if row[id] == "" || row[version] == "" {
			continue
		}
		b, v, own := Identify(row[1]).Agent()
		if b != row[id] || v != row[version] || !own {
			t.Errorf("%s: %s %s (own %v), want %s %s", row[0], b, v, own, row[id], row[version])
		}
	}
}

func TestIdentifyAllocatesNothing(t *testing.T) {
	var all []string
	for _, row := range rows(t, "uas.tsv") {
		all = append(all, row[1])
	}
	if n := testing.AllocsPerRun(10, func() {
		for _, s := range all {
			Identify(s)
		}
	}); n != 0 {
		t.Errorf("%v allocations for %d agents", n, len(all))
	}
}

func BenchmarkIdentify(b *testing.B) {
	var all []string
	for _, s := range Supported() {
		all = append(all, s.UserAgent)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Identify(all[i%len(all)])
	}
}
