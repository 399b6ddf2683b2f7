package after

import "testing"

func TestMetrics(t *testing.T) {
	m := &Metrics{
		Webapp: `/opt/"zimbra"`, Files: map[string]int{"applied": 12, "vendor, release unknown": 3}, Generation: 7,
		Bundles:   []BundleMetrics{{"acme-skins", 14, map[string]int{"fits": 2, "not needed": 1}}},
		LastApply: 1900000000, At: 1900000100, Seconds: 1.5, Failed: true,
	}
	const prometheus = `# HELP skinbuild_files Files of the webapp by state.
# TYPE skinbuild_files gauge
skinbuild_files{webapp="/opt/\"zimbra\"",state="applied"} 12
skinbuild_files{webapp="/opt/\"zimbra\"",state="vendor, release unknown"} 3
# HELP skinbuild_generation The generation that is in effect.
# TYPE skinbuild_generation gauge
skinbuild_generation{webapp="/opt/\"zimbra\""} 7
# HELP skinbuild_bundle_sequence The sequence of each bundle in effect.
# TYPE skinbuild_bundle_sequence gauge
skinbuild_bundle_sequence{webapp="/opt/\"zimbra\"",bundle="acme-skins"} 14
# HELP skinbuild_patches Back-ports by state.
# TYPE skinbuild_patches gauge
skinbuild_patches{webapp="/opt/\"zimbra\"",bundle="acme-skins",state="fits"} 2
skinbuild_patches{webapp="/opt/\"zimbra\"",bundle="acme-skins",state="not needed"} 1
# HELP skinbuild_last_apply_timestamp_seconds When the generation was made.
# TYPE skinbuild_last_apply_timestamp_seconds gauge
skinbuild_last_apply_timestamp_seconds{webapp="/opt/\"zimbra\""} 1900000000
# HELP skinbuild_last_run_timestamp_seconds When the last run ended.
# TYPE skinbuild_last_run_timestamp_seconds gauge
skinbuild_last_run_timestamp_seconds{webapp="/opt/\"zimbra\""} 1900000100
# HELP skinbuild_last_run_duration_seconds How long the last run took.
# TYPE skinbuild_last_run_duration_seconds gauge
skinbuild_last_run_duration_seconds{webapp="/opt/\"zimbra\""} 1.500
# HELP skinbuild_last_run_failed Whether the last run failed.
# TYPE skinbuild_last_run_failed gauge
skinbuild_last_run_failed{webapp="/opt/\"zimbra\""} 1
`
	if got := m.Prometheus(); got != prometheus {
		t.Errorf("got\n%s\nwant\n%s", got, prometheus)
	}
	const graphite = `skinbuild.files.applied 12 1900000100
skinbuild.files.vendor_release_unknown 3 1900000100
skinbuild.generation 7 1900000100
skinbuild.bundle.acme_skins.sequence 14 1900000100
skinbuild.bundle.acme_skins.patches.fits 2 1900000100
skinbuild.bundle.acme_skins.patches.not_needed 1 1900000100
skinbuild.last_apply 1900000000 1900000100
skinbuild.last_run.duration 1.500 1900000100
skinbuild.last_run.failed 1 1900000100
`
	if got := m.Graphite(); got != graphite {
		t.Errorf("got\n%s\nwant\n%s", got, graphite)
	}
}
