package convert

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const manifestName = "manifest.xml"

// fileElement is a <file> element of a manifest.
var fileElement = regexp.MustCompile(`(<file\b[^>]*>)([^<]*)(</file\s*>)`)

// readManifest reads the manifest and rewrites relative paths: to files that
// are copied into the skin, or for the new place of the folder.
func (c *converter) readManifest(dir string) error {
	i := slices.IndexFunc(c.entries, func(e tree.Entry) bool { return e.Path.String() == manifestName })
	if i < 0 {
		return fmt.Errorf("the folder has no %s, so it is not a skin", manifestName)
	}
	f := c.file(path.Join(dir, manifestName), c.entries[i].Data)
	listed, ds := skin.ListedFiles(f)
	c.ds = append(c.ds, ds...)
	if c.ds.Err() != nil {
		return nil
	}
	paths := map[string]string{}
	for _, l := range listed {
		if strings.HasPrefix(l.Path, "../") {
			to, err := c.place(f, l, dir)
			if err != nil {
				return err
			}
			paths[l.Path] = to
		}
	}
	text := fileElement.ReplaceAllStringFunc(f.Text(), func(s string) string {
		m := fileElement.FindStringSubmatch(s)
		if to, ok := paths[path.Clean(m[2])]; ok {
			return m[1] + to + m[3]
		}
		return s
	})
	c.manifest = source.NewFile(f.Name(), text)
	c.entries[i].Data = []byte(text)
	return c.checkManifest(listed, paths)
}

// checkManifest checks that the rewritten manifest lists the intended files.
func (c *converter) checkManifest(before []skin.Listed, paths map[string]string) error {
	after, ds := skin.ListedFiles(c.manifest)
	if ds.Err() != nil || len(after) != len(before) {
		return fmt.Errorf("%s: cannot rewrite its paths; write each as plain text in <file>", c.manifest.Name())
	}
	for i, l := range before {
		want := l.Path
		if to, ok := paths[want]; ok {
			want = to
		}
		if after[i].Kind != l.Kind || after[i].Path != want {
			return fmt.Errorf("%s: cannot rewrite the path %s; write it as plain text in <file>", c.manifest.Name(), l.Path)
		}
	}
	return nil
}

// place returns the path of a file that the manifest lists outside the folder.
func (c *converter) place(f *source.File, l skin.Listed, dir string) (string, error) {
	full := path.Join(dir, l.Path)
	if strings.HasPrefix(full, "../") {
		return "", fmt.Errorf("%s: %s is outside of the webapp", f.Name(), l.Path)
	}
	if !c.opt.Flatten {
		return relativePath(path.Join("skins", c.name), full), nil
	}
	info, err := fs.Stat(c.app, full)
	if err != nil || info.IsDir() {
		c.ds = append(c.ds, f.Warnf(l.Span, codes.ConvertRead, "%s does not exist; the reference is kept", full))
		return relativePath(path.Join("skins", c.name), full), nil
	}
	name := c.free(ownName(full))
	if err := c.add(name, full); err != nil {
		return "", err
	}
	return name, c.addLocales(name, full)
}

// addLocales adds the files that the server sends with a file for a language:
// NAME_ja.css with NAME.css.
func (c *converter) addLocales(name, full string) error {
	entries, err := fs.ReadDir(c.app, path.Dir(full))
	if err != nil {
		return err
	}
	stem, ext := cutName(path.Base(full))
	ownStem, _ := cutName(name)
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), stem+"_")
		locale, ok2 := strings.CutSuffix(rest, ext)
		if !ok || !ok2 || !localeName.MatchString(locale) || !e.Type().IsRegular() {
			continue
		}
		if err := c.add(ownStem+"_"+locale+ext, path.Join(path.Dir(full), e.Name())); err != nil {
			return err
		}
	}
	return nil
}

var localeName = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2}(_\w+)?)?$`)

func cutName(name string) (stem, ext string) {
	ext = path.Ext(name)
	return strings.TrimSuffix(name, ext), ext
}

// ownName returns the name of a file copied from another folder: base3.css for
// _base/base3/skin.css, base3-zhtml.css for _base/base3/zhtml.css, zhtml.css
// for css/zhtml.css.
func ownName(full string) string {
	stem, ext := cutName(path.Base(full))
	folder := path.Base(path.Dir(full))
	switch {
	case stem == "skin":
		return folder + ext
	case strings.HasPrefix(full, "skins/"):
		return folder + "-" + stem + ext
	}
	return stem + ext
}

// free returns the name, with a number appended if the folder already has it.
func (c *converter) free(name string) string {
	stem, ext := cutName(name)
	for n := 2; c.from[name] != ""; n++ {
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
	return name
}

// relativePath returns the relative path from one clean path to another.
func relativePath(dir, to string) string {
	from := strings.Split(dir, "/")
	parts := strings.Split(to, "/")
	for len(from) > 0 && len(parts) > 1 && from[0] == parts[0] {
		from, parts = from[1:], parts[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(parts, "/")
}
