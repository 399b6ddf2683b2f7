package convert_test

import (
	"os"
	"testing"

	"skinbuild/internal/skins/convert"
	"skinbuild/internal/testenv"
)

func BenchmarkConvert(b *testing.B) {
	app := os.DirFS(testenv.Release(b, "10.1.3"))
	for _, test := range []struct {
		name, folder string
		flatten      bool
	}{{"harmony", "harmony", false}, {"base3", "_base/base3", false}, {"harmony flat", "harmony", true}} {
		b.Run(test.name, func(b *testing.B) {
			for b.Loop() {
				if _, ds := convert.Skin(app, test.folder, &convert.Options{Flatten: test.flatten}); ds.Err() != nil {
					b.Fatal(ds.Err())
				}
			}
		})
	}
}
