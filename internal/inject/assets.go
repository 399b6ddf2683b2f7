package inject

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// assets are the files to which our blocks refer. Whether one that is there is
// ours is told by the hash in the URLs of the blocks.
type assets struct {
	live fs.FS
	had  map[tree.Path]string      // path → hash, as the blocks in the webapp have it
	want map[tree.Path]*tree.Entry // as the plan will have it
}

func newAssets(live fs.FS) *assets {
	return &assets{live, map[tree.Path]string{}, map[tree.Path]*tree.Entry{}}
}

// drop takes note that the webapp's block refers to a file.
func (a *assets) drop(b block) {
	if path, sum, ok := b.reference(); ok {
		a.had[path] = sum
	}
}

// keep takes note that the plan has a block that refers to the file.
func (a *assets) keep(e *tree.Entry) { a.want[e.Path] = e }

// changes returns the files to write, and those to remove.
func (a *assets) changes(report func(*source.Diag)) (write, remove []tree.Change, err error) {
	var paths []tree.Path
	for p := range a.had {
		paths = append(paths, p)
	}
	for p := range a.want {
		if _, both := a.had[p]; !both {
			paths = append(paths, p)
		}
	}
	slices.SortFunc(paths, func(a, b tree.Path) int { return strings.Compare(a.String(), b.String()) })
	for _, p := range paths {
		old, err := a.current(p)
		if err != nil {
			return nil, nil, err
		}
		ours := old == nil || a.had[p] != "" && hash(string(old.Data))[:assetHash] == a.had[p]
		want := a.want[p]
		switch {
		case old == nil && want == nil:
		case old != nil && want != nil && string(old.Data) == string(want.Data):
		case !ours && want == nil:
			f := source.NewFile(p.String(), string(old.Data))
			report(f.Warnf(source.At(0), "inject/asset", "the file is not as it was written: it is left where it is"))
		case !ours:
			f := source.NewFile(p.String(), string(old.Data))
			report(f.Errorf(source.At(0), "inject/asset", "the file is there and is not ours").WithHint("give the script or style sheet another path, or remove the file"))
		case want == nil:
			remove = append(remove, tree.Change{Path: p, Old: old})
		default:
			write = append(write, tree.Change{Path: p, Old: old, New: want})
			a.checkSiblings(p, want, report)
		}
	}
	return write, remove, nil
}

// checkSiblings reports precompressed forms of a file that is to be written: the
// server would send them in its place.
func (a *assets) checkSiblings(p tree.Path, e *tree.Entry, report func(*source.Diag)) {
	for _, ending := range []string{".gz", ".br", ".zgz"} {
		if _, err := fs.Stat(a.live, p.String()+ending); err == nil {
			f := source.NewFile(p.String(), string(e.Data))
			report(f.Errorf(source.At(0), "inject/sibling", "the webapp has %s%s, which the server would send instead", p, ending).
				WithHint("give the script or style sheet another path, or remove that file"))
		}
	}
}

// current reads the file as it is; nil if there is none.
func (a *assets) current(p tree.Path) (*tree.Entry, error) {
	info, err := fs.Stat(a.live, p.String())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	data, err := readSmall(a.live, p.String())
	return &tree.Entry{Path: p, Mode: info.Mode().Perm(), Data: data}, err
}
