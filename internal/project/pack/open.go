package pack

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"skinbuild/internal/codes"
	"skinbuild/internal/tree"
)

// Limits bound what Open takes; 0 means the default. They are counted while
// reading, never taken from a header.
type Limits struct {
	Archive int64 // bytes of the file; 64 MiB
	Total   int64 // bytes of all files together; 256 MiB
	File    int64 // bytes of one file; 16 MiB
	Entries int   // 10,000
	Ratio   int64 // bytes out for each byte in, once 1 MiB is out; 200
}

const ratioFree = 1 << 20

func (l Limits) orDefault() Limits {
	set := func(v *int64, def int64) {
		if *v == 0 {
			*v = def
		}
	}
	entries := int64(l.Entries)
	set(&l.Archive, 64<<20)
	set(&l.Total, 256<<20)
	set(&l.File, 16<<20)
	set(&l.Ratio, 200)
	set(&entries, 10_000)
	l.Entries = int(entries)
	return l
}

// checkSizes refuses a manifest that promises more than the limits allow; what is
// then read is held to the manifest.
func (l Limits) checkSizes(m Manifest, archive int) error {
	if int64(archive) > l.Archive {
		return refuse(codes.BundleLimit, "the bundle has %d bytes, more than %d", archive, l.Archive)
	}
	if len(m.Files) > l.Entries {
		return refuse(codes.BundleLimit, "the bundle has %d files, more than %d", len(m.Files), l.Entries)
	}
	total := int64(0)
	for _, f := range m.Files {
		if f.Size > l.File {
			return refuse(codes.BundleLimit, "%q has %d bytes, more than %d", f.Path, f.Size, l.File)
		}
		if total += f.Size; total > l.Total {
			return refuse(codes.BundleLimit, "the files have more than %d bytes together", l.Total)
		}
	}
	return nil
}

// Options say what Open accepts.
type Options struct {
	Trust    *Trust    // whose signatures count; nil: no one's
	Detached [][]byte  // signatures beside the file, in addition to those in it
	Unsigned bool      // accept a bundle that no trusted key has signed
	Now      time.Time // for keys that expire or are not valid yet
	Limits   Limits
}

// A Bundle is an opened bundle: every file in it is as its manifest says, and a
// trusted key has signed it, or Signer says that none has. Only Open makes one.
type Bundle struct {
	manifest Manifest
	files    tree.Tree
	signer   Signer
}

// Manifest returns what the bundle says about itself. The caller must not write
// to its lists.
func (b *Bundle) Manifest() Manifest { return b.manifest }

// Files returns the files, the bill of materials included, the manifest not.
func (b *Bundle) Files() tree.Tree { return b.files }

// Signer returns whose signature was good; its zero value means nobody's.
func (b *Bundle) Signer() Signer { return b.signer }

// Open verifies and reads a bundle file. The error is a *Refusal; where it is
// about trust, errors.Is(err, ErrUntrusted). The Bundle shares no memory with
// the file.
func Open(file []byte, opt Options) (*Bundle, error) {
	limits := opt.Limits.orDefault()
	if int64(len(file)) > limits.Archive {
		return nil, refuse(codes.BundleLimit, "the bundle has %d bytes, more than %d", len(file), limits.Archive)
	}
	c, err := parseContainer(file)
	if err != nil {
		return nil, err
	}
	signer, err := opt.Trust.verify(c, opt.Detached, opt.Now)
	if err != nil && !opt.Unsigned {
		return nil, err
	}
	raw, err := decompress(c.body, limits)
	if err != nil {
		return nil, err
	}
	m, files, err := readTar(raw, limits)
	if err != nil {
		return nil, err
	}
	if err := signer.claims(m); err != nil {
		return nil, err
	}
	for e := range files.All() {
		if ds := Secrets(e.Path.String(), e.Data); ds.Err() != nil {
			return nil, refuse(codes.BundleSecret, "%s", ds[0].Error())
		}
	}
	return &Bundle{m, files, signer}, nil
}

// decompress returns the tar, at most as large as the limits allow.
func decompress(body []byte, l Limits) ([]byte, error) {
	most := l.Total + int64(l.Entries)*1024 + maxManifest
	dec, err := zstd.NewReader(bytes.NewReader(body), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(uint64(most)), zstd.WithDecoderMaxWindow(64<<20))
	if err != nil {
		return nil, refuse(codes.BundleZstd, "%v", err)
	}
	defer dec.Close()
	var raw bytes.Buffer
	chunk := make([]byte, 128<<10)
	for {
		n, err := dec.Read(chunk)
		raw.Write(chunk[:n])
		out := int64(raw.Len())
		switch {
		case out > most:
			return nil, refuse(codes.BundleLimit, "the bundle unpacks to more than %d bytes", most)
		case out > ratioFree && out > l.Ratio*int64(len(body)):
			return nil, refuse(codes.BundleRatio, "the bundle unpacks to more than %d times its size", l.Ratio)
		case errors.Is(err, io.EOF):
			return raw.Bytes(), nil
		case err != nil:
			return nil, refuse(codes.BundleZstd, "the compressed data is damaged: %v", err)
		}
	}
}

