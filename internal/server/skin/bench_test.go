package skin

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/testenv"
)

// BenchmarkCombinedRequest is the request that the mail page makes, for a browser
// whose properties are not resolved yet.
func BenchmarkCombinedRequest(b *testing.B) {
	w, m := stock(b, "10.1.3"), agents(b)["chrome156"]
	req := &Request{Path: "/css/images,common,dwt,msgview,login,zm,spellcheck,skin.css", Skin: "harmony", Macros: m}
	b.ReportAllocs()
	for b.Loop() {
		if _, ds := w.Render(req); ds.Err() != nil {
			b.Fatal(ds)
		}
	}
}

// BenchmarkEverySkinAndMacroSet opens the webapp and renders every skin for each
// macro set that the servlet gives the 171 User-Agents of the tables.
func BenchmarkEverySkinAndMacroSet(b *testing.B) {
	var sets []ua.Macros
	_, agents := testenv.Table(b, "../../agents/ua/testdata/macros.tsv")
	for _, row := range agents {
		if m, err := ua.ServletMacros(row[0]); err == nil && !slices.Contains(sets, m) {
			sets = append(sets, m)
		}
	}
	for b.Loop() {
		w := stock(b, "10.1.3")
		work := make(chan func())
		var done sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			done.Go(func() {
				for f := range work {
					f()
				}
			})
		}
		for _, name := range w.Skins() {
			work <- func() { renderAll(b, w.Load(name), sets) }
		}
		close(work)
		done.Wait()
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.ReportMetric(float64(mem.Sys)/(1<<20), "MB-of-memory")
	b.ReportMetric(float64(len(sets)), "macro-sets")
}

func renderAll(b *testing.B, s *Skin, sets []ua.Macros) {
	for _, m := range sets {
		for _, path := range []string{"/css/images,common,dwt,msgview,login,zm,spellcheck,skin.css", "/html/skin.html", "/js/skin.js"} {
			if _, ds := s.Render(&Request{Path: path, Macros: m}); ds.Err() != nil {
				b.Error(ds)
			}
		}
	}
}
