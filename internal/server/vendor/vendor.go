// Package vendor knows which files are the vendor's: the git blob ids of the
// templates, style sheets, skins, scripts and properties of every public release tag
// of the web client. The table is made by the generator in generate/; it holds paths,
// ids and release names, and nothing of the files.
package vendor

import (
	"crypto/sha1"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:generate sh -c "go run ./generate WEB_CLIENT.git AJAX.git >releases.txt.zst"

//go:embed releases.txt.zst
var packed []byte

// digits is how much of a blob id the table has.
const digits = 20

// table is the unpacked table.
type table struct {
	releases []string
	files    map[string]string // path → "ID:RANGES\tID:RANGES"
	skins    map[string]bool
}

var load = sync.OnceValue(func() *table {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic(fmt.Sprintf("the embedded table of vendor files: %v", err)) // it is a constant of the program
	}
	defer dec.Close()
	text, err := dec.DecodeAll(packed, nil)
	if err != nil {
		panic(fmt.Sprintf("the embedded table of vendor files: %v", err))
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	t := &table{strings.Fields(first), map[string]string{}, map[string]bool{}}
	for line := range strings.Lines(rest) {
		name, ids, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		t.files[name] = ids
		if parts := strings.SplitN(name, "/", 3); len(parts) == 3 && parts[0] == "skins" {
			t.skins[parts[1]] = true
		}
	}
	return t
})

// BlobID returns the id that git gives the content, 40 hex digits.
func BlobID(data []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// Releases returns the releases that have the file with that content, the oldest
// first; none if no release has it.
func Releases(path string, data []byte) []string {
	t := load()
	if t.files[path] == "" {
		return nil
	}
	id := BlobID(data)[:digits]
	for entry := range strings.SplitSeq(t.files[path], "\t") {
		if ranges, ok := strings.CutPrefix(entry, id+":"); ok {
			return t.expand(ranges)
		}
	}
	return nil
}

// Known reports whether any release has a file of that path.
func Known(path string) bool {
	_, ok := load().files[path]
	return ok
}

// Skin reports whether any release has a skin of that name.
func Skin(name string) bool { return load().skins[name] }

// All returns the releases of the table, the oldest first.
func All() []string { return load().releases }

// expand returns the releases of "1-4,7".
func (t *table) expand(ranges string) []string {
	var out []string
	for part := range strings.SplitSeq(ranges, ",") {
		from, to, ok := strings.Cut(part, "-")
		if !ok {
			to = from
		}
		i, err1 := strconv.Atoi(from)
		j, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || i < 0 || j >= len(t.releases) {
			continue
		}
		out = append(out, t.releases[i:j+1]...)
	}
	return out
}
