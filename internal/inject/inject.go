// Package inject modifies vendor templates so that each modification can be
// recognised and undone.
//
// These invariants hold for every operation and every file x that it applies to, byte
// for byte:
//
//	Revert(Apply(x)) == x
//	Apply(Apply(x))  == Apply(x)
//	without the tokens of the blocks, the tokens of Apply(x) are those of x
//
// A block is text that skinbuild inserts. Two comments around it name its key, the
// hash of the text between them, and the hash of the vendor's file. The content of the
// files is the only record: Apply first restores the vendor's text, then applies the
// operations to it, so a new set of operations replaces an older one. A file that
// somebody has edited since is Drifted and never written to.
//
// Inserted text has one of a few fixed forms, which contain no value from a
// configuration: values are written to a script file, encoded as JSON.
package inject

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// State is what a template's content says about it.
type State uint8

const (
	Unknown       State = iota // an operation does not fit the template; never written to
	NotApplicable              // no operation applies to it, and it has no block
	Pristine                   // it has no block yet
	Applied                    // exactly as Apply leaves it
	Outdated                   // as an older or another set of operations left it
	Drifted                    // edited since it was written; never written to
)

// String returns the state as tables and JSON name it.
func (s State) String() string {
	return [...]string{"conflict", "not applicable", "pristine", "applied", "outdated", "drifted"}[s]
}

// MarshalText gives JSON the name of the state.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Plan says what Apply or Revert would do to a webapp. Changes is empty if
// one of Diags is an error: all or nothing.
type Plan struct {
	Release string        // the releases that the vendor's files belong to, "" if unknown
	Files   []FileStatus  // templates that an operation applies to or that have a block, by path
	Patches []PatchStatus // in the order of the operations; none of Revert
	Changes []tree.Change // templates and the files they refer to, in the order in which they must be written
	Diags   source.Diags
}

// Written returns the files that the plan writes, as they will be, without those that
// it removes.
func (p *Plan) Written() (tree.Tree, error) {
	var entries []tree.Entry
	for _, c := range p.Changes {
		if c.New != nil {
			entries = append(entries, *c.New)
		}
	}
	return tree.New(entries...)
}

// FileStatus is what a plan says about one template.
type FileStatus struct {
	Path   string     `json:"path"`
	State  State      `json:"state"`
	Ops    []OpStatus `json:"operations"`
	Edited bool       `json:"edited,omitempty"` // somebody edited it outside the blocks
	Vendor string     `json:"-"`                // its text without blocks and patches; "" if Drifted and not Edited
}

// OpStatus is what a plan says about one operation in one template.
type OpStatus struct {
	Key    string `json:"key"`
	Action string `json:"action"`           // insert, keep, change, remove, skip, or already: the vendor has adopted the patch
	Line   int    `json:"line,omitempty"`   // 1-based, in the vendor's text, for insert, keep and change
	Reason string `json:"reason,omitempty"` // of skip and already
}

// groupOf returns the group that the operation belongs to.
func groupOf(op Op) Group {
	if _, ok := op.(*Patch); ok {
		return BackPorts
	}
	return Templates
}

// Op is one operation: *Insertion, *Attribute or *Patch.
type Op interface {
	base() *rule
}

// hash is how markers identify text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// blobID returns the id that git gives the content.
func blobID(text string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(text), text))
	return hex.EncodeToString(sum[:])
}
