// Package patch reads patches that carry a fix of the vendor's to another release, and
// says what each would do to a file.
//
// A patch is a unified diff with a header, and, for properties files, a list of
// operations on keys. It is applied to the byte or not at all: a hunk fits where all of
// its lines are, context included, at the line that it names or at exactly one other
// place. There is no fuzz. The package works on texts; it reads and writes no file.
package patch

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"path"
	"strings"

	"skinbuild/internal/source"
)

// State is what a patch would do to a file, or to a webapp.
type State uint8

// The states, in the order of their precedence: the first that holds is the one.
const (
	Already   State = iota // the change is there
	Fits                   // at the lines that the diff names
	Moved                  // at other lines, one place only
	Variant                // the diff of a variant fits
	NotNeeded              // the release has the fix, as Fixed-In says
	NoFile                 // the webapp has no such file
	Conflict               // none of these: somebody has to look
)

// States lists the names of all states, in their order.
func States() []string {
	return []string{"already", "fits", "moved", "variant", "not needed", "no file", "conflict"}
}

// String returns the state as tables and JSON name it.
func (s State) String() string { return States()[s] }

// MarshalText gives JSON the name of the state.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range States() {
		if name == string(text) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not the state of a patch", text)
}

// Changes reports whether a patch in that state changes files.
func (s State) Changes() bool { return s == Fits || s == Moved || s == Variant }

// Done reports whether nothing is left to do by hand: the change is there, will be
// made, or is not needed.
func (s State) Done() bool { return s != NoFile && s != Conflict }

// A Patch is one fix.
type Patch struct {
	Name   string // of its file, without folder and ending
	Header Header
	Parts  []*Part // by file, in the order of the patch
	File   *source.File
}

// A Part is what a patch does to one file of the webapp.
type Part struct {
	Path string // below the webapp
	Kind Kind
	Keys []KeyOp // of a properties file, unless the part has hunks

	hunks    []hunk
	old, new string // the beginning of git blob ids, "" if the diff names none
	at       source.Span
	file     *source.File
}

// Kind is what a file is, which decides how a change to it is marked and what else
// has to change with it.
type Kind uint8

// The kinds of files that a patch can change.
const (
	Other Kind = iota // no patch may change it
	Template
	Style
	Properties
	Script
	Markup // tag libraries and templates of scripts: read by a program, with XML comments
)

// KindOf goes by the path below the webapp.
func KindOf(name string) Kind {
	dir, _, below := strings.Cut(name, "/")
	switch ending := strings.ToLower(path.Ext(name)); {
	case name == "WEB-INF/web.xml", strings.HasPrefix(name, "WEB-INF/lib/"):
		return Other
	case ending == ".jsp", ending == ".jspf", ending == ".tag", ending == ".tagf", ending == ".html", ending == ".htm":
		return Template
	case ending == "" && below && (dir == "h" || dir == "m"):
		return Template
	case ending == ".css":
		return Style
	case ending == ".properties":
		return Properties
	case ending == ".js":
		return Script
	case ending == ".tld", ending == ".template":
		return Markup
	}
	return Other
}

// An Outcome is what a part does to one text.
type Outcome struct {
	State  State
	Edits  []source.Edit // of the text, in its order; none unless State.Changes
	Offset int           // of Moved: by how many lines the hunk that moved most did
	Diag   *source.Diag  // of Conflict: where, and why
}

// Try says what the part would do to the file f.
func (p *Part) Try(f *source.File) Outcome {
	if p.hunks == nil {
		return p.tryKeys(f)
	}
	return p.tryHunks(f)
}

// isBlob reports whether git's id of the text begins with id.
func isBlob(text, id string) bool {
	if len(id) < 7 {
		return false
	}
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(text), text))
	return strings.HasPrefix(hex.EncodeToString(sum[:]), id)
}
