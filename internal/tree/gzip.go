package tree

import (
	"bytes"
	"compress/gzip"
)

// GzipSize returns how many bytes data has when a server compresses it with gzip at
// the usual level.
func GzipSize(data []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data) // to memory
	_ = w.Close()
	return b.Len()
}
