package pack

import (
	"slices"

	"skinbuild/internal/tree"
)

// A FileChange is a file that differs between two bundles. Old or New is nil
// where the file is missing.
type FileChange struct {
	Path string `json:"path"`
	Old  *File  `json:"old,omitempty"`
	New  *File  `json:"new,omitempty"`
}

// A Difference is what would change for users if the new bundle replaced the old.
type Difference struct {
	Old             Info         `json:"old"`
	New             Info         `json:"new"`
	Files           []FileChange `json:"files"`
	AllBrowsers     bool         `json:"allBrowsers"` // a changed file is for whatever browser there is
	Browsers        []string     `json:"browsers"`    // otherwise those that a changed file is for
	ReleasesAdded   []string     `json:"releasesAdded"`
	ReleasesRemoved []string     `json:"releasesRemoved"`
}

// Diff compares two bundles, file by file. The bill of materials is left out: it
// repeats what the others are.
func Diff(old, new *Bundle) Difference {
	d := Difference{
		Old: old.manifest.Info, New: new.manifest.Info,
		Files: []FileChange{}, Browsers: []string{},
		ReleasesAdded:   without(new.manifest.Releases, old.manifest.Releases),
		ReleasesRemoved: without(old.manifest.Releases, new.manifest.Releases),
	}
	before, after := old.byPath(), new.byPath()
	for _, c := range tree.Diff(old.files, new.files) {
		name := c.Path.String()
		if name == sbomName {
			continue
		}
		change := FileChange{Path: name, Old: before[name], New: after[name]}
		d.Files = append(d.Files, change)
		for _, f := range []*File{change.Old, change.New} {
			if f != nil {
				d.Browsers = append(d.Browsers, f.Browsers...)
				d.AllBrowsers = d.AllBrowsers || len(f.Browsers) == 0
			}
		}
	}
	slices.Sort(d.Browsers)
	d.Browsers = slices.Compact(d.Browsers)
	return d
}

func (b *Bundle) byPath() map[string]*File {
	out := map[string]*File{}
	for i, f := range b.manifest.Files {
		out[f.Path] = &b.manifest.Files[i]
	}
	return out
}

func without(list, drop []string) []string {
	return slices.DeleteFunc(slices.Clone(orEmpty(list)), func(s string) bool { return slices.Contains(drop, s) })
}
