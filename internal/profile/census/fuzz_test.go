package census

import (
	"bytes"
	"compress/gzip"
	"context"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// FuzzPacked reads logs that are packed well and hold anything, and such that were cut or
// changed at one place.
func FuzzPacked(f *testing.F) {
	f.Add([]byte(nginx("192.0.2.1", "/", 200, chrome)), 0, byte(0), false)
	f.Add(bytes.Repeat([]byte("a"), 100_000), 20, byte(1), true)
	f.Fuzz(func(t *testing.T, text []byte, at int, change byte, useZstd bool) {
		var b bytes.Buffer
		if useZstd {
			w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write(text) // to memory
			_ = w.Close()
		} else {
			w := gzip.NewWriter(&b)
			_, _ = w.Write(text) // to memory
			_ = w.Close()
		}
		packed := b.Bytes()
		if change != 0 && at >= 0 && at < len(packed) {
			packed[at] ^= change
		}
		plain, c := New(Limits{}), New(Limits{})
		if err := plain.Read(context.Background(), bytes.NewReader(text), "f", nil); err != nil {
			return // the text looks packed itself
		}
		err := c.Read(context.Background(), bytes.NewReader(packed), "f", nil)
		if change == 0 && (err != nil || c.lines != plain.lines) {
			t.Errorf("packed: %d lines, %v; plain: %d", c.lines, err, plain.lines)
		}
	})
}
