// Package pack writes what a build made as one file, the bundle, and opens only
// what verifies.
//
// The laws: the same files and the same Info give the same bytes, wherever and
// whenever; and no byte of a bundle is decompressed, parsed or returned before a
// trusted key is known to have signed it (unless the caller says that an unsigned
// one is welcome), nor a file before its hash is known to be the manifest's.
package pack

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// FileName returns the name a bundle's file should have.
func (i Info) FileName() string { return i.Name + "-" + i.Version + ".skinbundle" }

// Write returns the bundle of the files, unsigned. Their modes do not count. A
// file that has no place in a bundle, a secret in one, or more than Open would
// take is an error, each in its place; origins are for files that have one.
func Write(info Info, files tree.Tree, origins map[tree.Path]Origin) ([]byte, source.Diags) {
	files, ds := checkContents(files)
	if err := info.Check(); err != nil {
		for line := range strings.Lines(err.Error()) {
			ds = append(ds, source.NewFile(manifestName, "").Errorf(source.At(0), codes.BundleManifest, "%s", strings.TrimSpace(line)))
		}
	}
	if ds.Err() != nil {
		return nil, ds
	}
	files, err := withBill(info, files)
	if err != nil {
		return nil, append(ds, source.NewFile(sbomName, "").Errorf(source.At(0), codes.BundleSBOM, "%v", err))
	}
	m := newManifest(info, files, withSBOM(origins))
	body, err := encodeBody(m, files)
	if err == nil {
		err = Limits{}.orDefault().checkSizes(m, len(body))
	}
	if err != nil {
		return nil, append(ds, source.NewFile(manifestName, "").Errorf(source.At(0), codes.BundleLimit, "%v", err))
	}
	return newContainer(body).bytes(), ds
}

// withBill returns the files and their bill of materials.
func withBill(info Info, files tree.Tree) (tree.Tree, error) {
	data, err := billOfMaterials(info, files)
	if err != nil {
		return files, err
	}
	single, err := tree.New(tree.Entry{Path: tree.MustPath(sbomName), Mode: fileMode, Data: data})
	if err != nil {
		return files, err
	}
	return tree.Merge(files, single)
}

func withSBOM(origins map[tree.Path]Origin) map[tree.Path]Origin {
	all := map[tree.Path]Origin{tree.MustPath(sbomName): {By: "skinbuild"}}
	for p, o := range origins {
		all[p] = o
	}
	return all
}

// checkContents finds what must not be bundled, and returns the files with the
// mode they have in a bundle.
func checkContents(files tree.Tree) (tree.Tree, source.Diags) {
	var ds source.Diags
	var names []string
	var entries []tree.Entry
	for e := range files.All() {
		name := e.Path.String()
		entries = append(entries, tree.Entry{Path: e.Path, Mode: fileMode, Data: e.Data})
		if name == sbomName {
			ds = append(ds, problem(e, refuse(codes.BundleKind, "%s is written by the bundler itself", name)))
			continue
		}
		if err := checkName(name); err != nil {
			ds = append(ds, problem(e, err))
			continue
		}
		names = append(names, name)
		ds = append(ds, Secrets(name, e.Data)...)
	}
	if err := checkNames(names); err != nil {
		ds = append(ds, source.NewFile(manifestName, "").Errorf(source.At(0), err.(*Refusal).Code, "%s", err.(*Refusal).Text))
	}
	normal, err := tree.New(entries...)
	if err != nil {
		ds = append(ds, source.NewFile(manifestName, "").Errorf(source.At(0), codes.BundlePath, "%v", err))
	}
	return normal, ds
}

func problem(e tree.Entry, err error) *source.Diag {
	r := err.(*Refusal)
	d := source.NewFile(e.Path.String(), "").Errorf(source.At(0), r.Code, "%s", r.Text)
	d.Hint = r.Hint
	return d
}

// encodeBody returns the compressed tar. One goroutine and one call: what the
// encoder writes must not depend on the number of processors.
func encodeBody(m Manifest, files tree.Tree) ([]byte, error) {
	var raw bytes.Buffer
	w := tar.NewWriter(&raw)
	if err := writeEntry(w, manifestName, m.encode()); err != nil {
		return nil, err
	}
	for e := range files.All() {
		if err := writeEntry(w, e.Path.String(), e.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	defer enc.Close()
	return enc.EncodeAll(raw.Bytes(), nil), nil
}

func writeEntry(w *tar.Writer, name string, data []byte) error {
	h := header(name, len(data))
	if err := w.WriteHeader(&h); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err := w.Write(data)
	return err
}

// header is the only tar header that a bundle has for a file: no owner, no time,
// no extension records.
func header(name string, size int) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(size), Mode: fileMode, ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
}
