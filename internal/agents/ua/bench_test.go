package ua

import (
	"fmt"
	"strings"
	"testing"
)

// parsersMeasured are Identify and the parsers that the tool shows beside it.
var parsersMeasured = []struct {
	name  string
	parse func(string) (family, version string)
}{
	{"reference", func(s string) (string, string) { id := Identify(s); return id.Family, id.Version }},
	{"mssola", func(s string) (string, string) { n := Library(s); return n.Family, n.Version }},
	{"uap-go", func(s string) (string, string) {
		n, err := UAP(s)
		if err != nil {
			return "", ""
		}
		return n.Family, n.Version
	}},
}

// BenchmarkParsers measures the cost on the golden list; bench/agents measures how
// often each parser is right.
func BenchmarkParsers(b *testing.B) {
	var golden []string
	for _, row := range rows(b, "uas.tsv") {
		golden = append(golden, row[1])
	}
	for _, p := range parsersMeasured {
		b.Run(p.name, func(b *testing.B) {
			p.parse("") // uap-go compiles its patterns at the first
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.parse(golden[i%len(golden)])
			}
		})
	}
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
