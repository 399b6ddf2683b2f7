package zimlet

import (
	"archive/zip"
	"bytes"
	"hash/crc32"

	"skinbuild/internal/tree"
)

// dosDate is 1980-01-01, the earliest that a zip can hold; every entry has it.
const dosDate = 1<<5 | 1

// writeZip returns the files as an archive that both of Java's readers take: in
// path order, sizes and checksums in both headers, no data descriptors, no
// directories, one fixed time. The entries are stored, as zmzimletctl itself
// writes them: no compressor's version shows in the bytes, and a bundle
// compresses them better than deflate would.
func writeZip(files tree.Tree) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for e := range files.All() {
		h := &zip.FileHeader{
			Name:               e.Path.String(),
			Method:             zip.Store,
			CRC32:              crc32.ChecksumIEEE(e.Data),
			CompressedSize64:   uint64(len(e.Data)),
			UncompressedSize64: uint64(len(e.Data)),
			//lint:ignore SA1019 CreateRaw writes only the DOS date; Modified is for CreateHeader, which adds an extra field
			ModifiedDate: dosDate,
		}
		h.SetMode(0o644)
		entry, err := w.CreateRaw(h)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(e.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
