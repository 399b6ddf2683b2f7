package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/source"
)

// PatchesDir is the folder of a project that holds its patches, one file NAME.patch for
// each. The file "series" in it, if there is one, names those to apply, in their order;
// without it all are applied, in the order of their names. Variants are files that
// another patch names in its header.
const PatchesDir = "patches"

var patchFileForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}\.patch$`)

// Patches returns the operations that the folder of patches stands for, in their order.
func (p *Project) Patches() ([]inject.Config, source.Diags, error) {
	names, ds, err := p.series()
	if err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	var list []inject.Config
	for _, name := range names {
		file := path.Join(PatchesDir, name)
		if slices.ContainsFunc(p.Config.Inject, func(c inject.Config) bool { return c.Patch == file }) {
			continue // a table says more about it
		}
		f := source.NewFile(file, "")
		if !patchFileForm.MatchString(name) {
			ds = append(ds, f.Errorf(source.At(0), codes.InjectKey, "the name of a patch is made of small letters, digits and \"-\", and ends in .patch"))
			continue
		}
		list = append(list, inject.Config{Key: strings.TrimSuffix(name, ".patch"), Patch: file, Source: inject.Source{File: f}})
	}
	return list, ds, nil
}

// series returns the names of the patch files to apply.
func (p *Project) series() ([]string, source.Diags, error) {
	text, err := fs.ReadFile(p.fsys, path.Join(PatchesDir, "series"))
	if errors.Is(err, fs.ErrNotExist) {
		names, err := p.patchFiles()
		return names, nil, err
	}
	if err != nil {
		return nil, nil, err
	}
	f := source.NewFile(path.Join(PatchesDir, "series"), string(text))
	var names []string
	var ds source.Diags
	offset := 0
	for line := range strings.Lines(f.Text()) {
		at := source.Span{Start: offset, End: offset + len(strings.TrimRight(line, "\r\n"))}
		offset += len(line)
		name, _, _ := strings.Cut(line, "#")
		name = strings.TrimSpace(name)
		switch {
		case name == "":
			continue
		case slices.Contains(names, name):
			ds = append(ds, f.Errorf(at, codes.InjectDuplicateKey, "the series names %s twice", name))
			continue
		case !patchFileForm.MatchString(name):
			ds = append(ds, f.Errorf(at, codes.InjectKey, "%q is not the name of a patch: small letters, digits and \"-\", and .patch", name))
			continue
		}
		if _, err := fs.Stat(p.fsys, path.Join(PatchesDir, name)); err != nil {
			ds = append(ds, f.Errorf(at, codes.InjectMissingFile, "the series names %s, which is not in the folder %s", name, PatchesDir))
		}
		names = append(names, name)
	}
	return names, ds, nil
}

// patchFiles returns the patch files that no other names as a variant.
func (p *Project) patchFiles() ([]string, error) {
	list, err := fs.ReadDir(p.fsys, PatchesDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	variants := map[string]bool{}
	for _, e := range list {
		if e.IsDir() || path.Ext(e.Name()) != ".patch" {
			continue
		}
		names = append(names, e.Name())
		text, err := fs.ReadFile(p.fsys, path.Join(PatchesDir, e.Name()))
		if err != nil {
			return nil, err
		}
		for _, v := range variantsOf(e.Name(), text) {
			variants[v] = true
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return variants[name] }), nil
}

// variantsOf returns the variants that a patch file names; what is wrong with the file
// is reported where it is used.
func variantsOf(name string, text []byte) []string {
	p, _ := patch.Parse(source.NewFile(name, string(text)))
	if p == nil {
		return nil
	}
	return p.Header.Variants
}

// variantFiles returns the entries of a bundle for the variants of a patch.
func (r *run) variantFiles(file string, add func(name, place string) error) error {
	text, err := fs.ReadFile(r.project.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, v := range variantsOf(file, text) {
		if err := add(path.Join(path.Dir(file), v), path.Join(PatchesDir, v)); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}
