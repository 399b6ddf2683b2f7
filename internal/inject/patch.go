package inject

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Patch is a unified diff, applied to the byte or not at all: no line may have
// moved, none may differ in white space.
type Patch struct {
	rule
	files map[string]*gitdiff.File // by path below the webapp
}

func (c *Config) patch(r rule, project fs.FS) (Op, *source.Diag) {
	for key, set := range map[string]bool{"anchor": c.Anchor != "", "literal": c.Literal != "", "selector": c.Selector != ""} {
		if set {
			return nil, c.errorf(key, codes.InjectAmbiguous, "a patch says itself where it goes: leave %s out", key)
		}
	}
	f, d := c.read("patch", c.Patch, project)
	if d != nil {
		return nil, d
	}
	files, _, err := gitdiff.Parse(strings.NewReader(f.Text()))
	if err != nil {
		return nil, f.Errorf(source.At(0), codes.InjectPatch, "not a unified diff: %v", err)
	}
	op := &Patch{rule: r, files: map[string]*gitdiff.File{}}
	for _, file := range files {
		// The parser removes the prefixes of git only below a "diff --git" line.
		file.OldName, file.NewName = unprefixed(file.OldName), unprefixed(file.NewName)
		if d := op.add(f, file); d != nil {
			return nil, d
		}
	}
	if len(op.files) == 0 {
		return nil, f.Errorf(source.At(0), codes.InjectPatch, "the patch changes no file")
	}
	if i := strings.Index(f.Text(), sign); i >= 0 {
		return nil, f.Errorf(source.Span{Start: i, End: i + len(sign)}, codes.InjectMarker, "%q is what our markers begin with", sign)
	}
	op.via = ViaTemplate
	return op, nil
}

// isResult reports whether the diff names the file's blob id as its result.
func (op *Patch) isResult(f *source.File) bool {
	id := op.files[f.Name()].NewOIDPrefix
	return len(id) >= 7 && strings.HasPrefix(blobID(f.Text()), id)
}

// fitsReversed reports whether the reverse of the diff fits exactly, which means
// that the file has the change already.
func (op *Patch) fitsReversed(f *source.File) bool {
	return gitdiff.Apply(&bytes.Buffer{}, strings.NewReader(f.Text()), reversed(op.files[f.Name()])) == nil
}

// reversed returns the part of the diff that undoes file.
func reversed(file *gitdiff.File) *gitdiff.File {
	back := *file
	back.TextFragments = nil
	for _, frag := range file.TextFragments {
		r := *frag
		r.OldPosition, r.NewPosition = frag.NewPosition, frag.OldPosition
		r.OldLines, r.NewLines = frag.NewLines, frag.OldLines
		r.LinesAdded, r.LinesDeleted = frag.LinesDeleted, frag.LinesAdded
		r.Lines = nil
		for _, l := range frag.Lines {
			switch l.Op {
			case gitdiff.OpAdd:
				l.Op = gitdiff.OpDelete
			case gitdiff.OpDelete:
				l.Op = gitdiff.OpAdd
			}
			r.Lines = append(r.Lines, l)
		}
		back.TextFragments = append(back.TextFragments, &r)
	}
	return &back
}

func unprefixed(name string) string {
	if strings.HasPrefix(name, "a/") || strings.HasPrefix(name, "b/") {
		return name[2:]
	}
	return name
}

