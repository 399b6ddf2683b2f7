//go:build unix

package less_test

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"syscall"
	"testing"

	"skinbuild/bench/synth"
	"skinbuild/internal/less"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

// benchCorpora are the projects that docs/performance.md has tables of.
var benchCorpora = []string{"bootstrap3", "font-awesome4", "uikit3", "semantic-ui", "antd4-nojs"}

// inMemory reads the files that a compilation of the corpus reads, so that a
// benchmark measures no disk.
func inMemory(b *testing.B, c *corpus) (files oneFile, entry string, opt *less.Options) {
	b.Helper()
	fsys, entry := c.load(b)
	opt = optionsFor(b, entry, decodeRef(b, string(c.Options), path.Dir(entry)))
	result, ds := less.Compile(fsys, entry, opt)
	if ds.Err() != nil {
		b.Fatal(ds.Err())
	}
	files = oneFile{}
	for _, name := range append(result.Imports, entry) {
		data, err := fs.ReadFile(fsys, path.Clean(name))
		if err != nil {
			b.Fatal(err)
		}
		files[path.Clean(name)] = string(data)
	}
	return files, entry, opt
}

// cpuTime reports the processor time of an operation, garbage collection included,
// which other load on the machine changes less than the time on the clock.
func cpuTime(b *testing.B) (done func()) {
	var from, to syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &from); err != nil {
		b.Fatal(err)
	}
	return func() {
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &to); err != nil {
			b.Fatal(err)
		}
		spent := to.Utime.Nano() - from.Utime.Nano() + to.Stime.Nano() - from.Stime.Nano()
		b.ReportMetric(float64(spent)/float64(b.N)/1e6, "cpu-ms/op")
	}
}

func forCorpora(b *testing.B, bench func(b *testing.B, c *corpus)) {
	for _, c := range loadCorpora(b) {
		if slices.Contains(benchCorpora, c.ID) {
			b.Run(c.ID, func(b *testing.B) { bench(b, &c) })
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	forCorpora(b, func(b *testing.B, c *corpus) {
		files, entry, opt := inMemory(b, c)
		b.ReportAllocs()
		defer cpuTime(b)()
		for b.Loop() {
			if _, ds := less.Compile(files, entry, opt); ds.Err() != nil {
				b.Fatal(ds.Err())
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	forCorpora(b, func(b *testing.B, c *corpus) {
		files, _, _ := inMemory(b, c)
		size := 0
		for _, text := range files {
			size += len(text)
		}
		b.SetBytes(int64(size))
		b.ReportAllocs()
		defer cpuTime(b)()
		for b.Loop() {
			for name, text := range files {
				syntax.Parse(source.NewFile(name, text))
			}
		}
	})
}

// BenchmarkGrowth compiles each synthetic family at one and at eight times its
// size: a time of more than ten times the first is worse than linear.
func BenchmarkGrowth(b *testing.B) {
	for _, f := range synth.Families() {
		for _, size := range []int{1, 8} {
			files := oneFile{"a.less": f.Text(size)}
			if f.Files != nil {
				maps.Copy(files, f.Files(size))
			}
			b.Run(f.Name+"/"+strings.Repeat("8", size/8)+"x", func(b *testing.B) {
				b.ReportAllocs()
				defer cpuTime(b)()
				for b.Loop() {
					if _, ds := less.Compile(files, "a.less", nil); ds.Err() != nil {
						b.Fatal(ds.Err())
					}
				}
			})
		}
	}
}
