package inject

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// assets are the files that blocks refer to. Their names hold the hash of their
// content, so a file is an asset of a block if name and content agree.
type assets struct {
	live  fs.FS
	had   map[tree.Path]bool        // blocks that go refer to these
	want  map[tree.Path]*tree.Entry // blocks of the plan refer to these
	other map[tree.Path]bool        // blocks that stay refer to these
}

func newAssets(live fs.FS) *assets {
	return &assets{live, map[tree.Path]bool{}, map[tree.Path]*tree.Entry{}, map[tree.Path]bool{}}
}

// drop notes that a block which goes refers to a file.
func (a *assets) drop(b block) {
	if p := b.asset(); p != (tree.Path{}) {
		a.had[p] = true
	}
}

// keep notes that the plan has a block which refers to the file.
func (a *assets) keep(e *tree.Entry) { a.want[e.Path] = e }

// refer notes that a block which stays refers to the file; the zero Path is none.
func (a *assets) refer(p tree.Path) {
	if p != (tree.Path{}) {
		a.other[p] = true
	}
}

// changes returns the files to write and, if all is set, those to remove. Otherwise
// files that the plan does not need stay: browsers may hold a page that refers to
// them.
func (a *assets) changes(all bool, report func(*source.Diag)) (write, remove []tree.Change, err error) {
	paths := make(map[tree.Path]bool)
	for p := range a.had {
		paths[p] = all
	}
	for p := range a.want {
		paths[p] = true
	}
	for _, p := range sortedPaths(paths) {
		old, err := a.current(p)
		if err != nil {
			return nil, nil, err
		}
		want := a.want[p]
		if want != nil {
			a.checkSiblings(p, want, report)
		}
		switch {
		case want == nil && (old == nil || a.other[p] || !paths[p]):
		case want == nil && !isAsset(p, old.Data):
			report(source.NewFile(p.String(), string(old.Data)).Warnf(source.At(0), codes.InjectAsset, "the content is not what the name says: the file stays"))
		case want == nil:
			remove = append(remove, tree.Change{Path: p, Old: old})
		case old == nil:
			write = append(write, tree.Change{Path: p, New: want})
		case string(old.Data) != string(want.Data):
			report(source.NewFile(p.String(), string(old.Data)).Errorf(source.At(0), codes.InjectAsset, "the content is not what the name says: somebody changed the file").
				WithHint("remove the file, then apply again"))
		}
	}
	return write, remove, nil
}

func sortedPaths(set map[tree.Path]bool) []tree.Path {
	var list []tree.Path
	for p := range set {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b tree.Path) int { return strings.Compare(a.String(), b.String()) })
	return list
}

// isAsset reports whether the name holds the hash of the content.
func isAsset(p tree.Path, data []byte) bool {
	return strings.Contains(p.String(), "."+hash(string(data))[:assetHash]+".")
}

// VendorText returns a file's text without blocks and patches; false if it cannot be
// known, since somebody has damaged them. A compressed file that holds a patch is
// uncompressed; any other file without blocks comes back as it is.
func VendorText(name, text string) (string, bool) {
	plain := text
	if form := packedForm(name); form != "" {
		unpacked, err := unpack(form, []byte(text))
		if err != nil || !strings.Contains(unpacked, sign) {
			return text, true
		}
		plain = unpacked
	}
	before, d := syntaxFor(name).strip(source.NewFile(name, plain))
	return before.vendor, d == nil
}

// EditedBeside reports whether the text around the blocks of a file is not the one that
// they were written for.
func EditedBeside(name, text string) bool {
	if form := packedForm(name); form != "" {
		unpacked, err := unpack(form, []byte(text))
		if err != nil {
			return true
		}
		text = unpacked
	}
	before, d := syntaxFor(name).strip(source.NewFile(name, text))
	return d != nil || before.edited(before.blocks) != nil
}

// BundlesOf returns the names of the bundles whose blocks a template has.
func BundlesOf(text string) []string {
	if !strings.Contains(text, sign) {
		return nil
	}
	var list []string
	for _, m := range bundleForm.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}

var bundleForm = regexp.MustCompile(`skinbuild:(?:begin|patch) [a-z0-9-]+(?: inline)? bundle=([A-Za-z0-9._-]+) `)

// AssetsOf returns the assets to which the blocks of one bundle refer in a template.
func AssetsOf(name, text, bundle string) []tree.Path {
	before, d := syntaxFor(name).strip(source.NewFile(name, text))
	if d != nil {
		return nil
	}
	var list []tree.Path
	for _, b := range before.blocks {
		if p := b.asset(); b.bundle == bundle && p != (tree.Path{}) {
			list = append(list, p)
		}
	}
	return list
}

// References returns the assets to which the text of a template refers.
func References(text string) []tree.Path {
	if !strings.Contains(text, AssetDir) {
		return nil
	}
	var list []tree.Path
	for _, m := range assetForm.FindAllStringSubmatch(text, -1) {
		if p, err := tree.ParsePath(m[1]); err == nil {
			list = append(list, p)
		}
	}
	return list
}

// checkSiblings reports precompressed forms of a file: the server would send them
// instead of it.
func (a *assets) checkSiblings(p tree.Path, e *tree.Entry, report func(*source.Diag)) {
	for _, ending := range []string{".gz", ".br", ".zgz"} {
		if _, err := fs.Stat(a.live, p.String()+ending); err == nil {
			f := source.NewFile(p.String(), string(e.Data))
			report(f.Errorf(source.At(0), codes.InjectSibling, "the server would send %s%s instead of this file", p, ending).
				WithHint("remove that file"))
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
