package scripts

import (
	"bytes"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"

	"skinbuild/internal/tree"
)

// smaller minifies a script a second time, after esbuild, and returns the result if
// it compresses better. It knows no source maps, so it is for scripts without one:
// third-party code. The result is ECMAScript 5 like its input;
// es3.Check looks at it, not at the input.
func smaller(text []byte) []byte {
	if text == nil {
		return nil
	}
	m := minify.New()
	m.Add("application/javascript", &js.Minifier{Version: 5})
	out, err := m.Bytes("application/javascript", bytes.Clone(text)) // it writes to its input
	if err != nil || tree.GzipSize(out) >= tree.GzipSize(text) {
		return text
	}
	return out
}
