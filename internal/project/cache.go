package project

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"skinbuild/internal/atomicfile"
	"skinbuild/internal/codes"
	"skinbuild/internal/input"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Cache keeps what parts of a build made, under a hash of all that they were
// made from, the tool included. It lies outside of projects. Builds may share it
// at the same time: a file of it is written beside itself and renamed, and one
// that is damaged counts as not there. A nil Cache keeps nothing.
type Cache struct {
	dir  string
	tool string
}

// maxCached is how many results a cache keeps; those not used for longest go.
const maxCached = 400

// OpenCache returns the cache in the folder dir, which need not exist. tool tells
// the tool's builds apart: results of another are not used.
func OpenCache(dir, tool string) *Cache { return &Cache{dir, tool} }

// ToolID tells this build of the tool from others: a hash of the beginning of its
// executable, where Go's linker puts an identity made from all it was built from.
func ToolID() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := input.Open(context.Background(), name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 64<<10)
	n, err := f.Read(head)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(head[:n])
	return hex.EncodeToString(sum[:]), nil
}

// key hashes what a result depends on.
func (c *Cache) key(name string, inputs []string) string {
	h := sha256.New()
	for _, s := range append([]string{c.tool, name}, inputs...) {
		size := len(s)
		h.Write([]byte{byte(size >> 24), byte(size >> 16), byte(size >> 8), byte(size)})
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// do returns the output that the inputs have in the cache, else what run makes of
// them. Failures are not kept.
func (c *Cache) do(name string, inputs []string, run func() (output, error)) (out output, cached bool, err error) {
	if c == nil {
		out, err = run()
		return out, false, err
	}
	file := filepath.Join(c.dir, c.key(name, inputs))
	if out, ok := readOutput(file); ok {
		return out, true, nil
	}
	out, err = run()
	if err == nil && out.diags.Err() == nil {
		_ = c.store(file, out) // without it the next build takes longer
	}
	return out, false, err
}

func (c *Cache) store(file string, out output) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return err
	}
	data, err := out.encode()
	if err != nil {
		return err
	}
	sum := sumOf(file, data)
	if err := atomicfile.WriteFile(file, append(sum[:], data...), 0o644); err != nil {
		return err
	}
	return c.prune()
}

// sumOf hashes an entry with its key, so that one entry cannot stand in for another.
func sumOf(file string, data []byte) [sha256.Size]byte {
	return sha256.Sum256(append([]byte(filepath.Base(file)+"\n"), data...))
}

// prune removes the entries that were not used for longest, and temporary files of builds
// that were killed. Another build may prune at the same time, so a missing file is fine.
func (c *Cache) prune() error {
	list, err := os.ReadDir(c.dir)
	if err != nil || len(list) <= maxCached {
		return err
	}
	var infos []fs.FileInfo
	for _, e := range list {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range infos[:len(infos)/2] {
		if err := os.Remove(filepath.Join(c.dir, info.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// readOwn reads a file that belongs to the user of this run and that no other user may
// write to: whoever can write to the cache could change what a build makes.
func readOwn(file string) ([]byte, error) {
	f, err := input.Open(context.Background(), file)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !isOwn(info) {
		return nil, fs.ErrPermission
	}
	return input.ReadFrom(context.Background(), f, file, input.Cached)
}

// readOutput reads a file of the cache; whatever is wrong with it, it is as if it
// were not there.
func readOutput(file string) (output, bool) {
	data, err := readOwn(file)
	if err != nil || len(data) < sha256.Size {
		return output{}, false
	}
	sum := sumOf(file, data[sha256.Size:])
	if !bytes.Equal(sum[:], data[:sha256.Size]) {
		return output{}, false
	}
	out, err := decodeOutput(data[sha256.Size:])
	if err != nil {
		return output{}, false
	}
	now := time.Now()
	_ = os.Chtimes(file, now, now) // only tells prune that it was used
	return out, true
}

// The stored forms of trees and diagnostics, whose fields are their own.
type (
	storedOutput struct {
		Files   []storedFile
		Sizes   []BuiltFile
		Facts   []byte
		Sources []storedSource
		Diags   []storedDiag
	}
	storedFile struct {
		Path string
		Mode fs.FileMode
		Data []byte
	}
	storedSource struct{ Name, Text string }
	storedDiag   struct {
		Place    storedPlace
		Severity source.Severity
		Code     codes.Code
		Text     string
		Hint     string
		Related  []storedPlace
	}
	storedPlace struct {
		Source int
		Span   source.Span
		Text   string
	}
)

func (o output) encode() ([]byte, error) {
	s := storedOutput{Facts: o.facts, Sizes: o.sizes}
	for e := range o.files.All() {
		s.Files = append(s.Files, storedFile{e.Path.String(), e.Mode, e.Data})
	}
	numbers := map[*source.File]int{}
	place := func(f *source.File, span source.Span, text string) storedPlace {
		n, ok := numbers[f]
		if !ok {
			n = len(s.Sources)
			numbers[f] = n
			s.Sources = append(s.Sources, storedSource{f.Name(), f.Text()})
		}
		return storedPlace{n, span, text}
	}
	for _, d := range o.diags {
		stored := storedDiag{place(d.File, d.Span, ""), d.Severity, d.Code, d.Text, d.Hint, nil}
		for _, r := range d.Related {
			stored.Related = append(stored.Related, place(r.File, r.Span, r.Text))
		}
		s.Diags = append(s.Diags, stored)
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(s)
	return b.Bytes(), err
}

func decodeOutput(data []byte) (output, error) {
	var s storedOutput
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return output{}, err
	}
	o := output{facts: s.Facts, sizes: s.Sizes}
	var entries []tree.Entry
	for _, f := range s.Files {
		path, err := tree.ParsePath(f.Path)
		if err != nil {
			return output{}, err
		}
		entries = append(entries, tree.Entry{Path: path, Mode: f.Mode, Data: f.Data})
	}
	var err error
	if o.files, err = tree.New(entries...); err != nil {
		return output{}, err
	}
	files := make([]*source.File, len(s.Sources))
	for i, f := range s.Sources {
		files[i] = source.NewFile(f.Name, f.Text)
	}
	missing := func(n int) bool { return n < 0 || n >= len(files) }
	for _, d := range s.Diags {
		if missing(d.Place.Source) || slices.ContainsFunc(d.Related, func(r storedPlace) bool { return missing(r.Source) }) {
			return output{}, errors.New("a diagnostic is of no file")
		}
		diag := &source.Diag{File: files[d.Place.Source], Span: d.Place.Span, Severity: d.Severity, Code: d.Code, Text: d.Text, Hint: d.Hint}
		for _, r := range d.Related {
			diag.Related = append(diag.Related, source.Related{File: files[r.Source], Span: r.Span, Text: r.Text})
		}
		o.diags = append(o.diags, diag)
	}
	return o, nil
}
