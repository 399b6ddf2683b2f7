package ua

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// parsersMeasured are Identify and the parsers that the tool shows beside it.
// internal/agents/ua/testdata/README.md names others, measured on the same
// corpora.
var parsersMeasured = []struct {
	name  string
	slow  bool // a millisecond each: the large corpus is sampled
	parse func(string) (family, version string)
}{
	{"reference", false, func(s string) (string, string) { id := Identify(s); return id.Family, id.Version }},
	{"mssola", false, func(s string) (string, string) { n := Library(s); return n.Family, n.Version }},
	{"uap-go", true, func(s string) (string, string) {
		n, err := UAP(s)
		if err != nil {
			return "", ""
		}
		return n.Family, n.Version
	}},
}

// BenchmarkParsers measures the cost on the golden list, and the accuracy, in
// percent of the folded core families, on each corpus that is available.
func BenchmarkParsers(b *testing.B) {
	columns, list := table(b, "ua/golden/uas.tsv")
	family, version := slices.Index(columns, "family"), slices.Index(columns, "version")
	var golden []record
	for _, row := range list {
		golden = append(golden, record{userAgent: row[1], family: row[family], version: row[version]})
	}
	detector, core := coreCorpora(b)
	for _, p := range parsersMeasured {
		b.Run(p.name, func(b *testing.B) {
			p.parse("") // uap-go compiles its patterns at the first
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.parse(golden[i%len(golden)].userAgent)
			}
			accuracy(b, "golden", golden, 1, p.parse)
			step := 1
			if p.slow {
				step = 20
			}
			accuracy(b, "dd", detector, step, p.parse)
			accuracy(b, "uap", core, 1, p.parse)
		})
	}
}

func coreCorpora(b *testing.B) (detector, core []record) {
	dir := corpora(b)
	for _, r := range readUapCore(b, filepath.Join(dir, "uap-core", "tests", "test_ua.yaml")) {
		if slices.Contains(coreFamilies, fold(r.family)) {
			core = append(core, r)
		}
	}
	return coreOfDeviceDetector(b, dir), core
}

func accuracy(b *testing.B, name string, list []record, step int, parse func(string) (string, string)) {
	n, right, major := 0, 0, 0
	for i := 0; i < len(list); i += step {
		n++
		family, version := parse(list[i].userAgent)
		if fold(family) != fold(list[i].family) {
			continue
		}
		right++
		if majorOf(version) == majorOf(list[i].version) {
			major++
		}
	}
	b.ReportMetric(100*float64(right)/float64(n), name+"-family-%")
	b.ReportMetric(100*float64(major)/float64(n), name+"-major-%")
}

// BenchmarkLayers shows that the time of each layer is linear in the length of
// the text: MB/s stay constant.
func BenchmarkLayers(b *testing.B) {
	layers := []struct {
		name string
		ask  func(string)
	}{
		{"Identify", func(s string) { Identify(s) }},
		{"Client", func(s string) { Client(s) }},
		{"Taglib", func(s string) { _, _ = Taglib(s) }}, // an error is an answer
		{"ServletMacros", func(s string) { _, _ = ServletMacros(s) }},
	}
	for _, l := range layers {
		for _, size := range []int{1 << 10, 32 << 10, 1 << 20} {
			text := strings.Repeat("Mozilla/5.0 (Android 4; x) Chrome/1.2 bot opera mini/7 ", size/50)
			b.Run(fmt.Sprintf("%s/%dKB", l.name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					l.ask(text)
				}
			})
		}
	}
}
