package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/input"
	"skinbuild/internal/profile"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/server/vendor"
	"skinbuild/internal/visit/check"
)

// vendorsOnly are the stand-ins for what the vendor's build makes. A picture of another
// skin is the operator's: where it is missing, that shows.
type vendorsOnly struct{ fs.FS }

// Open opens a stand-in.
func (v vendorsOnly) Open(name string) (fs.File, error) {
	if rest, ok := strings.CutPrefix(name, "skins/"); ok {
		if skin, _, _ := strings.Cut(rest, "/"); !vendor.Skin(skin) {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
	}
	return v.FS.Open(name)
}

func standIns() fs.FS { return vendorsOnly{serve.StandIns()} }

// vendorFile returns whether a file of the webapp is the vendor's, unchanged.
func vendorFile(webapp fs.FS) func(string) bool {
	known := map[string]bool{}
	return func(file string) bool {
		is, ok := known[file]
		if !ok {
			data, err := fs.ReadFile(webapp, file)
			is = err == nil && len(vendor.Releases(file, data)) > 0
			known[file] = is
		}
		return is
	}
}

// circumstances are the fixes that depend on something besides browser and release: the
// time zone, the window that opened the page, the clipboard of a WebKit that is not Safari.
var circumstances = []string{"ZBUG-922", "lost-opener", "clipboard"}

// neededFixes returns what the sources of the release say about the fixes. Nothing is
// known of a webapp whose scripts are only there compressed.
func neededFixes(cmd *cobra.Command, webapp fs.FS, lowest string) check.Fixes {
	roots := []fs.FS{webapp}
	if ajax := filepath.Join(lowest, "..", "..", "ajax"); isDir(ajax) {
		roots = append(roots, input.Folder(cmd.Context(), ajax))
	}
	fixes, err := scripts.Fixes(profile.OwnOverrides())
	if err != nil {
		return check.Fixes{}
	}
	needs, err := scripts.Needs(fixes, roots...)
	if err != nil || !slices.Contains(needs, scripts.Needed) && !slices.Contains(needs, scripts.NotNeeded) {
		return check.Fixes{}
	}
	out := check.Fixes{}
	shown := map[string]bool{} // the fixes whose fault the code has
	for i, fix := range fixes {
		switch needs[i] {
		case scripts.NotThere:
			out.Absent = append(out.Absent, fix.ID)
		case scripts.Needed, scripts.NeedBrowser:
			shown[fix.ID] = !slices.Contains(circumstances, fix.ID)
		}
	}
	answers := map[string][]string{}
	out.Needed = func(userAgent string) []string {
		ids, ok := answers[userAgent]
		if !ok {
			if p, err := profile.Of(userAgent, nil); err == nil { // the fixes have been read above
				ids = slices.DeleteFunc(p.Scripts.Act, func(id string) bool { return !shown[id] })
			}
			answers[userAgent] = ids
		}
		return ids
	}
	return out
}
