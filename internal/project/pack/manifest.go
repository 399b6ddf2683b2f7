package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/codes"
	"skinbuild/internal/tree"
)

// Schema is the version of the manifest this package writes, and the only one
// that it reads; docs/bundle.md tells what each version holds.
const Schema = "skinbuild-bundle/1"

// Info says what a bundle is. The zero value of an optional field leaves it out.
type Info struct {
	// Name and Version name the bundle and its file, NAME-VERSION.skinbundle.
	// Letters, digits, ".", "_" and "-"; at most 64 bytes, starting with a letter
	// or digit.
	Name    string `json:"name"`
	Version string `json:"version"`
	// Sequence orders the bundles of one name: an installer refuses one lower than
	// what is installed. At least 1, and below 2^53, since JSON readers lose more.
	Sequence uint64 `json:"sequence"`
	// Tool made the bundle, "skinbuild 0.2.0".
	Tool string `json:"tool"`
	// Commit is the revision of the project it was made from, in hexadecimal; a
	// final "+" says that the checkout had changes of its own. Optional.
	Commit string `json:"commit,omitempty"`
	// Created is when the project was at that state (the commit's time, never the
	// clock), in RFC 3339, UTC. Optional.
	Created string `json:"created,omitempty"`
	// Releases are the vendor releases that the bundle is for, "8.8.15.p46",
	// sorted; none means that nobody said.
	Releases []string `json:"releases"`
	// Browsers are the browsers that it was built for, "chrome 109", sorted.
	Browsers []string `json:"browsers"`
	// Components are the works of others that were bundled.
	Components []Component `json:"components"`
}

// A Component is a work of others that is part of the bundle; the bill of
// materials lists it.
type Component struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	License string   `json:"license"`        // an SPDX expression
	PURL    string   `json:"purl,omitempty"` // "pkg:npm/jquery@3.7.1"
	Files   []string `json:"files"`          // the files of the bundle it went into, sorted
}

// An Origin says where a file of a bundle comes from.
type Origin struct {
	By       string   `json:"by"`                 // who put it there: "skin serenity", "zimlet com_synacor_fixup"
	Sources  []string `json:"sources,omitempty"`  // files of the project it was made from
	Browsers []string `json:"browsers,omitempty"` // browsers it is meant for; none means all
}

// A File is one file of a bundle. Kind is its first directory: skins, scripts,
// zimlets, injections, patches; or sbom.
type File struct {
	Path   string `json:"path"`
	Kind   string `json:"kind"`
	Mode   string `json:"mode"`   // octal; always "0644": nothing in a bundle is executed
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // hexadecimal
	Origin
}

// A Manifest is the first entry of a bundle: what it is, and each file of it in
// path order. ID is the SHA-256 of the manifest's own JSON with an empty ID.
type Manifest struct {
	Schema string `json:"schema"`
	ID     string `json:"id"`
	Info
	Files []File `json:"files"`
}

const (
	manifestName = "manifest.json"
	sbomName     = "sbom.cdx.json"
	fileMode     = 0o644
	maxSequence  = 1<<53 - 1
)

var (
	nameForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	commitForm = regexp.MustCompile(`^([0-9a-f]{7,64}\+?)?$`)
)

// Check returns what is wrong with the values, all of it; nil if nothing is.
func (i Info) Check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !nameForm.MatchString(i.Name) {
		bad("bundle name %q: want letters, digits, \".\", \"_\" and \"-\", at most 64", i.Name)
	}
	if !nameForm.MatchString(i.Version) {
		bad("bundle version %q: want letters, digits, \".\", \"_\" and \"-\", at most 64", i.Version)
	}
	if i.Sequence == 0 || i.Sequence > maxSequence {
		bad("bundle sequence %d: want 1 to %d", i.Sequence, uint64(maxSequence))
	}
	if !commitForm.MatchString(i.Commit) {
		bad("commit %q: want 7 to 64 hexadecimal digits and perhaps a \"+\"", i.Commit)
	}
	if at, err := time.Parse(time.RFC3339, i.Created); i.Created != "" && (err != nil || at.UTC().Format(time.RFC3339) != i.Created) {
		bad("created %q: want a time like 2026-11-02T10:14:03Z", i.Created)
	}
	for _, list := range [][]string{i.Releases, i.Browsers} {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			bad("the list %q is not sorted or names something twice", list)
		}
	}
	for _, s := range i.texts() {
		if strings.ContainsFunc(s, unprintable) {
			bad("%q holds a control character", s)
		}
	}
	return errors.Join(errs...)
}

