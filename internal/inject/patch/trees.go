package patch

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"skinbuild/internal/source"
)

// Trees returns the differences of two webapps as a diff that Import reads: of the files
// that a patch can change. onlyOne are such files that one of the two lacks.
func Trees(before, after fs.FS) (diff string, onlyOne []string, err error) {
	old, err := patchable(before)
	if err != nil {
		return "", nil, err
	}
	now, err := patchable(after)
	if err != nil {
		return "", nil, err
	}
	names := slices.Concat(old, now)
	slices.Sort(names)
	var b strings.Builder
	for _, name := range slices.Compact(names) {
		from, err1 := fs.ReadFile(before, name)
		to, err2 := fs.ReadFile(after, name)
		switch {
		case errors.Is(err1, fs.ErrNotExist), errors.Is(err2, fs.ErrNotExist):
			onlyOne = append(onlyOne, name)
		case err1 != nil || err2 != nil:
			return "", nil, errors.Join(err1, err2)
		default:
			b.WriteString(Diff(name, string(from), string(to)))
		}
	}
	return b.String(), onlyOne, nil
}

// Diff returns the difference of two texts of a file as a unified diff.
func Diff(name, before, after string) string {
	return udiff.Unified("a/"+name, "b/"+name, before, after)
}

// patchable lists the files that a patch can change. Packages are left out: they follow
// the scripts that they hold.
func patchable(files fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != "." && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case !e.Type().IsRegular() || strings.HasSuffix(name, "_all.js"):
			return nil
		}
		inside, ok := webappPath(name)
		if ok && KindOf(inside) != Other {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// Merge returns the text of a file with the part applied as far as it fits. Where it
// does not, the file has both versions with the lines that the patch expects, between
// the markers that git uses; conflicts counts these places.
func (p *Part) Merge(text string) (merged string, conflicts int) {
	if p.hunks == nil {
		return p.mergeKeys(text)
	}
	lines := splitLines(text)
	for _, h := range slices.Backward(p.hunks) {
		at := h.at
		switch {
		case standsAt(lines, h.new, h.newAt) >= 0 && standsAt(lines, h.old, at) < 0:
			continue // it is there
		case standsAt(lines, h.old, at) >= 0:
			at = standsAt(lines, h.old, at)
			lines = slices.Replace(lines, at, at+len(h.old), h.new...)
			continue
		}
		conflicts++
		at, n := nearest(lines, h)
		block := slices.Concat([]string{"<<<<<<< this release\n"}, lines[at:at+n], []string{"||||||| the patch expects\n"}, h.old,
			[]string{"=======\n"}, h.new, []string{">>>>>>> the patch\n"})
		lines = slices.Replace(lines, at, at+n, block...)
	}
	return strings.Join(lines, ""), conflicts
}

// mergeKeys is Merge for operations on keys: those that do not fit stand at the end.
func (p *Part) mergeKeys(text string) (merged string, conflicts int) {
	for _, op := range p.Keys {
		one := &Part{Path: p.Path, Kind: p.Kind, Keys: []KeyOp{op}, file: p.file}
		f := source.NewFile(p.Path, text)
		out := one.Try(f)
		if out.State != Conflict {
			text, _ = source.Apply(f, out.Edits) // one operation makes one edit
			continue
		}
		conflicts++
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += "<<<<<<< this release\n" + "||||||| the patch\n#" + strings.ReplaceAll(strings.TrimSuffix(op.String(), "\n"), "\n", "\n#") + "\n=======\n" + op.rawKey + " = " + op.rawValue + "\n>>>>>>> the patch\n"
	}
	return text, conflicts
}

// standsAt returns where the lines are: at the place named or, if it is the only one,
// elsewhere; -1 if there is no such place.
func standsAt(lines, want []string, at int) int {
	if fits(lines, at, want) {
		return at
	}
	if place, n := only(lines, want); n == 1 {
		return place
	}
	return -1
}

// nearest returns the stretch of the file that the hunk was most probably made for.
func nearest(lines []string, h hunk) (at, n int) {
	at = min(max(h.at, 0), len(lines))
	for i, most := 0, 0; i < len(lines); i++ {
		if same := agreeing(lines, i, h.old); same > most || same == most && same > 0 && abs(i-h.at) < abs(at-h.at) {
			at, most = i, same
		}
	}
	return at, min(len(h.old), len(lines)-at)
}

// Unresolved reports whether a text has a marker that Merge leaves.
func Unresolved(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "<<<<<<< ") || strings.HasPrefix(line, ">>>>>>> ") || strings.HasPrefix(line, "||||||| ") {
			return true
		}
	}
	return false
}

// FileName returns a name for the file of an imported patch: that of its first
// advisory, else of its CVE, else of its subject or of the file that it comes from.
func (h Header) FileName(from string) string {
	name := strings.TrimSuffix(path.Base(from), path.Ext(from))
	for _, better := range [][]string{{h.Subject}, h.CVE, h.Advisory} {
		if len(better) > 0 && better[0] != "" {
			name = better[0]
		}
	}
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, name)
	for strings.Contains(clean, "--") {
		clean = strings.ReplaceAll(clean, "--", "-")
	}
	return strings.Trim(clean[:min(len(clean), 48)], "-")
}