// add adds the part of the patch for one file. The file is a target unless the table
// names the targets.
func (op *Patch) add(f *source.File, file *gitdiff.File) *source.Diag {
	name := file.NewName
	switch {
	case file.IsNew || file.IsDelete || file.IsRename || file.IsCopy:
		return f.Errorf(source.At(0), codes.InjectPatch, "%s: a patch can only change files that the vendor has", cmpOr(name, file.OldName))
	case file.IsBinary || len(file.TextFragments) == 0:
		return f.Errorf(source.At(0), codes.InjectPatch, "%s: the patch changes no text", name)
	case op.files[name] != nil:
		return f.Errorf(source.At(0), codes.InjectPatch, "%s: the patch has two parts for this file", name)
	}
	if _, err := tree.ParsePath(name); err != nil {
		return f.Errorf(source.At(0), codes.InjectTarget, "the patch is for %q, which is not a path below the webapp", name)
	}
	if len(op.Targets)+len(op.OptionalTargets) == 0 {
		op.targets = append(op.targets, target{pattern: name, required: true})
	} else if !slices.ContainsFunc(op.targets, func(t target) bool { return t.matches(name) }) {
		return f.Errorf(source.At(0), codes.InjectTarget, "the patch is for %q, which is not among the targets", name)
	}
	op.files[name] = file
	return nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// apply returns the patched text and the marker that undoes it. The marker goes
// to the end of the file, the one place that every file has.
func (op *Patch) apply(f *source.File, s stamp) (text, mark string, d *source.Diag) {
	file := op.files[f.Name()]
	var out bytes.Buffer
	if err := gitdiff.Apply(&out, strings.NewReader(f.Text()), file); err != nil {
		return "", "", op.misfit(f, file, err)
	}
	regions := regionsOf(out.String(), file)
	var made strings.Builder
	for _, r := range regions {
		made.WriteString(out.String()[r.offset : r.offset+r.n])
	}
	doc := jsp.Scan(source.NewFile(f.Name(), out.String()))
	if in, ok := doc.Opening(out.Len()); !ok {
		return "", "", f.Errorf(source.At(len(f.Text())), codes.InjectInside, "%s: the patched file ends in %s, so its marker has no place", op.Key, in)
	}
	mark = syntaxOf(doc.JSP).patch(op.Key, hash(made.String()), s, undoRecord(regions))
	return out.String(), mark, nil
}

// misfit says where the patch and the file differ first.
func (op *Patch) misfit(f *source.File, file *gitdiff.File, err error) *source.Diag {
	for _, frag := range file.TextFragments {
		line := int(frag.OldPosition)
		for _, l := range frag.Lines {
			if !l.Old() {
				continue
			}
			offset, ok := f.Offset(line, 1)
			end := offset + len(f.Line(line))
			if rest := f.Text()[min(offset, len(f.Text())):]; !ok || !strings.HasPrefix(rest, l.Line) || len(l.Line) < len(rest) && !strings.HasSuffix(l.Line, "\n") {
				return f.Errorf(source.Span{Start: offset, End: end}, codes.InjectPatchMisfit, "%s: the patch does not fit: it expects line %d to be %s", op.Key, line, quoted(l.Line)).
					WithHint("a patch fits one version of a file: make one for this release, and limit each with releases or blobs")
			}
			line++
		}
	}
	return f.Errorf(source.At(0), codes.InjectPatchMisfit, "%s: the patch does not fit: %v", op.Key, err)
}

// regionsOf returns the stretches of the patched text that the patch made, each
// trimmed to the bytes that differ.
func regionsOf(patched string, file *gitdiff.File) []region {
	var list []region
	lines := source.NewFile("", patched)
	for _, frag := range file.TextFragments {
		var old, made strings.Builder
		for _, l := range frag.Lines {
			if l.Old() {
				old.WriteString(l.Line)
			}
			if l.New() {
				made.WriteString(l.Line)
			}
		}
		position := int(frag.NewPosition)
		if frag.NewLines == 0 {
			position++ // a fragment that only deletes names the line before
		}
		start, _ := lines.Offset(position, 1)
		a, b := old.String(), made.String()
		pre := commonPrefix(a, b)
		post := commonPrefix(reverse(a[pre:]), reverse(b[pre:]))
		list = append(list, region{start + pre, len(b) - pre - post, a[pre : len(a)-post]})
	}
	return list
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func reverse(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