func (i Info) texts() []string {
	all := append([]string{i.Tool}, append(slices.Clone(i.Releases), i.Browsers...)...)
	for _, c := range i.Components {
		all = append(append(all, c.Name, c.Version, c.License, c.PURL), c.Files...)
	}
	return all
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 }

// newManifest returns the manifest of the files, its ID set.
func newManifest(info Info, files tree.Tree, origins map[tree.Path]Origin) Manifest {
	info.Releases, info.Browsers = orEmpty(info.Releases), orEmpty(info.Browsers)
	info.Components = orEmpty(info.Components)
	m := Manifest{Schema: Schema, Info: info, Files: []File{}}
	for e := range files.All() {
		m.Files = append(m.Files, newFile(e, origins[e.Path]))
	}
	m.ID = m.computeID()
	return m
}

func newFile(e tree.Entry, o Origin) File {
	sum := sha256.Sum256(e.Data)
	return File{
		Path:   e.Path.String(),
		Kind:   kindOf(e.Path.String()),
		Mode:   fmt.Sprintf("%04o", fileMode),
		Size:   int64(len(e.Data)),
		SHA256: hex.EncodeToString(sum[:]),
		Origin: o,
	}
}

// orEmpty makes a missing list [] in the JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (m Manifest) computeID() string {
	m.ID = ""
	sum := sha256.Sum256(m.encode())
	return hex.EncodeToString(sum[:])
}

// encode returns the one JSON form of a manifest; decodeManifest takes no other.
func (m Manifest) encode() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(m); err != nil {
		panic(fmt.Sprintf("a manifest that is no JSON: %v", err)) // strings, integers and lists of them always are
	}
	return b.Bytes()
}

// decodeManifest reads a manifest and checks that it says one thing only: a known
// schema, known fields, the canonical form, valid values, an ID that matches.
func decodeManifest(data []byte) (Manifest, error) {
	var version struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return Manifest{}, refuse(codes.BundleManifest, "%s: %v", manifestName, err)
	}
	if version.Schema != Schema {
		return Manifest{}, refuse(codes.BundleSchema, "%s: schema %q, this program reads %q", manifestName, version.Schema, Schema).
			hint("it was made by another version of skinbuild; use that one or a newer one")
	}
	var m Manifest
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return Manifest{}, refuse(codes.BundleManifest, "%s: %v", manifestName, err)
	}
	if _, err := dec.Token(); err != io.EOF || !bytes.Equal(m.encode(), data) {
		return Manifest{}, refuse(codes.BundleManifest, "%s is not in the canonical form", manifestName)
	}
	if err := m.Info.Check(); err != nil {
		return Manifest{}, refuse(codes.BundleManifest, "%s: %v", manifestName, err)
	}
	if m.ID != m.computeID() {
		return Manifest{}, refuse(codes.BundleID, "%s: its id is not the hash of what it says", manifestName)
	}
	return m, m.checkFiles()
}

// checkFiles checks what the manifest says of its files, before any is looked at.
func (m Manifest) checkFiles() error {
	if len(m.Files) > 0 && !slices.IsSortedFunc(m.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) }) {
		return refuse(codes.BundleManifest, "%s: the files are not in path order", manifestName)
	}
	names := make([]string, len(m.Files))
	for i, f := range m.Files {
		names[i] = f.Path
		if f.Kind != kindOf(f.Path) || f.Mode != fmt.Sprintf("%04o", fileMode) || f.Size < 0 {
			return refuse(codes.BundleManifest, "%s: %q: kind %q, mode %q, size %d", manifestName, f.Path, f.Kind, f.Mode, f.Size)
		}
	}
	return checkNames(names)
}