const (
	block       = 512
	maxManifest = 16 << 20
)

// readTar takes exactly the tar that encodeBody writes for the manifest which is
// its first entry, and nothing else: each header is compared with the one that
// its file must have. So no second reader can see other files in it, and no kind
// of entry that headers can express needs a rule of its own.
func readTar(raw []byte, l Limits) (Manifest, tree.Tree, error) {
	first, err := tar.NewReader(bytes.NewReader(raw)).Next()
	if err != nil || first.Name != manifestName || first.Size > maxManifest || first.Size > int64(len(raw)-block) {
		return Manifest{}, tree.Tree{}, refuse(codes.BundleManifest, "the first entry is not %s of at most %d bytes", manifestName, maxManifest)
	}
	data, rest, ok := takeEntry(raw, manifestName, first.Size)
	if !ok {
		return Manifest{}, tree.Tree{}, explain(raw, Manifest{})
	}
	m, err := decodeManifest(data)
	if err != nil {
		return Manifest{}, tree.Tree{}, err
	}
	if err := l.checkSizes(m, 0); err != nil {
		return Manifest{}, tree.Tree{}, err
	}
	entries := make([]tree.Entry, 0, len(m.Files))
	for _, f := range m.Files {
		data, rest, ok = takeEntry(rest, f.Path, f.Size)
		if !ok {
			return Manifest{}, tree.Tree{}, explain(raw, m)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
			return Manifest{}, tree.Tree{}, distrust(codes.BundleHash, "%q is not the file that the manifest describes: its SHA-256 differs", f.Path)
		}
		path, err := tree.ParsePath(f.Path)
		if err != nil {
			return Manifest{}, tree.Tree{}, refuse(codes.BundlePath, "%v", err)
		}
		entries = append(entries, tree.Entry{Path: path, Mode: fileMode, Data: data})
	}
	if len(rest) != 2*block || !zero(rest) {
		return Manifest{}, tree.Tree{}, explain(raw, m)
	}
	files, err := tree.New(entries...)
	if err != nil {
		return Manifest{}, tree.Tree{}, refuse(codes.BundlePath, "%v", err)
	}
	return m, files, nil
}

// takeEntry cuts the entry of that name and size off the front of a tar; false if
// something else is there.
func takeEntry(raw []byte, name string, size int64) (data, rest []byte, ok bool) {
	padded := (size + block - 1) / block * block
	if int64(len(raw)) < block+padded {
		return nil, nil, false
	}
	var want bytes.Buffer
	h := header(name, int(size))
	if tar.NewWriter(&want).WriteHeader(&h) != nil || !bytes.Equal(want.Bytes(), raw[:block]) {
		return nil, nil, false
	}
	if !zero(raw[block+size : block+padded]) {
		return nil, nil, false
	}
	return raw[block : block+size : block+size], raw[block+padded:], true
}

func zero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// explain says what is wrong with a tar that readTar does not take, as well as a
// tolerant reader can tell.
func explain(raw []byte, m Manifest) error {
	listed := map[string]File{}
	for _, f := range m.Files {
		listed[f.Path] = f
	}
	r := tar.NewReader(bytes.NewReader(raw))
	seen := map[string]bool{}
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return refuse(codes.BundleTar, "the tar is damaged or cut off after %d entries: %v", len(seen), err)
		}
		if err := explainEntry(h, listed, seen); err != nil {
			return err
		}
		seen[h.Name] = true
	}
	for _, f := range m.Files {
		if !seen[f.Path] {
			return refuse(codes.BundleMissing, "%q is in the manifest and not in the bundle", f.Path)
		}
	}
	return refuse(codes.BundleTar, "the tar has an order, padding, owner, time or extension record that skinbuild does not write")
}

func explainEntry(h *tar.Header, listed map[string]File, seen map[string]bool) error {
	if h.Typeflag != tar.TypeReg {
		return refuse(codes.BundleEntry, "%q is %s, not a regular file", h.Name, typeName(h.Typeflag))
	}
	if seen[h.Name] {
		return refuse(codes.BundleDuplicate, "two entries of the name %q", h.Name)
	}
	if h.Name == manifestName {
		return nil
	}
	if err := checkName(h.Name); err != nil {
		return err
	}
	f, ok := listed[h.Name]
	switch {
	case !ok:
		return refuse(codes.BundleUnlisted, "%q is in the bundle and not in its manifest", h.Name)
	case h.Size != f.Size:
		return refuse(codes.BundleSize, "%q has %d bytes, the manifest says %d", h.Name, h.Size, f.Size)
	case h.Mode != fileMode:
		return refuse(codes.BundleMode, "%q has mode %04o, not %04o", h.Name, h.Mode, fileMode)
	}
	return nil
}

func typeName(flag byte) string {
	names := map[byte]string{
		tar.TypeLink: "a hard link", tar.TypeSymlink: "a symbolic link", tar.TypeDir: "a directory",
		tar.TypeChar: "a device", tar.TypeBlock: "a device", tar.TypeFifo: "a pipe",
	}
	if n, ok := names[flag]; ok {
		return n
	}
	return fmt.Sprintf("an entry of type %q", flag)
}
