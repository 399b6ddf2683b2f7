package compile_test

import (
	"io/fs"
	"testing"

	"skinbuild/internal/skins/compile"
	"skinbuild/skins"
)

// BenchmarkSkin builds the examples as a skin, for browsers back to 2012.
func BenchmarkSkin(b *testing.B) {
	examples, err := fs.ReadFile(skins.Library, "_mixins/examples.less")
	if err != nil {
		b.Fatal(err)
	}
	for _, mode := range []compile.Mode{compile.Static, compile.PerMacro} {
		b.Run(string(mode), func(b *testing.B) {
			list := browserList(b, oldList)
			for b.Loop() {
				if _, ds := compile.Skin(skinOf(string(examples)), "skins/acme", &compile.Options{Browsers: list, Mode: mode}); ds.Err() != nil {
					b.Fatal(ds.Err())
				}
			}
		})
	}
}
